"""How water goes on: S32. Branches, still waters, and where one passes into another.

Knows a `Day`; must not know segments or chiefs.
"""
from collections import namedtuple

import numpy as np
import shapely

from plane import MICRON_DEG, MICRON_M, along, feet, geodesic_m
from stationing import meets
from world import Polygons, lines_tree

SAME_PLACE_M = 1e-3
TOUCHING_M = 1.0
TOLERANCE_M = 50.0

# A place on a branch; or one where water is in a still water, with the measure of its axis (`None` where that has no
# length) and the branch along which it came in or goes out (`None` where along none).
OnBranch = namedtuple("OnBranch", "branch measure")
InStill = namedtuple("InStill", "still measure along")


class Still:
    """A pool (a WATER zone) or a lake (the surfaces of a water without branch and WATER zone)."""

    def __init__(self, water, shapes, zone=None):
        self.water, self.shapes, self.zone = water, shapes, zone
        self.edges = Polygons([_Row(s) for s in shapes]).edges
        self.tree = lines_tree(self.edges.ax, self.edges.ay, self.edges.bx, self.edges.by)
        self.axis, self.axis_runs = None, []

    def holds(self, x, y):
        """Inside or on it (S7)."""
        return bool(np.any(shapely.dwithin(self.shapes, shapely.Point(x, y), MICRON_DEG)))

    def distance_m(self, x, y):
        """N2 to it; 0 inside."""
        return 0.0 if self.holds(x, y) else to_edges_m(x, y, self.edges)


def to_edges_m(x, y, e):
    """N2 to the nearest of some edges."""
    t, d = feet(x, y, e.ax, e.ay, e.bx, e.by)
    k = np.nonzero(d <= d.min() * 1.01 + 2 * MICRON_M)[0]
    return float(geodesic_m(x, y, *along(e.ax[k], e.ay[k], e.bx[k], e.by[k], t[k])).min())


class _Row:
    def __init__(self, shape):
        self.shape = shape


