"""Geodesy and exact signs: N1's orientation, N2's local plane and geodesics.

Knows arrays of longitudes and latitudes in degrees (CGCS2000); must not know
waters, units or chiefs.
"""
from fractions import Fraction
from functools import cmp_to_key

import numpy as np
import shapely
from pyproj import Geod

A_M = 6378137.0
FLATTENING = 1 / 298.257222101
E2 = FLATTENING * (2 - FLATTENING)
GEOD = Geod(a=A_M, rf=298.257222101)
MICRON_M = 1e-6
# One micrometre in degrees; S7 needs no more accuracy than that.
MICRON_DEG = 9.2e-12


def radii(lat):
    """Metres per degree of longitude and of latitude in the local plane at `lat`."""
    phi = np.radians(lat)
    w2 = 1 - E2 * np.sin(phi) ** 2
    prime = A_M / np.sqrt(w2)
    meridian = A_M * (1 - E2) / (w2 * np.sqrt(w2))
    return np.radians(1.0) * prime * np.cos(phi), np.radians(1.0) * meridian


def geodesic_m(lon1, lat1, lon2, lat2):
    """Geodesic distances in metres."""
    lon1, lat1, lon2, lat2 = np.broadcast_arrays(lon1, lat1, lon2, lat2)
    if lon1.size == 0:
        return np.zeros(lon1.shape)
    shape = lon1.shape
    flat = [np.ascontiguousarray(v, dtype=float).ravel() for v in (lon1, lat1, lon2, lat2)]
    return np.asarray(GEOD.inv(*flat)[2]).reshape(shape)


def ground_m2(shape):
    """Area on the ellipsoid of the polygons of a shape."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return sum(abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(p))[0]) for p in parts)


def feet(lon, lat, ax, ay, bx, by):
    """Nearest point of edge ab to p in the plane at p: (t, planar distance in metres)."""
    kx, ky = radii(lat)
    ux, uy = (ax - lon) * kx, (ay - lat) * ky
    dx, dy = (bx - ax) * kx, (by - ay) * ky
    square = dx * dx + dy * dy
    with np.errstate(divide="ignore", invalid="ignore"):
        t = -(ux * dx + uy * dy) / square
    t = np.clip(np.where(square > 0, t, 0.0), 0.0, 1.0)
    return t, np.hypot(ux + t * dx, uy + t * dy)


def along(ax, ay, bx, by, t):
    """The point at parameter t of edge ab; the stored vertices themselves at 0 and 1."""
    x, y = ax + t * (bx - ax), ay + t * (by - ay)
    return np.where(t >= 1, bx, x), np.where(t >= 1, by, y)


def integers(*values):
    """Doubles as integers of one scale, exact."""
    ratios = [float(v).as_integer_ratio() for v in values]
    scale = max(d for _, d in ratios)  # all are powers of two
    return [n * (scale // d) for n, d in ratios]


def turn(ax, ay, bx, by, px, py):
    """Exact sign of the orientation of (a, b, p): +1 left, -1 right, 0 on the line."""
    ax, ay, bx, by, px, py = np.broadcast_arrays(ax, ay, bx, by, px, py)
    left, right = (ax - px) * (by - py), (ay - py) * (bx - px)
    det = left - right
    sign = np.sign(det).astype(np.int8)
    size = np.abs(left) + np.abs(right)
    unsure = (np.abs(det) <= 4e-16 * size) & (size > 0)
    sign = np.atleast_1d(sign)
    for i in zip(*np.nonzero(np.atleast_1d(unsure))):
        one = integers(*(np.atleast_1d(v)[i] for v in (ax, ay, bx, by, px, py)))
        exact = (one[0] - one[4]) * (one[3] - one[5]) - (one[1] - one[5]) * (one[2] - one[4])
        sign[i] = (exact > 0) - (exact < 0)
    return sign.reshape(det.shape)


def rays(x, y, polygon):
    """Directions from p along the ring edges of a polygon that touch p: [(dx, dy, interior on the left of it)], exact."""
    out = []
    for ring, shell in [(polygon.exterior, True), *((hole, False) for hole in polygon.interiors)]:
        c = shapely.get_coordinates(ring)
        if shapely.is_ccw(ring) != shell:
            c = c[::-1]
        (ax, ay), (bx, by) = c[:-1].T, c[1:].T
        near = (np.minimum(ax, bx) <= x) & (x <= np.maximum(ax, bx)) & (np.minimum(ay, by) <= y) & (y <= np.maximum(ay, by))
        k = np.nonzero(near & ((ax != bx) | (ay != by)))[0]
        for i in k[turn(ax[k], ay[k], bx[k], by[k], x, y) == 0]:
            for end, leaving in ((c[i + 1], True), (c[i], False)):
                d = Fraction(float(end[0])) - Fraction(x), Fraction(float(end[1])) - Fraction(y)
                if d != (0, 0):
                    out.append((*d, leaving))
    return out


def by_angle(one, other):
    """Order of directions counterclockwise from the positive x axis."""
    half = [(d[1] < 0) or (d[1] == 0 and d[0] < 0) for d in (one, other)]
    if half[0] != half[1]:
        return half[0] - half[1]
    cross = one[0] * other[1] - one[1] * other[0]
    return (cross < 0) - (cross > 0)


def inside_union(x, y, shapes):
    """Whether p lies strictly inside the union of closed polygons that each cover it; exact.

    It does when every sector between neighbouring ring edges at p belongs to one of them.
    """
    fans = []
    for part in (part for shape in shapes for part in shapely.get_parts(shape)):
        fan = sorted(rays(x, y, part), key=cmp_to_key(by_angle))
        if fan:
            fans.append(fan)
        elif shapely.contains_xy(part, x, y):
            return True
    starts = [ray for fan in fans for ray in fan]

    def holds(fan, start):
        # The last ray at or before `start`, counterclockwise, has the sector behind it on its left.
        before = [ray for ray in fan if by_angle(ray, start) <= 0] or fan
        last = before[-1]
        return any(leaving for *d, leaving in fan if by_angle(d, last) == 0)

    return all(any(holds(fan, start) for fan in fans) for start in starts)


def crossing_parameter(a, b, c, d):
    """Parameter on ab of its crossing with line cd, rounded once."""
    ax, ay, bx, by, cx, cy, dx, dy = integers(*a, *b, *c, *d)
    at_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    at_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return at_a / (at_a - at_b)


def collinear_parameter(a, b, p):
    """Parameter on ab of a point p of its line, rounded once."""
    axis = 0 if abs(b[0] - a[0]) >= abs(b[1] - a[1]) else 1
    at_a, at_b, at_p = integers(a[axis], b[axis], p[axis])
    return (at_p - at_a) / (at_b - at_a)
