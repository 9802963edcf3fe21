"""Every collection in every format, as other programs read it: the same features, values, CRS and geometry.

    readers.py FOLDER

FOLDER holds COLLECTION.json, what the rows are, and COLLECTION.ENDING for each format. Prints what differs; exit code 1
if anything does. It knows the formats' limits and nothing of how files were written.
"""

import datetime
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy
import openpyxl
import pyarrow.parquet
import pyogrio
import pyproj
import shapely

# Degrees: what a reader may lose. GDAL reads KML's text with its own parser.
EXACT, TEXT = 0.0, 1e-12
complaints = []


def complain(*words):
    complaints.append(" ".join(str(w) for w in words))


def value(kind, cell):
    """A cell as flat formats have it."""
    if cell is None:
        return None
    return ";".join(cell) if kind == "texts" else cell


def same(kind, wanted, found, loose):
    if kind == "any":
        return True
    if found is None or (isinstance(found, float) and math.isnan(found)):
        return wanted is None or (loose and wanted == "")
    if isinstance(found, numpy.generic):
        if numpy.isnat(found) if found.dtype.kind == "M" else False:
            return wanted is None
        found = str(found)[:10] if found.dtype.kind == "M" else found.item()
    if isinstance(found, (list, numpy.ndarray)):
        found = ";".join(found)
    if wanted is None:
        # A table of a Shapefile has no absent text; a text format has no absent value.
        return loose and found in ("", 0, 0.0)
    if kind == "date":
        if isinstance(found, (datetime.datetime, datetime.date)):
            found = found.isoformat()
        return str(found)[:10].replace("/", "-") == wanted
    if kind == "flag":
        return str(found).lower() in (("true", "1", "1.0") if wanted else ("false", "0", "0.0"))
    if kind == "integer":
        return float(found) == wanted
    if kind == "real":
        return float(found) == wanted or (loose and abs(float(found) - wanted) <= 1e-9 * max(1.0, abs(wanted)))
    return str(found) == wanted


def normal(shape):
    """Parts and rings as they are compared; a single part and a collection of one are the same."""
    if shape is None or shapely.is_empty(shape):
        return None
    if shape.geom_type == "GeometryCollection":
        shape = shapely.multilinestrings(list(shape.geoms))
    if shape.geom_type.startswith("Multi") and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return shape


def same_shape(wanted, found, tolerance):
    wanted, found = normal(wanted), normal(found)
    if wanted is None or found is None:
        return wanted is found
    if wanted.geom_type.removeprefix("Multi") != found.geom_type.removeprefix("Multi"):
        return False
    if tolerance == 0.0 and shapely.equals_exact(wanted, found, 0.0):
        return True
    # The direction and the beginning of rings are the format's.
    wanted, found = shapely.normalize(wanted), shapely.normalize(found)
    return shapely.equals_exact(wanted, found, tolerance)


def compare(what, layer, ids, fields, shapes, tolerance, names=None, loose=False, spatial=True):
    """`fields` by name as they were read, rows in any order; `ids` the first column."""
    rows = {row["cells"][0]: row for row in layer["rows"]}
    if len(ids) != len(rows):
        return complain(what, "has", len(ids), "features, not", len(rows))
    for at, name_of in enumerate(ids):
        row = rows.get(str(name_of))
        if row is None:
            return complain(what, "has a feature", name_of, "that is not there")
        for (name, kind), cell in zip(layer["columns"], row["cells"]):
            short = names[name] if names else name
            if short not in fields:
                return complain(what, "has no column", short)
            found = fields[short][at]
            if not same(kind, value(kind, cell), found, loose):
                return complain(what, name_of, name, "is", repr(found), "not", repr(cell))
        if spatial:
            wanted = shapely.from_wkb(row["wkb"]) if row["wkb"] else None
            if not same_shape(wanted, shapes[at], tolerance):
                return complain(what, name_of, "has another geometry:", shapes[at], "not", wanted)


def read(path, layer, **options):
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=layer, **options)
    shapes = shapely.from_wkb(geometry) if geometry is not None else [None] * (len(fields[0]) if fields else 0)
    return meta, dict(zip(meta["fields"], fields)), shapes


def placed(layer):
    return {**layer, "rows": [row for row in layer["rows"] if row["wkb"]]}


def check_crs(what, found, code):
    if found is None or pyproj.CRS.from_user_input(found).to_authority(min_confidence=25) != ("EPSG", str(code)):
        complain(what, "is in", found, "not", code)


def gdal_formats(folder, name, layer):
    spatial, key = layer["geometry"] != "None", layer["columns"][0][0]
    for ending in ("geojson", "geojsons", "fgb", "gpkg"):
        path = folder / f"{name}.{ending}"
        if not path.exists():
            if ending != "fgb" or spatial:
                complain(path.name, "is missing")
            continue
        meta, fields, shapes = read(path, None if ending != "gpkg" else name)
        # FlatGeobuf has no features without geometry, which the export says.
        there = layer if ending != "fgb" else placed(layer)
        compare(path.name, there, fields[key], fields, shapes, EXACT, spatial=spatial)
        if ending in ("fgb", "gpkg") and spatial:
            check_crs(path.name, meta["crs"], 4490)
    kml = folder / f"{name}.kml"
    meta, fields, shapes = read(kml, name)
    # GDAL takes the names of placemarks for a column of this name.
    names = {column: "Name" if column == "name" else column for column, _ in layer["columns"]}
    compare(kml.name, layer, fields[names[key]], fields, shapes, TEXT, names, loose=True, spatial=spatial)
    csv = folder / f"{name}.csv"
    options = {"X_POSSIBLE_NAMES": "lon", "Y_POSSIBLE_NAMES": "lat"}
    meta, fields, shapes = read(csv, None, **options)
    compare(csv.name, layer, fields[key], fields, shapes, EXACT, loose=True, spatial=spatial)