class Flow:
    """What flows into what on one day: pairs of places, upper first."""

    def __init__(self, day):
        self.day, world = day, day.world
        self.branches = day.stationing.branches
        self.stills = [Still(int(world.zone_water[i]), world.zones.shapes[i:i + 1], i) for i in range(len(world.zones))]
        self.lake_of = {}
        for water in range(len(world.waters)):
            if not world.split[water] and water not in day.stationing.of_water and len(day.areas_of(water)):
                self.lake_of[water] = len(self.stills)
                self.stills.append(Still(water, day.areas_of(water)))
        self.runs = [self._runs(i) for i in range(len(self.branches))]
        for s, still in enumerate(self.stills):
            self._find_axis(s, still)
        self.pairs = []
        for i in range(len(self.branches)):
            self._through_stills(i)
            self._joints(i)
        for s in range(len(self.stills)):
            self._by_record(s)

    # --- 2: runs ---------------------------------------------------------
    def _same_layer(self, i, still):
        layers = self.day.world.water_layer
        return layers[self.branches[i].water] == layers[still.water]

    def _runs(self, i):
        """[(still, begin, end)] of a branch."""
        branch, out = self.branches[i], []
        for s, still in enumerate(self.stills):
            if not self._same_layer(i, still):
                continue
            cuts = sorted({float(branch.start_m[k] + t * branch.edge_m[k]) for k, t in meets(branch, still.edges, still.tree)[0]})
            kept = [0.0]
            for m in cuts:
                if m - kept[-1] >= SAME_PLACE_M:
                    kept.append(m)
            while len(kept) > 1 and branch.length_m - kept[-1] < SAME_PLACE_M:
                kept.pop()
            kept.append(float(branch.length_m))
            open_run = None
            for a, b in zip(kept[:-1], kept[1:]):
                if still.holds(*branch.at((a + b) / 2)[:2]):
                    open_run = (open_run[0] if open_run else a, b)
                elif open_run:
                    out.append((s, *open_run))
                    open_run = None
            if open_run:
                out.append((s, *open_run))
        return out

    def runs_at(self, i, measure):
        """Still waters whose run holds a measure of a branch."""
        return [s for s, a, b in self.runs[i] if a - SAME_PLACE_M <= measure <= b + SAME_PLACE_M]

    def _bracket(self, water):
        """A water and those before its bracket, in order (C1)."""
        world, out = self.day.world, []
        while water is not None and water not in out:
            out.append(water)
            water = world.water_index.get(world.waters[water].parent)
        return out

    def _find_axis(self, s, still):
        length = {}
        for i, runs in enumerate(self.runs):
            for of, a, b in runs:
                if of == s:
                    length[i] = length.get(i, 0.0) + b - a
        if not length:
            return
        for water in self._bracket(still.water):
            own = [i for i in length if self.branches[i].water == water]
            if own:
                still.axis = min(own, key=lambda i: self.branches[i].number)
                break
        else:
            still.axis = min(length, key=lambda i: (-length[i], self.branches[i].code, self.branches[i].number))
        still.axis_runs = [(a, b) for of, a, b in self.runs[still.axis] if of == s]

    def in_still(self, s, i=None, measure=None, place=None, along=None):
        """A still water, come to on a run of a branch or at a place; `along` is the branch that it was come along."""
        still = self.stills[s]
        if place is not None:
            measure = None if still.axis is None else self._on_axis(still, *place)
            return InStill(s, measure, along)
        if still.axis is None:
            return InStill(s, None, i)
        if i == still.axis:
            return InStill(s, float(measure), i)
        return InStill(s, self._on_axis(still, *self.branches[i].at(measure)[:2]), i)

    def _on_axis(self, still, x, y):
        branch, best = self.branches[still.axis], None
        for begin, end in still.axis_runs:
            points, at = _part(branch, begin, end)
            t, d = feet(x, y, *points[:-1].T, *points[1:].T)
            k = int(np.argmax(d <= d.min() + MICRON_M))
            found = (float(d[k]), float(at[k] + t[k] * (at[k + 1] - at[k])))
            if best is None or found[0] < best[0] - MICRON_M:
                best = found
        return best[1]

    def _through_stills(self, i):
        branch, last = self.branches[i], float(self.branches[i].length_m)
        for s, a, b in self.runs[i]:
            if a > SAME_PLACE_M:
                self.pairs.append((OnBranch(i, a), self.in_still(s, i, a)))
            if b < last - SAME_PLACE_M:
                self.pairs.append((self.in_still(s, i, b), OnBranch(i, b)))
        for measure in (0.0, last):
            if self.runs_at(i, measure):
                continue
            x, y = branch.at(measure)[:2]
            for s, still in enumerate(self.stills):
                if not self._same_layer(i, still):
                    continue
                limit = TOLERANCE_M if branch.water in self._bracket(still.water) else TOUCHING_M
                if still.distance_m(x, y) <= limit:
                    pair = (OnBranch(i, measure), self.in_still(s, place=(x, y), along=i))
                    self.pairs.append(pair if measure > 0 else pair[::-1])

    # --- 3: joints --------------------------------------------------------
    def nearest(self, x, y, branches):
        """Nearest place of several branches: (branch, measure, metres), or `None`."""
        best = None
        for i in branches:
            _, _, measure, away = self.branches[i].feet(np.array([x]), np.array([y]))
            if best is None or away[0] < best[2] - MICRON_M:
                best = (i, float(measure[0]), float(away[0]))
        return best

    def _join(self, upper, i, measure):
        """Water from `upper` comes to a place of a branch, or to the still waters that it lies in."""
        stills = self.runs_at(i, measure)
        if not stills:
            self.pairs.append((upper, OnBranch(i, measure)))
        for s in stills:
            self.pairs.append((upper, self.in_still(s, place=self.branches[i].at(measure)[:2], along=_branch(upper))))

    def _part(self, i, measure, lower):
        stills = self.runs_at(i, measure)
        if not stills:
            self.pairs.append((OnBranch(i, measure), lower))
        for s in stills:
            self.pairs.append((self.in_still(s, place=self.branches[i].at(measure)[:2], along=lower.branch), lower))

    def _joints(self, i):
        branch, world, last = self.branches[i], self.day.world, float(self.branches[i].length_m)
        siblings = [k for k in self.day.stationing.of_water[branch.water] if k != i]
        if not self.runs_at(i, last):
            x, y = branch.at(last)[:2]
            found = self.nearest(x, y, siblings) if branch.number != 0 else None
            if found and found[2] <= TOLERANCE_M:
                self._join(OnBranch(i, last), *found[:2])
            else:
                self._into(OnBranch(i, last), world.water_index.get(world.waters[branch.water].downstream), x, y)
        if self.runs_at(i, 0.0):
            return
        x, y = branch.at(0.0)[:2]
        if branch.number != 0:
            found = self.nearest(x, y, siblings)
            if found and found[2] <= TOLERANCE_M:
                self._part(*found[:2], OnBranch(i, 0.0))
            return
        others = [k for k, b in enumerate(self.branches) if b.water != branch.water
                  and world.water_layer[b.water] == world.water_layer[branch.water]]
        found = self.nearest(x, y, others)
        if found and found[2] <= TOUCHING_M:
            other = self.branches[found[0]]
            ends_here = float(geodesic_m(x, y, *other.at(other.length_m)[:2])) <= TOUCHING_M
            if not (ends_here and world.waters[other.water].downstream == branch.code):
                self._part(*found[:2], OnBranch(i, 0.0))

    def _into(self, upper, water, x, y):
        """Into a water, at the nearest place of it to a point."""
        if water is None:
            return
        branches = self.day.stationing.of_water.get(water)
        pools = [s for s, still in enumerate(self.stills) if still.water == water and still.zone is not None]
        if pools:
            s = min(pools, key=lambda s: (self.stills[s].distance_m(x, y), s))
            self.pairs.append((upper, self.in_still(s, place=(x, y), along=_branch(upper))))
        elif branches:
            self._join(upper, *self.nearest(x, y, branches)[:2])
        elif water in self.lake_of:
            self.pairs.append((upper, self.in_still(self.lake_of[water], place=(x, y), along=_branch(upper))))

    # --- 4: by record -----------------------------------------------------
    def _by_record(self, s):
        still, world = self.stills[s], self.day.world
        row = world.waters[still.water]
        water = world.water_index.get(row.downstream)
        if water is None and not row.downstream and still.zone is not None:
            water = world.water_index.get(row.parent)
        if water is None or water == still.water:
            return
        leaves = {low.branch for up, low in self.pairs if isinstance(up, InStill) and up.still == s
                  and isinstance(low, OnBranch)}
        through = leaves | {i for i, runs in enumerate(self.runs) if any(of == s for of, _, _ in runs)}
        if {self.branches[i].water for i in through} & {water, *self._bracket(still.water)}:
            return
        pools = [t for t, other in enumerate(self.stills) if other.water == water and other.zone is not None]
        branches = self.day.stationing.of_water.get(water, [])
        if pools:
            t = min(pools, key=lambda t: (shapely.distance(self.stills[t].shapes[0], shapely.union_all(still.shapes)), t))
            self.pairs.append((InStill(s, None, None), InStill(t, None, None)))
        elif branches:
            i, measure, x, y = self._nearest_to(still, branches)
            self._join(self.in_still(s, place=(x, y), along=i), i, measure)
        elif water in self.lake_of:
            self.pairs.append((InStill(s, None, None), InStill(self.lake_of[water], None, None)))

    def _nearest_to(self, still, branches):
        """The place of some branches that is nearest to a still water."""
        best = None
        for i in branches:
            b, e = self.branches[i], still.edges
            _, _, measure, away = b.feet(e.ax, e.ay)
            k = int(np.argmin(away))
            found = [(float(away[k]), float(measure[k]))]
            for v in range(len(b.start_m)):
                x, y = b.at(b.start_m[v])[:2]
                found.append((still.distance_m(x, y), float(b.start_m[v])))
            near = min(found)
            if best is None or near[0] < best[0] - MICRON_M:
                best = (near[0], i, near[1])
        _, i, measure = best
        return i, measure, *self.branches[i].at(measure)[:2]


def _branch(place):
    """The branch that a place is on, None in a still water."""
    return place.branch if isinstance(place, OnBranch) else None


def _part(branch, begin, end):
    """Vertices of a branch between two measures, and their measures."""
    inner = (branch.start_m > begin) & (branch.start_m < end)
    at = np.r_[begin, branch.start_m[inner], end]
    return np.array([branch.at(m)[:2] for m in at]), at
