"""PyQGIS without a window: layers of the service, their filters and their reprojection, and what they ask the server for.

usage: /usr/bin/python3 qgis_layers.py URL DIRECT_URL

PyQGIS belongs to the system's Python; clients.py starts this with the two addresses of its server. QGIS 3.22 leaves a box and dates to the server and does the rest itself; what
later versions ask for is in newer_qgis.py.
"""

import json
import os
import sys
import tempfile

# QGIS keeps settings and a cache of answers; this run begins with none.
HOME = tempfile.mkdtemp()
os.environ.update(QGIS_CUSTOM_CONFIG_PATH=HOME, XDG_RUNTIME_DIR=HOME, XDG_CACHE_HOME=HOME, QT_QPA_PLATFORM="offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProject,
    QgsRectangle,
    QgsVectorDataProvider,
    QgsVectorLayer,
)

from served import Remote

BOX = (109.05, 21.45, 109.20, 21.60)


def layer(served, name, extra="restrictToRequestBBOX='1'"):
    uri = f"{extra} url='{served.url}' typename='{name}' version='OGC_API_FEATURES' pagingEnabled='true'"
    found = QgsVectorLayer(uri, name, "OAPIF")
    assert found.isValid(), (name, found.error().message())
    return found


def items(served, name, **parameters):
    return served.get(f"/collections/{name}/items", limit=10000, **parameters)["features"]


def ids(features, column):
    return sorted(f[column] for f in features)


def main():
    application = QgsApplication([], False)
    application.initQgis()
    said = {"qgis": Qgis.QGIS_VERSION}
    served = Remote(*sys.argv[1:])
    # Every collection is a layer, with the columns of its schema.
    for collection in served.get("/collections")["collections"]:
        name = collection["id"]
        found = layer(served, name)
        stored = items(served, name)
        assert found.featureCount() == len(stored), (name, found.featureCount(), len(stored))
        columns = set(served.get(f"/collections/{name}/schema")["properties"]) - {"geometry"}
        fields = {field.name() for field in found.fields()}
        assert columns <= fields | {"id"}, (name, columns - fields)
        assert found.isSpatial() == any(f["geometry"] for f in stored[:10]), name
        # There is nothing here that a client could change.
        assert not found.dataProvider().capabilities() & QgsVectorDataProvider.EditingCapabilities, name

    villages = layer(served, "villages")
    assert villages.crs().authid() in ("OGC:CRS84", "EPSG:4326"), villages.crs().authid()
    stored = items(served, "villages")
    served.forget()
    whole = list(villages.getFeatures())
    assert ids(whole, "code") == sorted(f["id"] for f in stored)
    assert all(f.hasGeometry() and not f.geometry().isEmpty() for f in whole)
    pages = [q for q in served.queries("/collections/villages/items") if q.get("limit", "1") != "1"]
    assert pages and all(int(q["limit"]) <= 10_000 for q in pages), "pages are as large as /api says they may be"
    said["pages of"] = pages[0]["limit"]

    villages = layer(served, "villages")
    served.forget()
    boxed = list(villages.getFeatures(QgsFeatureRequest(QgsRectangle(*BOX)).setFlags(QgsFeatureRequest.ExactIntersect)))
    wanted = items(served, "villages", bbox=",".join(map(str, BOX)))
    assert ids(boxed, "code") == sorted(f["id"] for f in wanted) and 0 < len(wanted) < len(stored)
    asked = [q for q in served.queries("/collections/villages/items") if "bbox" in q]
    assert asked, "the box is the server's work"
    said["box"] = asked[0]["bbox"]

    posts = layer(served, "posts")
    for expression, keep in {
        "\"level\" = 'county' AND \"state\" <> 'filled'": lambda p: p["level"] == "county" and p["state"] != "filled",
        "\"name\" LIKE '%总河长' OR \"capacity\" > 1": lambda p: p["name"].endswith("总河长") or p["capacity"] > 1,
        '"water" IS NULL': lambda p: p["water"] is None,
    }.items():
        found = list(posts.getFeatures(QgsFeatureRequest().setFilterExpression(expression)))
        wanted = sorted(f["id"] for f in items(served, "posts") if keep(f["properties"]))
        assert ids(found, "id") == wanted and wanted, expression
        # The same as the filter of the layer.
        assert posts.setSubsetString(expression), expression
        assert ids(posts.getFeatures(), "id") == wanted, expression
        assert posts.featureCount() == len(wanted), expression
        assert posts.setSubsetString("")

    # A condition on a date becomes datetime=: rows in force in that time.
    tenures = layer(served, "tenures")
    for expression, datetime in {
        "\"valid_from\" >= '2019-01-01T00:00:00Z'": "2019-01-01T00:00:00Z/..",
        "\"valid_from\" <= '2018-01-01T00:00:00Z'": "../2018-01-01T00:00:00Z",
    }.items():
        served.forget()
        assert tenures.setSubsetString(expression)
        found = list(tenures.getFeatures())
        asked = [q["datetime"] for q in served.queries("/collections/tenures/items") if "datetime" in q]
        assert asked, served.asked[:]
        wanted = items(served, "tenures", datetime=datetime)
        assert ids(found, "id") == sorted(f["id"] for f in wanted) and wanted, (expression, asked)
        said[expression] = asked[0]

    # Reprojected by QGIS and by the server: the same places.
    counties = layer(served, "counties")
    target = QgsCoordinateReferenceSystem("EPSG:4545")
    request = QgsFeatureRequest().setDestinationCrs(target, QgsProject.instance().transformContext())
    wanted = {
        f["id"]: f["geometry"]["coordinates"][0][0]
        for f in items(served, "counties", crs="http://www.opengis.net/def/crs/EPSG/0/4545")
    }
    furthest = 0.0
    for feature in counties.getFeatures(request):
        ring = feature.geometry().asMultiPolygon()[0][0]
        theirs = wanted.pop(feature["code"])
        assert len(ring) == len(theirs)
        # The server's order of axes is that of EPSG: northing, easting.
        furthest = max(furthest, *(max(abs(p.x() - e), abs(p.y() - n)) for p, (n, e) in zip(ring, theirs)))
    assert not wanted and furthest < 0.01, (wanted.keys(), furthest)
    said["reprojected within m"] = furthest
    print(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    main()
