#!/usr/bin/env python3
"""Compares exports of riverchief with ogr2ogr from a GeoPackage of the same rows; prints a table in Markdown.

    compare.py --riverchief BINARY [--shared FOLDER] [--repeat 3] [--only segments|counties]

riverchief reads a world and works chiefs out before it writes; its rate is that of writing, which it prints, and the whole
process stands beside it. ogr2ogr's is that of the whole process, which reads the GeoPackage while it writes. Debian's
ogr2ogr writes no GeoParquet; GeoPandas stands there, without the time of its imports, where its environment is found.
Memory is the greatest resident size; riverchief's is told beside what it has with nothing to write, since it holds the world.
"""
import argparse
import importlib.util
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
# Each of the comparisons is called compare.py.
sys.path.insert(0, str(HERE.parent / "tiles"))
import datasets

spec = importlib.util.spec_from_file_location("features", HERE.parent / "features/compare.py")
features = importlib.util.module_from_spec(spec)
spec.loader.exec_module(features)

FORMATS = [
    # Our format, its extension, the driver and options of ogr2ogr.
    ("geojson", "geojson", "GeoJSON", []),
    ("geojsonseq", "geojsons", "GeoJSONSeq", ["-lco", "RS=YES"]),
    ("csv", "csv", "CSV", ["-lco", "GEOMETRY=AS_WKT"]),
    ("kml", "kml", "KML", []),
    ("fgb", "fgb", "FlatGeobuf", []),
    ("parquet", "parquet", None, []),
    ("gpkg", "gpkg", "GPKG", []),
    ("shp", "shp.zip", "ESRI Shapefile", ["-lco", "ENCODING=UTF-8"]),
    ("xlsx", "xlsx", "XLSX", []),
]


def measured(command):
    """Seconds, greatest resident size in MB, and the output."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        said.seek(0)
        words = said.read()
    if process.returncode != 0:
        raise SystemExit(f"{command}: {words}")
    return seconds, usage.ru_maxrss / 1024, words


GEOPANDAS = """
import sys, time
import geopandas
begun = time.perf_counter()
geopandas.read_file(sys.argv[1]).to_parquet(sys.argv[2], write_covering_bbox=True, schema_version="1.1.0")
print(time.perf_counter() - begun, file=sys.stderr)
"""


def geopandas(source, output):
    """Seconds and greatest resident size in MB of the same by GeoPandas; `None` if it is not installed."""
    python = HERE.parent.parent / ".venv/bin/python"
    if not python.exists():
        return None
    _, memory, words = measured([str(python), "-c", GEOPANDAS, str(source), str(output)])
    return float(words.split()[-1]), memory


def compare(options, title, world, layer, work):
    def export(name, output, *more):
        command = [options.riverchief, "--world", world, "export", layer, "-f", name, "-o", output, "--force", *more]
        whole, memory, words = measured([str(part) for part in command])
        told = re.search(r": (\d+) features as .*; ([0-9.]+) s$", words, re.MULTILINE)
        return int(told[1]), float(told[2]), memory, whole

    source = work / f"{layer}.gpkg"
    count = export("gpkg", source)[0]
    nothing = export("geojson", work / "nothing.geojson", "--filter", "1 = 2")[2]
    print(f"\n### {title}: {count:,} features, {nothing:.0f} MB with nothing to write\n")
    print("| format | riverchief, features/s | ogr2ogr, features/s | times | whole process, s | riverchief, MB more | ogr2ogr, MB | size, ogr2ogr's |")
    print("|---|---|---|---|---|---|---|---|")
    for name, ending, driver, more in FORMATS:
        ours, theirs = [], []
        output, other = work / f"ours.{ending}", work / f"theirs.{ending}"
        for _ in range(options.repeat):
            _, *measures = export(name, output)
            ours.append(measures)
            for old in work.glob("theirs.*"):
                old.unlink()
            if name == "parquet":
                theirs += [run for run in [geopandas(source, other)] if run]
            elif driver:
                command = ["ogr2ogr", "-f", driver, str(other), str(source), *more]
                theirs.append(measured(command)[:2])
        middle = lambda runs, at: statistics.median(run[at] for run in runs)
        rate = count / max(middle(ours, 0), 0.005)
        size = output.stat().st_size / 1e6
        if theirs:
            other_rate = count / middle(theirs, 0)
            other_size = sum(f.stat().st_size for f in work.glob("theirs.*")) / 1e6
            whose = "" if driver else "GeoPandas "
            peer = f"{whose}{other_rate:,.0f} | {rate / other_rate:.1f}"
            memory, sizes = f"{middle(theirs, 1):.0f}", f"{size:.1f} MB, {other_size:.1f}"
        else:
            peer, memory, sizes = "no driver | –", "–", f"{size:.1f} MB"
        print(f"| {name} | {rate:,.0f} | {peer} | {middle(ours, 2):.2f} | {middle(ours, 1) - nothing:.0f} | {memory} | {sizes} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--riverchief", required=True, type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=["segments", "counties"])
    options = parser.parse_args()
    version = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True, check=True).stdout.split(",")[0]
    print(f"{version}; {os.cpu_count()} cores; medians of {options.repeat}; ogr2ogr reads a GeoPackage of the same rows.")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if options.only != "counties":
            compare(options, "segments of 1,000 rivers", features.segments(work), "segments_county", work)
        if options.only != "segments":
            world = datasets.china(work, options.shared)
            if world is None:
                print("\nNo counties of China in the shared folder.")
            else:
                compare(options, world.name, world.world, "counties", work)


main()
