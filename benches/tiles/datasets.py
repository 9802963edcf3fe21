"""The data that every server serves: the same features as GeoJSON files, PostGIS tables and a world file.

Each data set is a folder of GeoJSON files, one per layer, made once per run; PostGIS gets the same in Web Mercator
with a spatial index, so that nothing is reprojected per request.
"""
import gzip
import json
import math
import random
import subprocess
from pathlib import Path

# Layer: its layer in the world file, the column that is its id in tiles, and the one in the world.
BEIHAI = {
    "counties": ("admin_units", "code", "code"),
    "townships": ("admin_units", "code", "code"),
    "villages": ("admin_units", "code", "code"),
    "water_areas": ("water_areas", "id", "id"),
    "water_zones": ("zones", "id", "id"),
    "land_zones": ("zone_pieces", "id", "id"),
    "management_extents": ("management_extents", "id", "id"),
    "segments_county": ("segments", "id", "id"),
    "segments_township": ("segments", "id", "id"),
    "segments_village": ("segments", "id", "id"),
    "notice_boards": ("notice_boards", "id", "id"),
}


class Dataset:
    """Layers in a folder, the world file that riverchief serves them from, and the zooms that are asked for."""

    def __init__(self, name, folder, world, zooms):
        self.name, self.folder, self.world, self.zooms = name, folder, world, zooms
        self.layers = sorted(path.stem for path in folder.glob("*.geojson"))

    def tiles(self, layers, per_zoom, seed=7):
        """Tiles that are not empty: those of vertices drawn at random, the same for every server."""
        points = []
        for layer in layers:
            for feature in json.loads((self.folder / f"{layer}.geojson").read_text())["features"]:
                points.extend(vertices(feature["geometry"]))
        chance = random.Random(seed)
        chosen = []
        for z in self.zooms:
            at_zoom = sorted({tile(z, *chance.choice(points)) for _ in range(per_zoom)})
            chosen.extend(at_zoom)
        chance.shuffle(chosen)
        return chosen


def run(*command, **more):
    subprocess.run([str(part) for part in command], check=True, **more)


def vertices(geometry):
    if geometry is None:
        return
    waiting = [geometry["coordinates"]]
    while waiting:
        item = waiting.pop()
        if isinstance(item[0], (int, float)):
            yield item[0], item[1]
        else:
            waiting.extend(item)


def tile(z, lon, lat):
    side = 2**z
    y = 0.5 - math.atanh(math.sin(math.radians(max(-85.0, min(85.0, lat))))) / (2 * math.pi)
    return z, min(side - 1, int((lon / 360 + 0.5) * side)), min(side - 1, max(0, int(y * side)))


def beihai(work, riverchief, world):
    """The layers of the default world with the attributes that riverchief's own tiles have.

    Geometry comes from the world file, attributes from tiles of the greatest zoom, joined by id. Derived segments
    have no geometry in the file and are left out for the others: they have less to draw, not more.
    """
    folder = work / "beihai"
    folder.mkdir()
    tiles = work / "attributes.mbtiles"
    run(riverchief, "tiles", world, "-o", tiles, "--layers", ",".join(BEIHAI))
    for layer, (source, tile_key, world_key) in BEIHAI.items():
        drawn = features(work, tiles, layer, "-nlt", "NONE", "-oo", "ZOOM_LEVEL=14")
        attributes = {f["properties"][tile_key]: f["properties"] for f in drawn}
        joined = []
        for feature in features(work, world, source, "-t_srs", "EPSG:4326", "-lco", "RFC7946=YES", "-where", "valid_to IS NULL"):
            properties = attributes.get(feature["properties"][world_key])
            if properties and feature["geometry"]:
                properties = {name: value for name, value in properties.items() if name != "mvt_id" and value is not None}
                joined.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
        if joined:
            collection = {"type": "FeatureCollection", "features": joined}
            (folder / f"{layer}.geojson").write_text(json.dumps(collection, ensure_ascii=False))
    return Dataset("北海, default world", folder, world, range(6, 15))


def features(work, source, layer, *options):
    """Features of a layer by way of GeoJSON."""
    target = work / "passing.geojson"
    target.unlink(missing_ok=True)
    run("ogr2ogr", "-f", "GeoJSON", target, source, layer, *options, stderr=subprocess.DEVNULL)
    return json.loads(target.read_text())["features"]


def plain(work, name, source, layer, properties):
    """One layer of a packed GeoJSON file, with an id and what `properties` picks."""
    folder = work / name
    folder.mkdir()
    collection = json.loads(gzip.decompress(source.read_bytes()))
    features = []
    for number, feature in enumerate(collection["features"]):
        if feature["geometry"]:
            one = {"type": "Feature", "properties": properties(number, feature["properties"] or {}), "geometry": feature["geometry"]}
            features.append(one)
    (folder / f"{layer}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return folder


def china(work, shared):
    """2,884 counties of China as a world of counties only."""
    source = shared / "data/stress/china_counties_datav_gcj02.geojson.gz"
    if not source.exists():
        return None
    pick = lambda _, p: {"code": str(p["adcode"]), "name": p["name"], "level": "county"}
    folder = plain(work, "china", source, "counties", pick)
    world = work / "china.gpkg"
    table(folder / "counties.geojson", world, "admin_units", "SELECT geometry, code, name, level, 0 AS neighbour FROM counties", "MULTIPOLYGON")
    return Dataset("2,884 counties of China", folder, world, range(4, 13))


def rivers(work, shared):
    """23,256 rivers of the world as a world of waters and centrelines."""
    source = shared / "data/stress/world_rivers_wdb2_intermediate.geojson.gz"
    if not source.exists():
        return None
    pick = lambda number, _: {"water": f"W{number}", "branch": 0, "name": f"W{number}", "kind": "RIVER"}
    folder = plain(work, "rivers", source, "centrelines", pick)
    world = work / "rivers.gpkg"
    lines = folder / "centrelines.geojson"
    table(lines, world, "centrelines", "SELECT geometry, water, branch FROM centrelines", "LINESTRING")
    table(lines, world, "waters", "SELECT water AS code, name, kind FROM centrelines", "NONE")
    return Dataset("23,256 rivers of the world", folder, world, range(2, 11))


def table(source, world, name, select, kind):
    run("ogr2ogr", "-f", "GPKG", "-update" if world.exists() else "-overwrite", world, source, "-nln", name, "-nlt", kind,
        "-a_srs", "EPSG:4490", "-dialect", "SQLITE", "-sql", select)


def into_postgis(dataset, connection):
    """A table per layer in Web Mercator, indexed, clustered and analysed."""
    for layer in dataset.layers:
        run("ogr2ogr", "-f", "PostgreSQL", f"PG:{connection}", dataset.folder / f"{layer}.geojson", "-nln", layer, "-overwrite",
            "-t_srs", "EPSG:3857", "-nlt", "PROMOTE_TO_MULTI", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=gid",
            "-lco", "SPATIAL_INDEX=GIST")
        # psql takes the connection keywords as one argument.
        run("psql", "-q", "-d", connection, "-c", f'CLUSTER "{layer}" USING "{layer}_geom_geom_idx"; ANALYZE "{layer}"')
