"""Points to ask about: seeded random ones and ones where implementations disagree.

    python points.py WORLD DATE OUT [--random N] [--adversarial N] [--seed S]

The id of a point tells its kind. Knows the world's geometry and the cuts of
its centrelines; must not know answers.
"""
import argparse
import csv
from collections import Counter

import numpy as np
import shapely

from plane import radii
from stationing import Stationing
from world import VILLAGE, World

MARGIN_DEG = 0.12
NUDGE_DEG = 1e-9
# Offsets from a threshold, outside the millimetre that N10 leaves out.
AROUND_M = np.array([-5.0, -1.0, -0.3, -0.1, -0.03, -0.01, -0.002, 0.002, 0.01, 0.03, 0.1, 0.3, 1.0, 5.0])
# Offsets from a cut, along the line.
BESIDE_CUT_M = np.array([-1.0, -0.01, -0.0007, -0.0003, 0.0, 0.0003, 0.0007, 0.01, 1.0])


class Adversary:
    """Draws points of every kind."""

    def __init__(self, world, rng):
        self.world, self.rng = world, rng
        self.stationing = Stationing(world)
        self.polygons = [("unit", world.units), ("zone", world.zones), ("land", world.land), ("area", world.areas),
                         ("extent", world.extents), ("marine", world.marine)]
        self.polygons = [(n, p.edges) for n, p in self.polygons if len(p.edges.ax)]
        self.lines = [b for b in self.stationing.branches]
        villages = np.nonzero(world.unit_level[world.units.edges.owner] == VILLAGE)[0]
        e = world.units.edges
        seen = Counter()
        for x, y, owner in {(e.ax[i], e.ay[i], e.owner[i]) for i in villages}:
            seen[(x, y)] += 1
        self.corners = sorted(p for p, count in seen.items() if count >= 3)
        nodes = Counter((x, y) for b in self.lines for x, y in ((b.ax[0], b.ay[0]), (b.bx[-1], b.by[-1])))
        self.nodes = sorted(nodes)
        self.holes = [shapely.Polygon(r) for z in world.zones.shapes for part in shapely.get_parts(z)
                      for r in part.interiors]
        self.kinds = [k for k, ok in (
            ("vertex", self.polygons), ("edge", self.polygons), ("corner", self.corners), ("node", self.nodes),
            ("line", self.lines), ("bend", self.lines), ("cut", self.lines), ("islet", self.holes),
            ("half", self.lines), ("tolerance", self.lines), ("near", self.lines), ("warn", self.polygons),
            ("rim", self.polygons), ("bank", self.lines)) if ok]

    def pick(self, sequence):
        return sequence[self.rng.integers(len(sequence))]

    def on_edge(self, edges, t):
        i = self.rng.integers(len(edges.ax))
        return i, edges.ax[i] + t * (edges.bx[i] - edges.ax[i]), edges.ay[i] + t * (edges.by[i] - edges.ay[i])

    def offset(self, edges, i, x, y, metres):
        """A point at right angles to edge i, to its left."""
        kx, ky = radii(y)
        dx, dy = (edges.bx[i] - edges.ax[i]) * kx, (edges.by[i] - edges.ay[i]) * ky
        size = np.hypot(dx, dy)
        return x - dy / size * metres / kx, y + dx / size * metres / ky

    def draw(self, kind):
        rng = self.rng
        t = self.pick([0.5, 0.25, rng.random(), rng.random()])
        side = self.pick([-1.0, 1.0])
        if kind == "vertex":
            return self.nudged(*self.on_edge(self.pick(self.polygons)[1], 0.0)[1:])
        if kind == "edge":
            return self.nudged(*self.on_edge(self.pick(self.polygons)[1], t)[1:])
        if kind == "corner":
            return self.nudged(*self.pick(self.corners))
        if kind == "node":
            return self.nudged(*self.pick(self.nodes))
        if kind == "line":
            return self.nudged(*self.on_edge(self.pick(self.lines), t)[1:])
        if kind == "bend":
            return self.nudged(*self.on_edge(self.pick(self.lines), 0.0)[1:])
        if kind == "bank":
            line = self.pick(self.lines)
            i, x, y = self.on_edge(line, t)
            return self.offset(line, i, x, y, side * rng.random() * 8)
        if kind == "cut":
            branch = self.pick(self.lines)
            m = float(np.clip(self.pick(branch.cuts) + self.pick(BESIDE_CUT_M), 0, branch.length_m))
            x, y, i, _ = branch.at(m)
            return self.offset(branch, i, x, y, self.pick([0.0, 0.0, 1.0, -1.0, 3.0, -20.0]))
        if kind == "islet":
            hole = self.pick(self.holes)
            west, south, east, north = hole.bounds
            for _ in range(50):
                x, y = rng.uniform(west, east), rng.uniform(south, north)
                if shapely.contains_xy(hole, x, y):
                    break
            return x, y
        if kind == "rim":
            edges = self.pick(self.polygons)[1]
            i, x, y = self.on_edge(edges, t)
            return self.offset(edges, i, x, y, side * self.pick([0.001, 0.01, 1.0, 3.0, 30.0, 60.0]) * rng.random())
        if kind == "warn":
            edges = self.pick(self.polygons)[1]
            i, x, y = self.on_edge(edges, t)
            return self.offset(edges, i, x, y, side * (100.0 + self.pick(AROUND_M)))
        branch = self.pick(self.lines)
        i, x, y = self.on_edge(branch, t)
        half = self.world.half_width_m[branch.water]
        metres = {"half": half, "tolerance": half + 50.0, "near": 1000.0}[kind]
        return self.offset(branch, i, x, y, side * (metres + self.pick(AROUND_M)))

    def nudged(self, x, y):
        """The point itself, or 1e-9° beside it."""
        if self.rng.random() < 0.4:
            return x, y
        return x + self.pick([-1, 0, 1]) * NUDGE_DEG, y + self.pick([-1, 0, 1]) * NUDGE_DEG


