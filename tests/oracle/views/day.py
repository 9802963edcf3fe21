"""The law of a day as the views need it: units of reaches, common surfaces, geodesic areas.

Knows `World`, `Stationing` and `Seats`; must not know any view.
"""
import functools

import numpy as np
import shapely

from matching import Matcher
from plane import GEOD
from search import Points
from seats import Seats
from stationing import BOTH, LEFT, RIGHT, Stationing, meets
from world import CITY, COUNTY, LEVELS, TOWNSHIP, VILLAGE, Polygons, World, is_valid, lines_tree

from .seating import Seating

# Rows of these layers decide where reaches begin and end, and whose they are.
GROUND = ("admin_units", "zones", "centrelines", "waters")
BANK_NAMES = {BOTH: "both", LEFT: "left", RIGHT: "right"}


PLAN_FROM = "2017-01-01"


class Days:
    """Days of one world; what stands still between them is kept."""

    def __init__(self, path):
        self.path, self.by_date, self.by_law, self.by_ground = path, {}, {}, {}

    def on(self, date):
        """The law of a date."""
        if date not in self.by_date:
            self.by_date[date] = self._read(date)
        return self.by_date[date]

    def _read(self, date):
        world = World(self.path, date)
        law = _valid_rows(world, world.all), date < plan_from(world)
        if law not in self.by_law:
            ground = _valid_rows(world, GROUND)
            if ground not in self.by_ground:
                self.by_ground[ground] = Stationing(world)
            self.by_law[law] = Day(world, self.by_ground[ground])
        return self.by_law[law]


def plan_from(world):
    """The day from which the plan is in force (S35)."""
    rows = world.all.get("world", ())
    return next((w.value for w in rows if w.key == "plan_from" and w.value), PLAN_FROM)


def _valid_rows(world, names):
    return tuple((n, tuple(i for i, r in enumerate(world.all.get(n, ())) if is_valid(r, world.date))) for n in names)


