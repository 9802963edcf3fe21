"""Lines and polygons to be cut: seeded random ones, and ones that run along borders and shores.

Knows a `World`; must not know any rule.
"""
import numpy as np
import shapely

MARGIN_DEG = 0.05


def lines(world, rng, count):
    """Lines as lists of coordinates: across the city, along rings, and from vertex to vertex."""
    out = []
    rings = _rings(world)
    for n in range(count):
        kind = n % 3
        if kind == 0 or not rings:
            out.append(_anywhere(world, rng, int(rng.integers(2, 7))))
        elif kind == 1:
            ring = rings[rng.integers(len(rings))]
            first, size = int(rng.integers(len(ring) - 1)), int(rng.integers(2, min(40, len(ring)) + 1))
            out.append([ring[(first + k) % (len(ring) - 1)].tolist() for k in range(size)])
        else:
            picked = [rings[rng.integers(len(rings))] for _ in range(3)]
            out.append([r[rng.integers(len(r))].tolist() for r in picked])
    return [line for line in out if any(p != line[0] for p in line)]


def polygons(world, rng, count):
    """Simple polygons: triangles and boxes across the city, and units as they are."""
    out = []
    while len(out) < count:
        kind = len(out) % 3
        if kind == 0:
            shape = shapely.Polygon(_anywhere(world, rng, 3))
        elif kind == 1:
            (a, b), (c, d) = _anywhere(world, rng, 2)
            shape = shapely.box(min(a, c), min(b, d), max(a, c), max(b, d))
        else:
            shape = shapely.get_parts(world.units.shapes[rng.integers(len(world.units))])[0]
        if shape.is_valid and shape.area > 0:
            out.append(shape)
    return out


def _anywhere(world, rng, count):
    west, south, east, north = shapely.total_bounds(world.units.shapes)
    size = max(east - west, north - south) * rng.choice([0.05, 0.3, 1.0])
    x, y = rng.uniform(west, east), rng.uniform(south, north)
    at = np.column_stack([rng.uniform(x - size / 2, x + size / 2, count), rng.uniform(y - size / 2, y + size / 2, count)])
    return np.clip(at, [west - MARGIN_DEG, south - MARGIN_DEG], [east + MARGIN_DEG, north + MARGIN_DEG]).tolist()


def _rings(world):
    parts = [p for group in (world.units, world.zones, world.land, world.areas, world.extents) for s in group.shapes
             for p in shapely.get_parts(s)]
    return [shapely.get_coordinates(r) for p in parts for r in (p.exterior, *p.interiors)]
