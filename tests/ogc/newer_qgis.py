"""What QGIS after 3.22 asks for: requests written from its source, since Debian has none newer to run.

A client of clients.py. From src/providers/wfs/oapif of qgis/QGIS (3.34 to 3.44): qgsoapifapirequest.cpp (page size, simple queryables),
qgsoapifprovider.cpp (conformance, queryables, schema, OPTIONS), qgsoapiffeaturedownloaderimpl.cpp (bbox, bbox-crs, crs,
two filters joined), qgsoapifcql2textexpressioncompiler.cpp (how an expression is written). The requests are theirs byte
for byte as far as the source tells; what they do with the answers is reckoned here.
"""

import json
import urllib.error
import urllib.parse
import urllib.request

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONF = "http://www.opengis.net/spec/"
# QgsOapifProvider::init
PART_2 = CONF + "ogcapi-features-2/1.0/conf/crs"
CQL2_TEXT = [
    CONF + path
    for path in (
        "cql2/1.0/conf/cql2-text",
        "cql2/1.0/conf/basic-cql2",
        "ogcapi-features-3/1.0/conf/filter",
        "ogcapi-features-3/1.0/conf/features-filter",
    )
]
LIKE_BETWEEN_IN = CONF + "cql2/1.0/conf/advanced-comparison-operators"
CASEI = CONF + "cql2/1.0/conf/case-insensitive-comparison"
SCHEMAS = CONF + "ogcapi-features-5/1.0/conf/schemas"
API = "application/vnd.oai.openapi+json;version=3.0, application/openapi+json;version=3.0, application/json"
BOX = (109.05, 21.45, 109.20, 21.60)