def random_points(world, lines, rng, count):
    """Uniform over the surroundings; three in ten within 1.2 km of a line or shore."""
    west, south, east, north = shapely.total_bounds(world.units.shapes)
    x = rng.uniform(west - MARGIN_DEG, east + MARGIN_DEG, count)
    y = rng.uniform(south - MARGIN_DEG, north + MARGIN_DEG, count)
    ends = [(b.ax, b.ay) for b in lines] + [(world.zones.edges.ax, world.zones.edges.ay),
                                                        (world.areas.edges.ax, world.areas.edges.ay)]
    ends = np.column_stack([np.concatenate([e[0] for e in ends]), np.concatenate([e[1] for e in ends])])
    near = np.nonzero(rng.random(count) < 0.3)[0]
    if len(ends):
        at = ends[rng.integers(len(ends), size=len(near))]
        x[near] = at[:, 0] + rng.uniform(-0.011, 0.011, len(near)) * rng.random(len(near))
        y[near] = at[:, 1] + rng.uniform(-0.011, 0.011, len(near)) * rng.random(len(near))
    return x, y


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world")
    parser.add_argument("date")
    parser.add_argument("out")
    parser.add_argument("--random", type=int, default=100_000)
    parser.add_argument("--adversarial", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20170930)
    args = parser.parse_args()
    world = World(args.world, args.date)
    rng = np.random.default_rng(args.seed)
    adversary = Adversary(world, rng)
    x, y = random_points(world, adversary.lines, rng, args.random)
    rows = [(f"random-{i}", repr(float(a)), repr(float(b))) for i, (a, b) in enumerate(zip(x, y))]
    for i in range(args.adversarial):
        kind = adversary.kinds[i % len(adversary.kinds)]
        a, b = adversary.draw(kind)
        rows.append((f"{kind}-{i}", repr(float(a)), repr(float(b))))
    with open(args.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "lon", "lat"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
