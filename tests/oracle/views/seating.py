"""Who sits on a stretch or piece: S9 to S12, S29, S39.

Knows a `Day`; must not know riverchief's answer.
"""
from collections import namedtuple

from borders import CUT_SNAP_M
from segments import Segments
from stationing import BOTH, LEFT, RIGHT
from world import CITY, COUNTY, LEVELS, TOWNSHIP, VILLAGE

# Posts and units (codes) by level; `levels` are those that have a seat.
Chain = namedtuple("Chain", "posts units general first accountable direct levels")


class Seating:
    """Chains on one day."""

    def __init__(self, day, matcher):
        self.day, self.world, self.seats = day, day.world, day.seats
        self.segments = Segments(day.world, day.stationing, day.seats, matcher.places, matcher.chains)

    def of_stretch(self, branch, level, segment, begin, end, bank):
        """Chain at the middle of a stretch; `segment` is (id, unit code, post or None)."""
        own = segment[0], self.county_for(segment[1]), segment[2]
        middle = (begin + end) / 2
        # A place within half a millimetre of a cut lies behind it (N3).
        at = int(branch.reach_at(min(middle + CUT_SNAP_M, float(branch.length_m))))
        reach = branch.reaches[at]
        if reach.pool or reach.outside:
            # It stands alone.
            chosen = [None] * 4
            chosen[level] = own
            there = self.world.codes(reach.units[1 if bank == RIGHT else 0])
            return self.chain(branch.water, chosen, [*there[:level + 1], *[None] * (VILLAGE - level)])
        left, right = ([self.segments._choose(branch, n, at, middle, side) for n in range(4)] for side in (LEFT, RIGHT))
        side = bank if bank != BOTH else self._first(left, right)
        chosen = right if side == RIGHT else left
        chosen[level] = own
        return self.chain(branch.water, chosen, self.world.codes(reach.units[0 if side == LEFT else 1]))

    def county_posts(self, branch, county):
        """Every post that sits in a county's seat along a branch, in order of measure."""
        ends = [m for s in self.world.segments if s.water == branch.code and (s.branch or 0) == branch.number
                for m in (s.measure_from, s.measure_to) if m is not None and 0 < m < branch.length_m]
        bounds = sorted({*branch.cuts.tolist(), *ends})
        for middle in ((a + b) / 2 for a, b in zip(bounds[:-1], bounds[1:]) if b - a > 2 * CUT_SNAP_M):
            at = int(branch.reach_at(middle))
            reach = branch.reaches[at]
            for side in () if reach.pool or reach.outside else (LEFT, RIGHT):
                chosen = [self.segments._choose(branch, n, at, middle, side) for n in range(4)]
                if chosen[COUNTY] and chosen[COUNTY][1] == county:
                    units = self.world.codes(reach.units[0 if side == LEFT else 1])
                    yield self.chain(branch.water, chosen, units).posts[COUNTY]

    def _first(self, left, right):
        """S18: of two segments the smaller code at the lowest level that has two, else the bank that alone has one."""
        differ = [i for i in range(4) if left[i] != right[i]]
        both = max((i for i in differ if left[i] and right[i]), default=-1)
        if both >= 0:
            first = min((left, right), key=lambda side: (self.world.in_order(side[both][1]), side[both][0]))
            return LEFT if first is left else RIGHT
        return LEFT if not differ or left[max(differ)] else RIGHT

    def county_for(self, code):
        """The county that a functional area's units lie in; any other code is itself."""
        county = self.world.area_county.get(code, -1)
        return code if code in self.world.unit_index or county < 0 else self.day.code(county)

    def chain(self, water, chosen, units_there, entrusted=None):
        """Posts of up to four segments, each (id, unit code, post) or None, at a place in these units.

        `entrusted` are the units by which a functional area stands in, if they are others.
        """
        world, code = self.world, self.world.water_code[water]
        units, below = list(units_there), -1
        for level in range(VILLAGE, -1, -1):
            parent = world.parent[below] if below >= 0 else -1
            if chosen[level]:
                units[level] = chosen[level][1]
            elif parent >= 0 and world.unit_level[parent] == level:
                units[level] = world.unit_code[parent]
            below = world.unit_index.get(units[level], below)
        posts = [None] * 4
        for level in range(COUNTY, VILLAGE + 1):
            if chosen[level]:
                posts[level] = chosen[level][2] or self.seats.river.get((LEVELS[level], units[level], code))
        posts[CITY] = self.seats.city_chief(water, chosen[CITY][2] if chosen[CITY] else None)
        entrusted = entrusted or units
        posts[COUNTY] = self.seats.county_chief(posts[COUNTY], entrusted, code)
        general = [post for _, post in self.general(units, entrusted)]
        first = self.seats.first_filled(posts[::-1]) or self.seats.first_filled(general)
        accountable = posts[CITY] if world.city_level[water] else posts[COUNTY]
        levels = tuple(n for n in range(4) if n == CITY or chosen[n] or posts[n])
        return Chain(posts, units, general, first or None, accountable, tuple(p for p in posts[:VILLAGE] if p), levels)

    def general(self, units, entrusted=None):
        """[(level, general chief)] from the township up (S11, S12)."""
        area = self.seats.general.get(self.seats.area_of(entrusted or units))
        for level in (TOWNSHIP, COUNTY, CITY):
            post = (level == COUNTY and area) or self.seats.general.get(units[level])
            if post:
                yield level, post