def send(url, accept=None, method="GET"):
    # QUrl escapes what may not stand in an address, and nothing else.
    url = urllib.parse.quote(url, safe="%/:?#[]@!$&'()*+,;=-._~")
    request = urllib.request.Request(url, method=method, headers={"accept": accept} if accept else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers, answer.read()


def get(url, accept):
    return json.loads(send(url, accept)[1])


def link(document, rel, types):
    """QgsOAPIFJson::findLink: the first of the types that there is."""
    for wanted in types:
        for found in document["links"]:
            if found["rel"] == rel and found.get("type") == wanted:
                return found["href"]
    raise AssertionError((rel, document["links"]))


class Layer:
    """QgsOapifProvider::init, step by step."""

    def __init__(self, root, name):
        landing = get(root, "application/json")
        api = link(landing, "service-desc", ["application/vnd.oai.openapi+json;version=3.0"])
        self.read_api(get(api, API), name)
        data = link(landing, "data", ["application/json"])
        self.url = f"{data}/{name}"
        collection = get(self.url, "application/json")
        classes = get(link(landing, "conformance", ["application/json"]), "application/json")["conformsTo"]
        assert PART_2 in classes and all(c in classes for c in CQL2_TEXT) and SCHEMAS in classes
        assert LIKE_BETWEEN_IN in classes and CASEI in classes
        self.crs = collection.get("storageCrs", CRS84)
        self.extent = collection["extent"]["spatial"]["bbox"][0] if "spatial" in collection["extent"] else None
        self.queryables = get(self.url + "/queryables", "application/schema+json")["properties"]
        self.items = self.url + "/items"
        first = get(self.items + "?limit=10", "application/geo+json, application/json")
        self.count = first["numberMatched"]
        relation = "http://www.opengis.net/def/rel/ogc/1.0/schema"
        schema = get(link(collection, relation, ["application/schema+json"]), "application/schema+json")
        places = [s["x-ogc-propertySeq"] for s in schema["properties"].values() if "x-ogc-propertySeq" in s]
        assert len(places) == len(set(places))
        self.fields = [n for n, s in schema["properties"].items() if "type" in s]
        # computeCapabilities: whoever lets POST on the items is taken for one that features can be added to.
        headers, _ = send(self.items, method="OPTIONS")
        self.editable = "POST" in headers.get("allow", "")

    def read_api(self, api, name):
        limit = api["components"]["parameters"]["limit"]["schema"]
        self.page_size = min(max(1000, limit["default"]), limit["maximum"])
        parameters = api["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        self.simple = {}
        for parameter in parameters:
            if "$ref" in parameter:
                found = api
                for part in parameter["$ref"].removeprefix("#/").split("/"):
                    found = found[part]
                parameter = found
            if {"style", "explode", "schema"} <= set(parameter) and parameter["in"] == "query" and not parameter["explode"]:
                self.simple[parameter["name"]] = parameter["schema"]["type"]

    def features(self, filters=(), box=None, geometry_in_filter=False):
        """QgsOapifFeatureDownloaderImpl::run: filters come as `filter=…&filter-lang=…`, joined as text."""
        url = f"{self.items}?limit={self.page_size}"
        encoded = [urllib.parse.quote(f, safe="") for f in filters]
        if len(encoded) == 2:
            url += f"&filter=({encoded[0]}) AND ({encoded[1]})&filter-lang=cql2-text"
        elif encoded:
            url += f"&filter={encoded[0]}&filter-lang=cql2-text"
        if geometry_in_filter and self.crs != CRS84:
            url += f"&filter-crs={self.crs}"
        if box:
            # The axes of EPSG:4490 are turned.
            x0, y0, x1, y1 = box
            url += f"&bbox={y0},{x0},{y1},{x1}&bbox-crs={self.crs}" if self.crs != CRS84 else f"&bbox={x0},{y0},{x1},{y1}"
        if self.crs != CRS84:
            url += f"&crs={self.crs}"
        found = []
        while url:
            headers, body = send(url, "application/geo+json, application/json")
            page = json.loads(body)
            assert self.crs == CRS84 or headers["content-crs"] == f"<{self.crs}>"
            found += page["features"]
            url = next((l["href"] for l in page["links"] if l["rel"] == "next"), None)
        return found


def newer_qgis(served):
    def stored(name, **parameters):
        return served.get(f"/collections/{name}/items", limit=10000, **parameters)["features"]

    for collection in served.get("/collections")["collections"]:
        layer = Layer(served.url, collection["id"])
        assert layer.page_size == 1000 and not layer.editable, collection["id"]
        assert set(layer.simple) == set(layer.queryables) - {"geometry"} == set(layer.fields)
    segments = Layer(served.url, "segments_village")
    assert segments.crs == "http://www.opengis.net/def/crs/EPSG/0/4490"
    boxed = segments.features(box=BOX)
    wanted = stored("segments_village", bbox=",".join(map(str, BOX)))
    assert sorted(f["id"] for f in boxed) == sorted(f["id"] for f in wanted) and wanted
    here = {f["id"]: f["geometry"]["coordinates"] for f in wanted}
    for feature in boxed:
        for (lat, lon), (x, y, *_) in zip(feature["geometry"]["coordinates"], here[feature["id"]]):
            assert (lat, lon) == (y, x)

    everything = [f["properties"] for f in stored("segments_village")]
    # As compileNode writes them: brackets around each, names with an underscore quoted, dates by function.
    for filters, keep in [
        (["(bank = 'both')"], lambda p: p["bank"] == "both"),
        (["((name = '南流江') AND (\"measure_from\" > 5000.5))"], lambda p: p["name"] == "南流江" and p["measure_from"] > 5000.5),
        (["(name LIKE '南%')", "(NOT ((branch = 0)))"], lambda p: p["name"].startswith("南") and p["branch"] != 0),
        (["(CASEI(state) LIKE CASEI('FILL%'))"], lambda p: p["state"].startswith("fill")),
        (["(\"vacant_since\" IS NULL)"], lambda p: p["vacant_since"] is None),
        (["(\"vacant_since\" IS NOT NULL)"], lambda p: p["vacant_since"] is not None),
        (["(\"valid_from\" >= DATE('2017-01-01'))"], lambda p: (p["valid_from"] or "") >= "2017-01-01"),
        (["(\"valid_from\" < TIMESTAMP('2018-06-30T00:00:00.000Z'))"], lambda p: p["valid_from"] and p["valid_from"] < "2018-06-30"),
        (["(registered = TRUE)"], lambda p: p["registered"]),
        (["name IN ('南流江','武利江')"], lambda p: p["name"] in ("南流江", "武利江")),
        (["(\"length_m\" BETWEEN 100 AND 900.5)"], lambda p: 100 <= p["length_m"] <= 900.5),
        (["((\"measure_to\" - \"measure_from\") > ((2 * 500) + ( - (1))))"], lambda p: p["measure_to"] - p["measure_from"] > 999),
    ]:
        found = sorted(f["id"] for f in segments.features(filters))
        assert found == sorted(p["id"] for p in everything if keep(p)), filters
        assert found or "vacant" in filters[0] or "TIMESTAMP" in filters[0] or "valid" in filters[0], filters
    # With a geometry, in the layer's CRS; BBOX is CQL2's.
    place = "S_INTERSECTS(geometry,BBOX(21.45,109.05,21.6,109.2))"
    found = segments.features([place], geometry_in_filter=True)
    assert sorted(f["id"] for f in found) == sorted(here)
    # A server without CQL2 is asked by simple queryables and datetime; both are served as well.
    page = get(f"{segments.items}?limit=1000&bank=both&name=%E5%8D%97%E6%B5%81%E6%B1%9F", "application/geo+json")
    assert page["numberMatched"] == sum(p["bank"] == "both" and p["name"] == "南流江" for p in everything)
    for datetime in ("2018-01-01T00:00:00Z%2F9999-12-31T00:00:00Z", "0000-01-01T00:00:00Z%2F2018-01-01T00:00:00Z"):
        assert get(f"{segments.items}?limit=1&datetime={datetime}", "application/geo+json")["numberMatched"]
    # What a client tells of a change is refused, with words.
    request = urllib.request.Request(
        segments.items,
        data=b'{"type":"Feature","geometry":null,"properties":{}}',
        headers={"content-type": "application/geo+json"},
    )
    try:
        urllib.request.urlopen(request, timeout=60)
        raise AssertionError("a feature was taken")
    except urllib.error.HTTPError as error:
        assert error.code == 415 and b"application/problem+json" in error.headers["content-type"].encode()
