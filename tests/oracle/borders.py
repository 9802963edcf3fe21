"""Common borders of units, and which stretches of a centreline follow them (N6, S15).

Knows the units of a `World` and branches cut into reaches; must not know
segments, posts or answers.
"""
import bisect

import numpy as np
import shapely

from places import Covering
from plane import MICRON_DEG, MICRON_M, along, collinear_parameter, feet, geodesic_m, turn
from search import EdgeClass, Points

BORDER_SNAP_M = 1.0
BORDER_RUN_M = 200.0
BORDER_CORRIDOR_M = 30.0
# K: a measure this near to another is that one.
CUT_SNAP_M = 5e-4
SHORTEST_REACH_M = 1e-3
# Directions that differ by more than this can't lie on one line.
NEARLY_PARALLEL = 1e-6


class Border:
    """What two units have in common.

    `edges` have `left` on their left; `ring` and `at_m` say where on its rings each begins, `span_m` how far it runs
    there. The vertices are those of both rings on it, and its ends. `beside` are, for each edge, [(from, to, unit, whether
    its interior is on the left)], by the parameter of the edge that it is a part of.
    """

    def __init__(self, left, right, edges, rings, beside):
        self.left, self.right = left, right
        self.low, self.high = [e[5] for e in edges], [e[6] for e in edges]
        self.beside = [beside[e[4]] for e in edges]
        self.edges = np.array([e[:4] for e in edges])
        source = np.array([e[4] for e in edges])
        low, high = (np.array([e[k] for e in edges]) for k in (5, 6))
        self.ring = rings.number[source]
        self.at_m = rings.at_m[source] + low * rings.edge_m[source]
        self.span_m = (high - low) * rings.edge_m[source]
        self.round_m = rings.round_m
        self.vertices = np.unique(np.concatenate([self.edges[:, :2], self.edges[:, 2:]]), axis=0)

    def owners(self, lon, lat):
        """The place on the border nearest to a point, and the units with their interior on its left and on its right there."""
        d, k, t = (v[0] for v in nearest_edges(np.array([lon]), np.array([lat]), self.edges))
        at = self.low[k] + t * (self.high[k] - self.low[k])
        sides = {self.left}, {self.right}
        for low, high, unit, left in self.beside[k]:
            if low <= at <= high:
                sides[not left].add(unit)
        return along(*self.edges[k], np.float64(t)), sides

    def way(self, lon, lat):
        """How far the border is followed by the places nearest to points in order; negative is against `left`'s rings."""
        t, d = feet(lon[:, None], lat[:, None], *self.edges.T[:, None, :])
        at = self.at_m + t * self.span_m
        near = [np.nonzero(row <= row.min() + MICRON_M)[0] for row in d]
        total = 0.0
        for k, (here, there) in enumerate(zip(near[:-1], near[1:])):
            # Where rings touch, a place is on both.
            steps = [(at[k + 1, j] - at[k, i] + self.round_m[self.ring[i]] / 2) % self.round_m[self.ring[i]]
                     - self.round_m[self.ring[i]] / 2
                     for i in here for j in there if self.ring[i] == self.ring[j]]
            total += min(steps, key=abs, default=0.0)
        return float(total)


class Rings:
    """Where each edge of the units stands on its ring."""

    def __init__(self, edges):
        self.edge_m = geodesic_m(edges.ax, edges.ay, edges.bx, edges.by)
        follows = (edges.ax[1:] == edges.bx[:-1]) & (edges.ay[1:] == edges.by[:-1]) & (edges.owner[1:] == edges.owner[:-1])
        self.number, self.at_m, self.round_m = np.zeros(len(edges.ax), int), np.zeros(len(edges.ax)), []
        first = 0
        for i in range(len(edges.ax)):
            # A ring ends where it began.
            self.number[i] = len(self.round_m)
            self.at_m[i] = 0.0 if i == first else self.at_m[i - 1] + self.edge_m[i - 1]
            closed = edges.bx[i] == edges.ax[first] and edges.by[i] == edges.ay[first]
            if closed or i + 1 == len(edges.ax) or not follows[i]:
                self.round_m.append(self.at_m[i] + self.edge_m[i])
                first = i + 1
        self.round_m = np.array(self.round_m)


