"""A world file as it stands on one date: layers, codes, edges.

Reads the GeoPackage with the standard library; must not know any decision
rule beyond validity in time, city-level by bracket (S13) and which waters
are split.
"""
import sqlite3
from types import SimpleNamespace

import numpy as np
import shapely

from plane import ground_m2

LEVELS = ("city", "county", "township", "village")
CITY, COUNTY, TOWNSHIP, VILLAGE = range(4)
ENVELOPE = (0, 32, 48, 48, 64)


class Row(SimpleNamespace):
    """A record; a column that the file doesn't have is empty."""

    def __getattr__(self, column):
        if column.startswith("__"):
            raise AttributeError(column)
        return None


def geometry(blob):
    """Shapely geometry of a GeoPackage blob, None where null or empty."""
    if blob is None:
        return None
    if blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    start = 8 + ENVELOPE[(blob[3] >> 1) & 7]
    found = shapely.force_2d(shapely.from_wkb(bytes(blob[start:])))
    return None if found.is_empty else found


def layers(path):
    """Every layer of the file: name → list of rows with their columns."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    names = [r[0] for r in base.execute(
        "select table_name from gpkg_contents where data_type in ('features', 'attributes')")]
    columns = dict(base.execute("select table_name, column_name from gpkg_geometry_columns"))
    out = {}
    for name in names:
        rows = []
        for row in base.execute(f'select * from "{name}"'):
            record = {k: row[k] for k in row.keys()}
            shape = geometry(record.pop(columns[name])) if name in columns else None
            rows.append(Row(**record, shape=shape))
        out[name] = rows
    base.close()
    return out


def is_valid(row, date):
    """Rule T: [valid_from, valid_to), empty is open."""
    since, until = row.valid_from, row.valid_to
    return (not since or str(since)[:10] <= date) and (not until or date < str(until)[:10])


def ranks(texts):
    """Rank of every distinct text in text order."""
    return {t: i for i, t in enumerate(sorted(set(texts)))}


class Polygons:
    """A class of polygons with keys, and all its ring edges."""

    def __init__(self, rows):
        self.rows = [r for r in rows if r.shape is not None]
        self.shapes = np.array([r.shape for r in self.rows], dtype=object)
        shapely.prepare(self.shapes)
        self.edges = RingEdges(self.shapes)

    def __len__(self):
        return len(self.rows)


class RingEdges:
    """Directed ring edges with the interior on the left; `owner` is the polygon's index."""

    def __init__(self, shapes):
        xs, ys, owners = [], [], []
        for owner, shape in enumerate(shapes):
            for part in shapely.get_parts(shape):
                rings = [(part.exterior, True)] + [(hole, False) for hole in part.interiors]
                for ring, shell in rings:
                    points = shapely.get_coordinates(ring)
                    if shapely.is_ccw(ring) != shell:
                        points = points[::-1]
                    xs.append(np.column_stack([points[:-1, 0], points[1:, 0]]))
                    ys.append(np.column_stack([points[:-1, 1], points[1:, 1]]))
                    owners.append(np.full(len(points) - 1, owner))
        if xs:
            x, y, owner = np.concatenate(xs), np.concatenate(ys), np.concatenate(owners)
        else:
            x, y, owner = np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, int)
        keep = (x[:, 0] != x[:, 1]) | (y[:, 0] != y[:, 1])
        self.ax, self.bx = x[keep, 0], x[keep, 1]
        self.ay, self.by = y[keep, 0], y[keep, 1]
        self.owner = owner[keep].astype(np.int64)


def lines_tree(ax, ay, bx, by):
    """Search tree over edges by their boxes."""
    if len(ax) == 0:
        return shapely.STRtree([])
    return shapely.STRtree(shapely.linestrings(np.stack(
        [np.column_stack([ax, ay]), np.column_stack([bx, by])], axis=1)))


