"""Two readings of a view side by side.

A reading is a flat dictionary: (keys…, field) → value. Must not know any rule.
"""
import math
from collections import Counter

# N10 and more: what views print is good to a millimetre, areas to a millionth.
METRES, AREA_SHARE, SQUARE_METRES, DEGREES = 1e-3, 1e-6, 0.1, 1e-8


ABSENT = "(absent)"


class OneOf(frozenset):
    """A value that the rules leave open among several."""


class Between(tuple):
    """A number that the rules leave open between two."""


def same(field, mine, theirs):
    """Whether two values of a field agree."""
    if isinstance(mine, Between):
        return theirs == ABSENT and mine[0] <= METRES or (
            isinstance(theirs, (int, float)) and mine[0] - METRES <= theirs <= mine[1] + METRES)
    if isinstance(mine, OneOf):
        return any(same(field, one, theirs) for one in mine)
    if isinstance(mine, (int, float)) and not isinstance(mine, bool) and isinstance(theirs, (int, float)):
        if field.endswith("_m2"):
            return math.isclose(mine, theirs, rel_tol=AREA_SHARE, abs_tol=SQUARE_METRES)
        if field.endswith("_m"):
            return abs(mine - theirs) <= METRES
        if field in ("lon", "lat"):
            return abs(mine - theirs) <= DEGREES
    return mine == theirs


def differences(mine, theirs):
    """[(key, mine, theirs)] where two readings of one view part."""
    out = []
    for key in sorted(set(mine) | set(theirs), key=repr):
        one, other = mine.get(key, ABSENT), theirs.get(key, ABSENT)
        if not same(key[-1], one, other):
            out.append((key, one, other))
    return out


def changed(value):
    """Another value of the same kind, beyond any tolerance."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value * (1 + 3 * AREA_SHARE) + 3 * SQUARE_METRES
    if isinstance(value, (tuple, list)):
        return (*value, "x")
    return f"{value}x"


def unseen(mine, theirs):
    """Fields in which a changed value of one answer would not be seen, and rows that could be lost or added unseen."""
    wrong, seen = [], set()
    for key, value in theirs.items():
        if key[-1] in seen or key not in mine:
            continue
        seen.add(key[-1])
        if [d[0] for d in differences(mine, {**theirs, key: changed(value)})] != [key]:
            wrong.append(f"changed {key[-1]}")
        if [d[0] for d in differences(mine, {k: v for k, v in theirs.items() if k != key})] != [key]:
            wrong.append(f"lost {key[-1]}")
    extra = ("x", "field")
    if [d[0] for d in differences(mine, {**theirs, extra: 1})] != [extra]:
        wrong.append("an added row")
    return wrong


def counted(rows):
    """Rows that may stand more than once: (row, "count") → number."""
    return {(*row, "count"): n for row, n in Counter(rows).items()}
