"""Finding what covers points and what is near them (N1, N2, S21).

Knows arrays of coordinates, polygons and edges; must not know units, waters
or answers.
"""
import numpy as np
import shapely

from plane import MICRON_DEG, MICRON_M, along, feet, geodesic_m, radii
from world import lines_tree

# Feet this much beyond a radius are still told, for the guard of N10.
BEYOND_M = 2e-3


def keep_best(group, count, *keys):
    """Indices of the best candidate of each group: keys in order, (values, slack) or values."""
    alive = np.arange(len(group))
    for key in keys:
        values, slack = key if isinstance(key, tuple) else (key, 0)
        least = np.full(count, np.inf)
        np.minimum.at(least, group[alive], values[alive])
        alive = alive[values[alive] <= least[group[alive]] + slack]
    _, first = np.unique(group[alive], return_index=True)
    return alive[first]


class Points:
    """Points with a search tree over them."""

    def __init__(self, lon, lat):
        self.lon, self.lat = np.asarray(lon, float), np.asarray(lat, float)
        self.tree = shapely.STRtree(shapely.points(self.lon, self.lat))

    def covered(self, shapes, predicate="intersects"):
        """Pairs (point, shape), closed unless the predicate says otherwise; exact (N1)."""
        if len(shapes) == 0 or len(self.lon) == 0:
            return np.zeros(0, int), np.zeros(0, int)
        shape, point = self.tree.query(shapes, predicate=predicate)
        return point, shape

    def within_micron(self, shapes):
        """Pairs (point, shape) no further apart than 1 µm (S7)."""
        if len(shapes) == 0 or len(self.lon) == 0:
            return np.zeros(0, int), np.zeros(0, int)
        shape, point = self.tree.query(shapes, predicate="dwithin", distance=MICRON_DEG)
        return point, shape


class EdgeClass:
    """Edges grouped by feature, searchable by box."""

    def __init__(self, ax, ay, bx, by, owner, lines=False):
        self.ax, self.ay, self.bx, self.by, self.owner = ax, ay, bx, by, owner
        # Neighbouring edges along a line (S21); -1 at its ends.
        at = np.arange(len(ax))
        same = np.r_[False, owner[1:] == owner[:-1]] if len(ax) else np.zeros(0, bool)
        self.before = np.where(same, at - 1, -1)
        self.after = np.where(np.r_[same[1:], False], at + 1, -1) if len(ax) else at
        self.lines = lines
        self.tree = lines_tree(ax, ay, bx, by)

    def _minima(self, x, y, e, t):
        def parameter(other):
            found, _ = feet(x, y, *(v[other] for v in (self.ax, self.ay, self.bx, self.by)))
            return np.where(other < 0, np.nan, found)

        return minima(t, parameter(self.before[e]), parameter(self.after[e]))

    def nearest(self, lon, lat, radius_m, chunk=20000):
        """N2 for every feature within the radius: (point, owner, foot x, foot y, geodesic distance)."""
        out = []
        for start in range(0, len(lon), chunk):
            x, y = lon[start:start + chunk], lat[start:start + chunk]
            kx, ky = radii(y)
            # 2 % more than the radius in every direction.
            rx, ry = radius_m * 1.02 / kx, radius_m * 1.02 / ky
            if len(self.ax) == 0:
                continue
            p, e = self.tree.query(shapely.box(x - rx, y - ry, x + rx, y + ry))
            t, d = feet(x[p], y[p], self.ax[e], self.ay[e], self.bx[e], self.by[e])
            near = d <= radius_m * 1.01
            p, e, t, d = p[near], e[near], t[near], d[near]
            if self.lines:
                keep = self._minima(x[p], y[p], e, t)
                p, e, t, d = p[keep], e[keep], t[keep], d[keep]
            if len(p) == 0:
                continue
            pair = p.astype(np.int64) * (int(self.owner.max()) + 1) + self.owner[e]
            distinct, group = np.unique(pair, return_inverse=True)
            fx, fy = along(self.ax[e], self.ay[e], self.bx[e], self.by[e], t)
            # S21: on lines ties go to the smaller measure (edges are in order), on rings south, then west.
            ties = [e.astype(float)] if self.lines else [((fy - y[p]) * ky[p], MICRON_M), (fx - x[p]) * kx[p]]
            best = keep_best(group, len(distinct), (d, MICRON_M), *ties)
            p, e, fx, fy = p[best], e[best], fx[best], fy[best]
            dist = geodesic_m(x[p], y[p], fx, fy)
            keep = dist <= radius_m + BEYOND_M
            out.append((p[keep] + start, self.owner[e][keep], fx[keep], fy[keep], dist[keep]))
        if not out:
            none = np.zeros(0, int)
            return none, none, np.zeros(0), np.zeros(0), np.zeros(0)
        return tuple(np.concatenate(v) for v in zip(*out))


def minima(t, t_before, t_after):
    """S21: which feet are local minima along the line; NaN stands for no neighbour."""
    with np.errstate(invalid="ignore"):
        rising = np.isnan(t_after) | (t_after <= 0)
        falling = np.isnan(t_before) | (t_before >= 1)
    return ((t > 0) & (t < 1)) | ((t >= 1) & rising) | ((t <= 0) & falling)
