"""CQL2 filters made at random, answered by riverchief and by SpatiaLite over the layers that riverchief exports.

usage: filters.py BINARY [NUMBER] [SEED]

A filter is a tree that is written three times: as CQL2 text, as CQL2 JSON and as SQL. Where the oracle is known to mean
something else, its SQL says what CQL2 means (see `sql`); what remains different has to touch within 1e-9 degrees, is
counted and printed, and nothing else may differ.
"""

import collections
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

import shapely
import shapely.geometry

from served import Served

LAYERS = ["villages", "segments_village", "notice_boards", "water_areas", "posts", "functional_areas", "responsibilities"]
DAY = "2026-06-01"
TOUCHING_DEG = 1e-9


class Layer:
    def __init__(self, served, name):
        self.name = name
        schema = served.get(f"/collections/{name}/queryables")["properties"]
        self.kinds = {
            column: "date" if said.get("format") == "date" else said["type"]
            for column, said in schema.items()
            if column != "geometry"
        }
        self.id = next(iter(self.kinds))
        self.page = served.get(f"/collections/{name}/items", limit=10000, datetime=DAY)
        assert self.page["numberMatched"] == len(self.page["features"])
        self.rows = [f["properties"] for f in self.page["features"]]
        self.shapes = {
            f["id"]: shapely.geometry.shape(f["geometry"]) for f in self.page["features"] if f["geometry"]
        }

    def columns(self, kind):
        return [c for c, k in self.kinds.items() if k == kind]

    def value(self, column, rng):
        values = [r[column] for r in self.rows if r[column] is not None]
        return rng.choice(values) if values else None


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def name(column):
    return '"' + column + '"'


# Each part of a filter: text, JSON, SQL, and the operators in it.
Part = collections.namedtuple("Part", "text json sql operators")


def literal(value):
    if isinstance(value, bool):
        return Part("TRUE" if value else "FALSE", value, "1" if value else "0", ())
    if isinstance(value, str):
        return Part(quoted(value), value, quoted(value), ())
    return Part(repr(value), value, repr(value), ())


def column(c):
    return Part(name(c), {"property": c}, name(c), ())


def operator(op, sql, a, b, label=None):
    return Part(
        f"{a.text} {op} {b.text}",
        {"op": op.lower() if op.isalpha() else op, "args": [a.json, b.json]},
        sql,
        a.operators + b.operators + (label or op,),
    )


def comparison(layer, rng):
    kind = rng.choice(["string", "string", "number", "integer", "date"])
    columns = layer.columns(kind)
    if not columns:
        return None
    c = rng.choice(columns)
    value = layer.value(c, rng)
    if value is None:
        return None
    op = rng.choice(["=", "<>", "<", "<=", ">", ">="])
    a, b = column(c), literal(value)
    if kind == "date":
        b = Part(f"DATE('{value}')", {"date": value}, quoted(value), ())
    if kind == "number" and rng.random() < 0.5:
        b = literal(round(value * rng.uniform(0.5, 1.5), 2))
    return operator(op, f"({a.sql} {op} {b.sql})", a, b)


def two_columns(layer, rng):
    kind = rng.choice(["string", "number", "date"])
    columns = layer.columns(kind)
    if len(columns) < 2:
        return None
    a, b = map(column, rng.sample(columns, 2))
    op = rng.choice(["=", "<>", "<", ">="])
    return operator(op, f"({a.sql} {op} {b.sql})", a, b, "property-property")


def null(layer, rng):
    a = column(rng.choice(list(layer.kinds)))
    return Part(f"{a.text} IS NULL", {"op": "isNull", "args": [a.json]}, f"({a.sql} IS NULL)", ("IS NULL",))


def among(layer, rng):
    columns = layer.columns(rng.choice(["string", "integer"]))
    if not columns:
        return None
    c = rng.choice(columns)
    values = [v for v in (layer.value(c, rng) for _ in range(rng.randint(1, 4))) if v is not None]
    if not values:
        return None
    parts = [literal(v) for v in values]
    a = column(c)
    return Part(
        f"{a.text} IN ({', '.join(p.text for p in parts)})",
        {"op": "in", "args": [a.json, values]},
        f"({a.sql} IN ({', '.join(p.sql for p in parts)}))",
        ("IN",),
    )


