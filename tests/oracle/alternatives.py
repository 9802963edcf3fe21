"""S1: the answers across the edges near a point.

Knows a `Matcher` and its answers; must not know how they were decided.
"""
import numpy as np

from borders import nearest_edges
from matching import CHANNEL, LAND_ZONE, NEAR_WATER, STATUSES, THRESHOLD_GUARD_M, WATER_ZONE
from plane import MICRON_M, feet, geodesic_m, radii
from search import EdgeClass

EDGE_WARN_M = 100.0
CLEAR_OF_ENDS_M = 1.0
PROBE_M = 1e-3


class Alternatives:
    """Every stored edge of S1, each once."""

    def __init__(self, matcher):
        self.matcher, world = matcher, matcher.world
        classes = [world.units.edges, world.zones.edges, world.land.edges, world.areas.edges,
                   world.extents.edges, world.marine.edges, matcher.line_edges]
        columns = [np.concatenate([getattr(c, k) for c in classes]) for k in ("ax", "ay", "bx", "by")]
        ax, ay, bx, by = columns
        swap = (bx < ax) | ((bx == ax) & (by < ay))
        edges = np.unique(np.column_stack([np.where(swap, bx, ax), np.where(swap, by, ay),
                                           np.where(swap, ax, bx), np.where(swap, ay, by)]), axis=0)
        edges = edges[geodesic_m(*edges.T) >= MICRON_M]
        self.edges = EdgeClass(*edges.T, np.arange(len(edges)))

    def near(self, lon, lat):
        """Pairs of points and edges within `edge_warn`, with N2's distance: (point, four coordinates, distance)."""
        p, e, _, _, d = self.edges.nearest(lon, lat, EDGE_WARN_M, chunk=20000)
        c = self.edges
        return p, np.column_stack([c.ax[e], c.ay[e], c.bx[e], c.by[e]]), d

    def beside_parallels(self, answers, lon, lat):
        """S15: beyond `edge_warn`, the nearest edge of a border that the place's stretch is parallel to."""
        p, edges, away = [], [], []
        for i in np.nonzero(answers.branch >= 0)[0].tolist():
            for begin, end, border in self.matcher.stationing.branches[answers.branch[i]].parallel:
                if begin <= answers.measure[i] <= end:
                    d, k, _ = nearest_edges(lon[i:i + 1], lat[i:i + 1], border.edges)
                    if d[0] > EDGE_WARN_M:
                        p, edges, away = [*p, i], [*edges, border.edges[k[0]]], [*away, d[0]]
        return np.array(p, int), np.array(edges).reshape(-1, 4), np.array(away)

    @staticmethod
    def probes(p, edges, lon, lat):
        """The two probes of every pair: (lon, lat) left, then right."""
        ax, ay, bx, by = edges.T
        t, _ = feet(lon[p], lat[p], ax, ay, bx, by)
        clear = np.minimum(0.5, CLEAR_OF_ENDS_M / geodesic_m(ax, ay, bx, by))
        t = np.clip(t, clear, 1 - clear)
        x, y = ax + t * (bx - ax), ay + t * (by - ay)
        kx, ky = radii(y)
        dx, dy = (bx - ax) * kx, (by - ay) * ky
        size = np.hypot(dx, dy)
        sx, sy = -dy / size * PROBE_M / kx, dx / size * PROBE_M / ky
        return (x + sx, y + sy), (x - sx, y - sy)

    def signature(self, answers):
        """What makes two answers differ (S1), as rows of integers."""
        m = self.matcher
        direct = {}
        of_chain = np.array([direct.setdefault(c.direct, len(direct)) for c in m.chains.all], int)
        # The nearest water of NEAR_WATER is advice and counts for nothing.
        water = np.where(answers.status == NEAR_WATER, -1, answers.water)
        return np.column_stack([of_chain[answers.chain], answers.levels, answers.status, water,
                                answers.zone, answers.feature]), of_chain

    def keys(self, answers, at, chain=None):
        """S1's key of answers: segment, zone, lowest unit, status."""
        m, world = self.matcher, self.matcher.world
        out = []
        for i in at:
            status = answers.status[i]
            if status == CHANNEL and m.chains.all[answers.chain[i]].segment:
                out.append(m.chains.all[answers.chain[i]].segment)
            elif status == WATER_ZONE:
                out.append(world.zones.rows[answers.zone[i]].id)
            elif status == LAND_ZONE:
                out.append(world.land.rows[answers.zone[i]].id)
            elif answers.unit[i] >= 0:
                out.append(world.unit_code[answers.unit[i]])
            else:
                out.append(STATUSES[status])
        return out

    def column(self, answers, lon, lat):
        """The column `alternatives` of every point."""
        m, n = self.matcher, len(lon)
        p, edges, d = self.near(lon, lat)
        answers.left_out[p[np.abs(d - EDGE_WARN_M) < THRESHOLD_GUARD_M]] = True
        keep = d <= EDGE_WARN_M
        p, edges, d = (np.concatenate(v) for v in zip((p[keep], edges[keep], d[keep]),
                                                      self.beside_parallels(answers, lon, lat)))
        left, right = self.probes(p, edges, lon, lat)
        both = m.decide(np.r_[left[0], right[0]], np.r_[left[1], right[1]])
        mine, of_chain = self.signature(answers)
        theirs, of_chain = self.signature(both)
        mine[:, 0] = of_chain[answers.chain]
        k = len(p)
        changes = np.nonzero(np.any(theirs[:k] != theirs[k:], axis=1))[0]
        found = [[] for _ in range(n)]
        for probe in np.r_[changes, changes + k]:
            i = p[probe % k]
            if not np.array_equal(theirs[probe], mine[i]):
                found[i].append((d[probe % k], tuple(theirs[probe]), int(probe)))
        answers.near_edge = np.zeros(n, bool)
        answers.near_edge[p[changes][d[changes] <= EDGE_WARN_M]] = True
        out = np.full(n, "", dtype=object)
        for i in range(n):
            # One per distinct answer, with the least distance that gave it.
            best = {}
            for distance, row, probe in found[i]:
                key = self.keys(both, [probe])[0]
                old = best.get(row)
                if old is None or distance < old[0] - MICRON_M or (distance <= old[0] + MICRON_M and key < old[1]):
                    best[row] = (min(distance, old[0]) if old else distance, key)
            if answers.other[i] >= 0:
                # The other bank's answer has the key of its own segment, whatever edge gave the same one.
                best[of_chain[answers.other[i]], *mine[i, 1:]] = (0.0, m.chains.all[answers.other[i]].segment)
            out[i] = ";".join(dict.fromkeys(ordered(best.values())))
        return out


def ordered(pairs):
    """Keys by distance; those within 1 µm of each other by key."""
    pairs, out, group = sorted(pairs), [], []
    for distance, key in pairs:
        if group and distance - group[0][0] > MICRON_M:
            out += sorted(k for _, k in group)
            group = []
        group.append((distance, key))
    return out + sorted(k for _, k in group)
