"""Who sits on a stretch or piece: S9 to S12, S29, S39.

Knows a `Day`; must not know riverchief's answer.
"""
from collections import namedtuple

from segments import Segments
from stationing import BOTH, LEFT, RIGHT
from world import CITY, COUNTY, LEVELS, VILLAGE

# Posts and units (codes) by level; `units` is None for a segment that stands alone, in a pool or outside the city.
Chain = namedtuple("Chain", "posts units general first accountable direct")


class Seating:
    """Chains on one day."""

    def __init__(self, day, matcher):
        self.day, self.world, self.seats = day, day.world, day.seats
        self.segments = Segments(day.world, day.stationing, day.seats, matcher.places, matcher.chains)

    def of_stretch(self, branch, level, segment, begin, end, bank):
        """Chain at the middle of a stretch; `segment` is (id, unit code, post or None)."""
        middle = (begin + end) / 2
        at = int(branch.reach_at(middle))
        reach = branch.reaches[at]
        if reach.pool or reach.outside:
            return self._alone(branch.water, level, segment)
        sides = [(self._chosen(branch, level, segment, at, middle, side), side) for side in
                 ((LEFT, RIGHT) if bank == BOTH else (bank,))]
        chosen, side = sides[0]
        if len(sides) == 2 and sides[0][0] != sides[1][0]:
            (left, _), (right, _) = sides
            differ = [i for i in range(4) if left[i] != right[i]]
            both = max((i for i in differ if left[i] and right[i]), default=-1)
            # S18: the smaller code at the lowest level with two segments, else the bank that has one.
            chosen, side = (min(sides, key=lambda s: (s[0][both][1] or "", s[0][both][0])) if both >= 0
                            else sides[0 if left[max(differ)] else 1])
        return self.chain(branch.water, chosen, self.world.codes(reach.units[0 if side == LEFT else 1]))

    def _chosen(self, branch, level, segment, at, place, side):
        chosen = [self.segments._choose(branch, n, at, place, side) for n in range(4)]
        chosen[level] = (segment[0], self.county_for(segment[1]), segment[2])
        return chosen

    def county_for(self, code):
        """The county that a functional area's units lie in; any other code is itself."""
        if code in self.world.unit_index or code not in self.world.area_county:
            return code
        return self.day.code(self.world.area_county[code])

    def _alone(self, water, level, segment):
        posts = [None] * 4
        _, unit, post = segment
        posts[level] = (self.seats.city_chief(water, post) if level == CITY
                        else post or self.seats.river.get((LEVELS[level], unit, self.world.water_code[water])))
        return Chain(posts, None, [], None, None, ())

    def chain(self, water, chosen, units_there, lowest=VILLAGE):
        """Posts of up to four segments, each (id, unit code, post) or None, at a place in these units, from a level up."""
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
        posts[COUNTY] = self.seats.county_chief(posts[COUNTY], units, code)
        general = [post for level, post in self.general(units) if level <= lowest]
        first = self.seats.first_filled(posts[lowest::-1]) or self.seats.first_filled(general)
        accountable = posts[CITY] if world.city_level[water] else posts[COUNTY]
        return Chain(posts, units, general, first or None, accountable, tuple(p for p in posts[:VILLAGE] if p))

    def general(self, units):
        """[(level, general chief)] from the township up (S11, S12)."""
        area = self.seats.area_of(units)
        for level in range(VILLAGE - 1, -1, -1):
            post = self.seats.general.get(units[level])
            if level == COUNTY:
                post = self.seats.general.get(area) or post
            if post:
                yield level, post