def between(layer, rng):
    columns = layer.columns("number") + layer.columns("integer")
    if not columns:
        return None
    c = rng.choice(columns)
    values = [layer.value(c, rng), layer.value(c, rng)]
    if None in values:
        return None
    low, high = map(literal, sorted(values))
    a = column(c)
    return Part(
        f"{a.text} BETWEEN {low.text} AND {high.text}",
        {"op": "between", "args": [a.json, low.json, high.json]},
        f"({a.sql} BETWEEN {low.sql} AND {high.sql})",
        ("BETWEEN",),
    )


def like(layer, rng):
    c = rng.choice(layer.columns("string"))
    value = layer.value(c, rng)
    if not value:
        return None
    start = rng.randrange(len(value))
    piece = value[start : start + rng.randint(1, 3)].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if rng.random() < 0.3:
        piece = piece[:-1] + "_"
    pattern = rng.choice(["%{}", "{}%", "%{}%"]).format(piece)
    a = column(c)
    if rng.random() < 0.3:
        turned = "".join(ch.swapcase() for ch in pattern)
        # lower() knows ASCII; the world has no other letters with case.
        return Part(
            f"CASEI({a.text}) LIKE CASEI({quoted(turned)})",
            {"op": "like", "args": [{"op": "casei", "args": [a.json]}, {"op": "casei", "args": [turned]}]},
            f"(lower({a.sql}) LIKE lower({quoted(turned)}) ESCAPE '\\')",
            ("CASEI", "LIKE"),
        )
    # case_sensitive_like is on (see `ask_oracle`).
    return operator("LIKE", f"({a.sql} LIKE {quoted(pattern)} ESCAPE '\\')", a, literal(pattern))


def folded(layer, rng):
    c = rng.choice(layer.columns("string"))
    value = layer.value(c, rng)
    if value is None:
        return None
    turned = value.swapcase()
    a = column(c)
    return Part(
        f"CASEI({a.text}) = CASEI({quoted(turned)})",
        {"op": "=", "args": [{"op": "casei", "args": [a.json]}, {"op": "casei", "args": [turned]}]},
        f"(lower({a.sql}) = lower({quoted(turned)}))",
        ("CASEI",),
    )


def accents(layer, rng):
    c = rng.choice(layer.columns("string"))
    value = layer.value(c, rng)
    if value is None:
        return None
    # An accent on one letter; no value of the world has any, so that the oracle compares what is left.
    place = rng.randrange(len(value))
    marked = value[: place + 1] + "\u0301" + value[place + 1 :] if value[place].isascii() and value[place].isalpha() else value
    a = column(c)
    return Part(
        f"ACCENTI({a.text}) = ACCENTI({quoted(marked)})",
        {"op": "=", "args": [{"op": "accenti", "args": [a.json]}, {"op": "accenti", "args": [marked]}]},
        f"({a.sql} = {quoted(value)})",
        ("ACCENTI",),
    )


def arithmetic(layer, rng):
    columns = layer.columns("number") + layer.columns("integer")
    if not columns:
        return None
    c, d = rng.choice(columns), rng.choice(columns)
    value = layer.value(c, rng)
    if value is None:
        return None
    op = rng.choice(["+", "-", "*", "/", "div", "%"])
    a, b = column(c), column(d)
    # The oracle divides whole numbers wholly, has no div, and takes remainders of whole numbers alone.
    real_a, real_b = f"CAST({a.sql} AS REAL)", f"CAST({b.sql} AS REAL)"
    whole = f"CAST({real_a} / NULLIF({b.sql}, 0) AS INTEGER)"
    sql = {
        "/": f"({real_a} / NULLIF({real_b}, 0))",
        "div": whole,
        "%": f"({real_a} - {real_b} * {whole})",
    }.get(op, f"({real_a} {op} {real_b})")
    number = round(value * rng.uniform(-1, 2), 1) + 0.05
    return Part(
        f"{a.text} {op} {b.text} > {number}",
        {"op": ">", "args": [{"op": op, "args": [a.json, b.json]}, number]},
        f"({sql} > {number})",
        (op,),
    )


