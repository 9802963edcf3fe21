"""Segments of a day: registered ones, and derived ones where none is registered; pieces likewise (N5, S4, S9, S39).

Knows a `Day`; must not know riverchief's answer.
"""
from collections import namedtuple

import shapely

from borders import CUT_SNAP_M
from stationing import BOTH, LEFT, RIGHT
from world import CITY, LEVELS

from .day import BANK_NAMES, is_piece, share_area

Stretch = namedtuple("Stretch", "id registered water branch level unit bank begin end post state")
Piece = namedtuple("Piece", "id registered water level unit post state shape")
SIDES = {"left": LEFT, "right": RIGHT}


def derived_runs(branch, level):
    """Derived segments of a branch: [(id, unit, bank, begin, end)] in order of measure."""
    found, order = {}, []
    for side in (LEFT, RIGHT):
        for reach, run in zip(branch.reaches, branch.derived[level][side]):
            if run is None:
                continue
            if run[0] not in found:
                found[run[0]] = [run[0], run[1], set(), reach.begin, reach.end]
                order.append(run[0])
            entry = found[run[0]]
            entry[2].add(side)
            entry[3], entry[4] = min(entry[3], reach.begin), max(entry[4], reach.end)
    rows = [(i, u, BOTH if len(banks) == 2 else banks.pop(), b, e) for i, u, banks, b, e in found.values()]
    return sorted(rows, key=lambda r: (r[3], r[0]))


def uncovered(begin, end, spans):
    """Whether no span covers some of [begin, end), ends within half a millimetre of each other being one (N3)."""
    at = begin
    for low, high in sorted(spans):
        if low > at + CUT_SNAP_M:
            break
        at = max(at, high)
    return at < end - CUT_SNAP_M


def listed(day):
    """Every segment with stationing, by id."""
    world, out = day.world, {}
    for branch in day.stationing.branches:
        code, water = branch.code, branch.water
        for level, name in enumerate(LEVELS):
            registered = [(s, max(0.0, s.measure_from or 0.0),
                           branch.length_m if s.measure_to is None else min(branch.length_m, s.measure_to))
                          for s in world.segments if s.water == code and s.level == name
                          and (s.branch or 0) == branch.number and not is_piece(s)]
            for s, begin, end in registered:
                chain = day.seating.of_stretch(branch, level, (s.id, s.unit, day.post_of(s)), begin, end,
                                               SIDES.get(s.bank, BOTH))
                out[s.id] = Stretch(s.id, True, code, branch.number, name, s.unit, s.bank or "both", begin, end,
                                    chain.posts[level], day.state_of(chain.posts[level], water, level))
            if level == CITY and not world.city_level[water]:
                continue
            for ident, unit, bank, begin, end in derived_runs(branch, level):
                spans = {side: [(b, e) for s, b, e in registered if SIDES.get(s.bank, side) == side]
                         for side in (LEFT, RIGHT)}
                if any(uncovered(begin, end, spans[side]) for side in ((LEFT, RIGHT) if bank == BOTH else (bank,))):
                    own = day.code(unit)
                    post = day.seating.of_stretch(branch, level, (ident, own, None), begin, end, bank).posts[level]
                    out[ident] = Stretch(ident, False, code, branch.number, name, own, BANK_NAMES[bank], begin, end,
                                         post, day.state_of(post, water, level))
    return out


def pieces(day):
    """Every piece of an area without stationing, by id (N5)."""
    world, out = day.world, {}
    for water, code in enumerate(world.water_code):
        if day.branches_of(water) or world.split[water] or len(day.areas_of(water)) == 0:
            continue
        surface = shapely.union_all(day.areas_of(water))
        for unit in range(len(world.units)):
            level = int(world.unit_level[unit])
            shape = world.units.shapes[unit]
            if (level == CITY and not world.city_level[water]) or not shapely.intersects(surface, shape):
                continue
            # A unit that only touches has a piece without ground (S4).
            common, own = None, day.code(unit)
            units = day.above(unit)
            if share_area(surface, shape):
                common = shapely.intersection(surface, shape)
                units = day.units_at(*shapely.get_coordinates(shapely.point_on_surface(common))[0])
            named = day.registered_piece(code, level, own, units)
            ident = named.id if named else f"{code}.piece.{LEVELS[level]}.{own}"
            piece = Piece(ident, named is not None, code, LEVELS[level], named.unit if named else own, None, None, common)
            post = day.chain_of_piece(piece).posts[level]
            out[ident] = piece._replace(post=post, state=day.state_of(post, water, level))
    # What is registered without measures is listed, though the water has no ground there (S4).
    for s in sorted((s for s in world.segments if is_piece(s) and s.id not in out), key=lambda s: s.id):
        level, water = LEVELS.index(s.level), world.water_index[s.water]
        if level != CITY or world.city_level[water]:
            piece = Piece(s.id, True, s.water, s.level, s.unit, None, None, None)
            post = day.chain_of_piece(piece).posts[level]
            out[s.id] = piece._replace(post=post, state=day.state_of(post, water, level))
    return out


def reading(stretches, parts):
    """Of every segment and piece: what it is and who sits on it."""
    out = {}
    for s in stretches.values():
        values = {"registered": s.registered, "water": s.water, "branch": s.branch, "level": s.level, "unit": s.unit,
                  "bank": s.bank, "from_m": float(s.begin), "to_m": float(s.end), "post": s.post, "state": s.state}
        out.update({(s.id, field): value for field, value in values.items()})
    for p in parts.values():
        values = {"registered": p.registered, "water": p.water, "branch": None, "level": p.level, "unit": p.unit,
                  "bank": None, "from_m": None, "to_m": None, "post": p.post, "state": p.state}
        out.update({(p.id, field): value for field, value in values.items()})
    return out