class Day:
    """One day."""

    def __init__(self, world, stationing):
        self.world, self.stationing, self.seats = world, stationing, Seats(world)

    def code(self, unit):
        """Code of a unit, `None` for none."""
        return self.world.unit_code[unit] if unit >= 0 else None

    @functools.cached_property
    def counties(self):
        """Units of county level."""
        return [u for u in range(len(self.world.units)) if self.world.unit_level[u] == COUNTY]

    def areas_of(self, water):
        """Surfaces of a water, in the order of their ids."""
        return self.world.areas.shapes[self.world.area_water == water]

    def branches_of(self, water):
        """Branches of a water, the main course first."""
        return [self.stationing.branches[i] for i in self.stationing.of_water.get(water, [])]

    def valid(self, layer):
        """Rows of a layer that are valid on the day."""
        return [r for r in self.world.all.get(layer, ()) if is_valid(r, self.world.date)]

    @functools.cached_property
    def home(self):
        """The city of the smallest code, -1 without one."""
        cities = np.nonzero(self.world.unit_level == CITY)[0]
        return int(cities[0]) if len(cities) else -1

    def above(self, unit):
        """Codes of a unit and those above it, by level; the unit as a whole (A)."""
        return self.world.codes(self.world.whole(unit))

    def above_on(self, unit, ground):
        """As `above`, for a part of a unit: a missing parent is the one with the largest share of it (S29)."""
        return self.world.codes(self.world.whole(unit) if ground is None else self.world.whole_on(unit, ground))

    def units_at(self, x, y):
        """Units of a place by level, rule A, as codes."""
        return self.world.codes(self.seating.segments.places.units_of(Points([x], [y])).levels[0].tolist())

    def in_city(self, x, y):
        """Whether a place, perhaps a rounded one, lies inside or on a unit (S7)."""
        return bool(self.seating.segments.places.in_city(np.array([x]), np.array([y]))[0])

    def touches_the_city(self, surface):
        """Whether some of a surface lies inside the city."""
        return any(share_area(surface, self.world.units.shapes[u]) for u in range(len(self.world.units)))

    def area_alone(self, county, water):
        """Whether a county has some surface of a water outside what functional areas are entrusted with (S36)."""
        world = self.world
        entrusted = {c.strip() for a in world.areas_of_functions for c in (a.over or "").split(";")}
        away = [world.units.shapes[u] for u in range(len(world.units)) if world.unit_code[u] in entrusted]
        own = shapely.difference(world.units.shapes[county], shapely.union_all(away))
        return any(share_area(area, own) for area in self.areas_of(water))

    def own_seat(self, units, level, water, registered):
        """River chief's seat of a chain of units at a level: (unit, water, post); S9, S12, S36."""
        area = self.seats.area_of(units) if level == COUNTY else None
        if area and (area, water) in self.seats.river:
            return area, water, self.seats.river[area, water]
        code = units[level]
        return code, water, registered.get((level, code)) or self.seats.river.get((LEVELS[level], code, water))

    def registered_seat(self, level, code, water, registered):
        """The seat for which a segment is registered: (unit, post), or (None, None) for an unknown unit."""
        area = self.world.area_county.get(code)
        if area is not None:
            post = self.seats.river.get((code, water)) or registered.get((COUNTY, code))
            # Without a post of its own, or one named for it, the seat is the county's, where there is one.
            return (code, post) if post or area < 0 else self.registered_seat(level, self.code(area), water, registered)
        if code not in self.world.unit_index:
            return None, None
        return code, registered.get((level, code)) or self.seats.river.get((LEVELS[level], code, water))

    def county_of(self, code):
        """Code of the county of a unit or functional area; `None` for the city, and for none."""
        if code in self.world.area_county:
            return self.code(self.world.area_county[code])
        unit = self.world.unit_index.get(code, -1)
        return self.above(unit)[COUNTY] if unit >= 0 else None

    def counties_of(self, segment):
        """Codes of the counties that a stretch or piece lies in: several where its unit's parents aren't named (S29)."""
        world = self.world
        own = world.unit_index.get(self.seating.county_for(segment.unit), -1)
        if segment.unit in world.area_county or segment.level == LEVELS[COUNTY]:
            return {self.county_of(segment.unit)}
        at = own
        for level in range(int(world.unit_level[own]) - 1, COUNTY - 1, -1) if own >= 0 else ():
            parent = int(world.parent[at])
            if parent >= 0 and world.unit_level[parent] == level:
                at = parent
            elif level in world.levels_there:
                break
        else:
            if own >= 0:
                return {self.code(at) if world.unit_level[at] == COUNTY else None}
        if hasattr(segment, "shape"):
            found = world.wholes_on(own, segment.shape, COUNTY) if segment.shape is not None and own >= 0 else ()
            return {self.code(u) for u in found}
        branch = next(b for b in self.stationing.branches if (b.code, b.number) == (segment.water, segment.branch))
        sides = {"left": (0,), "right": (1,)}.get(segment.bank, (0, 1))
        return {self.code(r.units[side][COUNTY]) for r in branch.reaches for side in sides
                if r.begin < segment.end and segment.begin < r.end and r.units[side][COUNTY] >= 0}

    @functools.cached_property
    def seating(self):
        """Who sits where."""
        return Seating(self, self.matcher)

    @functools.cached_property
    def matcher(self):
        """What places match."""
        return Matcher(self.world, self.stationing, self.seats)

    def chain_of_piece(self, piece):
        """Chain of a piece: its unit's as a whole, of a county's piece the functional area's at a place inside it (S12, S39)."""
        world, water, level = self.world, self.world.water_index[piece.water], LEVELS.index(piece.level)
        own = self.seating.county_for(piece.unit)
        units = self.above_on(world.unit_index.get(own, -1), piece.shape)
        inside = None
        if piece.unit in world.area_county:
            inside = [None, None, *([c.strip() for c in next(a for a in world.areas_of_functions if a.code == piece.unit).over.split(";")][:1]), None]
        elif level == COUNTY and piece.shape is not None:
            inside = self.units_at(*shapely.get_coordinates(shapely.point_on_surface(piece.shape))[0])
        chosen = [None] * 4
        for n in range(level + 1):
            unit = own if n == level else units[n]
            if unit and (n != CITY or world.city_level[water]):
                named = self.registered_piece(piece.water, n, unit, units)
                chosen[n] = (str(n), unit, self.post_of(named) if named else None)
        return self.seating.chain(water, chosen, units, inside)

    def registered_piece(self, water, level, unit, units):
        """The registered piece of a water in a unit, or in the functional area that stands in for it (S12)."""
        area = self.seats.area_of(units) if level == COUNTY else None
        found = [s for s in self.world.segments if s.water == water and s.level == LEVELS[level] and is_piece(s)
                 and s.unit in (unit, area)]
        found.sort(key=lambda s: s.id)
        return max(found, key=lambda s: s.valid_from or "", default=None)

    def post_of(self, segment):
        """The post that a registered segment names, where it is valid."""
        return segment.post if segment.post in self.world.post_by_id else None

    def chief_of_county(self, water, county):
        """J1's county chief: the post of a registered county segment, else the county's, else its area's (S9, S12, S23)."""
        world, code, mine = self.world, self.world.water_code[water], self.code(county)
        named = [s.post for s in sorted((s for s in world.segments if s.water == code and s.level == "county"
                                         and s.unit == mine and s.post in world.post_by_id), key=order_of)]
        own = named[0] if named else self.seats.river.get(("county", mine, code))
        if not self._entrusted(county):
            return own
        sits = [post for b in self.branches_of(water) for post in self.seating.county_posts(b, mine)]
        chains = {world.whole(u) for u in range(len(world.units)) if world.whole(u)[COUNTY] == county
                  and any(share_area(area, world.units.shapes[u]) for area in self.areas_of(water))}
        sits += [self.seats.county_chief(own, world.codes(units), code) for units in sorted(chains)]
        return own if own and (own in sits or not sits) else next((p for p in sits if p), None)

    @functools.lru_cache(maxsize=None)
    def _entrusted(self, county):
        """Whether functional areas may stand in for a county: where they name it, a unit in it, or one that the world lacks."""
        world = self.world
        over = {c.strip() for a in world.areas_of_functions for c in (a.over or "").split(";") if c.strip()}
        units = [world.unit_index.get(code, -1) for code in over]
        return any(u < 0 or world.whole(u)[COUNTY] == county for u in units)

    def state_of(self, post, water, level):
        """State of a seat with that post on a water."""
        if level == CITY and not self.world.city_level[water]:
            return "NOT_APPLICABLE"
        if post is None and self.world.date >= self.plan_from and level == VILLAGE and not self.world.city_level[water]:
            return "NOT_ESTABLISHED"
        return self.mandatory_state(post)

    def mandatory_state(self, post):
        """State of a seat that the plan asks for (S35)."""
        return "NOT_YET" if post is None and self.world.date < self.plan_from else self.state(post)

    @functools.cached_property
    def plan_from(self):
        """First day on which anything is asked for (S35)."""
        return plan_from(self.world)

    def state(self, post):
        """State of a mandatory seat by its post."""
        return "GAP" if post is None else "FILLED" if post in self.world.filled else "VACANT"

    @functools.cached_property
    def _neighbours(self):
        edges = Polygons(self.world.neighbours).edges
        return edges, lines_tree(edges.ax, edges.ay, edges.bx, edges.by)

    def runs_along_a_neighbour(self, branch):
        """Whether some reach of a branch lies on the border of a neighbour, all of it."""
        spans = {}
        for k, low, high, _, _ in meets(branch, *self._neighbours)[1]:
            spans.setdefault(k, []).append((low, high))

        def on(begin, end):
            _, _, k, t = branch.at((begin + end) / 2)
            return any(low <= t <= high for low, high in spans.get(k, ()))

        for reach in branch.reaches if spans else ():
            inner = branch.start_m[(branch.start_m > reach.begin + 1e-7) & (branch.start_m < reach.end - 1e-7)]
            bounds = np.r_[reach.begin, inner, reach.end]
            if all(on(a, b) for a, b in zip(bounds[:-1], bounds[1:])):
                return True
        return False