def flag(layer, rng):
    columns = layer.columns("boolean")
    if not columns:
        return None
    a = column(rng.choice(columns))
    if rng.random() < 0.5:
        return Part(a.text, a.json, f"({a.sql} = 1)", ("boolean",))
    value = literal(rng.random() < 0.5)
    return operator("=", f"({a.sql} = {value.sql})", a, value, "boolean")


RELATIONS = {
    "T_AFTER": "{a0} > {b1}",
    "T_BEFORE": "{a1} < {b0}",
    "T_CONTAINS": "{a0} < {b0} AND {a1} > {b1}",
    "T_DISJOINT": "{a0} > {b1} OR {a1} < {b0}",
    "T_DURING": "{a0} > {b0} AND {a1} < {b1}",
    "T_EQUALS": "{a0} = {b0} AND {a1} = {b1}",
    "T_FINISHEDBY": "{a0} < {b0} AND {a1} = {b1}",
    "T_FINISHES": "{a0} > {b0} AND {a1} = {b1}",
    "T_INTERSECTS": "{a0} <= {b1} AND {a1} >= {b0}",
    "T_MEETS": "{a1} = {b0}",
    "T_METBY": "{a0} = {b1}",
    "T_OVERLAPPEDBY": "{a0} > {b0} AND {a0} < {b1} AND {a1} > {b1}",
    "T_OVERLAPS": "{a0} < {b0} AND {a1} > {b0} AND {a1} < {b1}",
    "T_STARTEDBY": "{a0} = {b0} AND {a1} > {b1}",
    "T_STARTS": "{a0} = {b0} AND {a1} < {b1}",
}
SPELLED = {"T_FINISHEDBY": "t_finishedBy", "T_METBY": "t_metBy", "T_OVERLAPPEDBY": "t_overlappedBy", "T_STARTEDBY": "t_startedBy"}


def temporal(layer, rng):
    columns = layer.columns("date")
    if len(columns) < 2:
        return None
    op = rng.choice(list(RELATIONS))
    days = sorted(layer.value(c, rng) or "2018-01-01" for c in rng.choices(columns, k=2))
    if rng.random() < 0.7:
        # An absent end is open, as it is in the data.
        text, jsn = "INTERVAL(valid_from, valid_to)", {"interval": [{"property": "valid_from"}, {"property": "valid_to"}]}
        a0, a1 = "COALESCE(valid_from, '-')", "COALESCE(valid_to, '~')"
    else:
        c = rng.choice(columns)
        text, jsn, a0, a1 = name(c), {"property": c}, name(c), name(c)
    if rng.random() < 0.7:
        other, other_json = f"INTERVAL('{days[0]}', '{days[1]}')", {"interval": days}
        b0, b1 = map(quoted, days)
    else:
        other, other_json = f"DATE('{days[0]}')", {"date": days[0]}
        b0 = b1 = quoted(days[0])
    sql = RELATIONS[op].format(a0=a0, a1=a1, b0=b0, b1=b1)
    return Part(
        f"{op}({text}, {other})",
        {"op": SPELLED.get(op, op.lower()), "args": [jsn, other_json]},
        f"({sql})",
        (op,),
    )


