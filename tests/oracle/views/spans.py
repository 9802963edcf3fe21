"""How long derived rows stand: S38, by comparing neighbouring epochs.

Knows rows and what makes each the same; must not know riverchief's answer.
"""
import shapely


def spans(epochs):
    """For each epoch (first day or None, rows: key → what must not change): key → (valid_from, valid_to)."""
    out = [{} for _ in epochs]
    for at, (since, rows) in enumerate(epochs):
        for key, same in rows.items():
            if key in out[at]:
                continue
            last = at
            while last + 1 < len(epochs) and epochs[last + 1][1].get(key) == same:
                last += 1
            until = epochs[last + 1][0] if last + 1 < len(epochs) else None
            for k in range(at, last + 1):
                out[k][key] = (since, until)
    return out


def rows_of(day, stretches, pieces, sections):
    """Derived rows of a day by (collection, id), each with what must not change."""
    out = {}
    lines = {(b.code, b.number): (b.ax.tobytes(), b.ay.tobytes(), b.bx[-1], b.by[-1]) for b in day.stationing.branches}
    for s in stretches.values():
        if not s.registered:
            same = (lines[s.water, s.branch], float(s.begin), float(s.end), s.unit, s.bank, s.post)
            out[f"segments_{s.level}", s.id] = out["responsibilities", s.id] = same
    for p in pieces.values():
        if not p.registered:
            out["pieces", p.id] = out["responsibilities", p.id] = (shapely.normalize(p.shape).wkb if p.shape else None, p.unit, p.post)
    for b in day.stationing.branches:
        for n, reach in enumerate(b.reaches, 1):
            sides = tuple(next((day.code(u) for u in reversed(units) if u >= 0), None) for units in reach.units)
            out["reaches", f"{b.code}.{b.number}.reach.{n}"] = (
                lines[b.code, b.number], float(reach.begin), float(reach.end), *sides)
    same = {}
    for (_, _, ident, field), value in sections.items():
        same.setdefault(ident, []).append((field, value))
    out.update({("sections", ident): tuple(values) for ident, values in same.items()})
    return out
