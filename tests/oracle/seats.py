"""Who sits where: direct posts, first contact, accountable (§5, S9–S12).

Knows a `World` and units, waters and segments by index; must not know
geometry.
"""
from collections import namedtuple

from world import CITY, COUNTY, LEVELS, TOWNSHIP, VILLAGE

# What an answer says of posts, the segment that decided, and whether a level of the stretch is a hole.
Chain = namedtuple("Chain", "segment direct first accountable hole", defaults=(False,))
NO_POSTS = Chain("", (), "", "")


class Chains:
    """Distinct chains, told apart by number; 0 is the one without posts."""

    def __init__(self):
        self.all, self.at = [NO_POSTS], {NO_POSTS: 0}

    def index(self, chain):
        """Number of a chain."""
        if chain not in self.at:
            self.at[chain] = len(self.all)
            self.all.append(chain)
        return self.at[chain]


class Seats:
    """Posts of a world on its date. Units come by code, None where there is none."""

    def __init__(self, world):
        self.world = world
        self.river, self.general, self.reservoir = {}, {}, {}
        for post in world.posts:  # in order of id: the smallest stays
            if post.kind == "river_chief":
                self.river.setdefault((post.level, post.unit, post.water), post.id)
                if post.level == LEVELS[CITY]:
                    self.river.setdefault((CITY, post.water), post.id)
                self.river.setdefault((post.unit, post.water), post.id)
            elif post.kind == "general_chief":
                self.general.setdefault(post.unit, post.id)
            elif post.kind == "reservoir_chief":
                self.reservoir.setdefault(post.water, post.id)

    def area_of(self, units):
        """S12: code of the functional area that stands in for the county of a chain, or None."""
        for area in self.world.areas_of_functions:
            if {units[TOWNSHIP], units[COUNTY]} & {c.strip() for c in (area.over or "").split(";") if c.strip()}:
                return area.code
        return None

    def general_chiefs(self, units):
        """General chiefs from township up, where there is one."""
        found = []
        for level in (TOWNSHIP, COUNTY, CITY):
            post = self.general.get(units[level])
            if level == COUNTY:
                post = self.general.get(self.area_of(units)) or post
            found.append(post)
        return [p for p in found if p]

    def first_filled(self, posts):
        """The first post of a list that somebody holds, else empty."""
        return next((p for p in posts if p and p in self.world.filled), "")

    def city_chief(self, water, of_segment=None):
        """S9 at city level."""
        if not self.world.city_level[water]:
            return None
        if of_segment:
            return of_segment
        at, seen = water, set()
        while at is not None and at not in seen:
            seen.add(at)
            post = self.river.get((CITY, self.world.water_code[at]))
            if post:
                return post
            at = self.world.water_index.get(self.world.waters[at].parent)
        return None

    def county_chief(self, own, units, water_code):
        """S12: the functional area's river chief instead of the county's, if it has one."""
        area = self.area_of(units)
        return (self.river.get((area, water_code)) if area else None) or own

    def channel(self, water, chosen, units_there):
        """Chain of a CHANNEL match; `chosen[level]` is (segment id, unit, post or None) or None.

        `units_there` are the units of the stretch or piece, for levels without one.
        """
        code = self.world.water_code[water]
        units, below = list(units_there), -1
        for level in (VILLAGE, TOWNSHIP, COUNTY, CITY):
            # S29: without a segment the parent of the unit below, else what is there.
            parent = self.world.parent[below] if below >= 0 else -1
            if chosen[level]:
                units[level] = chosen[level][1]
            elif parent >= 0 and self.world.unit_level[parent] == level:
                units[level] = self.world.unit_code[parent]
            below = self.world.unit_index.get(units[level], below)
        seats = [None] * 4
        for level in (COUNTY, TOWNSHIP, VILLAGE):
            if chosen[level]:
                _, unit, post = chosen[level]
                seats[level] = post or self.river.get((LEVELS[level], unit, code))
        seats[CITY] = self.city_chief(water, chosen[CITY][2] if chosen[CITY] else None)
        seats[COUNTY] = self.county_chief(seats[COUNTY], units, code)
        direct = tuple(p for p in seats[:VILLAGE] if p)
        general = self.general_chiefs(units)
        first = self.first_filled(seats[::-1]) or self.first_filled(general)
        accountable = seats[CITY] if self.world.city_level[water] else seats[COUNTY]
        segment = next((chosen[level][0] for level in (VILLAGE, TOWNSHIP, COUNTY, CITY) if chosen[level]), "")
        hole = any(units_there) and any(not units[level] and not chosen[level] for level in self.world.levels_there)
        return Chain(segment, direct, first, accountable or "", hole)

    def water_zone(self, zone, city):
        """Z2, Z4, Z7: reservoir chief, city chief, general chief of the city."""
        water = int(self.world.zone_water[zone])
        chief = self.reservoir.get(self.world.water_code[water])
        above = self.city_chief(water)
        general = self.general.get(city)
        return Chain("", (chief,) if chief else (), self.first_filled([chief, above, general]), chief or "")

    def land_zone(self, zone, units):
        """Z3, Z5: four river chiefs by the piece's village; the county's is direct."""
        water = int(self.world.land_water[zone])
        code = self.world.water_code[water]
        seats = [None] * 4
        for level in (COUNTY, TOWNSHIP, VILLAGE):
            seats[level] = self.river.get((LEVELS[level], units[level], code))
        seats[COUNTY] = self.county_chief(seats[COUNTY], units, code)
        seats[CITY] = self.city_chief(water)
        direct = (seats[COUNTY],) if seats[COUNTY] else ()
        first = self.first_filled(seats[::-1]) or self.first_filled(self.general_chiefs(units))
        return Chain("", direct, first, seats[CITY] or "")

    def dry_land(self, units):
        """General chiefs only (N7)."""
        return Chain("", (), self.first_filled(self.general_chiefs(units)), "")
