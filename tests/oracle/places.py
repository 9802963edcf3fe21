"""Where a place lies: its units, whether it is in the city or at sea, how far it is (A, S3, S7, step 2).

Knows a `World`; must not know waters or answers.
"""
import numpy as np

from plane import MICRON_M, along, feet, geodesic_m, inside_union
from search import Points, keep_best
from world import VILLAGE

# An edge farther than this times the nearest in the plane can't be nearest by geodesic (tens of kilometres).
PLANE_SLACK = 1.01


class Covering:
    """Rule A for many places: the deciding unit of each (-1 outside) and the units of its four levels.

    `first`, where it isn't -1, decides instead of the smallest code of the lowest level.
    """

    def __init__(self, world, n, point, unit, first=None):
        self.point, self.at = point, unit
        here = np.full((n, 4), -1, np.int64)  # the smallest code that covers, by level
        if len(point):
            for level in world.levels_there:
                mine = world.unit_level[unit] == level
                # Units are sorted by level, then code.
                best = keep_best(point[mine], n, unit[mine].astype(float))
                here[point[mine][best], level] = unit[mine][best]
        self.unit = np.full(n, -1, np.int64)
        for level in world.levels_there:
            self.unit = np.where(here[:, level] >= 0, here[:, level], self.unit)
        self.levels = np.full((n, 4), -1, np.int64)
        if first is not None:
            self.unit = np.where(first >= 0, first, self.unit)
        inside = np.nonzero(self.unit >= 0)[0]
        if len(inside) == 0:
            return
        own = world.unit_level[self.unit[inside]]
        self.levels[inside, own] = at = self.unit[inside]
        for level in range(VILLAGE - 1, -1, -1):
            parent = world.parent[at]
            by_parent = (parent >= 0) & (world.unit_level[parent] == level)
            found = np.where(by_parent, parent, here[inside, level])
            higher = (own > level) & (found >= 0)
            self.levels[inside[higher], level] = found[higher]
            at = np.where(higher, found, at)

    def holes(self, world):
        """Places inside with an empty level that the world has units of."""
        return np.array([world.has_hole(units) for units in self.levels.tolist()], bool)


class Places:
    """Units of a world on its date."""

    def __init__(self, world):
        self.world = world
        self.outline = self._find_outline()

    def _find_outline(self):
        """Unit edges that have a unit of the same level on one side only."""
        edges, world = self.world.units.edges, self.world
        level = world.unit_level[edges.owner] if len(edges.owner) else np.zeros(0, int)
        forward = np.column_stack([edges.ax, edges.ay, edges.bx, edges.by, level])
        backward = np.column_stack([edges.bx, edges.by, edges.ax, edges.ay, level])
        if len(forward) == 0:
            return None
        _, code = np.unique(np.concatenate([forward, backward]), axis=0, return_inverse=True)
        n = len(forward)
        alone = ~np.isin(code[:n], code[n:])
        return np.nonzero(alone)[0]

    def units_of(self, points):
        """Rule A, exact."""
        return Covering(self.world, len(points.lon), *points.covered(self.world.units.shapes))

    def units_near(self, lon, lat):
        """Rule A for feet: within 1 µm of a unit is on it (S7)."""
        return Covering(self.world, len(lon), *Points(lon, lat).within_micron(self.world.units.shapes))

    def on_edges(self, points, covering):
        """S18: which places lie on an edge of a unit of the deciding level, or in several of them."""
        world, out = self.world, np.zeros(len(points.lon), bool)
        if len(covering.point) == 0:
            return out
        same = world.unit_level[covering.at] == world.unit_level[covering.unit[covering.point]]
        point, unit = covering.point[same], covering.at[same]
        count = np.bincount(point, minlength=len(out))
        deep = np.zeros(len(out), int)
        within, of = points.covered(world.units.shapes, "contains")
        np.add.at(deep, within[world.unit_level[of] == world.unit_level[covering.unit[within]]], 1)
        return (count > 1) | (deep < count)

    def at_sea(self, points):
        """Step 2: which places lie strictly inside the union of the marine areas."""
        shapes = self.world.marine.shapes
        out = np.zeros(len(points.lon), bool)
        out[points.covered(shapes, "contains")[0]] = True
        touched = {}
        for p, area in zip(*points.covered(shapes)):
            if not out[p]:
                touched.setdefault(int(p), []).append(int(area))
        for p, areas in touched.items():
            out[p] = inside_union(float(points.lon[p]), float(points.lat[p]), [shapes[a] for a in areas])
        return out

    def in_city(self, lon, lat):
        """S7: which feet are inside or within 1 µm of a unit."""
        out = np.zeros(len(lon), bool)
        if len(lon) == 0 or len(self.world.units) == 0:
            return out
        top = self.world.unit_level == self.world.unit_level.min()
        for shapes in (self.world.units.shapes[top], self.world.units.shapes[~top]):
            left = np.nonzero(~out)[0]
            if len(left) == 0 or len(shapes) == 0:
                continue
            points = Points(lon[left], lat[left])
            out[left[points.covered(shapes)[0]]] = True
            left = np.nonzero(~out)[0]
            if len(left):
                points = Points(lon[left], lat[left])
                out[left[points.within_micron(shapes)[0]]] = True
        return out

    @staticmethod
    def on_any(lon, lat, shapes):
        """Which points are in, or within 1 µm of, any of the shapes (S7)."""
        out = np.zeros(len(lon), bool)
        out[Points(lon, lat).within_micron(shapes)[0]] = True
        return out

    def to_city_m(self, lon, lat):
        """Distance to the nearest unit: the least over the edges, each by N2."""
        edges, chosen = self.world.units.edges, self.outline
        out = np.full(len(lon), np.nan)
        if chosen is None:
            return out
        ax, ay, bx, by = (v[chosen] for v in (edges.ax, edges.ay, edges.bx, edges.by))
        distinct = np.unique(np.column_stack([ax, ay, bx, by]), axis=0)
        step = max(1, 2_000_000 // max(1, len(distinct)))
        for s in range(0, len(lon), step):
            x, y = lon[s:s + step], lat[s:s + step]
            t, d = feet(x[:, None], y[:, None], *distinct.T[:, None, :])
            p, e = np.nonzero(d <= d.min(axis=1, keepdims=True) * PLANE_SLACK + 2 * MICRON_M)
            fx, fy = along(*distinct[e].T, t[p, e])
            best = np.full(len(x), np.inf)
            np.minimum.at(best, p, geodesic_m(x[p], y[p], fx, fy))
            out[s:s + step] = best
        return out
