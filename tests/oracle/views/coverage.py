"""Which seats the plan asks for, which are there, and how its milestones stand: S26, S35, S36, F1.

Knows a `Day`; must not know riverchief's answer.
"""
from collections import namedtuple

import numpy as np

from world import CITY, COUNTY, LEVELS, TOWNSHIP, VILLAGE

from .day import PLAN_FROM, order_of, share_area
from .difference import counted

# Milestone → (first day, first day after the last); the plan's own beginning where §10 names none.
MILESTONES = {
    "M1": (PLAN_FROM, "2018-01-01"), "M2": (PLAN_FROM, "2018-07-01"), "M3": (PLAN_FROM, "2021-01-01"),
    "M4": ("2017-01-01", "2017-10-01"), "M5": ("2017-09-01", "2018-04-01"), "M6": ("2018-03-01", "2018-07-01"),
    "M7": ("2018-06-01", "2019-01-01"), "M8": (PLAN_FROM, "2018-01-01"), "M9": (PLAN_FROM, "2018-04-01"),
}
SYSTEMS = ("meeting_system", "reporting_system", "sharing_system", "inspection_system", "acceptance_system",
           "incentive_system", "assessment")
# A seat that is asked for: `unit` is a code, None where the world has no city.
Seat = namedtuple("Seat", "rule kind level unit water post")
RANK = ("Z2", "Z3", "C1", "L2", "C3", "O1", "O2")


def seats(day):
    """Every seat that is asked for, or optional, once (S36)."""
    world = day.world
    found = {}

    def ask(rule, kind, level, unit, water, post):
        key = kind, level, unit, water
        if key not in found or RANK.index(rule) < RANK.index(found[key].rule):
            found[key] = Seat(rule, kind, level, unit, water, post)

    home = day.code(day.home) if day.home >= 0 else None
    for water in sorted(set(world.zone_water)):
        code = world.water_code[water]
        ask("Z2", "reservoir_chief", CITY, home, code, day.seats.reservoir.get(code))
    for zone, villages in world.pieces.items():
        at = next((i for i, z in enumerate(world.land.rows) if z.id == zone), None)
        for village in () if at is None else villages:
            unit = world.unit_index.get(village, -1)
            if unit < 0 or world.unit_level[unit] != VILLAGE:
                continue
            code = world.water_code[world.land_water[at]]
            units = day.above(unit)
            for level in (VILLAGE, TOWNSHIP, COUNTY):
                if units[level]:
                    ask("Z3", "river_chief", level, *day.own_seat(units, level, code, {}))
    for water, code in enumerate(world.water_code):
        _of_water(day, water, code, home, ask)
    for unit in range(len(world.units)):
        level = int(world.unit_level[unit])
        if level != VILLAGE:
            ask("L2", "general_chief", level, day.code(unit), None, day.seats.general.get(day.code(unit)))
    return list(found.values())


def _of_water(day, water, code, home, ask):
    world = day.world
    registered = {}
    for s in sorted((s for s in world.segments if s.water == code), key=order_of):
        if s.post in world.post_by_id:
            registered.setdefault((LEVELS.index(s.level), s.unit), s.post)
    if world.city_level[water]:
        parent = world.water_index.get(world.waters[water].parent)
        if parent is None or not world.city_level[parent]:
            post = registered.get((CITY, home)) or day.seats.city_chief(water)
            ask("C1", "river_chief", CITY, home, code, post)
    chains = [world.codes(units) for branch in day.branches_of(water) for reach in branch.reaches
              if not reach.pool and not reach.outside for units in reach.units]
    if not day.branches_of(water) and not world.split[water]:
        for unit in range(len(world.units)):
            if any(share_area(area, world.units.shapes[unit]) for area in day.areas_of(water)):
                units = [None] * 4
                units[world.unit_level[unit]] = day.code(unit)
                if world.unit_level[unit] != COUNTY or day.area_alone(unit, water) or day.seats.area_of(units):
                    chains.append(units)
                if world.unit_level[unit] == TOWNSHIP and day.seats.area_of(units):
                    chains.append(day.above(unit))
    wanted = {}
    for units in chains:
        for level in (COUNTY, TOWNSHIP, VILLAGE):
            if units[level]:
                unit, _, post = day.own_seat(units, level, code, registered)
                wanted[level, unit] = post
    for s in world.segments:
        level = LEVELS.index(s.level)
        if s.water == code and level != CITY:
            for unit, post in _of_areas(day, water, s, registered) or [day.registered_seat(level, s.unit, code, registered)]:
                if unit is not None:
                    wanted.setdefault((level, unit), post)
    for (level, unit), post in wanted.items():
        rule = "C3" if world.city_level[water] else "O2" if level == VILLAGE else "O1"
        ask(rule, "river_chief", level, unit, code, post)


