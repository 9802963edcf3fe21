"""Whom a walk names: rows of S33 with the seat of each, and where walks start.

Knows a `Day` and its `Walks`; must not know riverchief's answer.
"""
import numpy as np
import shapely

from matching import CHANNEL, WATER_ZONE
from stationing import BOTH
from world import CITY, LEVELS

from .difference import OneOf
from .stretches import SIDES

ASIDE_DEG = 2e-5


class Warned:
    """Rows of walks on one day."""

    def __init__(self, day, walks):
        self.day, self.walks, self.seats = day, walks, day.seats
        self.registered = {s.id: s for s in day.world.segments}
        self.zones = {z.id: i for i, z in enumerate(day.world.zones.rows)}
        self.still_of_zone = {s.zone: i for i, s in enumerate(walks.flow.stills) if s.zone is not None}

    def from_id(self, ident, down, limit_m):
        """Rows of a walk from a segment, a piece or a zone."""
        walks = self.walks
        if ident in walks.stretches:
            found = walks.from_segment(walks.stretches[ident], down, limit_m)
        elif ident in walks.pieces:
            piece = walks.pieces[ident]
            still = walks.flow.lake_of.get(self.day.world.water_index[piece.water])
            # A piece of a water that has no surface there leads nowhere.
            found = walks.from_still(still, piece.level, down, limit_m) if still is not None else []
        else:
            found = walks.from_still(self.still_of_zone[self.zones[ident]], None, down, limit_m)
        return self._rows(found)

    def from_place(self, x, y, down, limit_m):
        """Rows of a walk from a place, by what it matches."""
        a, flow = self.day.matcher.decide(np.array([x]), np.array([y])), self.walks.flow
        status, water = int(a.status[0]), int(a.water[0])
        if status == WATER_ZONE:
            starts = [(flow.in_still(self.still_of_zone[int(a.zone[0])], place=(x, y)), 0.0, "branch")]
        elif status == CHANNEL and water in flow.lake_of:
            starts = [(flow.in_still(flow.lake_of[water], place=(x, y)), 0.0, "branch")]
        elif status == CHANNEL and a.branch[0] >= 0:
            starts = self.walks.of_branch_place(int(a.branch[0]), float(a.measure[0]))
        else:
            return {}
        return self._rows(self.walks.from_place(starts, down, limit_m))

    def _rows(self, found):
        out = {}
        for m in found:
            level, posts, first = self._seat(m.id)
            water = self.day.world.water_index[self._record(m.id).water]
            state = (self.day.mandatory_state(posts) if m.id in self.zones
                     else self.day.state_of(posts, water, level))
            above = sorted(m.above, key=lambda i: -LEVELS.index(self.walks.level_of[i]))
            values = {"distance_m": m.distance_m, "via": OneOf(m.via), "post": posts, "state": state,
                      "first_contact": first, "above": tuple(self._seat(i)[1] for i in above)}
            out.update({(m.id, field): value for field, value in values.items()})
        return out

    def _record(self, ident):
        if ident in self.zones:
            return self.day.world.zones.rows[self.zones[ident]]
        return self.walks.stretches.get(ident) or self.walks.pieces[ident]

    def _seat(self, ident):
        """(level, post of its own seat, first contact from there up)."""
        record, seats, day = self._record(ident), self.seats, self.day
        if ident in self.zones:
            water = day.world.water_index[record.water]
            keeper = seats.reservoir.get(record.water)
            city = seats.city_chief(water)
            return CITY, keeper, seats.first_filled([keeper, city, seats.general.get(day.code(day.home))]) or None
        level = LEVELS.index(record.level)
        if ident in self.walks.pieces:
            chain = day.chain_of_piece(record)
        else:
            branch = next(b for b in day.stationing.branches if (b.code, b.number) == (record.water, record.branch))
            named = day.post_of(self.registered[ident]) if record.registered else None
            chain = day.seating.of_stretch(branch, level, (ident, record.unit, named), record.begin, record.end,
                                           SIDES.get(record.bank, BOTH))
        general = [p for n, p in self.day.seating.general(chain.units) if n <= level] if chain.units else []
        first = seats.first_filled(chain.posts[level::-1]) or seats.first_filled(general)
        return level, chain.posts[level], first or None


def places(day, rng, count):
    """Places on or near waters: beside centrelines, in pools, on surfaces, and some anywhere."""
    world, out = day.world, []
    shapes = [*world.zones.shapes, *world.areas.shapes]
    for n in range(count):
        if n % 4 == 3 and shapes:
            west, south, east, north = shapely.bounds(shapes[int(rng.integers(len(shapes)))])
            out.append((rng.uniform(west, east), rng.uniform(south, north)))
        elif day.stationing.branches:
            b = day.stationing.branches[int(rng.integers(len(day.stationing.branches)))]
            x, y = b.at(rng.uniform(0, float(b.length_m)))[:2]
            out.append((float(x + rng.uniform(-ASIDE_DEG, ASIDE_DEG)), float(y + rng.uniform(-ASIDE_DEG, ASIDE_DEG))))
    return [(float(x), float(y)) for x, y in out]