def nearest_edges(lon, lat, edges):
    """N2 for many points: (geodesic distance, edge, parameter)."""
    t, d = feet(lon[:, None], lat[:, None], *edges.T[:, None, :])
    k = np.argmin(d, axis=1)
    t = t[np.arange(len(k)), k]
    return geodesic_m(lon, lat, *along(*edges[k].T, t)), k, t


class Borders:
    """Every common border of units of a world, by pair."""

    def __init__(self, world):
        self.world = world
        rings = Rings(world.units.edges)
        overlaps = self._overlaps()
        owner = world.units.edges.owner
        beside = {i: [(low, high, int(owner[j]), same) for j, low, high, same in others] for i, others in overlaps.items()}
        self.all = [Border(*pair, edges, rings, beside) for pair, edges in sorted(self._find(overlaps).items())]
        parts = [(*b.edges.T, np.full(len(b.edges), i)) for i, b in enumerate(self.all)]
        columns = [np.concatenate(c) for c in zip(*parts)] if parts else [np.zeros(0)] * 4 + [np.zeros(0, int)]
        self.edges = EdgeClass(*columns)

    def _overlaps(self):
        """Pairs of unit edges that overlap: {i: [(j, from, to on i, same direction)]}."""
        edges, out = self.world.units.edges, {}
        if len(edges.ax) == 0:
            return out
        tree = EdgeClass(edges.ax, edges.ay, edges.bx, edges.by, edges.owner).tree
        i, j = tree.query(tree.geometries)
        dx, dy = edges.bx - edges.ax, edges.by - edges.ay
        size = np.hypot(dx, dy)
        flat = (i != j) & (np.abs(dx[i] * dy[j] - dy[i] * dx[j]) <= NEARLY_PARALLEL * size[i] * size[j])
        i, j = i[flat], j[flat]
        a, b = (edges.ax[i], edges.ay[i]), (edges.bx[i], edges.by[i])
        c, d = (edges.ax[j], edges.ay[j]), (edges.bx[j], edges.by[j])

        def equal(p, q):
            return (p[0] == q[0]) & (p[1] == q[1])

        twins = equal(a, d) & equal(b, c)
        copies = equal(a, c) & equal(b, d)
        for m, n, same in ((i[twins], j[twins], False), (i[copies], j[copies], True)):
            for k, other in zip(m.tolist(), n.tolist()):
                out.setdefault(k, []).append((other, 0.0, 1.0, same))
        rest = np.nonzero(~twins & ~copies)[0]
        on_line = ((turn(*(v[rest] for v in (*a, *b, *c))) == 0) & (turn(*(v[rest] for v in (*a, *b, *d))) == 0))
        for k in rest[on_line]:
            pa, pb, pc, pd = ((float(v[0][k]), float(v[1][k])) for v in (a, b, c, d))
            tc, td = collinear_parameter(pa, pb, pc), collinear_parameter(pa, pb, pd)
            low, high = max(0.0, min(tc, td)), min(1.0, max(tc, td))
            if low < high:
                out.setdefault(int(i[k]), []).append((int(j[k]), low, high, td > tc))
        return out

    def _rank(self, unit):
        return -self.world.unit_level[unit], self.world.unit_code[unit]

    def _find(self, overlaps):
        """{(left, right): edges}: on each side the unit of the lowest level, then smallest code, whose ring it is (S16)."""
        edges, out = self.world.units.edges, {}
        for i, others in overlaps.items():
            own = int(edges.owner[i])
            ends = sorted({0.0, 1.0, *(t for _, low, high, _ in others for t in (low, high))})
            runs = []
            for low, high in zip(ends[:-1], ends[1:]):
                on = [(int(edges.owner[j]), same) for j, a, b, same in others if a <= low and high <= b]
                left = min([own, *(u for u, same in on if same)], key=self._rank)
                right = min((u for u, same in on if not same), key=self._rank, default=-1)
                if left != own or right <= own:  # each border once
                    continue
                # A vertex of a third unit doesn't divide the edge.
                mine = [t for j, a, b, same in others if edges.owner[j] == right and not same for t in (a, b)]
                if runs and runs[-1][1:] == (low, right) and low not in mine:
                    runs[-1] = (runs[-1][0], high, right)
                else:
                    runs.append((low, high, right))
            a, b = (edges.ax[i], edges.ay[i]), (edges.bx[i], edges.by[i])
            for low, high, right in runs:
                p, q = along(*a, *b, np.float64(low)), along(*a, *b, np.float64(high))
                out.setdefault((own, right), []).append((float(p[0]), float(p[1]), float(q[0]), float(q[1]), i, low, high))
        return out


