"""Random worlds for the oracle: seeded, full of borders, every layer that decides a place.

    python random_world.py WORLD.gpkg SEED

Must not know any rule.
"""
import sys

import numpy as np
import shapely
import shapely.ops

import small_layers
from random_map import LEVELS, Land, multi
from random_waters import Blobs, Lines, beside

DATE, BEFORE, LATER = "2024-06-01", "2020-01-01", "2030-01-01"
KINDS = ("river", "canal", "reservoir", "lake")
LONGEST_M = 12_000


class RandomWorld:
    """The rows of every layer, from one seed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.land = Land(self.rng)
        self.lines, self.blobs = Lines(self.rng, self.land.grid), Blobs(self.rng, self.land.grid)
        self.rows = {name: [] for name in small_layers.LAYERS}
        self.rows["admin_units"] = self.land.rows()
        self.rows["holders"] = [{"id": "H", "name": "示意", "title": "示意", "title_class": "leader"}]
        self.rows["world"] = [{"key": "name", "value": f"random {seed}"}]
        self.codes = {level: list(self.land.sets[level]) for level in LEVELS}
        for number in range(int(self.rng.integers(2, 6))):
            self._river(f"R{number:02}")
        for number in range(int(self.rng.integers(0, 4))):
            self._lake(f"L{number:02}")
        for number in range(int(self.rng.integers(0, 3))):
            self._pool(f"P{number:02}")
        if self.rng.random() < 0.6:
            for number, sea in enumerate(self.blobs.seas()):
                self._add("marine_areas", id=f"M{number}", name="海", shape=sea)
        if self.rng.random() < 0.5:
            self._functional_area()
        self._general_chiefs()
        self._dates()

    def _chance(self, share):
        return self.rng.random() < share

    def _one(self, choices):
        return choices[int(self.rng.integers(len(choices)))]

    def _add(self, layer, /, **row):
        if "shape" not in row or row["shape"] is not None:
            self.rows[layer].append(row)

    # --- waters -----------------------------------------------------------
    def _water(self, code, kinds, **more):
        others = [w["code"] for w in self.rows["waters"]]
        row = {"code": code, "name": code, "kind": self._one(kinds), "city_level": int(self._chance(0.3)),
               "order": self._one([None, 1, 2, 3]), "layer": self._one([None, 0, 0, 0, 1]),
               "half_width_m": self._one([None, None, 2.0, 8.0, 25.0]), **more}
        if others and self._chance(0.25):
            row["parent"] = self._one(others)
        self._add("waters", **row)

    def _river(self, code):
        self._water(code, ("river", "river", "canal"))
        for branch in range(1 + int(self._chance(0.25))):
            line = self.lines.draw()
            self._add("centrelines", water=code, branch=branch, shape=shapely.LineString(line))
            if self._chance(0.4):
                self._channel_area(code, branch, line)
            if self._chance(0.3):
                self._add("management_extents", id=f"E{code}{branch}", water=code,
                          shape=beside(line, float(self.rng.uniform(20, 200))))
            self._segments(code, branch)
        self._posts(code)

    def _channel_area(self, code, branch, line):
        whole = shapely.LineString(line)
        begin, end = sorted(self.rng.uniform(0, 1, 2))
        part = shapely.ops.substring(whole, begin, end, normalized=True)
        area = beside(part.coords, float(self.rng.uniform(10, 120))) if part.length > 0 else None
        if area is not None and self._chance(0.3):  # an island
            hole = self.blobs.blob(1, 2)
            area = multi(shapely.difference(area, hole))
        if self._chance(0.25):
            area = self.blobs.blob()
        self._add("water_areas", id=f"A{code}{branch}", water=code, shape=area)

    def _lake(self, code):
        """An area, or two, without a centreline; or an extent alone."""
        self._water(code, ("lake", "reservoir", "river"))
        for part in range(1 + int(self._chance(0.3))):
            if self._chance(0.85):
                self._add("water_areas", id=f"A{code}{part}", water=code, shape=self.blobs.blob())
            else:
                self._add("management_extents", id=f"E{code}{part}", water=code, shape=self.blobs.blob())
        for level in LEVELS[1:]:
            if self._chance(0.3):
                unit = self._one(self.codes[level])
                self._add("segments", id=f"S-{code}-{level}", water=code, level=level, unit=unit, bank="both",
                          post=self._post(code, level, unit) if self._chance(0.5) else None)
        self._posts(code)

    def _pool(self, code):
        """A reservoir with WATER and LAND, its line and perhaps an area of its own."""
        self._water(code, ("reservoir",))
        water, land = self.blobs.pool()
        whole = self._one([None, 0, 1])
        self._add("zones", id=f"ZW{code}", water=code, kind="water", managed_whole=whole, shape=water)
        if land is not None and self._chance(0.9):
            self._add("zones", id=f"ZL{code}", water=code, kind="land", managed_whole=whole, shape=land)
            for village in self.codes["village"]:
                piece = multi(shapely.intersection(land, self.land.shape(village)))
                if piece is not None and self._chance(0.9):
                    self._add("zone_pieces", id=f"ZL{code}-{village}", zone=f"ZL{code}", village=village, shape=piece)
        if self._chance(0.3):
            self._add("water_areas", id=f"A{code}", water=code, shape=multi(shapely.union(water, self.blobs.blob())))
        if self._chance(0.6):
            line = self.lines.draw()
            if self._chance(0.3):  # along the edge of the pool
                ring = list(water.geoms[0].exterior.coords)
                first, last = sorted(self.rng.choice(len(ring), 2, replace=False))
                line = self.lines.along(ring[first:last + 1])
            self._add("centrelines", water=code, branch=0, shape=shapely.LineString(line))
            self._segments(code, 0)
        if self._chance(0.7):
            self._seat(f"RES-{code}", "reservoir_chief", "city", self.codes["city"][0], code)
        self._posts(code)

    # --- segments and posts ------------------------------------------------
    def _segments(self, code, branch):
        line = self.rows["centrelines"][-1]["shape"]
        length = min(LONGEST_M, int(line.length * 100_000))
        for level in LEVELS:
            for number in range(int(self.rng.integers(0, 4)) if self._chance(0.5) else 0):
                begin, end = sorted(self._one([0.0, *self.rng.uniform(0, length, 2).round(self._one([0, 2, 6]))]) for _ in range(2))
                if end <= begin:
                    continue
                unit = self._one(self.codes[level])
                self._add("segments", id=f"S-{code}-{branch}-{level}-{number}", water=code, branch=branch, level=level,
                          unit=unit, bank=self._one(["both", "both", "left", "right"]), measure_from=begin, measure_to=end,
                          post=self._post(code, level, unit) if self._chance(0.6) else None,
                          valid_from=self._one([None, BEFORE]))

    def _post(self, code, level, unit):
        """Id of the river chief of a water and unit, made if there is none."""
        ident = f"RC-{code}-{unit}"
        if all(p["id"] != ident for p in self.rows["posts"]):
            self._seat(ident, "river_chief", level, unit, code)
        return ident

    def _seat(self, ident, kind, level, unit, water=None):
        self._add("posts", id=ident, kind=kind, level=level, unit=unit, water=water, name=ident)
        state = self.rng.random()
        if state < 0.8:
            until = LATER if state < 0.6 else DATE
            self._add("tenures", id=f"T-{ident}", post=ident, holder="H", valid_from=BEFORE, valid_to=until)

    def _posts(self, code):
        for level in LEVELS:
            for unit in self.codes[level]:
                if self._chance(0.35):
                    self._post(code, level, unit)

    def _general_chiefs(self):
        for level in LEVELS[:3]:
            for unit in self.codes[level]:
                if self._chance(0.8):
                    self._seat(f"GC-{unit}", "general_chief", level, unit)

    def _functional_area(self):
        """An area that stands in for the county of a township or two."""
        level = self._one(["township", "county"])
        over = [self._one(self.codes[level]) for _ in range(2)]
        self._add("functional_areas", code="FA", name="示意区", acts_as="county", over=";".join(sorted(set(over))),
                  shape=self.land.shape(over[0]))
        if self._chance(0.7):
            self._seat("GC-FA", "general_chief", "county", "FA")
        for water in self.rows["waters"]:
            if self._chance(0.5):
                self._seat(f"RC-{water['code']}-FA", "river_chief", "county", "FA", water["code"])
        for segment in self.rows["segments"]:
            if segment["level"] == "county" and self._chance(0.2):
                segment["unit"] = "FA"

    def _dates(self):
        """Some rows ended, some haven't begun."""
        for layer in ("admin_units", "water_areas", "zones", "management_extents", "posts", "segments"):
            for row in self.rows[layer]:
                if self._chance(0.02):
                    row.update(self._one([{"valid_to": DATE}, {"valid_from": LATER}, {"valid_from": DATE}]))


def write(path, seed):
    """A world file."""
    small_layers.write(path, RandomWorld(seed).rows)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
