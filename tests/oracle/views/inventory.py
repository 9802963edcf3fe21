"""The graded inventory: S37.

Knows a `Day` and the stretches of it; must not know riverchief's answer.
"""
import numpy as np
import shapely

from world import COUNTY

from .day import area_m2, share_area


def reading(day, segments):
    """Of every county and water that it holds; `segments` are those listed on the day (S4)."""
    world, rows = day.world, {}
    counties = {s.id: day.counties_of(s) for s in segments}
    for water, code in enumerate(world.water_code):
        lengths = metres(day, water)
        surfaces = day.areas_of(water)
        if world.split[water] and len(surfaces) == 0:
            surfaces = world.zones.shapes[world.zone_water == water]
        areas = {}
        for surface in surfaces:
            for county, area in shares(day, surface, day.counties).items():
                areas[county] = areas.get(county, 0.0) + area
        for county in set(lengths) | set(areas):
            within, dry, shared = lengths.get(county, (0.0, 0.0, 0.0))
            mine = day.code(county)
            values = {"length_m": within, "length_outside_pools_m": dry, "shared_m": shared,
                      "area_m2": areas.get(county, 0.0)}
            for level in ("county", "township", "village"):
                values[f"{level}_segments"] = sum(
                    1 for s in segments if s.water == code and s.level == level and mine in counties[s.id] and _counts(s))
            rows.update({(mine, code, field): value for field, value in values.items()})
    return rows


def metres(day, water):
    """County → metres of reaches of all branches: (all, outside pools, shared)."""
    out = {}
    for branch in day.branches_of(water):
        for reach in branch.reaches:
            counties = {units[COUNTY] for units in reach.units} - {-1}
            length = reach.end - reach.begin
            for county in counties:
                total, dry, shared = out.get(county, (0.0, 0.0, 0.0))
                out[county] = (total + length, dry + (0.0 if reach.pool else length),
                               shared + (length if len(counties) > 1 else 0.0))
    return out


def shares(day, surface, units):
    """Unit → area of the surface in it; with what lies outside all of them the areas add up to the surface's own."""
    shapes = {u: day.world.units.shapes[u] for u in units if share_area(surface, day.world.units.shapes[u])}
    lines = shapely.get_parts(shapely.boundary([surface, *shapes.values()]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.unary_union(lines))))
    inner = shapely.point_on_surface(faces)
    faces, inner = (found[shapely.contains(surface, inner)] for found in (faces, inner))
    areas = np.array([area_m2(face) for face in faces])
    areas *= area_m2(surface) / areas.sum()
    return {u: float(areas[shapely.contains(shape, inner)].sum()) for u, shape in shapes.items()}


def _counts(segment):
    """A piece without ground counts only where it is registered (S37)."""
    return segment.registered or getattr(segment, "shape", segment) is not None