def array(layer, rng):
    columns = layer.columns("array")
    if not columns:
        return None
    c = rng.choice(columns)
    values = [v for row in rng.sample(layer.rows, min(3, len(layer.rows))) for v in (row[c] or [])][: rng.randint(1, 3)]
    if len(values) < 1:
        return None
    op = rng.choice(["A_CONTAINS", "A_CONTAINEDBY", "A_EQUALS", "A_OVERLAPS"])
    a = column(c)
    listed = ", ".join(quoted(v) for v in values)
    has = [f"EXISTS (SELECT 1 FROM json_each({a.sql}) WHERE value = {quoted(v)})" for v in values]
    holds = " AND ".join(has)
    within = f"NOT EXISTS (SELECT 1 FROM json_each({a.sql}) WHERE value NOT IN ({listed}))"
    sql = {
        "A_CONTAINS": holds,
        "A_CONTAINEDBY": within,
        "A_EQUALS": f"{holds} AND {within}",
        "A_OVERLAPS": " OR ".join(has),
    }[op]
    spelled = {"A_CONTAINEDBY": "a_containedBy"}.get(op, op.lower())
    return Part(
        f"{op}({a.text}, ({listed}))",
        {"op": spelled, "args": [a.json, values]},
        f"(CASE WHEN {a.sql} IS NULL THEN NULL ELSE ({sql}) END)",
        (op,),
    )


SPATIAL = ["S_INTERSECTS", "S_DISJOINT", "S_EQUALS", "S_TOUCHES", "S_CROSSES", "S_WITHIN", "S_CONTAINS", "S_OVERLAPS"]


def place(layer, rng):
    """A geometry: a box, a circle, a line, or (so that borders are shared) that of a row or a vertex of it."""
    shape = rng.choice(list(layer.shapes.values()))
    x, y = shape.representative_point().coords[0]
    size = rng.choice([0.002, 0.02, 0.2])
    how = rng.randrange(5)
    if how == 0:
        return shapely.geometry.box(x - size, y - size * rng.random(), x + size * rng.random(), y + size)
    if how == 1:
        return shapely.geometry.Point(x, y).buffer(size, quad_segs=3)
    if how == 2:
        return shapely.geometry.LineString([(x - size, y - size), (x + size, y + size * rng.random())])
    if how == 3:
        return shapely.geometry.Point(rng.choice(shapely.get_coordinates(shape)))
    return shape if shapely.get_num_coordinates(shape) < 200 else shapely.envelope(shape)


def spatial(layer, rng):
    if not layer.shapes:
        return None
    op = rng.choice(SPATIAL)
    shape = place(layer, rng)
    wkt = shapely.to_wkt(shape, rounding_precision=-1)
    # Numbers to the last bit, in all three.
    jsn = shapely.geometry.mapping(shape)
    sql_op = {"S_EQUALS": "ST_Equals"}.get(op, "ST_" + op[2:].capitalize())
    function = f"{sql_op}(geometry, ST_GeomFromText('{wkt}', 4326))"
    # The oracle says -1 where it can't tell, as of an absent geometry.
    sql = f"(CASE WHEN geometry IS NULL THEN NULL ELSE {function} = 1 END)"
    return Part(f"{op}(geometry, {wkt})", {"op": op.lower(), "args": [{"property": "geometry"}, jsn]}, sql, (op,))


LEAVES = [comparison, comparison, two_columns, null, among, between, like, folded, accents, arithmetic, flag, temporal, array, spatial, spatial, spatial]


def tree(layer, rng, depth):
    if depth == 0 or rng.random() < 0.35:
        while True:
            part = rng.choice(LEAVES)(layer, rng)
            if part:
                return part
    kind = rng.choice(["and", "or", "not"])
    a = tree(layer, rng, depth - 1)
    if kind == "not":
        return Part(f"NOT ({a.text})", {"op": "not", "args": [a.json]}, f"(NOT {a.sql})", a.operators + ("NOT",))
    b = tree(layer, rng, depth - 1)
    word = kind.upper()
    return Part(
        f"({a.text}) {word} ({b.text})",
        {"op": kind, "args": [a.json, b.json]},
        f"({a.sql} {word} {b.sql})",
        a.operators + b.operators + (word,),
    )


def ask_server(served, layer, number, part):
    parameters = {"limit": 10000, "datetime": DAY, "properties": layer.id}
    path = f"/collections/{layer.name}/items"
    if number % 2 or len(part.text) > 2500:
        page = served.post(path, part.json, **parameters)
    else:
        page = served.get(path, filter=part.text, **parameters)
    ids = [f["id"] for f in page["features"]]
    assert page["numberMatched"] == len(ids) == len(set(ids)), part.text
    return set(ids)


