"""Compares the oracle's rows with riverchief's, column by column.

    python compare.py ORACLE.csv RIVERCHIEF.csv [--show N]

`measure_m` and `distance_m` agree within N10's micrometre, one unit in the last
of S5's six decimals; everything else agrees to the letter. Rows that the
oracle marks `left_out` (N10) are counted, not compared; more than 1 % of them
fails. Exit 0: no difference. Must not know any rule.
"""
import argparse
import csv
import re
import sys
from collections import Counter

from oracle import COLUMNS

METRES = {"measure_m", "distance_m"}
SIX_DECIMALS = re.compile(r"\d+\.\d{6}")
LEFT_OUT_SHARE = 0.01


def same(column, mine, theirs):
    """Whether two cells agree."""
    if column in METRES and mine and theirs:
        if not (SIX_DECIMALS.fullmatch(mine) and SIX_DECIMALS.fullmatch(theirs)):
            return False
        return abs(int(mine.replace(".", "")) - int(theirs.replace(".", ""))) <= 1
    return mine == theirs


def read(path):
    """Header and rows of a CSV file."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        return header, list(reader)


def compare(mine, theirs, show):
    """Prints what differs; returns the number of differing rows and of complaints."""
    head_a, rows_a = read(mine)
    head_b, rows_b = read(theirs)
    complaints = []
    if head_b[:len(COLUMNS)] != COLUMNS:
        complaints.append(f"columns are {head_b}, not {COLUMNS} first")
    if len(rows_a) != len(rows_b):
        complaints.append(f"{len(rows_a)} rows against {len(rows_b)}")
    left_out = sum(1 for r in rows_a if r[len(COLUMNS)])
    if left_out > LEFT_OUT_SHARE * max(1, len(rows_a)):
        complaints.append(f"{left_out} of {len(rows_a)} points left out by N10: more than 1 %")
    kinds, shown, differing, columns = Counter(), Counter(), 0, Counter()
    for a, b in zip(rows_a, rows_b):
        if a[len(COLUMNS)]:
            continue
        wrong = [c for c, x, y in zip(COLUMNS, a, b) if not same(c, x, y)]
        if not wrong:
            continue
        differing += 1
        columns.update(wrong)
        kind = (a[3], b[3], ",".join(wrong))
        kinds[kind] += 1
        if shown[kind] < show:
            shown[kind] += 1
            print(f"\n{a[0]} at {a[1]},{a[2]}: oracle {a[3]} ({a[18]}), riverchief {b[3]} ({b[18]})")
            for c, x, y in zip(COLUMNS[3:], a[3:], b[3:]):
                mark = "≠" if c in wrong else " "
                if x or y:
                    print(f"  {mark} {c:18} {x}" + (f"   |   {y}" if c in wrong else ""))
    for line in complaints:
        print(line)
    if kinds:
        print("\nrows  oracle → riverchief, columns")
        for (x, y, wrong), count in kinds.most_common():
            print(f"{count:6} {x} → {y}: {wrong}")
        print("columns: " + ", ".join(f"{c} {n}" for c, n in columns.most_common()))
    statuses = Counter(r[3] for r in rows_a)
    print("oracle's statuses: " + ", ".join(f"{s} {n}" for s, n in statuses.most_common()))
    print(f"{len(rows_a)} points, {left_out} left out by N10, {differing} differ")
    return differing + len(complaints)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("oracle")
    parser.add_argument("riverchief")
    parser.add_argument("--show", type=int, default=2, help="rows to show of each kind of difference")
    args = parser.parse_args()
    sys.exit(1 if compare(args.oracle, args.riverchief, args.show) else 0)


if __name__ == "__main__":
    main()
