"""Lines and polygons cut by owner: N9, S25.

Knows a `Day`; must not know riverchief's answer. Half width, tolerance and step 6 don't apply, so the
decisions are those of a matcher to which no line is a channel and nothing is near.
"""
import numpy as np
import shapely

from matching import (CHANNEL, GENERAL_ONLY, LAND_ZONE, MARINE, OUT, STATUSES, WATER_ZONE, Matcher)
from plane import MICRON_DEG, collinear_parameter, crossing_parameter, geodesic_m, turn
from stationing import meets
from world import RingEdges, lines_tree

from .day import area_m2, edges_of
from .difference import METRES, Between

# Steps of §11 in order; a line along an edge takes the earlier one (S25). Inside comes before outside (A).
STEP = {WATER_ZONE: 0, CHANNEL: 1, LAND_ZONE: 2, GENERAL_ONLY: 3, MARINE: 4, OUT: 5}
# To either side of an edge, to see what lies there: nearer, and farther, than riverchief looks.
ASIDE_DEG = 2e-9, 2e-8


class _Nothing:
    """No edge is near anything."""

    @staticmethod
    def nearest(lon, *_, **__):
        """No candidates."""
        none = np.zeros(0, int)
        return none, none, np.zeros(0), np.zeros(0), np.zeros(0)


class Owners(Matcher):
    """Decides places for N9."""

    def __init__(self, day):
        super().__init__(day.world, day.stationing, day.seats)
        self.area_edges = self.zone_edges = self.line_edges = _Nothing()

    def _dry(self, out, points, at, covering_areas):
        """Step 6 doesn't apply."""
        none = np.zeros(0, int)
        super()._dry(out, points, at, (none, none))

    def keys(self, lon, lat):
        """What is one part where it is the same: (status, units, water, zone, posts)."""
        a = self.decide(np.asarray(lon, float), np.asarray(lat, float))
        world, out = self.world, []
        for i, status in enumerate(a.status):
            units = tuple(world.unit_code[u] if u >= 0 else None for u in a.levels[i])
            zone = {WATER_ZONE: world.zones, LAND_ZONE: world.land}.get(status)
            chain = self.chains.all[a.chain[i]]
            out.append({"status": STATUSES[status], "units": units,
                        "water": world.water_code[a.water[i]] if a.water[i] >= 0 else None,
                        "zone": zone.rows[a.zone[i]].id if zone else None,
                        "segment": chain.segment or None if status == CHANNEL else None,
                        "direct": chain.direct, "first": chain.first or None,
                        "accountable": chain.accountable or None, "step": STEP[status]})
        return out


