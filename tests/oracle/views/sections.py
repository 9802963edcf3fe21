"""Cross-border sections: P3, S31.

Knows a `Day`; must not know riverchief's answer.
"""
from world import LEVELS


def reading(day):
    """Every section: where, the highest level that changes, and the units of that level on each bank."""
    out = {}
    for branch in day.stationing.branches:
        number = 0
        for above, below in zip(branch.reaches[:-1], branch.reaches[1:]):
            changes = [level for level in range(len(LEVELS))
                       if any(b[level] != a[level] for b, a in zip(above.units, below.units))]
            if not changes:
                continue
            number += 1
            key = branch.code, branch.number, f"{branch.code}.{branch.number}.section.{number}"
            before, after = ([day.code(units[changes[0]]) for units in reach.units] for reach in (above, below))
            lon, lat = branch.at(below.begin)[:2]
            values = {"measure_m": below.begin, "lon": float(lon), "lat": float(lat), "level": LEVELS[changes[0]],
                      "above": before[0] if before[0] == before[1] else None,
                      "below": after[0] if after[0] == after[1] else None,
                      "above_left": before[0], "above_right": before[1],
                      "below_left": after[0], "below_right": after[1]}
            out.update({(*key, field): value for field, value in values.items()})
    return out
