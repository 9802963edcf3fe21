"""Reaches and derived segments of every centreline (N3, N6, S4, S15, S16).

Knows a `World`; must not know points, posts or answers.
"""
import numpy as np
import shapely

from plane import (MICRON_DEG, along, collinear_parameter, crossing_parameter, feet, geodesic_m,
                   turn)
from world import CITY, LEVELS, lines_tree

SHORTEST_REACH_M = 1e-3
CUT_SNAP_M = 5e-4
BORDER_RUN_M = 200.0
BORDER_CORRIDOR_M = 30.0
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


class Reach:
    """A piece of a branch between two cuts."""

    def __init__(self, begin, end):
        self.begin, self.end = begin, end
        self.left = self.right = -1
        self.on_border = self.shared = self.pool = self.outside = False

    def __repr__(self):
        return f"[{self.begin:.3f},{self.end:.3f}) L{self.left} R{self.right} {'pool' if self.pool else ''}"


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

    def __init__(self, world, border_run_m=BORDER_RUN_M, border_corridor_m=BORDER_CORRIDOR_M):
        self.world = world
        self.border_run_m, self.border_corridor_m = border_run_m, border_corridor_m
        self.unit_tree = lines_tree(*self._ends(world.units.edges))
        self.zone_trees = [(p.edges, lines_tree(*self._ends(p.edges))) for p in (world.zones, world.land)]
        self.lowest = int(world.unit_level.max()) if len(world.units) else -1
        self.common = {}
        self.branches = [Branch(line, line.water) for line in world.branches]
        self.of_water = {}
        for i, branch in enumerate(self.branches):
            self.of_water.setdefault(branch.water, []).append(i)
            self._cut(branch)
            self._wobble(branch)
            self._derive(branch)

    @staticmethod
    def _ends(edges):
        return edges.ax, edges.ay, edges.bx, edges.by

    def covering(self, x, y):
        """Rule A for one point: index of the deciding unit or -1."""
        found = np.nonzero(shapely.intersects_xy(self.world.units.shapes, x, y))[0].tolist()
        if not found:
            return -1
        deepest = max(self.world.unit_level[i] for i in found)
        return min((i for i in found if self.world.unit_level[i] == deepest),
                   key=lambda i: self.world.unit_code[i])

    def _cut(self, branch):
        cuts, overlaps = meets(branch, self.world.units.edges, self.unit_tree)
        for edges, tree in self.zone_trees:
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
        world = self.world
        x, y, _, _ = branch.at((reach.begin + reach.end) / 2)
        reach.pool = bool(np.any(shapely.dwithin(world.zones.shapes, shapely.Point(x, y), MICRON_DEG)))
        sides = self._border(branch, reach, overlaps)
        if sides is None:
            reach.left = reach.right = self.covering(x, y)
        else:
            left, right = sides
            reach.on_border = left >= 0 and right >= 0 and left != right
            reach.left = left if left >= 0 else right
            reach.right = right if right >= 0 else left
        reach.shared = reach.on_border
        reach.outside = reach.left < 0

    def _border(self, branch, reach, overlaps):
        """Left and right unit of a reach all of whose edges overlap unit edges, else None."""
        inner = branch.start_m[(branch.start_m > reach.begin + 1e-7) & (branch.start_m < reach.end - 1e-7)]
        bounds = np.r_[reach.begin, inner, reach.end]
        answer = None
        for low, high in zip(bounds[:-1], bounds[1:]):
            _, _, k, t = branch.at((low + high) / 2)
            sides = ([], [])
            for at, t0, t1, edge, same in overlaps:
                if at == k and t0 <= t <= t1:
                    sides[0 if same else 1].append(int(self.world.units.edges.owner[edge]))
            if not sides[0] and not sides[1]:
                return None
            pair = tuple(min(s, key=lambda u: (-self.world.unit_level[u], self.world.unit_code[u]))
                         if s else -1 for s in sides)
            answer = answer or pair
        return answer

    # --- N6: borders digitised apart -------------------------------------
    def common_border(self, u, v):
        """Edges that two units share, directed with u on the left: (ax, ay, bx, by)."""
        key = (u, v)
        if key not in self.common:
            edges = self.world.units.edges
            mine, other = np.nonzero(edges.owner == u)[0], np.nonzero(edges.owner == v)[0]
            out = []
            if len(mine) and len(other):
                i, j = np.meshgrid(mine, other, indexing="ij")
                near = ((np.minimum(edges.ax[i], edges.bx[i]) <= np.maximum(edges.ax[j], edges.bx[j]))
                        & (np.minimum(edges.ax[j], edges.bx[j]) <= np.maximum(edges.ax[i], edges.bx[i]))
                        & (np.minimum(edges.ay[i], edges.by[i]) <= np.maximum(edges.ay[j], edges.by[j]))
                        & (np.minimum(edges.ay[j], edges.by[j]) <= np.maximum(edges.ay[i], edges.by[i])))
                i, j = i[near], j[near]
                a, b = (edges.ax[i], edges.ay[i]), (edges.bx[i], edges.by[i])
                flat = ((turn(*a, *b, edges.ax[j], edges.ay[j]) == 0)
                        & (turn(*a, *b, edges.bx[j], edges.by[j]) == 0))
                for m, n in zip(i[flat], j[flat]):
                    pa, pb = (edges.ax[m], edges.ay[m]), (edges.bx[m], edges.by[m])
                    tc = collinear_parameter(pa, pb, (edges.ax[n], edges.ay[n]))
                    td = collinear_parameter(pa, pb, (edges.bx[n], edges.by[n]))
                    low, high = max(0.0, min(tc, td)), min(1.0, max(tc, td))
                    if low < high and td < tc:
                        p = along(*pa, *pb, np.float64(low))
                        q = along(*pa, *pb, np.float64(high))
                        out.append((float(p[0]), float(p[1]), float(q[0]), float(q[1])))
            self.common[key] = np.array(out).reshape(-1, 4)
        return self.common[key]

    def _in_corridor(self, branch, reach, border):
        inner = np.nonzero((branch.start_m > reach.begin) & (branch.start_m < reach.end))[0]
        points = [branch.at(reach.begin)[:2], branch.at(reach.end)[:2]]
        points += [(branch.ax[i], branch.ay[i]) if i < len(branch.ax) else (branch.bx[-1], branch.by[-1])
                   for i in inner]
        for x, y in points:
            t, d = feet(x, y, border[:, 0], border[:, 1], border[:, 2], border[:, 3])
            k = int(np.argmin(d))
            fx, fy = along(border[k, 0], border[k, 1], border[k, 2], border[k, 3], t[k])
            if float(geodesic_m(x, y, fx, fy)) > self.border_corridor_m:
                return False
        return True

    def _wobble(self, branch):
        if self.border_run_m <= 0 or self.border_corridor_m <= 0:
            return
        reaches, i = branch.reaches, 0
        while i < len(reaches):
            first = reaches[i]
            if first.shared or first.pool or first.outside:
                i += 1
                continue
            best = None
            for v in self._rivals(reaches, i):
                found = self._run(branch, i, first.left, v)
                if found is None:
                    continue
                length = reaches[found].end - first.begin
                rank = (-length, self.world.unit_code[v])
                if best is None or rank < best[0]:
                    best = (rank, found, v)
            if best is None:
                i += 1
                continue
            _, last, v = best
            left, right = self._sides(branch, first.begin, reaches[last].end, first.left, v)
            for reach in reaches[i:last + 1]:
                reach.shared, reach.left, reach.right = True, left, right
            i = last + 1

    @staticmethod
    def _rivals(reaches, i):
        """Units met next to U going downstream before a third unit, pool or outside."""
        u = reaches[i].left
        for reach in reaches[i + 1:]:
            if reach.pool or reach.outside:
                return []
            others = {reach.left, reach.right} - {u}
            if reach.shared and u not in (reach.left, reach.right):
                return []
            if others:
                return sorted(others)
        return []

    def _run(self, branch, i, u, v):
        border = self.common_border(u, v)
        if len(border) == 0:
            return None
        seen, last = set(), None
        for j in range(i, len(branch.reaches)):
            reach = branch.reaches[j]
            if reach.pool or reach.outside or not {reach.left, reach.right} <= {u, v}:
                break
            if not self._in_corridor(branch, reach, border):
                break
            seen.add("border" if reach.shared else reach.left)
            length = reach.end - branch.reaches[i].begin
            if j > i and len(seen) >= 2 and length >= self.border_run_m:
                last = j
        return last

    def _sides(self, branch, begin, end, u, v):
        x, y, k, _ = branch.at((begin + end) / 2)
        border = self.common_border(u, v)
        _, d = feet(x, y, border[:, 0], border[:, 1], border[:, 2], border[:, 3])
        e = border[int(np.argmin(d))]
        scale = np.cos(np.radians(y)) ** 2
        dot = ((branch.bx[k] - branch.ax[k]) * (e[2] - e[0]) * scale
               + (branch.by[k] - branch.ay[k]) * (e[3] - e[1]))
        return (u, v) if dot > 0 else (v, u)

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
                    left = int(world.ancestors[reach.left, level])
                    right = int(world.ancestors[reach.right, level])
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
