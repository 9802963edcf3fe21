"""Synthetic worlds that grow: how building and look-ups cost against size. Each is written as a GeoPackage by ogr2ogr.

Three series: `rivers` (everything grows together: 100 registered segments to a river, two villages to a river, one pond),
`one river` (all segments on one branch, in one county) and `areas` (communes of France as villages, with a river to
every 100 and a pond to every 20 of them).
"""
import gzip
import json
import math
import random
import subprocess

PER_RIVER = 100
# Degrees: a village's width in the first series.
CELL = 0.05


def feature(properties, geometry=None):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings):
    return {"type": "MultiPolygon", "coordinates": [[[list(p) for p in ring] for ring in rings]]}


class World:
    """Layers of a world; `write` makes the file."""

    def __init__(self):
        self.layers = {name: [] for name in ("admin_units", "waters", "water_areas", "centrelines", "segments", "posts", "holders", "tenures")}
        # A place on each river and in each unit, in pairs of degrees.
        self.on_water, self.on_land = [], []

    def unit(self, code, level, geometry, parent=None):
        self.layers["admin_units"].append(
            feature({"code": code, "name": f"unit {code}", "level": level, "parent": parent, "neighbour": False}, geometry))

    def river(self, code, line, segments, length_m, unit):
        self.layers["waters"].append(feature({"code": code, "scheme": "bench", "name": f"river {code}", "kind": "river", "order": 1}))
        self.layers["centrelines"].append(feature({"water": code, "branch": 0}, {"type": "LineString", "coordinates": line}))
        if unit is None:
            return
        post, holder = f"RC-{code}", f"H-{code}"
        self.layers["posts"].append(feature({"id": post, "kind": "river_chief", "level": "county", "unit": unit, "water": code, "name": f"chief of {code}", "capacity": 1}))
        self.layers["holders"].append(feature({"id": holder, "name": holder, "title": "chief", "title_class": "party_main", "unit": unit}))
        self.layers["tenures"].append(feature({"id": f"T-{code}", "post": post, "holder": holder, "valid_from": "2018-01-01"}))
        step = length_m / segments
        for s in range(segments):
            self.layers["segments"].append(feature(
                {"id": f"{code}-{s:06}", "water": code, "branch": 0, "level": "county", "unit": unit, "bank": "both",
                 "measure_from": round(step * s, 3), "measure_to": round(step * (s + 1), 3), "post": post}))

    def pond(self, code, x, y, half):
        self.layers["waters"].append(feature({"code": code, "scheme": "bench", "name": f"pond {code}", "kind": "lake", "order": 1}))
        ring = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half), (x - half, y - half)]
        self.layers["water_areas"].append(feature({"id": f"{code}-AREA", "water": code}, polygon(ring)))

    def write(self, path):
        kinds = {"admin_units": "MULTIPOLYGON", "water_areas": "MULTIPOLYGON", "centrelines": "LINESTRING", "segments": "LINESTRING"}
        first = True
        for name, features in self.layers.items():
            if not features:
                continue
            part = path.with_name(f"{path.stem}-{name}.geojson")
            part.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
            command = ["ogr2ogr", "-f", "GPKG", "-gt", "65536", *([] if first else ["-update"]), path, part, "-nln", name, "-lco", "SPATIAL_INDEX=NO"]
            subprocess.run([str(c) for c in [*command, "-nlt", kinds.get(name, "NONE")]], check=True)
            part.unlink()
            first = False
        return path


def winding(x, y, width, vertices, phase):
    """A line to the east that winds about `y`, and its length in metres, roughly: a little more than true, so that the
    last segment ends at the mouth."""
    line = [[x + width * i / vertices, y + 0.2 * CELL * math.sin(i / 9 + phase)] for i in range(vertices + 1)]
    metres = sum(math.hypot((b[0] - a[0]) * 111_320 * math.cos(math.radians(y)), (b[1] - a[1]) * 110_700) for a, b in zip(line, line[1:]))
    return line, metres


