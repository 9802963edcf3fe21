"""Random worlds, a few hundred places in each, answered by the oracle and by riverchief.

    python many_worlds.py RIVERCHIEF FOLDER [--worlds N] [--places N] [--seed S] [--keep] [--validate]

Worlds are numbered from the seed on; the file of a world that differs stays in
the folder beside its points. Exit 0: no difference. Must not know any rule.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import shapely

import compare
import random_world
from adversary import Adversary, NotOfItsKind
from oracle import Oracle
from random_world import DATE

# Of the places of a world: on binary fractions, anywhere; the rest are adversarial.
ON_FRACTIONS, ANYWHERE = 0.15, 0.3
SHOWN = 6
# Findings of `riverchief validate` that say a record isn't loaded.
LEAVES_OUT = {"E_FIELD_MISSING", "E_FIELD_VALUE", "E_DATE", "E_GEOMETRY", "E_STATIONING", "E_DUPLICATE_ID"}


def places(oracle, seed, count):
    """[(id, lon, lat)] for a world."""
    rng = np.random.default_rng([seed, 1])
    world = oracle.world
    adversary = Adversary(world, rng, oracle.stationing)
    polygons = (world.units, world.zones, world.land, world.areas, world.marine)
    west, south, east, north = shapely.total_bounds([s for p in polygons for s in p.shapes])
    margin = (east - west) / 20
    out = []
    for k in range(count):
        share = k / count
        if share < ON_FRACTIONS + ANYWHERE:
            kind = "fraction" if share < ON_FRACTIONS else "random"
            x, y = rng.uniform(west - margin, east + margin), rng.uniform(south - margin, north + margin)
            if kind == "fraction":
                x, y = round(x * 2048) / 2048, round(y * 2048) / 2048
        else:
            kind = adversary.kinds[k % len(adversary.kinds)]
            try:
                x, y = adversary.draw(kind)
            except NotOfItsKind:
                continue  # a small world may have no such place
        out.append((f"{kind}-{k}", repr(float(x)), repr(float(y))))
    return out


def answered(binary, world, points):
    """Header and rows of riverchief."""
    done = subprocess.run([binary, "resolve", "--world", world, "--file", points, "-f", "csv", "--as-of", DATE],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"riverchief ended with {done.returncode} on {world}: {done.stderr}")
    header, *rows = csv.reader(done.stdout.splitlines())
    return header, rows


def dropped(binary, world):
    """Codes of findings about records that riverchief leaves out: a world must have none."""
    done = subprocess.run([binary, "validate", world, "--format", "json", "--as-of", DATE], capture_output=True, text=True, check=False)
    return sorted({f["code"] for f in json.loads(done.stdout)["findings"]} & LEAVES_OUT)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("riverchief")
    parser.add_argument("folder")
    parser.add_argument("--worlds", type=int, default=30)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="keep the files of worlds that agree too")
    parser.add_argument("--validate", action="store_true", help="no record of a world may be left out by riverchief")
    args = parser.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    total, left_out, bad, statuses, shown = 0, 0, {}, Counter(), Counter()
    for seed in range(args.seed, args.seed + args.worlds):
        world, points = (os.path.join(args.folder, f"{seed}.{end}") for end in ("gpkg", "csv"))
        random_world.write(world, seed)
        oracle = Oracle(world, DATE)
        asked = places(oracle, seed, args.places)
        with open(points, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([("id", "lon", "lat"), *asked])
        mine = oracle.rows(asked)
        found = compare.Comparison(mine, *answered(args.riverchief, world, points))
        total, left_out = total + len(mine), left_out + found.left_out
        statuses.update((row[3], row[20]) for row in mine)
        if args.validate and dropped(args.riverchief, world):
            found.complaints.append(f"world {seed}: records are left out: {dropped(args.riverchief, world)}")
        if found.wrong or found.complaints:
            bad[seed] = len(found.wrong)
            print("\n".join(found.complaints))
            for a, b, wrong in found.wrong:
                kind = a[3], b[3], tuple(wrong)
                shown[kind] += 1
                if sum(shown.values()) <= SHOWN or shown[kind] == 1:
                    print(f"\nworld {seed}", end="")
                    compare.show(a, b, wrong)
        elif not args.keep:
            os.remove(world)
            os.remove(points)
    print("\n" + ", ".join(f"{' '.join(k)} {n}" for k, n in statuses.most_common()))
    if left_out > compare.LEFT_OUT_SHARE * total:
        bad["left out"] = left_out
    print(f"{args.worlds} worlds from seed {args.seed}, {total} places, {left_out} left out by N10, "
          f"{sum(bad.values())} differ in {len(bad)} worlds: {bad}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
