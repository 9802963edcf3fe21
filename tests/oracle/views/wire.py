"""riverchief's answers as flat readings: how its JSON spells what the readings say.

Must not know any rule.
"""
from .difference import METRES, counted

COUNTS = ("required", "established", "filled", "vacant", "gap", "not_yet", "optional_established",
          "optional_not_established")
ROW = ("length_m", "length_outside_pools_m", "shared_m", "area_m2", "county_segments", "township_segments",
       "village_segments")


def code(coded):
    """Code of a unit or water, id of a post; `None` for none."""
    return None if coded is None else coded.get("code", coded.get("id"))


def conference(answer):
    """`/v1/waters/{code}/conference`."""
    water, out = answer["water"]["code"], {}
    out[water, "reason"] = answer.get("reason")
    out[water, "applies"] = answer["applies"]
    out[water, "cross_city"] = answer["cross_city"]
    for row in answer["lengths"]:
        for field in ("total_m", "shared_m", "exclusive_m"):
            out[water, row["county"]["code"], field] = row[field]
    found = answer.get("conference")
    if found:
        for field in ("rule", "tie", "basis", "state"):
            out[water, field] = found[field]
        out[water, "county"], out[water, "post"] = found["county"]["code"], code(found.get("post"))
        out[water, "rejected"] = tuple(sorted((r["rule"], r["county"]["code"]) for r in found["rejected"]))
    return out


def inventory(answer):
    """`/v1/inventory`."""
    return {(row["county"]["code"], row["water"]["code"], field): row.get(field)
            for row in answer["rows"] for field in ROW}


def coverage(answer):
    """`/v1/coverage`."""
    out = {}
    for row in answer["rows"]:
        for field in COUNTS:
            out[code(row.get("county")), row["level"], row["kind"], field] = row.get(field)
    out.update(counted(("missing", m["rule"], m["what"], m["level"], code(m.get("unit")), code(m.get("water")))
                       for m in answer["missing"]))
    for m in answer["milestones"]:
        for field in ("state", "required", "done", "to", "running"):
            out[m["rule"], field] = m.get(field)
        out[m["rule"], "missing"] = len(m["missing"])
    return out


def sections(features):
    """The collection `sections`."""
    out = {}
    for row, geometry in features:
        key = row["water"], row["branch"], row["id"]
        for field in ("measure_m", "level", "above", "below", "above_left", "above_right", "below_left", "below_right"):
            out[*key, field] = row.get(field)
        out[*key, "lon"], out[*key, "lat"] = geometry["coordinates"][:2]
    return out


def segments(rows):
    """Rows of `/v1/segments`."""
    out = {}
    for row in rows:
        values = {"registered": row["registered"], "water": code(row["water"]), "branch": row.get("branch"),
                  "level": row["level"], "unit": code(row["unit"]), "bank": row.get("bank"),
                  "from_m": row.get("from_m"), "to_m": row.get("to_m"), "post": code(row.get("post")),
                  "state": row["state"]}
        out.update({(row["id"], field): value for field, value in values.items()})
    return out


def decision(part):
    """What is decided of a part."""
    units = part.get("units") or {}
    return (part["status"], tuple(code(units.get(level)) for level in ("city", "county", "township", "village")),
            code(part.get("water")), part.get("zone"))


def line(number, shape):
    """A line of `/v1/chiefs/along`; parts of less than a millimetre are left out."""
    parts = []
    for part in shape["parts"]:
        status, units, water, zone = decision(part)
        owner = {"status": status, "units": units, "water": water, "zone": zone, "segment": part.get("segment"),
                 "direct": tuple(code(p) for p in part["direct_responsible"]), "first": code(part.get("first_contact")),
                 "accountable": code(part.get("accountable"))}
        if part["to_m"] - part["from_m"] < METRES:
            continue
        if parts and parts[-1][2] == owner:
            parts[-1] = (parts[-1][0], part["to_m"], owner)
        else:
            parts.append((part["from_m"], part["to_m"], owner))
    out = {(number, "length_m"): shape["length_m"], (number, "parts"): len(parts)}
    for n, (begin, end, owner) in enumerate(parts):
        out.update({(number, n, "from_m"): begin, (number, n, "to_m"): end})
        out.update({(number, n, field): value for field, value in owner.items()})
    out[number, "crossings"] = len(shape["waters"])
    for n, beside in enumerate(shape["waters"]):
        out[number, "crossing", n, "water"] = code(beside["water"]), beside["branch"]
        out[number, "crossing", n, "at_m"], out[number, "crossing", n, "measure_m"] = beside["at_m"], beside["measure_m"]
    return out


def polygon(number, shape):
    """A polygon of `/v1/chiefs/along`."""
    out = {(number, "area_m2"): shape["area_m2"],
           (number, "sum_m2"): sum(part["area_m2"] for part in shape["parts"])}
    for part in shape["parts"]:
        key = (number, *decision(part), "area_m2")
        out[key] = out.get(key, 0.0) + part["area_m2"]
    for beside in shape["waters"]:
        if beside["length_m"] > METRES:
            out[number, code(beside["water"]), beside["branch"], "length_m"] = beside["length_m"]
    return out


CHAIN = (*(f"{level}_{what}" for level in ("city", "county", "township", "village") for what in ("post", "state")),
         "reservoir_post", "first_contact", "accountable", "general_chiefs")


def responsibilities(features):
    """The collection `responsibilities`."""
    out = {}
    for row, _ in features:
        out.update({(row["id"], field): row[field] for field in CHAIN})
        out[row["id"], "direct"] = tuple(row["direct"] or ())
    return out


def reached(rows):
    """Rows of a walk."""
    out = {}
    for row in rows:
        seat = row["seat"]
        values = {"distance_m": row["distance_m"], "via": row["via"], "post": seat.get("post"), "state": seat["state"],
                  "first_contact": code(row.get("first_contact")),
                  "above": tuple(above.get("post") for above in row.get("above", ()))}
        out.update({(row["segment"], field): value for field, value in values.items()})
    return out


def ends(ident, answer):
    """`/v1/segments/{id}/notice-board`: the ends of the stretch."""
    return {(ident, end, field): tuple(value) if isinstance(value, list) else value
            for end in ("start", "end")
            for field in ("text", "path") for value in (answer["stretch"][end].get(field),)}
