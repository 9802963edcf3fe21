#!/usr/bin/env python3
"""Compares features of riverchief with tipg and pygeoapi over PostGIS, on the same data; prints a table in Markdown.

    compare.py --riverchief BINARY [--shared FOLDER] [--repeat 5] [--only counties|segments]

For each collection: a box, a CQL2 filter and the full layer, in pages of 1,000, one client after another. Time to the
first byte is that of the first page; items a second count until the last page is read. Servers and client share the machine.
"""
import argparse
import datetime
import http.client
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tiles"))
import datasets
import servers

PAGE = 1000
SEGMENTS, PER_WATER, VERTICES = 100_000, 100, 8


def segments(work):
    """100,000 registered segments on 1,000 winding rivers, in a world of one county."""
    folder = work / "segments"
    folder.mkdir()
    world = work / "segments.gpkg"

    def write(layer, features, *options):
        path = folder / f"{layer}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        datasets.run("ogr2ogr", "-f", "GPKG", *(["-update"] if world.exists() else []), world, path, "-nln", layer, *options)

    def feature(properties, geometry):
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    ring = [[100, 20], [112, 20], [112, 32], [100, 32], [100, 20]]
    unit = {"code": "450000", "name": "county", "level": "county", "neighbour": False}
    write("admin_units", [feature(unit, {"type": "MultiPolygon", "coordinates": [[ring]]})], "-nlt", "MULTIPOLYGON")
    waters, lines, registered = [], [], []
    for w in range(SEGMENTS // PER_WATER):
        code, x, y = f"W{w:04}", 100.5 + 0.35 * (w % 32), 20.5 + 0.35 * (w // 32)
        steps = PER_WATER * VERTICES
        line = [[x + 0.3 * i / steps, y + 0.05 * math.sin(i / 37 + w)] for i in range(steps + 1)]
        waters.append(feature({"code": code, "scheme": "bench", "name": f"river {w}", "kind": "river", "order": 1 + w % 4}, None))
        lines.append(feature({"water": code, "branch": 0}, {"type": "LineString", "coordinates": line}))
        for s in range(PER_WATER):
            # About 350 m each; what lies beyond the end is cut off there.
            properties = {"id": f"{code}-{s:03}", "water": code, "branch": 0, "level": "county", "unit": "450000", "bank": "both",
                          "measure_from": 350.0 * s, "measure_to": 350.0 * (s + 1)}
            registered.append(feature(properties, None))
    write("waters", waters)
    write("centrelines", lines, "-nlt", "LINESTRING")
    write("segments", registered, "-nlt", "LINESTRING")
    return world


# Pages are searched, not parsed: parsing them takes longer than sending them.
RETURNED = re.compile(rb'"numberReturned"\s*:\s*(\d+)')
ENDS = 8192
NEXT = re.compile(rb'\{[^{}]*"rel"\s*:\s*"next"[^{}]*\}')


def following(body):
    """The path of the next page, if there is one."""
    # Links are before or after the items.
    link = NEXT.search(body[:ENDS]) or NEXT.search(body[-ENDS:])
    if not link:
        return None
    parts = urllib.parse.urlsplit(json.loads(link[0])["href"])
    return f"{parts.path}?{parts.query}"


class Asked:
    """One connection, kept open."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def page(self, target):
        start = time.monotonic()
        self.connection.request("GET", target, headers={"accept": "application/geo+json"})
        answer = self.connection.getresponse()
        first = answer.read(1)
        first_s = time.monotonic() - start
        body = first + answer.read()
        if answer.status != 200:
            raise SystemExit(f"{target}: {answer.status} {body[:500]}")
        return body, first_s

    def all(self, target):
        """Items, seconds to the first byte, total seconds, bytes."""
        start, first_s, items, size = time.monotonic(), None, 0, 0
        while target:
            body, first = self.page(target)
            first_s = first if first_s is None else first_s
            returned = int((RETURNED.search(body[:ENDS]) or RETURNED.search(body[-ENDS:]))[1])
            items += returned
            size += len(body)
            target = following(body) if returned else None
        return items, first_s, time.monotonic() - start, size


def tipg(postgres, log):
    port = servers.free_port()
    environment = dict(os.environ, DATABASE_URL=postgres.url.replace("postgres://", "postgresql://"), TIPG_MAX_FEATURES_PER_QUERY="100000")
    command = ["env", *[f"{k}={v}" for k, v in environment.items() if k.startswith(("DATABASE_URL", "TIPG"))],
               sys.executable, "-m", "uvicorn", "tipg.main:app", "--port", port, "--log-level", "warning"]
    return servers.Server("tipg", command, port, log, "/healthz")


def pygeoapi(postgres, tables, work, log):
    port = servers.free_port()
    host = {"host": "127.0.0.1", "port": postgres.port, "dbname": "bench", "user": "bench", "password": "none", "search_path": ["public"]}
    resources = {
        table: {
            "type": "collection", "title": table, "description": table, "keywords": [table], "links": [],
            "extents": {"spatial": {"bbox": [70, 0, 140, 60], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
            "providers": [{"type": "feature", "name": "PostgreSQL", "data": host, "id_field": "fid", "table": table, "geom_field": "geom"}],
        }
        for table in tables
    }
    config = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}", "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8", "languages": ["en-US"], "pretty_print": False, "limits": {"default_items": 10, "max_items": 100000},
            "map": {"url": "none", "attribution": "none"}, "gzip": False,
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {"title": "bench", "description": "bench", "keywords": ["bench"], "keywords_type": "theme", "terms_of_service": "none", "url": "http://127.0.0.1"},
            "license": {"name": "none", "url": "http://127.0.0.1"}, "provider": {"name": "bench"}, "contact": {"name": "bench"},
        },
        "resources": resources,
    }
    file, openapi = work / "pygeoapi.json", work / "pygeoapi-openapi.json"
    file.write_text(json.dumps(config))
    environment = dict(os.environ, PYGEOAPI_CONFIG=str(file), PYGEOAPI_OPENAPI=str(openapi))
    subprocess.run([Path(sys.executable).with_name("pygeoapi"), "openapi", "generate", file, "--output-file", openapi],
                   check=True, env=environment, stdout=subprocess.DEVNULL)
    command = ["env", f"PYGEOAPI_CONFIG={file}", f"PYGEOAPI_OPENAPI={openapi}",
               sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}", "pygeoapi.flask_app:APP"]
    return servers.Server("pygeoapi", command, port, log, "/conformance?f=json")


def queries(collection, box, cql):
    """Kinds of request: (name, parameters by server)."""
    base = f"limit={PAGE}"
    boxed = f"{base}&bbox={box}"
    text = urllib.parse.quote(cql)
    return [
        ("box", {"riverchief": boxed, "tipg": boxed, "pygeoapi": boxed + "&f=json"}),
        ("CQL2", {"riverchief": f"{base}&filter={text}", "tipg": f"{base}&filter={text}&filter-lang=cql2-text",
                  "pygeoapi": f"{base}&filter={text}&filter-lang=cql-text&f=json"}),
        ("full layer", {"riverchief": base, "tipg": base, "pygeoapi": base + "&f=json"}),
    ]


def measure(server, path, parameters, repeat):
    runs = []
    for _ in range(repeat + 1):
        runs.append(Asked(server.port).all(f"{path}?{parameters}"))
    # The first run fills caches.
    runs = runs[1:]
    items, _, _, size = runs[0]
    first_s, total_s = (statistics.median(run[i] for run in runs) for i in (1, 2))
    return {"items": items, "first_ms": first_s * 1000, "rate": items / total_s, "mb": size / 1e6}


def compare(name, collection, world, box, cql, postgres, options, work, log):
    ours = servers.riverchief(options.riverchief, world, True, log)
    rows = []
    export = work / f"{collection}.geojson"
    with ours:
        features, target = [], f"/collections/{collection}/items?limit=10000"
        while target:
            body, _ = Asked(ours.port).page(target)
            features += json.loads(body)["features"]
            target = following(body)
        export.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        for what, parameters in queries(collection, box, cql):
            rows.append((what, "riverchief", measure(ours, f"/collections/{collection}/items", parameters["riverchief"], options.repeat)))
    postgres.forget()
    datasets.run("ogr2ogr", "-f", "PostgreSQL", f"PG:{postgres.connection}", export, "-nln", collection, "-lco", "FID=fid",
                 "-lco", "GEOMETRY_NAME=geom", "-nlt", "PROMOTE_TO_MULTI")
    postgres.sql("ANALYZE")
    for peer, path in ((tipg(postgres, log), f"/collections/public.{collection}/items"),
                       (pygeoapi(postgres, [collection], work, log), f"/collections/{collection}/items")):
        with peer:
            for what, parameters in queries(collection, box, cql):
                rows.append((what, peer.name, measure(peer, path, parameters[peer.name], options.repeat)))
    lines = [f"**{name}**, {len(features):,} features, pages of {PAGE:,}, median of {options.repeat}", "",
             "| question | server | items | first byte ms | items/s | MB | riverchief is |", "|---|---|---|---|---|---|---|"]
    for what, server, row in sorted(rows, key=lambda r: ["box", "CQL2", "full layer"].index(r[0])):
        own = next(r for w, s, r in rows if (w, s) == (what, "riverchief"))
        ratio = "" if server == "riverchief" else f"{own['rate'] / row['rate']:.1f}×"
        differs = "" if row["items"] == own["items"] else " (!)"
        lines.append(f"| {what} | {server} | {row['items']:,}{differs} | {row['first_ms']:.1f} | {row['rate']:,.0f} | {row['mb']:.1f} | {ratio} |")
    print("\n".join(lines) + "\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--riverchief", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", choices=["counties", "segments"])
    options = parser.parse_args()
    cpu = next((l.split(":")[1].strip() for l in Path("/proc/cpuinfo").read_text().splitlines() if l.startswith("model name")), "?")
    print(f"{datetime.date.today()}, {os.cpu_count()} × {cpu}, {platform.system()}; PostgreSQL 15 with PostGIS; "
          f"load of the machine at the start {os.getloadavg()[0]:.1f}\n")
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-features-")))
        work.chmod(0o755)
        postgres = stack.enter_context(servers.Postgres(work / "postgres"))
        log = work / "servers.log"
        if options.only in (None, "counties"):
            china = datasets.china(work, options.shared)
            if china is None:
                print("counties: skipped, the shared data is not there\n")
            else:
                compare("2,884 counties of China", "counties", china.world, "108,21,112,25",
                        "code LIKE '45%' OR area_m2 > 50000000000", postgres, options, work, log)
        if options.only in (None, "segments"):
            compare("100,000 synthetic segments", "segments_county", segments(work), "104,24,106,26",
                    "measure_from >= 7000 AND measure_from < 10500 AND water LIKE 'W01%'", postgres, options, work, log)


if __name__ == "__main__":
    main()