def _of_areas(day, water, segment, registered):
    """Seats of the functional areas that stand in for the county, with posts of their own, on all that a segment of its covers.

    None where some of it is the county's (S12, S36).
    """
    world = day.world
    county = world.unit_index.get(segment.unit, -1)
    if segment.level != LEVELS[COUNTY] or county < 0 or world.unit_level[county] != COUNTY:
        return []
    if segment.branch is None:
        towns = [u for u in range(len(world.units)) if world.unit_level[u] == TOWNSHIP
                 and any(share_area(area, world.units.shapes[u]) for area in day.areas_of(water))]
        chains = [day.above(u) for u in towns]
        if day.area_alone(county, water):
            return []
    else:
        reaches = [r for b in day.branches_of(water) if b.number == segment.branch for r in b.reaches
                   if r.begin < segment.measure_to and segment.measure_from < r.end and not r.pool and not r.outside]
        chains = [world.codes(units) for r in reaches for units in r.units]
    chains = [units for units in chains if units[COUNTY] == segment.unit] or [day.above(county)]
    seats = [day.own_seat(units, COUNTY, segment.water, registered) for units in chains]
    return [] if any(unit == segment.unit for unit, _, _ in seats) else [(unit, post) for unit, _, post in seats]


def reading(day, date):
    """Rows, what is missing, and the milestones on a date."""
    asked = seats(day)
    in_force = date >= day.plan_from
    rows, missing = {}, []
    for seat in asked:
        row = rows.setdefault((day.county_of(seat.unit), LEVELS[seat.level], seat.kind),
                              dict.fromkeys(("required", "established", "filled", "vacant", "gap", "not_yet",
                                             "optional_established", "optional_not_established"), 0))
        state = day.state(seat.post)
        if seat.rule == "O2":
            row["optional_not_established" if state == "GAP" else "optional_established"] += 1
            if state == "VACANT":
                missing.append((seat.rule, "vacant", LEVELS[seat.level], seat.unit, seat.water))
            continue
        row["required"] += 1
        if state == "GAP":
            row["gap" if in_force else "not_yet"] += 1
        else:
            row["established"] += 1
            row[state.lower()] += 1
        if state != "FILLED":
            missing.append((seat.rule, state.lower(), LEVELS[seat.level], seat.unit, seat.water))
    asks, papers = _papers(day, date)
    missing += papers
    out = {(*key, field): n for key, row in rows.items() for field, n in row.items()}
    if in_force:
        out.update(counted(("missing", *m) for m in missing))
    for rule, (since, until) in MILESTONES.items():
        required, done = asks(rule, asked)
        state = ("NOT_RECORDED" if required == 0 else "MET" if done == required
                 else "PENDING" if date < until or not in_force else "OVERDUE")
        out.update({(rule, "state"): state, (rule, "required"): required, (rule, "done"): done, (rule, "to"): until,
                    (rule, "running"): since <= date < until, (rule, "missing"): required - done if in_force else 0})
    return out


def _papers(day, date):
    """What a milestone asks for, and the offices, documents and grades that are missing."""
    world, missing = day.world, []
    levels = world.unit_level
    cities, counties, towns = (np.nonzero(levels == n)[0] for n in (CITY, COUNTY, TOWNSHIP))
    documents = {}
    for d in world.all.get("documents", ()):
        if d.issued and str(d.issued)[:10] <= date:
            documents.setdefault((d.unit, d.kind), []).append(d)
    offices = {o.unit for o in day.valid("offices")}
    missing += [("F1", "office", LEVELS[levels[u]], day.code(u), None)
                for u in (*cities, *counties) if day.code(u) not in offices]
    asked_of = {"M2": [(u, k) for u in cities for k in SYSTEMS],
                "M5": [(u, k) for u in cities for k in SYSTEMS],
                "M8": [(u, "work_plan") for u in (*counties, *towns)],
                "M9": [(u, k) for u in counties for k in SYSTEMS]}
    lacks = {}
    for rule, wanted in asked_of.items():
        for unit, kind in wanted:
            found = documents.get((day.code(unit), kind), ())
            what = "document" if not found else "not_sent" if rule in ("M8", "M9") and not any(d.sent_to for d in found) else None
            if what:
                lacks.setdefault(rule, []).append((rule, what, LEVELS[levels[unit]], day.code(unit), None))
    ungraded = [w.code for w in world.waters if not w.grade]
    for rows in lacks.values():
        missing += rows
    missing += [("M4", "grade", "city", day.code(day.home) if day.home >= 0 else None, code) for code in ungraded]

    def asks(rule, asked):
        mandatory = [s for s in asked if s.rule != "O2"]
        if rule == "M1":
            mine = [s for s in mandatory if s.water and s.level != VILLAGE
                    and world.city_level[world.water_index[s.water]]]
            return len(mine), sum(day.state(s.post) == "FILLED" for s in mine)
        if rule == "M2":
            filled = sum(day.state(s.post) == "FILLED" for s in mandatory)
            systems = len(asked_of["M5"])
            return len(mandatory) + systems, filled + systems - len(lacks.get("M5", ()))
        if rule == "M4":
            return len(world.waters), len(world.waters) - len(ungraded)
        if rule in asked_of:
            return len(asked_of[rule]), len(asked_of[rule]) - len(lacks.get(rule, ()))
        return 0, 0

    return asks, missing