def beside(world, place, units, owners):
    """S29 at a place on a border: the units of the four levels on the side of each of two units.

    On each side: units with the edge in their ring and their interior there, and those that hold the place without an edge there.
    """
    near = Points(*(np.array([v]) for v in place))
    holding = set(near.covered(world.units.shapes)[1].tolist()) - owners[0] - owners[1]
    holding = {u for u in holding if world.units.shapes[u].boundary.distance(shapely.Point(place)) > MICRON_DEG}
    out = []
    for unit, own in zip(units, owners):
        here = np.array(sorted(own | holding), int)
        found = Covering(world, 1, np.zeros(len(here), int), here, first=np.array([unit]))
        out.append(tuple(found.levels[0].tolist()))
    return out


class Follower:
    """Marks the stretches of one branch that follow a border."""

    def __init__(self, borders, branch):
        self.borders, self.branch, self.world = borders, branch, borders.world
        self.ends = np.unique(np.r_[branch.start_m, [r.begin for r in branch.reaches], branch.reaches[-1].end])
        self.begins, self.stops = self.ends[:-1], self.ends[1:]
        n = len(self.begins)
        self.lon, self.lat = self._places(self.ends)
        middle = self._places((self.begins + self.stops) / 2)
        p, border, _, _, d = borders.edges.nearest(np.r_[self.lon, middle[0]], np.r_[self.lat, middle[1]], BORDER_CORRIDOR_M)
        away = {}
        for i, b, metres in zip(p, border, d):
            away.setdefault(int(b), np.full(2 * n + 1, np.inf))[i] = metres
        # Border → how far each piece is from it at most: at its ends and in its middle.
        self.away = {b: np.maximum(np.maximum(m[:n], m[1:n + 1]), m[n + 1:]) for b, m in away.items()}
        # Border → measures of its vertices' nearest points, and their distances.
        self.vertices = {b: branch.feet(*borders.all[b].vertices.T)[2:] for b in self.away}

    def _places(self, measures):
        places = [self.branch.at(m)[:2] for m in measures]
        return tuple(np.array(v) for v in zip(*places))

    def snap(self):
        """Pieces within `border_snap` of a border, whether they cross it or not."""
        if BORDER_SNAP_M <= 0 or BORDER_RUN_M <= 0:
            return
        runs = [run for b in self.away for run in self._runs(b, self._pieces(b, BORDER_SNAP_M), BORDER_SNAP_M)]
        for begin, end, b in self._taken(runs, lambda run: True):
            sides = self._sides(begin, end, b)
            begin, end = self._cut(begin), self._cut(end)
            self._share(begin, end, sides, self.borders.all[b])

    def wobble(self):
        """Reaches that swing across a border within `border_corridor` become one."""
        if BORDER_CORRIDOR_M <= 0 or BORDER_RUN_M <= 0:
            return

        def swings(run):
            reaches = self._within(*run[:2])
            return len(reaches) >= 2 and len({"border" if r.shared else r.left for r in reaches}) >= 2

        runs = []
        for b in self.away:
            good = {begin for begin, _, ok in self._pieces(b, BORDER_CORRIDOR_M) if ok}
            whole = [(r.begin, r.end, all(m in good for m in self.begins[(self.begins >= r.begin) & (self.stops <= r.end)].tolist()))
                     for r in self.branch.reaches]
            runs += self._runs(b, whole, BORDER_CORRIDOR_M)
        for begin, end, b in list(self._taken(runs, swings)):
            sides = self._sides(begin, end, b)
            self.branch.join(begin, end)
            self._share(begin, end, sides, self.borders.all[b])

    def parallel(self):
        """Stretches that keep to one side within `border_corridor`: (begin, end, border)."""
        if BORDER_CORRIDOR_M <= 0 or BORDER_RUN_M <= 0:
            return []
        out = []
        for b in self.away:
            for begin, end, _ in self._runs(b, self._pieces(b, BORDER_CORRIDOR_M), BORDER_CORRIDOR_M):
                there = [r for r in self.branch.reaches if r.begin < end - CUT_SNAP_M and begin + CUT_SNAP_M < r.end]
                alone = not any(r.shared for r in there) and len({r.left for r in there}) == 1
                if alone and end - begin >= BORDER_RUN_M:
                    out.append((begin, end, self.borders.all[b]))
        return out

    def _pieces(self, b, limit_m):
        """Pieces, and whether they count for a border: (begin, end, bool)."""
        border = self.borders.all[b]
        reaches = self.branch.reach_at((self.begins + self.stops) / 2).tolist()
        for begin, end, metres, k in zip(self.begins.tolist(), self.stops.tolist(), self.away[b].tolist(), reaches):
            reach = self.branch.reaches[k]
            counts = {reach.left, reach.right} <= {border.left, border.right} and not reach.pool and not reach.outside
            yield begin, end, counts and metres <= limit_m

    def _runs(self, b, pieces, limit_m):
        """Maximal sequences of pieces that count, without a bar inside: (begin, end, b)."""
        measure, metres = self.vertices[b]
        bars = np.sort(measure[metres > limit_m]).tolist()

        def barred(low, high):
            return bisect.bisect_left(bars, low) < bisect.bisect_right(bars, high)

        run, out = None, []
        for begin, end, counts in pieces:
            inner = begin + CUT_SNAP_M, end - CUT_SNAP_M
            counts = counts and not (inner[0] < inner[1] and barred(*inner))
            if run and (not counts or barred(begin - CUT_SNAP_M, begin + CUT_SNAP_M)):
                out.append((*run, b))
                run = None
            if counts:
                run = (run[0], end) if run else (begin, end)
        return [*out, (*run, b)] if run else out

    def _taken(self, runs, qualifies):
        """Of sequences that want the same pieces: the first downstream, then the longer, then the smaller codes."""
        def rank(run):
            begin, end, b = run
            sides = self.borders.all[b].left, self.borders.all[b].right
            return begin, -end, sorted(self.world.unit_code[u] for u in sides)

        waiting, at = list(runs), 0.0
        while True:
            waiting = [(max(begin, at), end, b) for begin, end, b in waiting]
            waiting = [run for run in waiting if run[1] - run[0] >= BORDER_RUN_M and qualifies(run)]
            if not waiting:
                return
            first = min(waiting, key=rank)
            waiting.remove(first)
            at = first[1]
            yield first

    def _within(self, begin, end):
        return [r for r in self.branch.reaches if begin <= r.begin and r.end <= end]

    def _share(self, begin, end, sides, border):
        """S29: U's and V's higher units are those beside the place on the border nearest to the middle."""
        for reach in self._within(begin, end):
            if {reach.left, reach.right} == set(sides):  # on the border already
                levels = [reach.levels_of(unit) for unit in sides]
            else:
                x, y, _, _ = self.branch.at((reach.begin + reach.end) / 2)
                place, owners = border.owners(x, y)
                levels = beside(self.world, place, (border.left, border.right), owners)
                levels = [levels[unit != border.left] for unit in sides]
            reach.share(*sides, levels)

    def _cut(self, measure):
        """Cuts the branch there, unless a cut is less than 1 mm away; returns the cut."""
        cuts = self.branch.cuts
        near = int(np.argmin(np.abs(cuts - measure)))
        if abs(cuts[near] - measure) < SHORTEST_REACH_M:
            return cuts[near]
        self.branch.cut(measure)
        return measure

    def _sides(self, begin, end, b):
        """Left and right in the direction of flow."""
        border = self.borders.all[b]
        mine = (self.ends >= begin) & (self.ends <= end)
        way = border.way(self.lon[mine], self.lat[mine])
        sides = border.left, border.right
        if abs(way) <= MICRON_M:  # there and back: the smaller code is left
            return tuple(sorted(sides, key=lambda u: self.world.unit_code[u]))
        return sides if way > 0 else sides[::-1]
