"""Executable checks of what OGC has no test suite for: Features 3 (filtering), Features 5 (schemas), Styles 1.

usage: checks.py BASE_URL

Runs against any server. Each check carries the URI of the requirement that it holds; a server that doesn't declare the
class of a requirement is not asked for it. Prints a line for each, and exits with 1 if one fails.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request

FEATURES_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0"
FEATURES_5 = "http://www.opengis.net/spec/ogcapi-features-5/1.0"
STYLES_1 = "http://www.opengis.net/spec/ogcapi-styles-1/1.0"
CQL2 = "http://www.opengis.net/spec/cql2/1.0"

CHECKS = []
HYPHENATED = {"filter_lang": "filter-lang", "filter_crs": "filter-crs"}


def requirement(standard, path):
    """Registers a check of `standard/req/class/name`."""

    def register(check):
        CHECKS.append((standard, path, check))
        return check

    return register


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def type(self):
        return self.headers.get("content-type", "").split(";")[0]


class Server:
    def __init__(self, base):
        self.base = base.rstrip("/")
        self.landing = self.get("/").json
        self.classes = set(self.get("/conformance").json["conformsTo"])
        self.collections = self.get("/collections").json["collections"]

    def get(self, path, accept="application/json", **parameters):
        address = path if path.startswith("http") else self.base + path
        if parameters:
            mark = "&" if "?" in address else "?"
            address += mark + urllib.parse.urlencode({HYPHENATED.get(k, k): v for k, v in parameters.items()})
        request = urllib.request.Request(address, headers={"accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def schema(self, collection, relation):
        links = [l for l in collection["links"] if l["rel"] in relation]
        assert links, f"{collection['id']} has no link {relation[0]}"
        answer = self.get(links[0]["href"], accept="application/schema+json")
        assert (answer.status, answer.type) == (200, "application/schema+json"), (answer.status, answer.type)
        return links[0]["href"], answer.json

    def queryables(self, collection):
        return self.schema(collection, QUERYABLES)

    def items(self, collection, **parameters):
        parameters.setdefault("limit", 10)
        return self.get(f"/collections/{collection['id']}/items", "application/geo+json", **parameters)

    def sample(self):
        """Collections with features: (collection, queryables, a feature)."""
        for collection in self.collections:
            page = self.items(collection, limit=1).json
            if page["features"]:
                yield collection, self.queryables(collection)[1]["properties"], page["features"][0]


QUERYABLES = ["http://www.opengis.net/def/rel/ogc/1.0/queryables", "[ogc-rel:queryables]"]
SCHEMA = ["http://www.opengis.net/def/rel/ogc/1.0/schema", "[ogc-rel:schema]"]
SIMPLE = {"string": str, "number": (int, float), "integer": int, "boolean": bool}


def plain(value):
    return str(value).lower() if isinstance(value, bool) else value


def literal(value):
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else plain(value)


def simple_values(queryables, feature):
    for name, said in queryables.items():
        value = feature["properties"].get(name)
        if value is not None and isinstance(value, SIMPLE.get(said.get("type"), ())) and "format" not in said:
            yield name, value


@requirement(FEATURES_3, "queryables/queryables-link")
def every_collection_links_its_queryables(server):
    for collection in server.collections:
        assert any(l["rel"] in QUERYABLES for l in collection["links"]), collection["id"]


@requirement(FEATURES_3, "queryables/get-queryables-op")
def queryables_can_be_got(server):
    for collection in server.collections:
        server.queryables(collection)


@requirement(FEATURES_3, "queryables/get-queryables-response")
def queryables_are_a_schema_of_an_object(server):
    for collection in server.collections:
        href, schema = server.queryables(collection)
        assert schema["$schema"] in (
            "https://json-schema.org/draft/2019-09/schema",
            "https://json-schema.org/draft/2020-12/schema",
        )
        assert schema["$id"] == href.split("?")[0], (schema["$id"], href)
        assert schema["type"] == "object" and isinstance(schema["properties"], dict)


@requirement(FEATURES_3, "queryables-query-parameters/parameters")
def every_simple_queryable_is_a_parameter(server):
    for collection, queryables, feature in server.sample():
        for name, value in simple_values(queryables, feature):
            answer = server.items(collection, **{name: plain(value), "limit": 1000})
            assert answer.status == 200, (collection["id"], name, answer.body[:300])
            found = answer.json["features"]
            assert found and all(f["properties"][name] == value for f in found), (collection["id"], name)


@requirement(FEATURES_3, "filter/filter-param")
def filter_is_a_parameter_and_nonsense_is_refused(server):
    for collection, queryables, feature in server.sample():
        for name, value in list(simple_values(queryables, feature))[:3]:
            answer = server.items(collection, filter=f'"{name}" = {literal(value)}', limit=1000)
            assert answer.status == 200, (collection["id"], answer.body[:300])
            assert feature["id"] in [f["id"] for f in answer.json["features"]] or answer.json["numberMatched"] > 1000
        for nonsense in ("(((", "no_such_property = 1", "= 3"):
            assert server.items(collection, filter=nonsense).status == 400, nonsense


@requirement(FEATURES_3, "filter/filter-lang-param")
def text_is_the_default_language_and_json_another(server):
    collection, queryables, feature = next(server.sample())
    name, value = next(simple_values(queryables, feature))
    text = f'"{name}" = {literal(value)}'
    tree = json.dumps({"op": "=", "args": [{"property": name}, value]})
    answers = [
        server.items(collection, filter=text),
        server.items(collection, filter=text, filter_lang="cql2-text"),
        server.items(collection, filter=tree, filter_lang="cql2-json"),
    ]
    assert [a.status for a in answers] == [200] * 3
    first = [f["id"] for f in answers[0].json["features"]]
    assert all([f["id"] for f in a.json["features"]] == first for a in answers)
    assert server.items(collection, filter=text, filter_lang="no-such-language").status == 400


def with_geometry(server):
    for collection, queryables, feature in server.sample():
        geometry = next((n for n, s in queryables.items() if s.get("format", "").startswith("geometry")), None)
        if geometry and feature["geometry"]:
            place = feature["geometry"]["coordinates"]
            while isinstance(place[0], list):
                place = place[0]
            yield collection, geometry, feature, place


@requirement(FEATURES_3, "filter/filter-crs-wgs84")
def without_filter_crs_geometries_are_longitude_latitude(server):
    for collection, geometry, feature, (x, y, *_) in with_geometry(server):
        answer = server.items(collection, filter=f'S_INTERSECTS("{geometry}", POINT({x} {y}))', limit=1000)
        assert answer.status == 200, answer.body[:300]
        assert feature["id"] in [f["id"] for f in answer.json["features"]], collection["id"]


@requirement(FEATURES_3, "filter/filter-crs-param")
def filter_crs_turns_the_axes_and_an_unknown_one_is_refused(server):
    crs = "http://www.opengis.net/def/crs/EPSG/0/4326"
    for collection, geometry, feature, (x, y, *_) in with_geometry(server):
        if crs not in collection.get("crs", []):
            continue
        answer = server.items(collection, filter=f'S_INTERSECTS("{geometry}", POINT({y} {x}))', filter_crs=crs, limit=1000)
        assert answer.status == 200, answer.body[:300]
        assert feature["id"] in [f["id"] for f in answer.json["features"]], collection["id"]
        refused = server.items(collection, filter="1 = 1", filter_crs="http://www.example.org/no-such-crs")
        assert refused.status == 400


@requirement(FEATURES_3, "filter/mixing-expressions")
def other_parameters_and_the_filter_hold_together(server):
    for collection, queryables, feature in server.sample():
        values = list(simple_values(queryables, feature))
        if len(values) < 2 or "bbox" not in collection.get("extent", {}).get("spatial", {}):
            continue
        (a, x), (b, y) = values[0], values[1]
        box = ",".join(map(str, collection["extent"]["spatial"]["bbox"][0]))
        answer = server.items(collection, filter=f'"{a}" = {literal(x)}', bbox=box, **{b: plain(y)})
        assert answer.status == 200, answer.body[:300]
        assert all(f["properties"][a] == x and f["properties"][b] == y for f in answer.json["features"])


@requirement(FEATURES_3, "filter/response")
def only_features_that_pass_are_in_the_answer(server):
    for collection, queryables, feature in server.sample():
        everything = server.items(collection, limit=1).json["numberMatched"]
        name, value = next(simple_values(queryables, feature))
        yes = server.items(collection, filter=f'"{name}" = {literal(value)}', limit=1).json["numberMatched"]
        no = server.items(collection, filter=f'"{name}" <> {literal(value)}', limit=1).json["numberMatched"]
        absent = server.items(collection, filter=f'"{name}" IS NULL', limit=1).json["numberMatched"]
        assert yes >= 1 and yes + no + absent == everything, (collection["id"], name, yes, no, absent, everything)


@requirement(CQL2, "basic-cql2/cql2-filter")
def logic_comparisons_and_null(server):
    for collection, queryables, feature in server.sample():
        name, value = next(simple_values(queryables, feature))
        matched = lambda text: server.items(collection, filter=text, limit=1).json["numberMatched"]
        condition = f'"{name}" = {literal(value)}'
        assert matched(f"NOT ({condition})") == matched(f'"{name}" <> {literal(value)}')
        assert matched(f"({condition}) AND NOT ({condition})") == 0
        assert matched(f'"{name}" <= {literal(value)} AND "{name}" >= {literal(value)}') == matched(condition)


def schemas(server):
    for collection in server.collections:
        yield collection, *server.schema(collection, SCHEMA)


@requirement(FEATURES_5, "returnables-and-receivables/link")
def every_collection_links_its_schema(server):
    for collection in server.collections:
        assert any(l["rel"] in SCHEMA for l in collection["links"]), collection["id"]


@requirement(FEATURES_5, "returnables-and-receivables/op")
def a_schema_can_be_got(server):
    list(schemas(server))


@requirement(FEATURES_5, "returnables-and-receivables/response")
def a_schema_describes_every_property_of_the_features(server):
    for collection, _, schema in schemas(server):
        for feature in server.items(collection).json["features"]:
            undeclared = set(feature["properties"]) - set(schema["properties"])
            assert schema.get("additionalProperties", True) or not undeclared, (collection["id"], undeclared)


@requirement(FEATURES_5, "schemas/json-schema")
def a_schema_is_a_json_schema_at_its_own_address(server):
    for collection, href, schema in schemas(server):
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert "?" not in schema["$id"] and schema["type"] == "object"
        assert server.get(schema["$id"], accept="application/schema+json").json == schema, collection["id"]


GEOMETRIES = {
    "geometry-" + name
    for name in "point multipoint linestring multilinestring polygon multipolygon geometrycollection any "
    "point-or-multipoint linestring-or-multilinestring polygon-or-multipolygon".split()
}


@requirement(FEATURES_5, "schemas/properties")
def properties_have_types_and_geometries_have_formats(server):
    for collection, _, schema in schemas(server):
        for name, said in schema["properties"].items():
            if said.get("format", "").startswith("geometry"):
                assert said["format"] in GEOMETRIES and "type" not in said and "$ref" not in said, name
            else:
                assert said["type"] in ("string", "number", "integer", "boolean", "object", "array"), name


@requirement(FEATURES_5, "schemas/additional-keywords")
def additional_keywords_are_of_ogc(server):
    known = {
        "title", "description", "type", "format", "enum", "items", "readOnly", "writeOnly", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "required",
    }  # fmt: skip
    for _, _, schema in schemas(server):
        for name, said in schema["properties"].items():
            strange = [k for k in said if k not in known and not k.startswith("x-ogc-")]
            assert not strange, (name, strange)


@requirement(FEATURES_5, "schemas/role-id")
def one_property_is_the_id(server):
    for collection, _, schema in schemas(server):
        ids = [n for n, s in schema["properties"].items() if s.get("x-ogc-role") == "id"]
        assert len(ids) <= 1, ids
        for name in ids:
            assert schema["properties"][name]["type"] in ("string", "integer")
            for feature in server.items(collection).json["features"]:
                assert feature["properties"][name] == feature["id"], (collection["id"], feature["id"])


@requirement(FEATURES_5, "schemas/property-seq")
def places_of_properties_are_whole_numbers_each_once(server):
    for _, _, schema in schemas(server):
        places = [s["x-ogc-propertySeq"] for s in schema["properties"].values() if "x-ogc-propertySeq" in s]
        assert all(isinstance(p, int) for p in places) and len(places) == len(set(places))


@requirement(FEATURES_5, "schemas/unit")
def units_are_named_in_a_language_of_units(server):
    for _, _, schema in schemas(server):
        for said in schema["properties"].values():
            if "x-ogc-unit" in said:
                assert isinstance(said["x-ogc-unit"], str) and said["type"] in ("number", "integer")
                assert said.get("x-ogc-unitLang", "UCUM") in ("UCUM", "QUDT")


def roles(schema, role):
    return [s for s in schema["properties"].values() if s.get("x-ogc-role") == role]


@requirement(FEATURES_5, "core-roles-features/role-primary-geometry")
def the_primary_geometry_is_a_geometry(server):
    for _, _, schema in schemas(server):
        found = roles(schema, "primary-geometry")
        assert len(found) <= 1 and all(s["format"] in GEOMETRIES for s in found)


for role in ("primary-instant", "primary-interval-start", "primary-interval-end"):

    @requirement(FEATURES_5, f"core-roles-features/role-{role}")
    def the_primary_time_is_a_time(server, role=role):
        for _, _, schema in schemas(server):
            found = roles(schema, role)
            assert len(found) <= 1 and all(s["format"] in ("date", "date-time") for s in found)


@requirement(FEATURES_5, "core-roles-features/primary-temporal-constraints")
def an_interval_has_ends_of_one_kind_and_no_instant(server):
    for _, _, schema in schemas(server):
        ends = roles(schema, "primary-interval-start") + roles(schema, "primary-interval-end")
        assert not (ends and roles(schema, "primary-instant")) and len({s["format"] for s in ends}) <= 1


@requirement(STYLES_1, "core/base-resource-link")
def the_landing_page_links_the_styles(server):
    relation = "http://www.opengis.net/def/rel/ogc/1.0/styles"
    assert any(l["rel"] == relation for l in server.landing["links"])


@requirement(STYLES_1, "core/styles-op")
def the_styles_can_be_got(server):
    assert server.get("/styles").status == 200


@requirement(STYLES_1, "core/styles-success")
def every_style_has_an_id_and_a_stylesheet(server):
    body = server.get("/styles").json
    ids = [style["id"] for style in body["styles"]]
    assert ids and len(ids) == len(set(ids)) and body.get("default", ids[0]) in ids
    for style in body["styles"]:
        sheets = [l for l in style["links"] if l["rel"] == "stylesheet"]
        assert sheets and all(l.get("type") for l in sheets), style["id"]
        described = [l for l in style["links"] if l["rel"] == "describedby"]
        assert described and all(l.get("type") for l in described), style["id"]
        for link in style["links"]:
            answer = server.get(link["href"], accept="*/*")
            assert answer.status == 200, link["href"]
            assert "type" not in link or answer.type == link["type"].split(";")[0], (link, answer.type)


@requirement(STYLES_1, "core/style-op")
def every_style_is_below_the_styles(server):
    for style in server.get("/styles").json["styles"]:
        assert server.get(f"/styles/{style['id']}", accept="*/*").status == 200


@requirement(STYLES_1, "core/style-success")
def a_style_is_what_its_type_says(server):
    for style in server.get("/styles").json["styles"]:
        answer = server.get(f"/styles/{style['id']}", accept="*/*")
        if "json" in answer.type:
            assert answer.json["version"] == 8 and answer.json["layers"]


@requirement(STYLES_1, "core/style-md-op")
def every_style_has_metadata(server):
    for style in server.get("/styles").json["styles"]:
        assert server.get(f"/styles/{style['id']}/metadata").status == 200


@requirement(STYLES_1, "core/style-md-success")
def metadata_tells_of_the_style_and_of_what_it_draws(server):
    for style in server.get("/styles").json["styles"]:
        metadata = server.get(f"/styles/{style['id']}/metadata").json
        assert metadata["id"] == style["id"] and metadata.get("scope", "style") == "style"
        for sheet in metadata.get("stylesheets", []):
            assert server.get(sheet["link"]["href"], accept="*/*").status == 200
        for layer in metadata.get("layers", []):
            assert layer["id"] and layer.get("geometryType", "any") in ("points", "lines", "polygons", "solids", "any")


@requirement(STYLES_1, "core/style-feature-type")
def layers_of_styles_are_collections_or_said_to_be_in_the_tiles(server):
    for style in server.get("/styles").json["styles"]:
        sheet = server.get(f"/styles/{style['id']}", accept="*/*").json
        wanted = {layer["source-layer"] for layer in sheet["layers"] if "source-layer" in layer}
        tiles = {layer["id"] for layer in server.get("/tiles/WebMercatorQuad").json["layers"]}
        assert wanted <= tiles, wanted - tiles


def main():
    server = Server(sys.argv[1])
    failed = skipped = 0
    for standard, path, check in CHECKS:
        declared = f"{standard}/conf/{path.split('/')[0]}"
        uri = f"{standard}/req/{path}"
        if declared not in server.classes:
            skipped += 1
            print(f"skip {uri}: the class is not declared")
            continue
        try:
            check(server)
        except Exception as error:  # noqa: BLE001: whatever goes wrong, the requirement isn't met
            failed += 1
            print(f"FAIL {uri}: {check.__name__}: {type(error).__name__}: {error}")
        else:
            print(f"ok   {uri}")
    print(f"{len(CHECKS) - failed - skipped} requirements met, {failed} not, {skipped} not declared")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
