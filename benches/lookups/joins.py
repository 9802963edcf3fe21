"""Which unit is each point in: riverchief and peers on the same polygons and random points, equal hits checked."""
import json
import subprocess
import sys
import time
from pathlib import Path

import geopandas
import points
import servers
from timing import ran, table

HERE = Path(__file__).parent
METHODS = [("shapely, tree of polygons", "polygon-tree"), ("shapely, tree of points", "point-tree"), ("GeoPandas sjoin", "sjoin"),
           ("SedonaDB", "sedona"), ("DuckDB", "duckdb")]


class Joined:
    """Polygons as GeoJSON and as a world, and the column that a row of ours has them in."""

    def __init__(self, name, polygons, world, column):
        self.name, self.polygons, self.world, self.column = name, polygons, world, column
        frame = geopandas.read_file(polygons)
        self.count, self.box = len(frame), frame.total_bounds


def villages(options, work):
    units = geopandas.read_file(options.world, layer="admin_units")
    units = units[(units.level == "village") & units.valid_to.isna() & ~units.neighbour.astype(bool)]
    return Joined("the default world's villages", made(units, work / "villages.geojson"), options.world, "village")


def counties(options, work):
    """Valid ones, so that no two programs differ in what an invalid one covers."""
    source = options.shared / "data/stress/china_counties_datav_gcj02.geojson.gz"
    if not source.exists():
        print("Counties: skipped, the shared data is not there.\n")
        return None
    units = geopandas.read_file(f"/vsigzip/{source.resolve()}")
    units = units[units.geometry.is_valid].assign(code=lambda f: f.adcode.astype(str), level="county", neighbour=False)
    polygons, world = made(units, work / "counties.geojson"), work / "counties.gpkg"
    subprocess.run(["ogr2ogr", "-f", "GPKG", world, polygons, "-nln", "admin_units", "-nlt", "MULTIPOLYGON", "-a_srs", "EPSG:4490"], check=True)
    return Joined("counties of China", polygons, world, "county")


def made(units, path):
    columns = units[["code", "name", "level", "neighbour", "geometry"]].set_crs("EPSG:4326", allow_override=True)
    columns.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=15)
    return path


def one_core(*command):
    """The last line of a program on one core, as JSON lines; or why there are none."""
    run = subprocess.run(["taskset", "-c", "0", *map(str, command)], capture_output=True, text=True)
    if run.returncode != 0:
        return None, (run.stderr.strip().splitlines() or ["no message"])[-1][:120]
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")], None


def postgis(joined, places, work):
    """Wall time of the query; its processor time is in other processes."""
    with servers.Postgres(work / f"postgres-{joined.column}") as postgres:
        subprocess.run(["ogr2ogr", "-f", "PostgreSQL", f"PG:{postgres.connection}", joined.polygons, "-nln", "polygons", "-nlt",
                        "PROMOTE_TO_MULTI", "-lco", "GEOMETRY_NAME=geom"], check=True)
        postgres.sql("CREATE TABLE raw (n int, x float8, y float8)")
        postgres.sql(f"\\copy raw FROM '{places}' CSV HEADER")
        postgres.sql("CREATE TABLE places AS SELECT n, ST_SetSRID(ST_MakePoint(x, y), 4326) AS geom FROM raw")
        postgres.sql("ANALYZE")
        start = time.perf_counter()
        query = "SELECT count(DISTINCT p.n) FROM places p JOIN polygons a ON ST_Covers(a.geom, p.geom)"
        said = subprocess.run(["psql", "-qAt", "-d", postgres.connection, "-c", query], check=True, capture_output=True, text=True)
        return time.perf_counter() - start, int(said.stdout)


def in_process(options, joined, work, n, few):
    all_places = points.random_box(work / f"random-{joined.column}.csv", joined.box, n)
    few_places = points.random_box(work / f"few-{joined.column}.csv", joined.box, few)
    lines = []
    said, why = one_core(options.bench, "places", joined.world.resolve(), options.seconds, f"random={all_places}")
    ours = next(s for s in said if s.get("what") == "units") if said else None
    lines.append(["riverchief, in process", ours["cpu_ns"], said[0]["prepare_s"], ours["hits"]] if ours else ["riverchief", why])
    for name, method in METHODS:
        said, why = one_core(sys.executable, HERE / "peers.py", method, joined.polygons, all_places)
        lines.append([name, said[0]["ns"], said[0]["build_s"], said[0]["hits"]] if said else [name, why])
    if options.crates:
        said, why = one_core(options.crates, joined.polygons, all_places, options.seconds)
        lines += [[s["method"], s["ns"], s["build_s"], s["hits"]] for s in said] if said else [["the crates", why]]
    else:
        lines.append(["the crates", "not built"])
    try:
        seconds, hits = postgis(joined, few_places, work)
        lines.append([f"PostGIS ST_Covers, {few:,} points, wall", seconds / few * 1e9, 0.0, hits])
    except (subprocess.CalledProcessError, OSError) as error:
        lines.append(["PostGIS", str(error)[:120]])
    shown = []
    for line in lines:
        if len(line) == 2:
            shown.append([line[0], f"not measured: {line[1]}", "", "", ""])
            continue
        name, ns, build, hits = line
        differs = " (!)" if ours and not name.startswith("PostGIS") and hits != ours["hits"] else ""
        shown.append([name, f"{ns:,.0f}", f"{build:.2f}", f"{hits:,}{differs}", f"{ns / ours['cpu_ns']:.1f}×" if ours else ""])
    print(f"### Unit of a place among {joined.count:,} {joined.name}, {n:,} random points, one core\n")
    table(["method", "ns/point", "build s", "points found", "riverchief is"], shown)


def end_to_end(options, joined, work, n):
    places = points.random_box(work / "many.csv", joined.box, n)
    lines = []
    for name, command in (
            (f"riverchief resolve --columns id,{joined.column}",
             [options.riverchief, "resolve", "--world", joined.world.resolve(), "--file", places, "--columns", f"id,{joined.column}", "-o", work / "ours.csv", "--force"]),
            ("GeoPandas", [sys.executable, HERE / "peers.py", "end-to-end", joined.polygons, places, work / "peer.csv"])):
        try:
            wall, cpu, memory = ran(command)
            lines.append([name, f"{wall:.1f}", f"{cpu:.1f}", f"{memory:,.0f}", f"{filled(command[-1]):,}"])
        except RuntimeError as error:
            lines.append([name, f"not measured: {str(error).splitlines()[-1][-160:]}", "", "", ""])
    places.unlink()
    print(f"### End to end among {joined.count:,} {joined.name}: CSV of {n:,} points in, CSV out\n")
    table(["program", "wall s", "CPU s", "MB", "points found"], lines)


def filled(path):
    """Rows whose last column isn't empty."""
    with open(path) as file:
        next(file)
        return sum(not line.rstrip("\r\n").endswith(",") for line in file)


def compare(options, work):
    n, few, many = (100_000, 10_000, 500_000) if options.quick else (1_000_000, 100_000, 10_000_000)
    for make in (villages, counties):
        joined = make(options, work)
        if joined:
            in_process(options, joined, work, n, few)
            end_to_end(options, joined, work, many)
