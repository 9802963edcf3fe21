"""Points to ask about: seeded random ones and ones where implementations disagree.

    python points.py WORLD DATE OUT [--random N] [--adversarial N] [--seed S]

The id of a point tells its kind; how many there are of each is printed. Must
not know answers.
"""
import argparse
import csv
from collections import Counter

import numpy as np
import shapely

from adversary import Adversary, NotOfItsKind
from world import World

MARGIN_DEG = 0.12
# Three in ten random points lie within about 1.2 km of a line or shore.
NEAR_SHARE, NEAR_DEG = 0.3, 0.011


def random_points(world, lines, rng, count):
    """Uniform over the surroundings, some of them close to waters."""
    west, south, east, north = shapely.total_bounds(world.units.shapes)
    x = rng.uniform(west - MARGIN_DEG, east + MARGIN_DEG, count)
    y = rng.uniform(south - MARGIN_DEG, north + MARGIN_DEG, count)
    ends = [(e.ax, e.ay) for e in (*lines, world.zones.edges, world.areas.edges)]
    ends = np.column_stack([np.concatenate([e[i] for e in ends]) for i in (0, 1)])
    near = np.nonzero(rng.random(count) < NEAR_SHARE)[0]
    if len(ends):
        at = ends[rng.integers(len(ends), size=len(near))]
        x[near] = at[:, 0] + rng.uniform(-NEAR_DEG, NEAR_DEG, len(near)) * rng.random(len(near))
        y[near] = at[:, 1] + rng.uniform(-NEAR_DEG, NEAR_DEG, len(near)) * rng.random(len(near))
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
    counts = Counter()
    kinds = list(adversary.kinds)
    for i in range(args.adversarial):
        while True:
            kind = kinds[i % len(kinds)]
            try:
                a, b = adversary.draw(kind)
                break
            except NotOfItsKind as error:
                print(f"no points of kind {kind}: {error}")
                kinds.remove(kind)
        rows.append((f"{kind}-{i}", repr(a), repr(b)))
        counts[kind] += 1
    with open(args.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "lon", "lat"])
        writer.writerows(rows)
    print(f"seed {args.seed}, {args.date}: random {args.random}, " + ", ".join(f"{k} {n}" for k, n in counts.items()))


if __name__ == "__main__":
    main()
