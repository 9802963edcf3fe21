"""One peer's join of points with polygons, in a process of its own: peers.py METHOD POLYGONS.geojson POINTS.csv [OUTPUT.csv]

Prints one line of JSON: processor nanoseconds per point for the join, seconds to build what it needs, points that were found.
"""
import json
import sys
import time
from pathlib import Path

import geopandas
import numpy
import pandas
import shapely

method, polygons_file, points_file = sys.argv[1:4]


def read():
    frame = pandas.read_csv(points_file)
    return geopandas.read_file(polygons_file), frame, shapely.points(frame.lon.values, frame.lat.values)


def timed(build, join):
    """`join` gives the numbers of the points that were found, in any order."""
    start = time.process_time()
    built = build()
    middle = time.process_time()
    found = join(built)
    end = time.process_time()
    return end - middle, middle - start, len(numpy.unique(found))


def polygon_tree(polygons, points):
    return timed(lambda: shapely.STRtree(polygons), lambda tree: tree.query(points, predicate="covered_by")[0])


def point_tree(polygons, points):
    def prepared():
        shapely.prepare(polygons)
        return shapely.STRtree(points)
    return timed(prepared, lambda tree: tree.query(polygons, predicate="covers")[1])


def sjoin(frame, points):
    places = geopandas.GeoDataFrame(geometry=points, crs=frame.crs)
    return timed(lambda: frame.sindex, lambda _: geopandas.sjoin(places, frame, predicate="within").index.values)


def sedona(frame, points):
    import sedonadb
    context = sedonadb.connect()
    places = geopandas.GeoDataFrame({"n": numpy.arange(len(points))}, geometry=points, crs=frame.crs)

    def views():
        context.create_data_frame(frame[["geometry"]]).to_view("polygons")
        context.create_data_frame(places).to_view("places")
    query = "SELECT p.n FROM places p JOIN polygons a ON ST_Intersects(a.geometry, p.geometry)"
    return timed(views, lambda _: context.sql(query).to_pandas().n.values)


def duckdb_join(_, points):
    import duckdb
    import duckdb_extension_spatial
    file = next(Path(duckdb_extension_spatial.__file__).parent.rglob("*.duckdb_extension"))
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": 1})
    connection.execute(f"LOAD '{file}'")

    def tables():
        connection.execute("CREATE TABLE polygons AS SELECT geom FROM ST_Read(?)", [polygons_file])
        connection.execute("CREATE TABLE places AS SELECT id AS n, ST_Point(lon, lat) AS geom FROM read_csv(?)", [points_file])
    query = "SELECT p.n FROM places p JOIN polygons a ON ST_Intersects(a.geom, p.geom)"
    return timed(tables, lambda _: connection.execute(query).df().n.values)


def end_to_end():
    """CSV in, CSV out."""
    polygons, frame, points = read()
    places = geopandas.GeoDataFrame(frame[["id"]], geometry=points, crs=polygons.crs)
    joined = geopandas.sjoin(places, polygons[["code", "geometry"]], how="left", predicate="within")
    joined[["id", "code"]].to_csv(sys.argv[4], index=False)


def main():
    if method == "end-to-end":
        return end_to_end()
    frame, _, points = read()
    polygons = frame.geometry.values.to_numpy()
    cpu, build, hits = {
        "polygon-tree": lambda: polygon_tree(polygons, points), "point-tree": lambda: point_tree(polygons, points),
        "sjoin": lambda: sjoin(frame, points), "sedona": lambda: sedona(frame, points), "duckdb": lambda: duckdb_join(frame, points),
    }[method]()
    print(json.dumps({"ns": cpu / len(points) * 1e9, "build_s": build, "hits": hits}))


main()
