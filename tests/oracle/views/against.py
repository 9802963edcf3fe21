"""Each view of one day, read twice: by the rules, and as riverchief answers.

Must not know any rule.
"""
import bisect
import datetime

from shapely.geometry import mapping

from . import conference, coverage, inventory, parts, responsibilities, sections, shapes, spans, stretches, warned, wire
from .boards import Ends
from .flow import Flow
from .walks import Walks
from .warned import Warned


class Asked:
    """What is asked about: days, the service, and how much."""

    def __init__(self, days, service, changes, starts, shapes, rng):
        self.days, self.service, self.changes = days, service, changes
        self.starts, self.shapes, self.rng = starts, shapes, rng
        self.kept, self.flows, self.spans = {}, {}, None

    def day(self, date):
        """The law of a date."""
        return self.days.on(date)

    def segments(self, date):
        """Stretches and pieces of a date, by id."""
        day = self.day(date)
        if day not in self.kept:
            self.kept[day] = stretches.listed(day), stretches.pieces(day)
        return self.kept[day]

    def flow(self, date):
        """How water goes on."""
        day = self.day(date)
        if day not in self.flows:
            self.flows[day] = Flow(day)
        return self.flows[day]

    def derived(self, date):
        """Derived rows of a date."""
        day = self.day(date)
        return spans.rows_of(day, *self.segments(date), sections.reading(day))


def _conference(asked, date):
    theirs = {}
    for code in asked.day(date).world.water_code:
        theirs.update(wire.conference(asked.service.ask(f"/v1/waters/{code}/conference", as_of=date)))
    return conference.reading(asked.day(date)), theirs


def _inventory(asked, date):
    mine, parts = asked.segments(date)
    return (inventory.reading(asked.day(date), [*mine.values(), *parts.values()]),
            wire.inventory(asked.service.ask("/v1/inventory", as_of=date)))


def _coverage(asked, date):
    return coverage.reading(asked.day(date), date), wire.coverage(asked.service.ask("/v1/coverage", as_of=date))


def _sections(asked, date):
    return sections.reading(asked.day(date)), wire.sections(asked.service.features("sections", date))


def _segments(asked, date):
    rows, offset = [], 0
    while True:
        page = asked.service.ask("/v1/segments", as_of=date, limit=200, offset=offset)
        rows += page["rows"]
        offset += len(page["rows"])
        if offset >= page["total"]:
            return stretches.reading(*asked.segments(date)), wire.segments(rows)


def _responsibilities(asked, date):
    return (responsibilities.reading(asked.day(date), *asked.segments(date)),
            wire.responsibilities(asked.service.features("responsibilities", date)))


def _parts(asked, date):
    day, service = asked.day(date), asked.service
    lines = shapes.lines(day.world, asked.rng, asked.shapes)
    polygons = shapes.polygons(day.world, asked.rng, asked.shapes)
    bodies = [{"type": "LineString", "coordinates": line} for line in lines] + [mapping(p) for p in polygons]
    answer = service.send("/v1/chiefs/along", {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": body} for body in bodies]}, as_of=date)["shapes"]
    cutter, mine, theirs = parts.Parts(day), {}, {}
    for n, line in enumerate(lines):
        mine.update(read := parts.line_reading(cutter, f"line {n}", line))
        if not read:
            continue
        found = wire.line(f"line {n}", answer[n])
        if mine[f"line {n}", "crossings"] is None:
            found = {**{k: v for k, v in found.items() if "crossing" not in k}, (f"line {n}", "crossings"): None}
        theirs.update(found)
    for n, polygon in enumerate(polygons):
        mine.update(parts.polygon_reading(cutter, f"polygon {n}", polygon))
        theirs.update(wire.polygon(f"polygon {n}", answer[len(lines) + n]))
    return mine, theirs


LIMITS_KM = (0, 2, 50)


def _walks(asked, date):
    day, ask = asked.day(date), asked.service.ask
    flow = asked.flow(date)
    stretches_there, pieces_there = asked.segments(date)
    who = Warned(day, Walks(flow, stretches_there, pieces_there))
    ids = sorted((*stretches_there, *pieces_there, *(z.id for z in day.world.zones.rows)))
    if asked.starts:
        ids = [ids[k] for k in sorted(asked.rng.choice(len(ids), min(len(ids), asked.starts), replace=False))]
    mine, theirs = {}, {}
    for n, start in enumerate((*ids, *warned.places(day, asked.rng, asked.starts or len(ids)))):
        limit = LIMITS_KM[n % len(LIMITS_KM)]
        for way, down in (("downstream", True), ("upstream", False)):
            if isinstance(start, str):
                own = who.from_id(start, down, limit * 1000.0)
                answer = ask(f"/v1/segments/{start}/{way}", distance_km=limit, as_of=date)
            else:
                own = who.from_place(*start, down, limit * 1000.0)
                answer = ask(f"/v1/{way}", lon=repr(start[0]), lat=repr(start[1]), distance_km=limit, as_of=date)
            mine.update({(start, way, *key): value for key, value in own.items()})
            rows = answer["segments"] if answer else ()
            theirs.update({(start, way, *key): value for key, value in wire.reached(rows).items()})
            order = [(r["distance_m"], r["segment"]) for r in rows]
            mine[start, way, "in order"], theirs[start, way, "in order"] = True, order == sorted(order)
    return mine, theirs


def _boards(asked, date):
    found = asked.segments(date)[0]
    if asked.starts:
        ids = sorted(found)
        found = {ids[k]: found[ids[k]] for k in sorted(asked.rng.choice(len(ids), min(len(ids), asked.starts), replace=False))}
    theirs = {}
    for ident in found:
        theirs.update(wire.ends(ident, asked.service.ask(f"/v1/segments/{ident}/notice-board", as_of=date)))
    return Ends(asked.day(date), asked.flow(date)).reading(found), theirs


DERIVED = ("segments_city", "segments_county", "segments_township", "segments_village", "pieces", "responsibilities",
           "reaches", "sections")


def _dates(asked, date):
    at = bisect.bisect_right(asked.changes, date)
    if asked.spans is None:
        asked.spans = spans.spans([(since, asked.derived(since or date_before(asked.changes)))
                                   for since in (None, *asked.changes)])
    mine = {(*key, field): value for key, span in asked.spans[at].items()
            for field, value in zip(("valid_from", "valid_to"), span)}
    theirs = {}
    for collection in DERIVED:
        for row, _ in asked.service.features(collection, date):
            if (collection, row["id"], "valid_from") in mine or not row.get("registered", False):
                theirs.update({(collection, row["id"], field): row[field] for field in ("valid_from", "valid_to")})
    return mine, theirs


def date_before(changes):
    """A day before every change."""
    return str(datetime.date.fromisoformat(changes[0]) - datetime.timedelta(days=1)) if changes else "2024-06-01"


VIEWS = {"conference": _conference, "inventory": _inventory, "coverage": _coverage, "sections": _sections,
         "segments": _segments, "responsibilities": _responsibilities, "parts": _parts,
         "walks": _walks, "boards": _boards, "dates": _dates}
