"""An independent reading of the rules: answers as rows for a file of points.

    python oracle.py WORLD POINTS DATE OUT [--processes N]

Knows rules.md and docs/RULES.md alone; must not look at what riverchief says.
The last column, `left_out`, marks the points that N10 leaves out.
"""
import argparse
import csv
import multiprocessing

import numpy as np

from alternatives import Alternatives
from matching import CHANNEL, LAND_ZONE, STATUSES, WATER_ZONE, Matcher
from seats import Seats
from segments import BANKS
from stationing import Stationing
from world import World

COLUMNS = ("id lon lat status city county township village water segment zone bank measure_m distance_m "
           "direct_posts first_contact_post accountable_post alternatives rule error confidence").split()


class Oracle:
    """Answers points on one date."""

    def __init__(self, path, date):
        self.world = World(path, date)
        self.stationing = Stationing(self.world)
        self.matcher = Matcher(self.world, self.stationing, Seats(self.world))
        self.alternatives = Alternatives(self.matcher)

    def rows(self, points):
        """Rows of text for [(id, lon, lat)], in order."""
        lon = np.array([float(p[1]) for p in points])
        lat = np.array([float(p[2]) for p in points])
        a = self.matcher.decide(lon, lat)
        alternatives = self.alternatives.column(a, lon, lat)
        world, out = self.world, []
        for i, (ident, x, y) in enumerate(points):
            units = [world.unit_code[u] if u >= 0 else "" for u in a.levels[i]]
            chain = self.matcher.chains.all[a.chain[i]]
            a.hole[i] |= chain.hole
            status = a.status[i]
            zone = ""
            if status == WATER_ZONE:
                zone = world.zones.rows[a.zone[i]].id
            elif status == LAND_ZONE:
                zone = world.land.rows[a.zone[i]].id
            out.append([ident, x, y, STATUSES[status], *units,
                        world.water_code[a.water[i]] if a.water[i] >= 0 else "",
                        chain.segment if status == CHANNEL else "", zone, BANKS[a.bank[i]],
                        number(a.measure[i]), number(a.distance[i]), ";".join(chain.direct), chain.first,
                        chain.accountable, alternatives[i], a.rule[i], "", confidence(a, i), "1" if a.left_out[i] else ""])
        return out


def confidence(a, i):
    """N8: the first that applies."""
    if a.hole[i]:
        return "INCOMPLETE"
    if a.on_edge[i] or a.other[i] >= 0:
        return "TIE"
    if a.rule[i] == "N4c":
        return "SNAPPED"
    return "NEAR_BOUNDARY" if a.near_edge[i] else "EXACT"


def number(value):
    """Six decimals; empty where there is none."""
    return "" if np.isnan(value) else f"{value:.6f}"


ORACLE = None


def part(points):
    """One process's share."""
    return ORACLE.rows(points)


def answer(path, points, date, processes=1, size=5000):
    """Rows for all points, by as many processes."""
    global ORACLE
    ORACLE = Oracle(path, date)
    shares = [points[i:i + size] for i in range(0, len(points), size)]
    if processes == 1:
        return [row for share in shares for row in part(share)]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return [row for rows in pool.imap(part, shares) for row in rows]


def read_points(path):
    """[(id, lon, lat)] as text."""
    with open(path, newline="", encoding="utf-8") as file:
        return [(r["id"], r["lon"], r["lat"]) for r in csv.DictReader(file)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world")
    parser.add_argument("points")
    parser.add_argument("date")
    parser.add_argument("out")
    parser.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    rows = answer(args.world, read_points(args.points), args.date, args.processes)
    with open(args.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "left_out"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