def is_piece(segment):
    """A registered piece of an area, without measures."""
    return segment.measure_from is None and segment.measure_to is None


def order_of(segment):
    """Registered segments by branch, measure, bank, id (S36)."""
    banks = ("left", "right", "both")
    return (segment.branch or 0, segment.measure_from or 0.0, banks.index(segment.bank or "both"), segment.id)


def area_m2(shape):
    """Geodesic area of a polygon or several (N3); lines and points count for nothing."""
    total = 0.0
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            total += area_m2(part)
        elif part.geom_type == "Polygon":
            total += _ring_m2(part.exterior) - sum(_ring_m2(hole) for hole in part.interiors)
    return total


def _ring_m2(ring):
    points = shapely.get_coordinates(ring)
    return abs(GEOD.polygon_area_perimeter(points[:, 0], points[:, 1])[0])


def metres_of(parts, ax, ay, bx, by, edge_m):
    """Metres of the parts of each edge that are left of it: their share of the edge by parameter (N3)."""
    total = 0.0
    for part, x0, y0, x1, y1, length in zip(parts, ax, ay, bx, by, edge_m):
        for line in shapely.get_parts(part):
            if line.geom_type == "LineString" and not line.is_empty:
                (px, py), (qx, qy) = shapely.get_coordinates(line)[[0, -1]]
                share = (qx - px) / (x1 - x0) if abs(x1 - x0) >= abs(y1 - y0) else (qy - py) / (y1 - y0)
                total += abs(share) * float(length)
    return total


def edges_of(ax, ay, bx, by):
    """Each edge as a line."""
    return shapely.linestrings(np.stack([np.column_stack([ax, ay]), np.column_stack([bx, by])], axis=1))


def share_area(shape, other):
    """Whether two surfaces have a positive common area, exactly."""
    return bool(shapely.relate_pattern(shape, other, "T********"))
