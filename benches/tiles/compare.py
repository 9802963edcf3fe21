#!/usr/bin/env python3
"""Compares tiles of riverchief with martin, with the same data and load; prints a table in Markdown.

    compare.py --riverchief BINARY --martin BINARY --world FILE.gpkg [--shared FOLDER] [--seconds 10] [--only beihai]

Cold: no server keeps tiles. Warm: each keeps them, and has been asked for every one once. wrk asks for a fixed list
of tiles, with gzip, over 1 and 32 connections. Load and servers share the machine.
"""
import argparse
import datetime
import http.client
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import datasets
import servers

HERE = Path(__file__).parent


def first_pass(port, paths):
    """Requests every tile once, in order: seconds, bytes of bodies, tiles that are not empty."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    total, filled, start = 0, 0, time.monotonic()
    for path in paths:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        if response.status not in (200, 204):
            raise SystemExit(f"{path}: {response.status} {body[:300]}")
        total += len(body)
        filled += response.status == 200
    return time.monotonic() - start, total, filled


def load(port, listing, connections, seconds):
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "60s",
               "-s", str(HERE / "load.lua"), f"http://127.0.0.1:{port}", "--", str(listing)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(next(line for line in output.splitlines() if line.startswith("{")))


def measure(server, layers, tiles, cached, options, extra_memory=None):
    """One row per number of connections."""
    paths = [f"/{layers}/{z}/{x}/{y}" for z, x, y in tiles]
    rows = []
    with server, tempfile.NamedTemporaryFile("w", suffix=".txt") as listing:
        listing.write("\n".join(paths))
        listing.flush()
        seconds, total, filled = first_pass(server.port, paths)
        for connections in (1, 32):
            result = load(server.port, listing.name, connections, options.seconds)
            memory = server.memory_mb() + (extra_memory() if extra_memory else 0)
            rows.append({
                "server": server.name, "state": "warm" if cached else "cold", "connections": connections,
                "rate": result["requests"] / result["seconds"], "p50": result["p50_ms"], "p99": result["p99_ms"],
                "kb": total / max(filled, 1) / 1000, "filled": filled, "memory": memory, "errors": result["errors"],
                "first": seconds,
            })
            print(f"  {server.name}, {rows[-1]['state']}, {connections}: {rows[-1]['rate']:.0f}/s", file=sys.stderr)
    return rows


def compare(dataset, postgres, options, log):
    """Single layers and all of them together."""
    print(f"{dataset.name}: {', '.join(dataset.layers)}", file=sys.stderr)
    postgres.forget()
    datasets.into_postgis(dataset, postgres.connection)
    single = "villages" if "villages" in dataset.layers else dataset.layers[0]
    choices = [[single]] + ([dataset.layers] if len(dataset.layers) > 1 else [])
    for chosen in choices:
        tiles = dataset.tiles(chosen, options.per_zoom)
        layers = ",".join(chosen)
        rows = []
        for cached in (False, True):
            candidates = [
                (servers.riverchief(options.riverchief, dataset.world, cached, log), None),
                (servers.martin(options.martin, postgres.url, cached, log), postgres.memory_mb),
                (servers.martin(options.martin, dataset.folder, cached, log), None),
            ]
            for server, extra in candidates:
                rows.extend(measure(server, layers, tiles, cached, options, extra))
        yield chosen, len(tiles), rows


def table(dataset, chosen, tiles, rows):
    zooms = f"z{dataset.zooms[0]}–{dataset.zooms[-1]}"
    what = chosen[0] if len(chosen) == 1 else f"{len(chosen)} layers together ({', '.join(chosen)})"
    lines = [f"**{dataset.name}**, {what}: {tiles} tiles, {zooms}", "",
             "| state | connections | server | requests/s | p50 ms | p99 ms | kB/tile | MB memory | first pass s | riverchief is |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for row in sorted(rows, key=lambda r: (r["state"], r["connections"])):
        ours = next(r for r in rows if r["server"] == "riverchief" and
                    (r["state"], r["connections"]) == (row["state"], row["connections"]))
        ratio = "" if row is ours else f"{ours['rate'] / row['rate']:.1f}×"
        errors = f" ({row['errors']} errors)" if row["errors"] else ""
        lines.append(f"| {row['state']} | {row['connections']} | {row['server']} | {row['rate']:,.0f}{errors} | {row['p50']:.2f} | "
                     f"{row['p99']:.2f} | {row['kb']:.1f} | {row['memory']:.0f} | {row['first']:.1f} | {ratio} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--riverchief", type=Path, required=True)
    parser.add_argument("--martin", required=True)
    parser.add_argument("--world", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--per-zoom", type=int, default=30)
    parser.add_argument("--only", choices=["beihai", "china", "rivers"])
    options = parser.parse_args()

    version = subprocess.run([options.martin, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    cpu = next((l.split(":")[1].strip() for l in Path("/proc/cpuinfo").read_text().splitlines() if l.startswith("model name")), "?")
    print(f"{datetime.date.today()}, {os.cpu_count()} × {cpu}, {platform.system()}; {version}; PostgreSQL 15 with PostGIS; "
          f"load of the machine at the start {os.getloadavg()[0]:.1f}\n")
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-tiles-")))
        work.chmod(0o755)
        postgres = stack.enter_context(servers.Postgres(work / "postgres"))
        log = work / "servers.log"
        makers = {
            "beihai": lambda: datasets.beihai(work, options.riverchief, options.world.resolve()),
            "china": lambda: datasets.china(work, options.shared),
            "rivers": lambda: datasets.rivers(work, options.shared),
        }
        for name, make in makers.items():
            if options.only in (None, name):
                dataset = make()
                if dataset is None:
                    print(f"{name}: skipped, the shared data is not there\n")
                    continue
                for chosen, tiles, rows in compare(dataset, postgres, options, log):
                    print(table(dataset, chosen, tiles, rows), flush=True)


main()
