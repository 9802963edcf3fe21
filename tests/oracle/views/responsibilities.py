"""The whole chain of every segment, piece and zone: S9 to S12, S39, §5.

Knows a `Day` and its stretches and pieces; must not know riverchief's answer.
"""
from stationing import BOTH
from world import CITY, COUNTY, LEVELS, TOWNSHIP, VILLAGE

from .stretches import SIDES


def reading(day, stretches, pieces):
    """Of every row: who sits at each level, who is direct, first and accountable."""
    world, out = day.world, {}
    branches = {(b.code, b.number): b for b in day.stationing.branches}
    registered = {s.id: s for s in world.segments}
    for s in stretches.values():
        b = branches[s.water, s.branch]
        level = LEVELS.index(s.level)
        named = day.post_of(registered[s.id]) if s.registered else None
        chain = day.seating.of_stretch(b, level, (s.id, s.unit, named), s.begin, s.end, SIDES.get(s.bank, BOTH))
        out.update(_row(day, s.id, b.water, chain))
    for p in pieces.values():
        out.update(_row(day, p.id, world.water_index[p.water], day.chain_of_piece(p)))
    out.update(_pools(day))
    out.update(_land(day))
    return out


def _row(day, ident, water, chain):
    row = {}
    for level, name in enumerate(LEVELS):
        shown = level in chain.levels
        row[f"{name}_post"] = chain.posts[level] if shown else None
        row[f"{name}_state"] = day.state_of(chain.posts[level], water, level).lower() if shown else None
    row.update(reservoir_post=None, direct=tuple(chain.direct), first_contact=chain.first,
               accountable=chain.accountable, general_chiefs=";".join(chain.general) or None)
    return {(ident, field): value for field, value in row.items()}


def _pools(day):
    world, seats, out = day.world, day.seats, {}
    for zone, water in zip(world.zones.rows, world.zone_water):
        keeper, city = seats.reservoir.get(world.water_code[water]), seats.city_chief(water)
        general = seats.general.get(day.code(day.home))
        row = dict.fromkeys((f"{name}_{what}" for name in LEVELS for what in ("post", "state")))
        row.update(city_post=city, city_state=day.state_of(city, water, CITY).lower(), reservoir_post=keeper,
                   direct=(keeper,) if keeper else (), first_contact=seats.first_filled([keeper, city, general]) or None,
                   accountable=keeper, general_chiefs=general)
        out.update({(f"water_zone.{zone.id}", field): value for field, value in row.items()})
    return out


def _land(day):
    world, seats, out = day.world, day.seats, {}
    zone_water = {z.id: int(w) for z, w in zip(world.land.rows, world.land_water)}
    for piece in day.valid("zone_pieces"):
        unit = world.unit_index.get(piece.village, -1)
        if piece.zone not in zone_water or unit < 0:
            continue
        water, units = zone_water[piece.zone], day.above_on(unit, piece.shape)
        code = world.water_code[water]
        posts = [None] * 4
        for level in (COUNTY, TOWNSHIP, VILLAGE):
            if units[level]:
                posts[level] = seats.river.get((LEVELS[level], units[level], code))
        posts[COUNTY] = seats.county_chief(posts[COUNTY], units, code)
        posts[CITY] = seats.city_chief(water)
        general = seats.general_chiefs(units)
        row = {}
        for level, name in enumerate(LEVELS):
            row[f"{name}_post"] = posts[level]
            absent = not units[level] and not posts[level] and level != CITY
            state = day.state_of(posts[CITY], water, CITY) if level == CITY else day.mandatory_state(posts[level])
            row[f"{name}_state"] = None if absent else state.lower()
        row.update(reservoir_post=None, direct=(posts[COUNTY],) if posts[COUNTY] else (),
                   first_contact=seats.first_filled(posts[::-1]) or seats.first_filled(general) or None,
                   accountable=posts[CITY], general_chiefs=";".join(general) or None)
        out.update({(f"land_zone.{piece.id}", field): value for field, value in row.items()})
    return out
