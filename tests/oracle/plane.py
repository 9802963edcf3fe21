"""Geodesy and exact signs: N1's orientation, N2's local plane and geodesics.

Knows arrays of longitudes and latitudes in degrees (CGCS2000); must not know
waters, units or chiefs.
"""
from fractions import Fraction

import numpy as np
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


def turn(ax, ay, bx, by, px, py):
    """Exact sign of the orientation of (a, b, p): +1 left, -1 right, 0 on the line."""
    ax, ay, bx, by, px, py = np.broadcast_arrays(ax, ay, bx, by, px, py)
    left, right = (ax - px) * (by - py), (ay - py) * (bx - px)
    det = left - right
    sign = np.sign(det).astype(np.int8)
    unsure = np.abs(det) <= 4e-16 * (np.abs(left) + np.abs(right))
    sign = np.atleast_1d(sign)
    for i in zip(*np.nonzero(np.atleast_1d(unsure))):
        one = [Fraction(float(np.atleast_1d(v)[i])) for v in (ax, ay, bx, by, px, py)]
        exact = (one[0] - one[4]) * (one[3] - one[5]) - (one[1] - one[5]) * (one[2] - one[4])
        sign[i] = (exact > 0) - (exact < 0)
    return sign.reshape(det.shape)


def crossing_parameter(a, b, c, d):
    """Exact parameter on ab of its crossing with line cd, as a float."""
    a, b, c, d = (tuple(map(Fraction, map(float, v))) for v in (a, b, c, d))

    def side(p):
        return (d[0] - c[0]) * (p[1] - c[1]) - (d[1] - c[1]) * (p[0] - c[0])

    at_a, at_b = side(a), side(b)
    return float(at_a / (at_a - at_b))


def collinear_parameter(a, b, p):
    """Exact parameter on ab of a point p of its line, as a float."""
    axis = 0 if abs(b[0] - a[0]) >= abs(b[1] - a[1]) else 1
    a, b, p = (Fraction(float(v[axis])) for v in (a, b, p))
    return float((p - a) / (b - a))