class World:
    """What is valid on one date."""

    def __init__(self, path, date):
        self.date = date
        self.all = layers(path)

        def valid(name):
            return [r for r in self.all.get(name, []) if is_valid(r, date)]

        units = [u for u in valid("admin_units") if u.level in LEVELS]
        self.neighbours = [u for u in units if u.neighbour and u.shape is not None]
        own = [u for u in units if not u.neighbour and u.shape is not None]
        own.sort(key=lambda u: (LEVELS.index(u.level), u.code))
        self.units = Polygons(own)
        self.unit_code = [u.code for u in self.units.rows]
        self.unit_level = np.array([LEVELS.index(u.level) for u in self.units.rows], int)
        self.unit_index = {}
        for i, code in enumerate(self.unit_code):
            self.unit_index.setdefault(code, i)
        self.levels_there = sorted(set(self.unit_level.tolist()))
        # Parents that are in the world and valid, of a higher level; -1 where there is none.
        self.parent = np.array([self._parent(i) for i in range(len(own))], np.int64).reshape(-1)
        self.wholes = {}
        self.areas_of_functions = sorted(
            (f for f in valid("functional_areas") if (f.acts_as or "").lower() == "county"),
            key=lambda f: f.code)
        # S12: the county that an area's units lie in.
        self.area_county = {}
        for area in self.areas_of_functions:
            over = (self.unit_index.get(c.strip()) for c in (area.over or "").split(";"))
            self.area_county[area.code] = next((self.whole(u)[COUNTY] for u in over if u is not None), -1)

        waters = sorted(valid("waters"), key=lambda w: w.code)
        self.waters = waters
        self.water_code = [w.code for w in waters]
        self.water_index = {w.code: i for i, w in enumerate(waters)}
        known = self.water_index
        self.water_layer = np.array([w.layer or 0 for w in waters], int)
        self.water_order = np.array([99 if w.order is None else w.order for w in waters], int)
        self.half_width_m = np.array([5.0 if w.half_width_m is None else w.half_width_m for w in waters], float)
        self.city_level = np.array([self._city_level(i) for i in range(len(waters))], bool)

        self.zones = Polygons(sorted((z for z in valid("zones") if z.water in known and z.kind == "water"),
                                     key=lambda z: z.id))
        self.land = Polygons(sorted((z for z in valid("zones") if z.water in known and z.kind == "land"),
                                    key=lambda z: z.id))
        self.zone_water = np.array([known[z.water] for z in self.zones.rows], int)
        self.land_water = np.array([known[z.water] for z in self.land.rows], int)
        self.managed_whole = np.array([z.managed_whole is None or bool(z.managed_whole)
                                       for z in self.zones.rows], bool)
        self.split = np.zeros(len(waters), bool)
        self.split[self.zone_water] = True
        self.pieces = {}
        for piece in valid("zone_pieces"):
            self.pieces.setdefault(piece.zone, set()).add(piece.village)

        by_id = {"key": lambda r: r.id or ""}
        self.areas = Polygons(sorted((a for a in valid("water_areas") if a.water in known), **by_id))
        self.area_water = np.array([known[a.water] for a in self.areas.rows], int)
        self.extents = Polygons(sorted((e for e in valid("management_extents") if e.water in known), **by_id))
        self.extent_water = np.array([known[e.water] for e in self.extents.rows], int)
        self.marine = Polygons(valid("marine_areas"))

        self.branches = sorted((c for c in valid("centrelines") if c.water in known and c.shape is not None),
                               key=lambda c: (c.water, c.branch or 0))
        for line in self.branches:
            line.number = line.branch or 0
            line.water_at = known[line.water]
            line.points = shapely.get_coordinates(line.shape)
            keep = np.r_[True, np.any(np.diff(line.points, axis=0) != 0, axis=1)]
            line.points = line.points[keep]
        self.segments = [s for s in valid("segments") if s.water in known]
        self.posts = sorted(valid("posts"), key=lambda p: p.id)
        self.post_by_id = {}
        for post in self.posts:
            self.post_by_id.setdefault(post.id, post)
        self.filled = {t.post for t in valid("tenures")}

    def _parent(self, unit):
        parent = self.unit_index.get(self.units.rows[unit].parent, -1)
        return parent if parent >= 0 and self.unit_level[parent] < self.unit_level[unit] else -1

    def codes(self, units):
        """Codes of units, None where there is none."""
        return [self.unit_code[u] if u >= 0 else None for u in units]

    def in_order(self, code):
        """What a unit goes by in the order of codes; a functional area without a county comes first (S18)."""
        return "" if code is None or (code in self.area_county and code not in self.unit_index) else code

    def has_hole(self, units):
        """Whether a level that the world has is empty among the units of a place inside."""
        return max(units) >= 0 and any(units[level] < 0 for level in self.levels_there)

    def whole(self, unit):
        """A for a unit as a whole: units of the four levels, by parent, else by the largest common area."""
        if unit < 0:
            return (-1,) * 4
        if unit not in self.wholes:
            self.wholes[unit] = self.whole_on(unit, self.units.shapes[unit])
        return self.wholes[unit]

    def whole_on(self, unit, ground):
        """A for a part of a unit as a whole."""
        if unit < 0:
            return (-1,) * 4
        out, at = [-1] * 4, unit
        out[self.unit_level[unit]] = unit
        for level in range(int(self.unit_level[unit]) - 1, -1, -1):
            parent = int(self.parent[at])
            if parent < 0 or self.unit_level[parent] != level:
                parent = self._largest(ground, level)
            if parent >= 0:
                out[level] = at = parent
        return tuple(out)

    def wholes_on(self, unit, ground, level):
        """Every unit of a level that is above some of a part of a unit."""
        found = [(unit, ground)]
        for above in range(int(self.unit_level[unit]) - 1, level - 1, -1):
            further = []
            for below, part in found:
                parent = int(self.parent[below])
                if parent >= 0 and self.unit_level[parent] == above:
                    further.append((parent, part))
                    continue
                for other in np.nonzero(self.unit_level == above)[0]:
                    common = shapely.intersection(part, self.units.shapes[other])
                    if ground_m2(common) > ground_m2(ground) * 1e-9:
                        further.append((int(other), common))
                        part = shapely.difference(part, self.units.shapes[other])
                if ground_m2(part) > ground_m2(ground) * 1e-9:
                    further.append((below, part))
            found = further
        return {u for u, _ in found if self.unit_level[u] == level}

    def _largest(self, shape, level):
        """The unit of a level with the largest area on the ground in common with a shape, then the smaller code; -1 without."""
        best = (ground_m2(shape) * 1e-9, -1)
        for other in np.nonzero(self.unit_level == level)[0]:  # in order of code
            common = ground_m2(shapely.intersection(shape, self.units.shapes[other]))
            if common > best[0] * (1 + 1e-9):
                best = (common, int(other))
        return best[1]

    def _city_level(self, at):
        seen = set()
        while at is not None and at not in seen:
            if self.waters[at].city_level:
                return True
            seen.add(at)
            at = self.water_index.get(self.waters[at].parent)
        return False