def shapefiles(folder, name, layer):
    path, names = folder / f"{name}.shp.zip", dict(zip((c[0] for c in layer["columns"]), layer["dbf"]))
    if len(set(names.values())) != len(names):
        complain(path.name, "has two columns of one name")
    key = names[layer["columns"][0][0]]
    parts = [str(found) for found, _ in pyogrio.list_layers(path)]
    ids, all_fields, all_shapes = [], {}, []
    for part in parts:
        meta, fields, shapes = read(path, part)
        if layer["geometry"] != "None":
            check_crs(path.name, meta["crs"], 4490)
        ids += list(fields[key])
        for field, values in fields.items():
            all_fields.setdefault(field, []).extend(values)
        all_shapes += list(shapes)
    # Texts of more than 254 bytes are cut, which the export says.
    cut = {"columns": layer["columns"], "rows": []}
    for row in layer["rows"]:
        cells = [value(kind, c) for (_, kind), c in zip(layer["columns"], row["cells"])]
        cells = [c.encode()[:254].decode(errors="ignore") if isinstance(c, str) else c for c in cells]
        cut["rows"].append({"cells": cells, "wkb": row["wkb"]})
    cut["columns"] = [(n, "text" if k == "texts" else k) for n, k in layer["columns"]]
    compare(path.name, cut, ids, all_fields, all_shapes, EXACT, names, True, layer["geometry"] != "None")


def geoparquet(folder, name, layer):
    path = folder / f"{name}.parquet"
    file = pyarrow.parquet.ParquetFile(path)
    table = file.read().to_pydict()
    spatial = layer["geometry"] != "None"
    fields = {n: [";".join(v) if isinstance(v, list) else v for v in values] for n, values in table.items()
              if n not in ("geometry", "bbox")}
    shapes = [shapely.from_wkb(b) if b is not None else None for b in table.get("geometry", [])]
    compare(path.name, layer, fields[layer["columns"][0][0]], fields, shapes, EXACT, spatial=spatial)
    if not spatial:
        return
    geo = json.loads(file.metadata.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    if geo["version"] != "1.1.0" or column["encoding"] != "WKB":
        complain(path.name, "has the metadata", geo)
    check_crs(path.name, pyproj.CRS.from_json_dict(column["crs"]).to_wkt(), 4490)
    for shape, box in zip(shapes, table["bbox"]):
        wanted = None if shape is None else shape.bounds
        found = None if box is None else tuple(box[c] for c in ("xmin", "ymin", "xmax", "ymax"))
        if wanted != found:
            complain(path.name, "has the box", found, "not", wanted)
    if {s.geom_type for s in shapes if s is not None} != set(column["geometry_types"]):
        complain(path.name, "has the types", column["geometry_types"])


def workbook(folder, name, layer):
    path = folder / f"{name}.xlsx"
    sheet = openpyxl.load_workbook(path, read_only=True)[name[:31]]
    head, *rows = sheet.iter_rows(values_only=True)
    fields = {field: [row[at] for row in rows] for at, field in enumerate(head)}
    shapes = None
    if layer["geometry"] == "Point":
        shapes = [None if x is None else shapely.Point(x, y) for x, y in zip(fields["lon"], fields["lat"])]
    key = layer["columns"][0][0]
    # Spreadsheets show sixteen digits.
    compare(path.name, layer, fields[key], fields, shapes, 1e-13, loose=True, spatial=shapes is not None)


def geopandas_reads(folder, name, layer):
    import geopandas

    frame = geopandas.read_parquet(folder / f"{name}.parquet", bbox=tuple(layer["half"]))
    inside = shapely.box(*layer["half"])
    wanted = sum(1 for row in layer["rows"] if row["wkb"] and shapely.box(*shapely.from_wkb(row["wkb"]).bounds).intersects(inside))
    if len(frame) != wanted or frame.crs.to_epsg(min_confidence=25) != 4490:
        complain(name, "in GeoPandas has", len(frame), "rows in the box, not", wanted, "in", frame.crs)


def debian_reads(folder, name, layer):
    """The system's GDAL, by way of a GeoPackage of its own."""
    with tempfile.TemporaryDirectory() as made:
        for ending in ("fgb", "geojson", "gpkg"):
            copy = pathlib.Path(made) / f"{ending}.gpkg"
            source = folder / f"{name}.{ending}"
            subprocess.run(["ogr2ogr", "-q", "-f", "GPKG", copy, source, "-nln", "copy"], check=True)
            _, fields, shapes = read(copy, "copy")
            # Its parser of numbers is not exact, and a GeoPackage has no lists.
            tolerance = TEXT if ending == "geojson" else EXACT
            flat = placed(layer) if ending == "fgb" else layer
            flat = {**flat, "columns": [c if ending != "geojson" or c[1] != "texts" else ("id", "any") for c in layer["columns"]]}
            compare(f"{source.name} by the system's GDAL", flat, fields[layer["columns"][0][0]], fields, shapes, tolerance, loose=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    for path in sorted(folder.glob("*.json")):
        layer, name = json.loads(path.read_text()), path.stem
        for check in (gdal_formats, shapefiles, geoparquet, workbook):
            check(folder, name, layer)
        if name in ("villages", "responsibilities"):
            geopandas_reads(folder, name, layer)
        if name in ("villages", "responsibilities", "findings", "segments_county") and shutil.which("ogr2ogr"):
            debian_reads(folder, name, layer)
    print("\n".join(complaints[:40]))
    sys.exit(1 if complaints else 0)


main()
