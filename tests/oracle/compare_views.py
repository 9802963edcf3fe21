"""The second readings of the views against the real binary.

    python compare_views.py RIVERCHIEF WORLD … [--dates D … | --every N] [--views V …] [--starts N] [--shapes N] [--seed S] [--unseen]
    python compare_views.py RIVERCHIEF FOLDER --random N [--seed S] …

Without dates: both sides of every change; of a random world its one date. A random world that differs stays in the folder. `--unseen` changes one value of each field of riverchief's answers and wants it
reported. Exit 0: no difference. Must not know any rule.
"""
import argparse
import datetime
import os
import sys
import time

import numpy as np

import random_world
import world
from views import against, worlds
from views.day import Days
from views.difference import differences, unseen
from views.service import Service


def days_in(path, *columns):
    """Every day that stands in some columns of any layer."""
    rows = (row for rows in world.layers(path).values() for row in rows)
    return sorted({str(value)[:10] for row in rows for column in columns if (value := getattr(row, column, None))})


def both_sides(dates):
    """Each date and the day before."""
    before = {str(datetime.date.fromisoformat(d) - datetime.timedelta(days=1)) for d in dates}
    return sorted({*dates, *before})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("worlds", nargs="+")
    parser.add_argument("--dates", nargs="*")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th change, begun by the seed")
    parser.add_argument("--views", nargs="*", default=list(against.VIEWS))
    parser.add_argument("--starts", type=int, default=40, help="starts of walks on a day; 0: every segment")
    parser.add_argument("--shapes", type=int, default=20, help="lines, and polygons, cut on a day")
    parser.add_argument("--seed", type=int, default=20170930)
    parser.add_argument("--show", type=int, default=12, help="differences to show of each view")
    parser.add_argument("--unseen", action="store_true", help="change one value of each field, and want it reported")
    parser.add_argument("--random", type=int, metavar="N", help="so many random worlds, made in the folder")
    args = parser.parse_args()
    if args.random:
        wrong = sum(compare_random(args.worlds[0], seed, args) for seed in range(args.seed, args.seed + args.random))
    else:
        wrong = sum(compare(path, args) for path in args.worlds)
    print(f"{wrong} differ")
    sys.exit(1 if wrong else 0)


def compare_random(folder, seed, args):
    """Makes a random world and compares its views; the file is kept where something differs."""
    path = os.path.join(folder, f"views-{seed}.gpkg")
    worlds.write(path, seed)
    args.dates = args.dates or [random_world.DATE]
    wrong = compare(path, args)
    if not wrong:
        os.remove(path)
    return wrong


def compare(path, args):
    """Prints what differs over one world; returns the number of differences."""
    days, wrong, values, seconds = Days(path), 0, {}, {}
    changes = days_in(path, "valid_from", "valid_to")
    with Service(args.binary, path) as service:
        asked = against.Asked(days, service, changes, args.starts, args.shapes, np.random.default_rng(args.seed))
        all_changes = days_in(path, "valid_from", "valid_to", "issued")
        some = all_changes[args.seed % args.every :: args.every]
        for date in args.dates or both_sides(some) or ["2024-06-01"]:
            for view in args.views:
                begun = time.monotonic()
                mine, theirs = against.VIEWS[view](asked, date)
                found = unseen(mine, theirs) if args.unseen else differences(mine, theirs)
                values[view] = values.get(view, 0) + len(mine)
                seconds[view] = seconds.get(view, 0.0) + time.monotonic() - begun
                wrong += len(found)
                if found:
                    print(f"\n{path} on {date}, {view}: {len(found)} differ")
                for one in found[:args.show]:
                    print("  ", one if isinstance(one, str) else f"{one[0]}: oracle {one[1]!r}, riverchief {one[2]!r}")
    told = ", ".join(f"{view} {n} ({seconds[view]:.1f} s)" for view, n in values.items())
    if wrong or not args.random:
        print(f"{path}: {told}: {wrong} differ")
    return wrong


if __name__ == "__main__":
    main()
