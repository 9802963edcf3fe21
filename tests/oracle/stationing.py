"""Reaches and derived segments of every centreline (N3, S4, S16).

Knows a `World`; must not know points, posts or answers.
"""
import copy

import numpy as np
import shapely

from borders import CUT_SNAP_M, SHORTEST_REACH_M, Borders, Follower, beside
from places import Covering
from plane import MICRON_DEG, MICRON_M, along, collinear_parameter, crossing_parameter, feet, geodesic_m, turn
from search import Points, minima
from world import CITY, LEVELS, Polygons, lines_tree

LEFT, RIGHT, BOTH = "L", "R", "B"


class Branch:
    """One centreline with its edges, measures, reaches and derived segments."""

    def __init__(self, line, code):
        self.water, self.number, self.code = line.water_at, line.number, code
        p = line.points
        self.ax, self.ay, self.bx, self.by = p[:-1, 0], p[:-1, 1], p[1:, 0], p[1:, 1]
        self.edge_m = geodesic_m(self.ax, self.ay, self.bx, self.by)
        self.start_m = np.r_[0.0, np.cumsum(self.edge_m)]
        self.length_m = self.start_m[-1]

    def at(self, measure):
        """The point, edge and parameter at a measure."""
        k = int(np.clip(np.searchsorted(self.start_m, measure, side="right") - 1, 0, len(self.ax) - 1))
        t = (measure - self.start_m[k]) / self.edge_m[k]
        return self.ax[k] + t * (self.bx[k] - self.ax[k]), self.ay[k] + t * (self.by[k] - self.ay[k]), k, t

    def feet(self, lon, lat):
        """N2 and S21 for many points: (edge, parameter, measure, geodesic distance)."""
        edge, t = np.zeros(len(lon), int), np.zeros(len(lon))
        step = max(1, 2_000_000 // len(self.ax))
        for s in range(0, len(lon), step):
            part = slice(s, s + step)
            tt, d = feet(lon[part, None], lat[part, None], self.ax[None], self.ay[None], self.bx[None], self.by[None])
            none = np.full((len(tt), 1), np.nan)
            local = minima(tt, np.hstack([none, tt[:, :-1]]), np.hstack([tt[:, 1:], none]))
            d = np.where(local, d, np.inf)
            edge[part] = np.argmax(d <= d.min(axis=1, keepdims=True) + MICRON_M, axis=1)
            t[part] = tt[np.arange(len(tt)), edge[part]]
        measure = np.where(t >= 1, self.start_m[edge + 1], self.start_m[edge] + t * self.edge_m[edge])
        fx, fy = along(self.ax[edge], self.ay[edge], self.bx[edge], self.by[edge], t)
        return edge, t, measure, geodesic_m(lon, lat, fx, fy)

    def reach_at(self, measure):
        """Index of the reach that a measure lies in."""
        return np.clip(np.searchsorted(self.cuts, measure, side="right") - 1, 0, len(self.reaches) - 1)

    def cut(self, measure):
        """One more cut."""
        k = int(self.reach_at(measure))
        whole = self.reaches[k]
        self.reaches[k:k + 1] = whole.part(whole.begin, measure), whole.part(measure, whole.end)
        self.cuts = np.sort(np.r_[self.cuts, measure])


    def join(self, begin, end):
        """No cuts between two."""
        at = [k for k, r in enumerate(self.reaches) if begin <= r.begin and r.end <= end]
        self.reaches[at[0]:at[-1] + 1] = [self.reaches[at[0]].part(begin, end)]
        self.cuts = self.cuts[(self.cuts <= begin) | (self.cuts >= end)]


class Reach:
    """A piece of a branch between two cuts; `units` are those of the four levels on its left and right."""

    def __init__(self, begin, end):
        self.begin, self.end = begin, end
        self.left = self.right = -1
        self.units = ((-1,) * 4,) * 2
        self.shared = self.pool = self.outside = False

    def stay(self, unit, levels):
        """Wholly in one unit."""
        self.left = self.right = unit
        self.units = levels, levels

    def share(self, left, right, units):
        """Between two units."""
        self.left, self.right, self.units, self.shared = left, right, tuple(units), True

    def levels_of(self, unit):
        """Units of the four levels on the side of a unit; None where it has no part in the reach."""
        return self.units[0] if unit == self.left else self.units[1] if unit == self.right else None

    def part(self, begin, end):
        """The same between two other measures."""
        out = copy.copy(self)
        out.begin, out.end = begin, end
        return out


def meets(branch, edges, tree):
    """Cuts of a branch with a set of edges: [(k, t)], and overlaps [(k, t0, t1, edge, same direction)]."""
    cuts, overlaps = [], []
    if len(edges.ax) == 0:
        return cuts, overlaps
    shapes = shapely.linestrings(np.stack([np.column_stack([branch.ax, branch.ay]),
                                           np.column_stack([branch.bx, branch.by])], axis=1))
    k, e = tree.query(shapes)
    a = (branch.ax[k], branch.ay[k])
    b = (branch.bx[k], branch.by[k])
    c = (edges.ax[e], edges.ay[e])
    d = (edges.bx[e], edges.by[e])
    ab_c, ab_d = turn(*a, *b, *c), turn(*a, *b, *d)
    cd_a, cd_b = turn(*c, *d, *a), turn(*c, *d, *b)
    flat = (ab_c == 0) & (ab_d == 0)
    hit = ~flat & (ab_c * ab_d <= 0) & (cd_a * cd_b <= 0)
    for i in np.nonzero(hit | flat)[0]:
        pa, pb, pc, pd = ((float(v[0][i]), float(v[1][i])) for v in (a, b, c, d))
        if hit[i]:
            cuts.append((int(k[i]), crossing_parameter(pa, pb, pc, pd)))
            continue
        tc, td = collinear_parameter(pa, pb, pc), collinear_parameter(pa, pb, pd)
        low, high = max(0.0, min(tc, td)), min(1.0, max(tc, td))
        if low < high:
            cuts += [(int(k[i]), low), (int(k[i]), high)]
            overlaps.append((int(k[i]), low, high, int(e[i]), td > tc))
    return cuts, overlaps


class Stationing:
    """All branches of a world, cut and derived."""

    def __init__(self, world):
        self.world = world
        self.unit_tree = lines_tree(*self._ends(world.units.edges))
        self.other_trees = [(p.edges, lines_tree(*self._ends(p.edges)))
                            for p in (world.zones, world.land, Polygons(world.neighbours))]
        self.branches = [Branch(line, line.water) for line in world.branches]
        borders = Borders(world) if self.branches else None
        self.of_water = {}
        for i, branch in enumerate(self.branches):
            self.of_water.setdefault(branch.water, []).append(i)
            self._cut(branch)
            follower = Follower(borders, branch)
            follower.snap()
            follower.wobble()
            branch.parallel = follower.parallel()
            self._derive(branch)

    @staticmethod
    def _ends(edges):
        return edges.ax, edges.ay, edges.bx, edges.by

    def _cut(self, branch):
        cuts, overlaps = meets(branch, self.world.units.edges, self.unit_tree)
        for edges, tree in self.other_trees:
            cuts += meets(branch, edges, tree)[0]
        measures = sorted({branch.start_m[k] + t * branch.edge_m[k] for k, t in cuts})
        kept = [0.0]
        for m in measures:
            # A reach shorter than 1 mm is joined to the one downstream.
            if m - kept[-1] >= SHORTEST_REACH_M:
                kept.append(m)
        while len(kept) > 1 and branch.length_m - kept[-1] < SHORTEST_REACH_M:
            kept.pop()
        kept.append(branch.length_m)
        branch.cuts = np.array(kept)
        branch.reaches = [Reach(a, b) for a, b in zip(kept[:-1], kept[1:])]
        for reach in branch.reaches:
            self._place(branch, reach, overlaps)

    def _place(self, branch, reach, overlaps):
        """Unit or units of a reach, by its middle or by the border that it lies on (S16, S29)."""
        world = self.world
        x, y, _, _ = branch.at((reach.begin + reach.end) / 2)
        middle = Points([x], [y])
        reach.pool = len(middle.within_micron(world.zones.shapes)[0]) > 0
        sides = self._border(branch, reach, overlaps)
        if sides is None:
            covering = middle.covered(world.units.shapes)
            if len(covering[0]) == 0:  # a rounded place (S7)
                covering = middle.within_micron(world.units.shapes)
            here = Covering(world, 1, *covering)
            reach.stay(int(here.unit[0]), tuple(here.levels[0].tolist()))
        else:
            self._place_on_edges(reach, sides, (x, y), middle.within_micron(world.units.shapes)[1])
        reach.outside = reach.left < 0

    def _place_on_edges(self, reach, sides, middle, covering):
        """Between the units with their interior on the left and on the right, given all that cover the middle."""
        world = self.world
        covering = np.array(sorted(set(covering.tolist()).union(*sides)), int)
        deciding = Covering(world, 1, np.zeros(len(covering), int), covering)
        units = [min(side, key=lambda u: (-world.unit_level[u], world.unit_code[u])) if side else -1 for side in sides]
        lowest = max((world.unit_level[u] for u in units if u >= 0))
        if units[0] == units[1] or min(units) < 0 or world.unit_level[deciding.unit[0]] > lowest:
            reach.stay(int(deciding.unit[0]), tuple(deciding.levels[0].tolist()))
            return
        reach.share(*units, beside(world, middle, units, sides))

    def _border(self, branch, reach, overlaps):
        """Units with their interior on the left and right of a reach all of whose edges overlap unit edges, else None."""
        inner = branch.start_m[(branch.start_m > reach.begin + 1e-7) & (branch.start_m < reach.end - 1e-7)]
        bounds = np.r_[reach.begin, inner, reach.end]
        answer = None
        for low, high in zip(bounds[:-1], bounds[1:]):
            # What a joined cut left over (N3) says nothing.
            if high - low < SHORTEST_REACH_M:
                continue
            _, _, k, t = branch.at((low + high) / 2)
            sides = (set(), set())
            for at, t0, t1, edge, same in overlaps:
                if at == k and t0 <= t <= t1:
                    sides[0 if same else 1].add(int(self.world.units.edges.owner[edge]))
            if not sides[0] and not sides[1]:
                return None
            if low <= (reach.begin + reach.end) / 2:
                answer = sides
        return answer

    # --- S4: derived segments --------------------------------------------
    def _derive(self, branch):
        """`branch.derived[level][side][reach]` → (segment id, unit index) or None."""
        world, reaches = self.world, branch.reaches
        branch.derived = [{LEFT: [None] * len(reaches), RIGHT: [None] * len(reaches)} for _ in LEVELS]
        for level, name in enumerate(LEVELS):
            if level == CITY and not world.city_level[branch.water]:
                continue
            counts, open_runs = {}, {}
            for r, reach in enumerate(reaches):
                wanted = []
                if not reach.outside and (level == CITY or not reach.pool):
                    left, right = (side[level] for side in reach.units)
                    if left == right:
                        wanted = [(left, BOTH)]
                    else:
                        wanted = [(left, LEFT), (right, RIGHT)]
                    wanted = [w for w in wanted if w[0] >= 0]
                runs = {}
                for key in wanted:
                    if key in open_runs:
                        runs[key] = open_runs[key]
                    else:
                        counts[key] = counts.get(key, 0) + 1
                        unit, bank = key
                        runs[key] = (f"{branch.code}.{branch.number}.{name}.{world.unit_code[unit]}"
                                     f".{bank}.{counts[key]}", unit)
                    for side in (LEFT, RIGHT):
                        if key[1] in (side, BOTH):
                            branch.derived[level][side][r] = runs[key]
                open_runs = runs
        ok = np.array([not (r.pool or r.outside) for r in reaches], bool)
        at = np.arange(len(reaches))
        branch.ok = ok
        branch.before = np.maximum.accumulate(np.where(ok, at, -1))
        branch.after = np.minimum.accumulate(np.where(ok, at, len(reaches))[::-1])[::-1]