def ask_oracle(folder, layer, parts):
    """For each filter the ids that SpatiaLite finds; a few hundred in one statement."""
    answers = [set() for _ in parts]
    environment = dict(os.environ, OGR_SQLITE_PRAGMA="case_sensitive_like=ON", CPL_LOG="/dev/null")
    for start in range(0, len(parts), 200):
        selects = [
            f"SELECT {start + i} AS n, {name(layer.id)} AS id FROM {layer.name} WHERE {part.sql}"
            for i, part in enumerate(parts[start : start + 200])
        ]
        statement = os.path.join(folder, "statement.sql")
        with open(statement, "w") as file:
            file.write(" UNION ALL ".join(selects))
        run = subprocess.run(
            ["ogr2ogr", "-f", "CSV", "/vsistdout/", os.path.join(folder, layer.name + ".sqlite"), "-sql", "@" + statement],
            capture_output=True,
            text=True,
            env=environment,
        )
        assert run.returncode == 0 and "ERROR" not in run.stderr, run.stderr[:2000]
        for n, identifier in list(csv.reader(run.stdout.splitlines()))[1:]:
            answers[int(n)].add(identifier)
    return answers


def export(folder, layer):
    source = os.path.join(folder, layer.name + ".geojson")
    with open(source, "w") as file:
        json.dump(layer.page, file)
    target = os.path.join(folder, layer.name + ".sqlite")
    subprocess.run(
        ["ogr2ogr", "-f", "SQLite", "-dsco", "SPATIALITE=YES", "-dsco", "INIT_WITH_EPSG=NO", "-lco", "GEOMETRY_NAME=geometry",
         "-lco", "LAUNDER=NO", "-nln", layer.name, "-nlt", "GEOMETRY", "-a_srs", "EPSG:4326", target, source],
        check=True,
        capture_output=True,
    )


def touching(layer, part, identifier):
    """Whether a row's border and one of the filter's are within the tolerance, and not the same numbers."""
    shape = layer.shapes.get(identifier)

    def literals(value):
        if isinstance(value, dict):
            if "coordinates" in value:
                yield shapely.geometry.shape(value)
            else:
                for inner in value.values():
                    yield from literals(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from literals(inner)

    def border(s):
        return s.boundary if s.geom_type.endswith("Polygon") else s

    return shape is not None and any(
        shapely.distance(border(shape), border(other)) <= TOUCHING_DEG for other in literals(part.json)
    )


def main():
    binary, number, seed = sys.argv[1], *map(int, (sys.argv[2:] + ["2000", "20"][len(sys.argv) - 2 :]))
    rng = random.Random(seed)
    counts, close, answered = collections.Counter(), collections.Counter(), 0
    with Served(binary) as served, tempfile.TemporaryDirectory() as folder:
        layers = [Layer(served, layer) for layer in LAYERS]
        filters = collections.defaultdict(list)
        for _ in range(number):
            layer = rng.choice(layers)
            filters[layer.name].append(tree(layer, rng, rng.randint(0, 3)))
        for layer in layers:
            export(folder, layer)
            parts = filters[layer.name]
            expected = ask_oracle(folder, layer, parts)
            for n, (part, wanted) in enumerate(zip(parts, expected)):
                got = ask_server(served, layer, n, part)
                counts.update(part.operators)
                answered += bool(wanted)
                for identifier in got ^ wanted:
                    assert touching(layer, part, identifier), (
                        f"{layer.name}: {part.text}\n{part.sql}\n{identifier}: "
                        f"{'riverchief' if identifier in got else 'SpatiaLite'} alone"
                    )
                    close.update(o for o in part.operators if o.startswith("S_"))
    assert not served.log, served.log
    print(f"{number} filters, {answered} with an answer; operators: {dict(sorted(counts.items()))}")
    print(f"rows that differ, all touching within {TOUCHING_DEG} degrees: {dict(close)}")


if __name__ == "__main__":
    main()
