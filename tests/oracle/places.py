"""Where a place lies: its units, whether it is in the city, how far it is (A, S3, S7).

Knows a `World`; must not know waters or answers.
"""
import numpy as np

from plane import MICRON_M, along, feet, geodesic_m
from search import Points, keep_best

# An edge farther than this times the nearest in the plane can't be nearest by geodesic (tens of kilometres).
PLANE_SLACK = 1.01


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
        """Rule A: index of the deciding unit of every point, -1 outside."""
        return self._smallest_of_lowest(len(points.lon), *points.covered(self.world.units.shapes))

    def _smallest_of_lowest(self, n, point, unit):
        out = np.full(n, -1, np.int64)
        if len(point):
            # Units are sorted by level, then code.
            best = keep_best(point, n, -self.world.unit_level[unit].astype(float), unit.astype(float))
            out[point[best]] = unit[best]
        return out

    def units_near(self, lon, lat):
        """S7: the deciding unit of feet, within 1 µm."""
        points = Points(lon, lat)
        return self._smallest_of_lowest(len(lon), *points.within_micron(self.world.units.shapes))

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