class Parts:
    """Cuts shapes on one day."""

    def __init__(self, day):
        self.day, world = day, day.world
        self.owners = Owners(day)
        classes = [world.units.edges, world.zones.edges, world.land.edges, world.areas.edges,
                   world.extents.edges, world.marine.edges]
        self.ends = np.column_stack([np.concatenate([getattr(c, k) for c in classes])
                                     for k in ("ax", "ay", "bx", "by")])
        self.tree = lines_tree(*self.ends.T)
        self._areas = world.areas
        self._area_tree = lines_tree(*(getattr(world.areas.edges, k) for k in ("ax", "ay", "bx", "by")))

    # --- lines -------------------------------------------------------------
    def of_line(self, points):
        """Parts of a line in order: (from, to, decision), and the line's length.

        No parts where the nearest place of a channel changes within a millimetre or two of the middle of a part on an
        edge: which of two stretches that is, how far beside the edge one looks decides.
        """
        points = np.asarray(points, float)
        keep = np.r_[True, np.any(np.diff(points, axis=0) != 0, axis=1)]
        a, b = points[keep][:-1], points[keep][1:]
        length = geodesic_m(*a.T, *b.T)
        start = np.r_[0.0, np.cumsum(length)]
        met = [self._meets(*ends) for ends in zip(a, b)]
        # A vertex of the line is no cut.
        bounds = sorted({0.0, float(start[-1]), *(float(start[k] + t * length[k]) for k in range(len(a)) for t in met[k][0])})
        pieces = []
        for begin, end in zip(bounds[:-1], bounds[1:]):
            k = min(int(np.searchsorted(start, (begin + end) / 2, side="right")) - 1, len(a) - 1)
            middle = ((begin + end) / 2 - start[k]) / length[k]
            pieces.append((begin, end, k, middle, any(low <= middle <= high for low, high in met[k][1])))
        x, y = np.array([a[k] + t * (b[k] - a[k]) for _, _, k, t, _ in pieces]).T
        normal = np.array([_normal(a[k], b[k]) for _, _, k, _, _ in pieces]).T
        sides = [[self.owners.keys(x + side * normal[0], y + side * normal[1]) for side in (aside, -aside)]
                 for aside in ASIDE_DEG]
        near, far = ([min(pair, key=_rank) for pair in zip(*each)] for each in sides)
        out = []
        for (begin, end, k, t, edge), at, close, apart in zip(pieces, self.owners.keys(x, y), near, far):
            decision = close if edge else at
            if end - begin < METRES:
                continue
            if edge and close != apart:
                return None, float(start[-1])
            if out and out[-1][2] == decision:
                out[-1] = (out[-1][0], end, decision)
            else:
                out.append((begin, end, decision))
        return out, float(start[-1])

    def _meets(self, a, b):
        """Parameters where an edge of a line meets stored edges, and spans along which it lies on them."""
        e = self.tree.query(shapely.LineString([a, b]))
        cuts, along = [], []
        if len(e) == 0:
            return cuts, along
        cx, cy, dx, dy = self.ends[e].T
        at_c, at_d = turn(*a, *b, cx, cy), turn(*a, *b, dx, dy)
        of_a, of_b = turn(cx, cy, dx, dy, *a), turn(cx, cy, dx, dy, *b)
        flat = (at_c == 0) & (at_d == 0)
        for i in np.nonzero(flat | ((at_c * at_d <= 0) & (of_a * of_b <= 0)))[0]:
            c, d = (cx[i], cy[i]), (dx[i], dy[i])
            if not flat[i]:
                cuts.append(crossing_parameter(a, b, c, d))
                continue
            low, high = sorted((collinear_parameter(a, b, c), collinear_parameter(a, b, d)))
            low, high = max(0.0, low), min(1.0, high)
            if low < high:
                cuts += [low, high]
                along.append((low, high))
        return cuts, along

    def crossings(self, points):
        """Waters without a surface there that a line crosses: (water, branch, metres along the line, measure).

        `None` where it runs along one, or meets one at a vertex or where a reach ends: what of that is a crossing the rules
        leave open. A place where a branch crosses itself is one.
        """
        out, start = [], 0.0
        for a, b in zip(points[:-1], points[1:]):
            length = float(geodesic_m(*a, *b))
            for branch in self.day.stationing.branches:
                line = shapely.LineString([a, b])
                near = shapely.intersects(line, edges_of(branch.ax, branch.ay, branch.bx, branch.by))
                for k in np.nonzero(near)[0]:
                    c, d = (branch.ax[k], branch.ay[k]), (branch.bx[k], branch.by[k])
                    if 0 in (turn(*a, *b, *c), turn(*a, *b, *d), turn(*c, *d, *a), turn(*c, *d, *b)):
                        return None
                    t, s = crossing_parameter(a, b, c, d), crossing_parameter(c, d, a, b)
                    x, y = c[0] + s * (d[0] - c[0]), c[1] + s * (d[1] - c[1])
                    measure = branch.start_m[k] + s * branch.edge_m[k]
                    if np.min(np.abs(branch.cuts[1:-1] - measure), initial=np.inf) < METRES:
                        return None
                    if self._bare(branch, measure, x, y):
                        out.append((self.day.world.water_code[branch.water], branch.number, start + t * length, measure))
            start += length
        out.sort(key=lambda c: (c[:2], round(c[2], 5), c[3]))
        once = [c for before, c in zip([None, *out], out) if not before or before[:2] != c[:2] or c[2] - before[2] > 1e-6]
        return sorted(once, key=lambda c: c[2])

    def _bare(self, branch, measure, x, y):
        """On a reach inside the city and in no pool, where the water has no surface (S7)."""
        reach = branch.reaches[int(branch.reach_at(measure))]
        return not (reach.pool or reach.outside or np.any(shapely.dwithin(
            self.day.areas_of(branch.water), shapely.Point(x, y), MICRON_DEG)))

    # --- polygons -----------------------------------------------------------
    def of_polygon(self, polygon):
        """Decision → area, scaled so that they add up to the polygon's own (S25); and that area."""
        e = self.tree.query(polygon, predicate="intersects")
        lines = shapely.linestrings(self.ends[e].reshape(-1, 2, 2))
        noded = shapely.union_all(np.r_[shapely.boundary(polygon), lines])
        faces = np.array([f for f in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
                          if shapely.contains(polygon, shapely.point_on_surface(f))])
        inner = shapely.get_coordinates(shapely.point_on_surface(faces))
        areas = np.array([area_m2(f) for f in faces])
        whole = area_m2(polygon)
        out = {}
        for key, area in zip(self.owners.keys(*inner.T), areas * whole / areas.sum()):
            key = tuple(key[name] for name in ("status", "units", "water", "zone"))
            out[key] = out.get(key, 0.0) + float(area)
        return out, whole

    def metres_inside(self, polygon):
        """Metres of lines inside a polygon where their water has no surface, in no pool and inside the city.

        What runs along its edge may count or not.
        """
        out = {}
        edges = RingEdges([polygon])
        tree = lines_tree(edges.ax, edges.ay, edges.bx, edges.by)
        rim = shapely.boundary(polygon)
        for b in self.day.stationing.branches:
            cuts = set(b.cuts.tolist())
            for found in (meets(b, edges, tree)[0], meets(b, self._areas.edges, self._area_tree)[0]):
                cuts |= {float(b.start_m[k] + t * b.edge_m[k]) for k, t in found}
            bounds, surely, perhaps = sorted(cuts), 0.0, 0.0
            for begin, end in zip(bounds[:-1], bounds[1:]):
                x, y = b.at((begin + end) / 2)[:2]
                if not self._bare(b, (begin + end) / 2, x, y):
                    continue
                if shapely.dwithin(rim, shapely.Point(x, y), MICRON_DEG):
                    perhaps += end - begin
                elif shapely.contains_xy(polygon, x, y):
                    surely += end - begin
            if surely + perhaps > METRES:
                out[self.day.world.water_code[b.water], b.number] = Between((surely, surely + perhaps))
        return out


