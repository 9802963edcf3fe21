"""The joint conference of a water: J1–J3, JA1–JA8, S23.

Knows a `Day`; must not know riverchief's answer.
"""
import numpy as np
import shapely

from plane import geodesic_m
from borders import SHORTEST_REACH_M
from world import COUNTY

from .day import edges_of, metres_of, share_area

TIE_M, TIE_SHARE = 1.0, 1e-4


def reading(day):
    """Of every water: whether it applies or why not, who convenes, each county's metres."""
    out = {}
    for water, code in enumerate(day.world.water_code):
        rows, found = conference(day, water)
        for county, (total, shared) in rows.items():
            out.update({(code, county, "total_m"): total, (code, county, "shared_m"): shared,
                        (code, county, "exclusive_m"): total - shared})
        out.update({(code, field): value for field, value in found.items()})
        out[code, "applies"], out[code, "cross_city"] = found["reason"] is None, crosses_the_limit(day, water)
    return out


def conference(day, water):
    """County → (metres, of these shared), and what is decided."""
    world = day.world
    holds = holders(day, water)
    branches = day.branches_of(water)
    lengths = line_lengths(branches) if branches else shore_lengths(day, water)
    rows = {day.code(c): lengths.get(c, (0.0, 0.0)) for c in holds}
    if world.city_level[water]:
        return rows, {"reason": "R_CITY_LEVEL"}
    if len(holds) < 2:
        return rows, {"reason": "R_ONE_COUNTY"}
    chiefs = {day.code(c): day.chief_of_county(water, c) for c in holds}
    if not any(chiefs.values()):
        return rows, {"reason": "R_NO_COUNTY_CHIEFS"}
    longest, tie = winner(rows)
    row = world.waters[water]
    candidates = [("OVERRIDE", row.convener_override), ("J3_FLOOD_COMMANDER", row.commander_county),
                  ("J2_LONGEST_REACH", longest)]
    candidates = [(rule, code) for rule, code in candidates if code in rows]
    rule, county = candidates[0]
    shoreline = rule == "J2_LONGEST_REACH" and not branches
    return rows, {"reason": None, "rule": rule, "county": county, "tie": tie, "post": chiefs[county],
                  "state": day.mandatory_state(chiefs[county]),
                  "basis": "data" if rule == "OVERRIDE" else "inferred" if shoreline else "stated",
                  "rejected": tuple(sorted(c for c in candidates[1:] if c[1] != county))}


def holders(day, water):
    """Counties that hold a reach of any branch, or a positive area of its own surface (J1, S23)."""
    world = day.world
    found = set()
    for branch in day.branches_of(water):
        for reach in branch.reaches:
            if not reach.pool and reach.end - reach.begin >= SHORTEST_REACH_M:
                found |= {units[COUNTY] for units in reach.units}
    for area in day.areas_of(water):
        found |= {c for c in day.counties if share_area(area, world.units.shapes[c])}
    return sorted(found - {-1}, key=day.code)


def line_lengths(branches):
    """County → (metres, of these shared) of branch 0, pools left out (J1, JA3, S23)."""
    out = {}
    for branch in branches:
        if branch.number != 0:
            continue
        for reach in branch.reaches:
            if reach.pool or reach.outside:
                continue
            counties = {units[COUNTY] for units in reach.units} - {-1}
            for county in counties:
                total, shared = out.get(county, (0.0, 0.0))
                length = reach.end - reach.begin
                out[county] = (total + length, shared + (length if len(counties) > 1 else 0.0))
    return out


def shore_lengths(day, water):
    """County → (metres of shore inside or on it, of these in another county too) (JA4)."""
    world, counties, out = day.world, day.counties, {}
    surfaces = day.areas_of(water)
    # An edge that two areas share is no shore.
    for area in surfaces if len(surfaces) < 2 else [shapely.union_all(surfaces)]:
        rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(area)
                 for ring in (part.exterior, *part.interiors)]
        ends = np.concatenate([np.column_stack([r[:-1], r[1:]]) for r in rings]).T
        edge_m = geodesic_m(*ends)
        inside = {c: shapely.intersection(edges_of(*ends), world.units.shapes[c]) for c in counties}
        for county in counties:
            holders = [c for c in counties if any(share_area(a, world.units.shapes[c]) for a in surfaces)]
            others = [world.units.shapes[c] for c in holders if c != county]
            here = metres_of(inside[county], *ends, edge_m)
            total, common = out.get(county, (0.0, 0.0))
            if here == 0.0 or not others:
                out[county] = total + here, common
                continue
            there, both = (metres_of(shapely.intersection(edges_of(*ends), shapely.union_all(shapes)), *ends, edge_m)
                           for shapes in (others, [world.units.shapes[county], *others]))
            out[county] = total + here, common + here + there - both
    return out


def winner(rows):
    """JA2: the county of the longest reach, and whether several were tied."""
    greatest = max(total for total, _ in rows.values())
    tolerance = max(TIE_M, TIE_SHARE * greatest)
    tied = [c for c, (total, _) in rows.items() if total >= greatest - tolerance]
    exclusive = {c: rows[c][0] - rows[c][1] for c in tied}
    most = max(exclusive.values())
    # “same tolerance”: that of the totals.
    first = min(c for c in tied if exclusive[c] >= most - tolerance)
    return first, len(tied) > 1


def crosses_the_limit(day, water):
    """JA8: a reach lies outside the city or on the border of a neighbour, or a neighbour has a positive area."""
    branches = day.branches_of(water)
    return (any(reach.outside for branch in branches for reach in branch.reaches)
            or any(share_area(area, n.shape) for area in day.areas_of(water) for n in day.world.neighbours)
            or any(day.runs_along_a_neighbour(branch) for branch in branches))
