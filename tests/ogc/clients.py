"""The clients that people use, one after another against one server: Debian's GDAL, the newer GDAL of pyogrio's wheel, with
features and with tiles, OWSLib, Debian's PyQGIS, and the requests of QGIS that is newer than Debian's.

usage: clients.py BINARY [PREFIX]

They come through a proxy, which serves a path prefix if one is given, and which keeps what they ask for: so it is seen
what a client lets the server filter, and that the rows are the same when it does.
"""

import json
import os
import subprocess
import sys
import tempfile

import numpy
import pyogrio
import pyproj
import shapely
from owslib.ogcapi.features import Features

from newer_qgis import newer_qgis
from served import Served

BOX = (109.05, 21.45, 109.20, 21.60)


def ogr(*arguments):
    run = subprocess.run(arguments, capture_output=True, text=True)
    assert run.returncode == 0 and "ERROR" not in run.stderr, f"{arguments}\n{run.stdout[-2000:]}{run.stderr[-2000:]}"
    return run.stdout


def features(served, *arguments):
    """What ogr2ogr writes of a layer, as GeoJSON features."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out.geojson"
        ogr("ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", out, f"OAPIF:{served.url}", *arguments)
        with open(out) as file:
            return json.load(file)["features"]


def own(served, collection, **parameters):
    """The same straight from the server."""
    return served.get(f"/collections/{collection}/items", limit=10000, **parameters)["features"]


def column(rows, name):
    return sorted(f["properties"][name] for f in rows)


def debian_gdal(served):
    listed = ogr("ogrinfo", "-ro", "-q", f"OAPIF:{served.url}")
    for collection in served.get("/collections")["collections"]:
        assert collection["id"] in listed, collection["id"]

    villages = own(served, "villages")
    summary = ogr("ogrinfo", "-ro", "-so", f"OAPIF:{served.url}", "villages")
    assert f"Feature Count: {len(villages)}" in summary, summary
    assert "WGS 84" in summary, summary

    served.forget()
    paged = features(served, "villages", "-oo", "PAGE_SIZE=100")
    assert column(paged, "code") == column(villages, "code")
    shapes = {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in paged}
    for f in villages:
        wanted = shapely.get_coordinates(shapely.geometry.shape(f["geometry"]))
        assert numpy.array_equal(shapely.get_coordinates(shapes[f["properties"]["code"]]), wanted), "longitude, latitude"
    pages = [q for q in served.queries("/collections/villages/items") if q.get("limit") == "100"]
    assert len(pages) >= 5 and sum("after" in q for q in pages) >= 4, pages
    assert all("edition" in q and "datetime" in q for q in pages if "after" in q)

    served.forget()
    found = features(served, "villages", "-spat", *map(str, BOX))
    wanted = own(served, "villages", bbox=",".join(map(str, BOX)))
    assert column(found, "code") == column(wanted, "code") and 0 < len(wanted) < len(villages)
    assert any("bbox" in q for q in served.queries("/collections/villages/items")), "the box is the server's work"

    posts = own(served, "posts")
    local = {
        "level = 'county'": [p for p in posts if p["properties"]["level"] == "county"],
        "state = 'vacant' OR capacity > 1": [
            p for p in posts if p["properties"]["state"] == "vacant" or p["properties"]["capacity"] > 1
        ],
        "water IS NULL AND kind <> 'liaison'": [
            p for p in posts if p["properties"]["water"] is None and p["properties"]["kind"] != "liaison"
        ],
        "name LIKE '%总河长'": [p for p in posts if p["properties"]["name"].endswith("总河长")],
        "kind ILIKE 'RIVER_%' AND capacity >= 1": [p for p in posts if p["properties"]["kind"] == "river_chief"],
    }
    pushed = {}
    for where, wanted in local.items():
        served.forget()
        found = features(served, "posts", "-where", where)
        assert column(found, "id") == column(wanted, "id"), where
        pushed[where] = filtered(served, "posts")
    served.forget()
    found = features(served, "posts", "-where", f"id = '{posts[3]['id']}'")
    assert column(found, "id") == [posts[3]["id"]]
    assert [target for _, target, _ in served.asked[:]][-1].endswith("/items/" + posts[3]["id"]), "an id is asked for as an item"
    tenures = own(served, "tenures")
    for where, wanted in {
        "valid_from >= '2019/01/01'": [t for t in tenures if (t["properties"]["valid_from"] or "") >= "2019-01-01"],
        "valid_to < '2022/01/01' AND post_kind = 'general_chief'": [
            t
            for t in tenures
            if (t["properties"]["valid_to"] or "9") < "2022-01-01" and t["properties"]["post_kind"] == "general_chief"
        ],
    }.items():
        served.forget()
        found = features(served, "tenures", "-where", where)
        assert column(found, "id") == column(wanted, "id") and wanted, where
        pushed[where] = filtered(served, "tenures")
    return pushed


def filtered(served, collection):
    """The filter that a client left to the server; GDAL finds in /api that it may."""
    asked = [q for q in served.queries(f"/collections/{collection}/items") if "filter" in q]
    assert asked and all(q["filter-lang"] == "cql-text" and "datetime" not in q for q in asked if "after" not in q), served.asked[:]
    return asked[0]["filter"]


def ogcapi_tiles(served):
    """GDAL's other driver, which reads tiles. It takes a box in the tiles' own CRS alone (GDAL 3.12, InitWithTilesAPI)."""
    turn = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)
    corners = turn.transform(*BOX[:2]) + turn.transform(*BOX[2:])
    box = dict(zip(("MINX", "MINY", "MAXX", "MAXY"), corners))
    said = {}
    for collection, identifier in (("counties", "code"), ("segments_city", "id")):
        dataset = f"OGCAPI:{served.url}/collections/{collection}"
        served.forget()
        meta, _, shapes, fields = pyogrio.raw.read(dataset, layer="Zoom level 10", API="TILES", **box)
        assert meta["crs"] == "EPSG:3857"
        found = set(fields[list(meta["fields"]).index(identifier)])
        wanted = {f["id"] for f in own(served, collection, bbox=",".join(map(str, BOX)))}
        assert wanted and wanted <= found, (collection, wanted - found)
        drawn = shapely.union_all(shapely.from_wkb(shapes))
        assert shapely.box(*corners).intersects(drawn)
        tiles = [target for _, target, _ in served.asked[:] if "/WebMercatorQuad/10/" in target]
        assert tiles, served.asked[:]
        said[collection] = tiles
    return said


def newer_gdal(served):
    dataset = f"OAPIF:{served.url}"
    layers = {name for name, _ in pyogrio.list_layers(dataset)}
    assert layers >= {c["id"] for c in served.get("/collections")["collections"]}
    stored = {f["id"]: shapely.geometry.shape(f["geometry"]) for f in own(served, "counties")}
    for code in (4490, 4326, 3857, 4545, 4546, 4508):
        served.forget()
        meta, _, shapes, fields = pyogrio.raw.read(dataset, layer="counties", CRS=f"EPSG:{code}")
        asked = served.queries("/collections/counties/items")
        # GDAL takes the first in the list that is the same to it: 4508 and 4546 differ in their name alone.
        wanted = {4326: "CRS84", 4508: "4546"}.get(code, str(code))
        assert any(q.get("crs", "").endswith("/" + wanted) for q in asked), asked
        assert wanted in meta["crs"], meta["crs"]
        ids = fields[list(meta["fields"]).index("code")]
        turn = pyproj.Transformer.from_crs(4490, code, always_xy=True)
        assert len(ids) == len(stored)
        for identifier, shape in zip(ids, shapely.from_wkb(shapes)):
            x, y = shapely.get_coordinates(stored[identifier]).T
            wanted = numpy.column_stack([x, y] if code in (4490, 4326) else turn.transform(x, y))
            got = shapely.get_coordinates(shape)
            assert got.shape == wanted.shape and numpy.abs(got - wanted).max() < 1e-3, (code, got[0], wanted[0])
    served.forget()
    _, _, _, fields = pyogrio.raw.read(dataset, layer="segments_village", bbox=BOX, columns=["id"], read_geometry=False)
    wanted = own(served, "segments_village", bbox=",".join(map(str, BOX)))
    assert sorted(fields[0]) == column(wanted, "id") and wanted
    assert any("bbox" in q for q in served.queries("/collections/segments_village/items"))
    pushed = {}
    everything = own(served, "segments_village")
    for where, keep in {
        "name = '南流江' AND bank = 'both'": lambda p: p["name"] == "南流江" and p["bank"] == "both",
        "measure_from > 5000.5 OR NOT (branch = 0)": lambda p: p["measure_from"] > 5000.5 or p["branch"] != 0,
        "vacant_since IS NULL": lambda p: p["vacant_since"] is None,
    }.items():
        served.forget()
        _, _, _, fields = pyogrio.raw.read(dataset, layer="segments_village", where=where, columns=["id"], read_geometry=False)
        assert sorted(fields[0]) == sorted(f["id"] for f in everything if keep(f["properties"])), where
        pushed[where] = filtered(served, "segments_village")
    return pushed


def owslib(served):
    service = Features(served.url + "/")
    assert service.links and "features-1/1.0/conf/core" in json.dumps(service.conformance())
    assert "openapi" in service.api()
    ids = [c["id"] for c in served.get("/collections")["collections"]]
    assert [c["id"] for c in service.collections()["collections"]] == ids
    assert service.feature_collections() == ids
    counties = service.collection("counties")
    assert counties["itemType"] == "feature" and len(counties["crs"]) == 7
    assert "area_m2" in service.collection_queryables("counties")["properties"]
    assert "area_m2" in service.collection_schema("counties")["properties"]
    page = service.collection_items("villages", limit=3)
    assert (page["numberReturned"], page["numberMatched"]) == (3, len(own(served, "villages")))
    item = service.collection_item("counties", "450521")
    assert item["properties"]["name"] == "合浦县"
    boxed = service.collection_items("villages", bbox=list(BOX), limit=10000)
    assert boxed["numberMatched"] == len(own(served, "villages", bbox=",".join(map(str, BOX))))
    day = service.collection_items("townships", datetime_="2018-08-31", limit=100)
    assert "450521201" in [f["id"] for f in day["features"]]
    served.forget()
    cql = {"op": "and", "args": [{"op": "=", "args": [{"property": "level"}, "county"]}, {"op": "like", "args": [{"property": "name"}, "%区"]}]}
    posted = service.collection_items("counties", cql=cql)
    assert len(posted["features"]) == 3 == posted["numberMatched"], posted
    assert [method for method, _, _ in served.asked[:]] == ["POST"], "OWSLib sends cql= as a body"
    assert service.collection_items("counties", filter="name LIKE '%区'")["numberMatched"] == 3


def qgis(served):
    """PyQGIS belongs to the system's Python. Where it is not installed this is said."""
    python = "/usr/bin/python3"
    there = subprocess.run([python, "-c", "import qgis.core"], capture_output=True)
    if there.returncode != 0:
        return "skipped: python3-qgis is not installed"
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "qgis_layers.py")
    run = subprocess.run([python, script, served.url, served.direct], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)


def main():
    binary, prefix = sys.argv[1], (sys.argv + [""])[2]
    with Served(binary, prefix) as served:
        for client in (debian_gdal, newer_gdal, ogcapi_tiles, owslib, qgis, newer_qgis):
            pushed = client(served)
            print(f"{client.__name__}: {json.dumps(pushed, ensure_ascii=False)}")
    assert not served.log, served.log


if __name__ == "__main__":
    main()
