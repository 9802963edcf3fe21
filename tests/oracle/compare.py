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


class Comparison:
    """What differs between the oracle's rows and riverchief's: rows with their columns, complaints about the whole."""

    def __init__(self, mine, header, theirs):
        self.complaints, self.wrong = [], []
        if header[:len(COLUMNS)] != COLUMNS:
            self.complaints.append(f"columns are {header}, not {COLUMNS} first")
        if len(mine) != len(theirs):
            self.complaints.append(f"{len(mine)} rows against {len(theirs)}")
        self.left_out = sum(1 for r in mine if r[len(COLUMNS)])
        for a, b in zip(mine, theirs):
            wrong = [c for c, x, y in zip(COLUMNS, map(str, a), b) if not same(c, x, y)]
            if wrong and not a[len(COLUMNS)]:
                self.wrong.append((a, b, wrong))


def show(a, b, wrong):
    """Prints two rows that differ."""
    print(f"\n{a[0]} at {a[1]},{a[2]}: oracle {a[3]} ({a[18]}), riverchief {b[3]} ({b[18]})")
    for c, x, y in zip(COLUMNS[3:], a[3:], b[3:]):
        mark = "≠" if c in wrong else " "
        if x or y:
            print(f"  {mark} {c:18} {x}" + (f"   |   {y}" if c in wrong else ""))


def compare(mine, theirs, most):
    """Prints what differs; returns the number of differing rows and of complaints."""
    _, rows_a = read(mine)
    found = Comparison(rows_a, *read(theirs))
    if found.left_out > LEFT_OUT_SHARE * max(1, len(rows_a)):
        found.complaints.append(f"{found.left_out} of {len(rows_a)} points left out by N10: more than 1 %")
    kinds, columns = Counter(), Counter()
    for a, b, wrong in found.wrong:
        columns.update(wrong)
        kind = (a[3], b[3], ",".join(wrong))
        kinds[kind] += 1
        if kinds[kind] <= most:
            show(a, b, wrong)
    for line in found.complaints:
        print(line)
    if kinds:
        print("\nrows  oracle → riverchief, columns")
        for (x, y, wrong), count in kinds.most_common():
            print(f"{count:6} {x} → {y}: {wrong}")
        print("columns: " + ", ".join(f"{c} {n}" for c, n in columns.most_common()))
    statuses = Counter(r[3] for r in rows_a)
    print("oracle's statuses: " + ", ".join(f"{s} {n}" for s, n in statuses.most_common()))
    print(f"{len(rows_a)} points, {found.left_out} left out by N10, {len(found.wrong)} differ")
    return len(found.wrong) + len(found.complaints)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("oracle")
    parser.add_argument("riverchief")
    parser.add_argument("--show", type=int, default=2, help="rows to show of each kind of difference")
    args = parser.parse_args()
    sys.exit(1 if compare(args.oracle, args.riverchief, args.show) else 0)


if __name__ == "__main__":
    main()