def _normal(a, b):
    d = np.array([a[1] - b[1], b[0] - a[0]])
    return d / np.hypot(*d)


def _rank(key):
    """The earlier step; inside before outside, then the lower level, then the smaller code (A, S25)."""
    level = max((n for n, u in enumerate(key["units"]) if u), default=-1)
    return key["step"], -level, key["units"][level]


def line_reading(parts, number, points):
    """A line's parts and the waters that it crosses; nothing where its parts are open."""
    cut, length = parts.of_line(points)
    if cut is None:
        return {}
    out = {(number, "length_m"): length, (number, "parts"): len(cut)}
    for n, (begin, end, owner) in enumerate(cut):
        out.update({(number, n, "from_m"): float(begin), (number, n, "to_m"): float(end)})
        out.update({(number, n, field): owner[field] for field in
                    ("status", "units", "water", "zone", "segment", "direct", "first", "accountable")})
    crossings = parts.crossings(points)
    out[number, "crossings"] = None if crossings is None else len(crossings)
    for n, (water, branch, at, measure) in enumerate(crossings or ()):
        out[number, "crossing", n, "water"] = water, branch
        out[number, "crossing", n, "at_m"], out[number, "crossing", n, "measure_m"] = at, float(measure)
    return out


def polygon_reading(parts, number, shape):
    """A polygon's parts and the waters inside it."""
    areas, whole = parts.of_polygon(shape)
    out = {(number, "area_m2"): whole, (number, "sum_m2"): whole}
    out.update({(number, *owner, "area_m2"): area for owner, area in areas.items()})
    out.update({(number, *water, "length_m"): metres for water, metres in parts.metres_inside(shape).items()})
    return out