def jagged(column, row, at):
    """A village: a cell whose edges have a vertex in the middle, moved; neighbours share every vertex exactly."""
    def corner(c, r):
        return at(c, r)

    def middle(a, b):
        chance = random.Random(f"{a}{b}" if a < b else f"{b}{a}")
        return ((a[0] + b[0]) / 2 + CELL * chance.uniform(-0.1, 0.1), (a[1] + b[1]) / 2 + CELL * chance.uniform(-0.1, 0.1))

    corners = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)]
    ring = []
    for a, b in zip(corners, corners[1:] + corners[:1]):
        ring += [a, middle(a, b)]
    return ring + ring[:1]


def rivers(segments):
    """`segments` registered segments on rivers that each cross two villages."""
    world = World()
    count = max(1, segments // PER_RIVER)
    across = max(2, 2 * math.isqrt(count // 2 + 1))
    rows = math.ceil(2 * count / across)

    def at(c, r):
        # The frame stays straight, so that the county is covered exactly.
        inner = 0 < c < across and 0 < r < rows
        chance = random.Random(c * 100_003 + r)
        shift = (chance.uniform(-0.1, 0.1), chance.uniform(-0.1, 0.1)) if inner else (0, 0)
        return (100 + CELL * (c + shift[0]), 20 + CELL * (r + shift[1]))

    boundary = []
    cells = {(c, r): jagged(c, r, at) for r in range(rows) for c in range(across)}
    for c in range(across):
        boundary += cells[c, 0][0:2]
    for r in range(rows):
        boundary += cells[across - 1, r][2:4]
    for c in reversed(range(across)):
        boundary += cells[c, rows - 1][4:6]
    for r in reversed(range(rows)):
        boundary += cells[0, r][6:8]
    world.unit("450000", "county", polygon(boundary + boundary[:1]))
    for number, ((c, r), ring) in enumerate(cells.items()):
        world.unit(f"450000{number:06}", "village", polygon(ring), "450000")
        world.on_land.append((100 + CELL * (c + 0.5), 20 + CELL * (r + 0.15)))
    for w in range(count):
        c, r = 2 * (w % (across // 2)), w // (across // 2)
        line, metres = winding(100 + CELL * (c + 0.2), 20 + CELL * (r + 0.5), 1.6 * CELL, 2 * PER_RIVER, w)
        world.river(f"W{w:06}", line, PER_RIVER, metres, "450000")
        world.on_water += line[5::10]
        world.pond(f"P{w:06}", 100 + CELL * (c + 0.5), 20 + CELL * (r + 0.88), 0.02 * CELL)
    return world


def one_river(segments):
    """All segments on one branch of a river that winds back and forth through one county."""
    world = World()
    world.unit("450000", "county", polygon([(100, 20), (112, 20), (112, 32), (100, 32), (100, 20)]))
    line, metres = winding(100.5, 26, 11, 4 * segments, 0)
    world.river("W000000", line, segments, metres, "450000")
    world.on_water = line[5::10]
    world.on_land = [(100.5 + 11 * i / 100, 29.0) for i in range(100)]
    return world


def communes(shared, count):
    """The first `count` communes of France as villages; `None` where the shared data is absent."""
    path = shared / "data/stress/france_communes_ign2018.geojson.gz"
    if not path.exists():
        return None
    world = World()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        features = json.load(file)["features"][:count]
    chance = random.Random(5)
    for number, item in enumerate(features):
        geometry = item["geometry"]
        coordinates = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        ring = coordinates[0][0]
        x, y = (sum(p[i] for p in ring) / len(ring) for i in (0, 1))
        world.unit(f"{number:012}", "village", {"type": "MultiPolygon", "coordinates": coordinates})
        world.on_land.append((x, y))
        if number % 20 == 0:
            world.pond(f"P{number:06}", x, y, 0.0005)
        if number % 100 == 0:
            line, metres = winding(x, y, 0.3 + chance.uniform(0, 0.2), 200, number)
            world.river(f"W{number:06}", line, 0, metres, None)
            world.on_water += line[5::10]
    return world
