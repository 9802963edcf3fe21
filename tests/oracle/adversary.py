"""Points where implementations disagree: on edges, corners and lines, at cuts and thresholds.

Every kind is drawn from the world's geometry and checked to be what it is
called. Knows the cuts of centrelines; must not know answers.
"""
import numpy as np
import shapely

from plane import feet, radii, turn
from search import Points
from stationing import Stationing

NUDGE_DEG = 1e-9
# Offsets from a threshold, outside the millimetre that N10 leaves out.
AROUND_M = np.array([-5.0, -1.0, -0.3, -0.1, -0.03, -0.01, -0.002, 0.002, 0.01, 0.03, 0.1, 0.3, 1.0, 5.0])
# Offsets from a cut, along the line.
BESIDE_CUT_M = np.array([-1.0, -0.01, -0.0007, -0.0003, 0.0, 0.0003, 0.0007, 0.01, 1.0])
# How often an edge is looked for that has a place exactly on it, in doubles.
TRIES = 2000


class NotOfItsKind(Exception):
    """A point that isn't what its kind promises: the generator is wrong."""


class Adversary:
    """Draws points of every kind that the world has."""

    def __init__(self, world, rng, stationing=None):
        self.world, self.rng = world, rng
        self.lines = (stationing or Stationing(world)).branches
        polygons = (world.units, world.zones, world.land, world.areas, world.extents, world.marine)
        self.rings = [p.edges for p in polygons if len(p.edges.ax)]
        self.corners = self.meetings()
        self.nodes = sorted({p for b in self.lines for p in ((b.ax[0], b.ay[0]), (b.bx[-1], b.by[-1]))})
        self.holes = [shapely.Polygon(r) for zone in world.zones.shapes for part in shapely.get_parts(zone)
                      for r in part.interiors]
        on_rings, on_lines = bool(self.rings), bool(self.lines)
        # Kind → (how it is drawn, whether the world has such places).
        self.draws = {
            "vertex": (lambda: self.vertex(self.rings), on_rings),
            "vertex-beside": (lambda: self.beside(*self.vertex(self.rings)), on_rings),
            "edge": (lambda: self.on_edge(self.rings), on_rings),
            "edge-rounded": (lambda: self.rounded(self.rings)[1:], on_rings),
            "edge-beside": (lambda: self.beside(*self.rounded(self.rings)[1:]), on_rings),
            "corner": (lambda: self.pick(self.corners), bool(self.corners)),
            "corner-beside": (lambda: self.beside(*self.pick(self.corners)), bool(self.corners)),
            "rim": (lambda: self.off(self.rings, self.pick([0.001, 0.01, 1, 3, 30, 60]) * rng.random()), on_rings),
            "warn": (lambda: self.off(self.rings, 100.0 + self.pick(AROUND_M)), on_rings),
            "islet": (self.islet, bool(self.holes)),
            "node": (lambda: self.pick(self.nodes), on_lines),
            "node-beside": (lambda: self.beside(*self.pick(self.nodes)), on_lines),
            "line": (lambda: self.on_edge(self.lines), on_lines),
            "line-rounded": (lambda: self.rounded(self.lines)[1:], on_lines),
            "line-beside": (lambda: self.beside(*self.rounded(self.lines)[1:]), on_lines),
            "bend": (lambda: self.vertex(self.lines), on_lines),
            "bend-beside": (lambda: self.beside(*self.vertex(self.lines)), on_lines),
            "bank": (lambda: self.off(self.lines, 8 * rng.random()), on_lines),
            "cut": (self.cut, on_lines),
            "half": (lambda: self.at_half_width(0.0), on_lines),
            "tolerance": (lambda: self.at_half_width(50.0), on_lines),
            "near": (lambda: self.off(self.lines, 1000.0 + self.pick(AROUND_M)), on_lines),
        }
        self.kinds = [kind for kind, (_, there) in self.draws.items() if there]

    def meetings(self):
        """Vertices of units of the lowest level where three or more of them meet, T-junctions included."""
        units, edges = self.world.units, self.world.units.edges
        if not len(units):
            return []
        lowest = np.nonzero(self.world.unit_level == self.world.unit_level.max())[0]
        chosen = np.isin(edges.owner, lowest)
        vertices = np.unique(np.column_stack([edges.ax[chosen], edges.ay[chosen]]), axis=0)
        point, _ = Points(*vertices.T).covered(units.shapes[lowest])
        return [tuple(v) for v in vertices[np.bincount(point, minlength=len(vertices)) >= 3]]

    def draw(self, kind):
        """A point of a kind."""
        x, y = self.draws[kind][0]()
        return float(x), float(y)

    def pick(self, sequence):
        return sequence[self.rng.integers(len(sequence))]

    def vertex(self, classes):
        edges = self.pick(classes)
        i = self.rng.integers(len(edges.ax))
        return edges.ax[i], edges.ay[i]

    def rounded(self, classes):
        """A place on an edge as doubles have it: ((edges, i), x, y)."""
        edges = self.pick(classes)
        i, t = self.rng.integers(len(edges.ax)), self.rng.random()
        x, y = edges.ax[i] + t * (edges.bx[i] - edges.ax[i]), edges.ay[i] + t * (edges.by[i] - edges.ay[i])
        kx, ky = radii(y)
        _, d = feet(x, y, edges.ax[i], edges.ay[i], edges.bx[i], edges.by[i])
        if d > 1e-7:
            raise NotOfItsKind(f"({x}, {y}) is {d} m from its edge")
        return (edges, i), x, y

    def on_edge(self, classes):
        """A place exactly on the inside of an edge: where doubles have a middle or a quarter of it."""
        for _ in range(TRIES):
            edges = self.pick(classes)
            i, t = self.rng.integers(len(edges.ax)), self.pick([0.5, 0.25, 0.75])
            a, b = (edges.ax[i], edges.ay[i]), (edges.bx[i], edges.by[i])
            p = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
            between = min(a, b) < p < max(a, b)
            if between and int(turn(*a, *b, *p)) == 0:
                return p
        raise NotOfItsKind(f"no place exactly on an edge in {TRIES} tries")

    def beside(self, x, y):
        """1e-9° beside a place, in one of eight directions."""
        step = self.pick([(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)])
        return x + step[0] * NUDGE_DEG, y + step[1] * NUDGE_DEG

    def off(self, classes, metres):
        """A place at right angles to an edge, on either side of it."""
        (edges, i), x, y = self.rounded(classes)
        return self.offset(edges, i, x, y, self.pick([-metres, metres]))

    @staticmethod
    def offset(edges, i, x, y, metres):
        """`metres` to the left of edge i."""
        kx, ky = radii(y)
        dx, dy = (edges.bx[i] - edges.ax[i]) * kx, (edges.by[i] - edges.ay[i]) * ky
        size = np.hypot(dx, dy)
        return x - dy / size * metres / kx, y + dx / size * metres / ky

    def at_half_width(self, beyond_m):
        """Near the edge of a nominal channel, or the end of the tolerance around it."""
        branch = self.pick(self.lines)
        half_m = self.world.half_width_m[branch.water]
        return self.off([branch], half_m + beyond_m + self.pick(AROUND_M))

    def cut(self):
        """Near a cut, along the line and beside it."""
        branch = self.pick(self.lines)
        measure = float(np.clip(self.pick(branch.cuts) + self.pick(BESIDE_CUT_M), 0, branch.length_m))
        x, y, i, _ = branch.at(measure)
        return self.offset(branch, i, x, y, self.pick([0.0, 0.0, 1.0, -1.0, 3.0, -20.0]))

    def islet(self):
        """Inside a hole of a WATER zone."""
        hole = self.pick(self.holes)
        west, south, east, north = hole.bounds
        for _ in range(TRIES):
            x, y = self.rng.uniform(west, east), self.rng.uniform(south, north)
            if shapely.contains_xy(hole, x, y):
                return x, y
        raise NotOfItsKind(f"no place inside an islet in {TRIES} tries")
