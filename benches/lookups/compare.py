#!/usr/bin/env python3
"""Measures look-ups by kind of place, beside the base commit and beside peers; prints tables in Markdown.

    compare.py --riverchief BINARY --bench BINARY --base BINARY [--crates BINARY] [--shared FOLDER] [--quick]
               [--only rows,process,http,peers,size] [--drawing FILE.svg]

Runs of both binaries alternate. Processor time is user and system time by the kernel; it is what counts on a busy machine.
"""
import argparse
import datetime
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tiles")]
import joins
import points
import servers
import size
from timing import ran, table, wrk


def resolve(binary, file, *more):
    return [binary, "resolve", "--file", file, *more]


def some(path, n, target):
    """`n` points from all over a file, in its order, as another file."""
    heading, *lines = path.read_text().splitlines(keepends=True)
    target.write_text(heading + "".join(lines[i * len(lines) // n] for i in range(n)))
    return target


def rows(options, work, paths):
    """`resolve --file`: processor time per row beyond that of one row."""
    print("### Rows by the command line (`resolve --file`, CSV in, CSV out; processor time of the process)\n")
    lines = []
    for kind, path in paths.items():
        one, few = some(path, 1, work / "one.csv"), some(path, options.few, work / "few.csv")
        costs = {"base": [], "now": [], "warm": []}
        walls = []
        for _ in range(options.repeat):
            for name, binary, file, n in (("base", options.base, few, options.few), ("now", options.riverchief, few, options.few),
                                          ("warm", options.riverchief, path, options.many)):
                wall, cpu, _ = ran(resolve(binary, file))
                fixed_wall, fixed, _ = ran(resolve(binary, one))
                costs[name].append((cpu - fixed) / (n - 1) * 1e6)
                if name == "warm":
                    walls.append((wall - fixed_wall) / (n - 1) * 1e6)
        base, now, warm = (statistics.median(costs[name]) for name in ("base", "now", "warm"))
        lines.append([kind, f"{base:.2f}", f"{now:.2f}", f"{base / now:.1f}×", f"{warm:.2f}", f"{base / warm:.1f}×", f"{60 / warm:.1f}",
                      f"{statistics.median(walls):.2f}"])
    few, many = f"{options.few:,} rows", f"{options.many:,} rows"
    table(["points", f"base µs/row, {few}", f"µs/row, {few}", "times", f"µs/row, {many}", "times", "million rows/min and core",
           f"wall µs/row, {many}, all cores"], lines)


def process(options, paths):
    """In process, one thread."""
    print("### In process, one thread (ns per place, processor time)\n")
    files = [f"{kind}={path}" for kind, path in paths.items()]
    output = subprocess.run(["taskset", "-c", "0", options.bench, "places", "default", str(options.seconds), *files],
                            check=True, capture_output=True, text=True).stdout
    said = [json.loads(line) for line in output.splitlines()]
    cost = {(s["kind"], s["what"]): s["cpu_ns"] for s in said if "kind" in s}
    table(["points", "units alone", "row", "full answer"],
          [[kind, *(f"{cost[kind, what]:,.0f}" for what in ("units", "row", "full"))] for kind in paths])
    print(f"Reading and typing the world {said[0]['read_s']:.3f} s, preparing it {said[0]['prepare_s']:.3f} s, peak {said[-1]['peak_kb']:,} kB.\n")


def served(stack, name, binary, log):
    port = servers.free_port()
    command = [binary, "serve", "--listen", f"127.0.0.1:{port}", "--log", "warn", "--max-concurrency", "1024"]
    return stack.enter_context(servers.Server(name, command, port, log, "/readyz"))


class Constant:
    """The bare axum handler, with a body of a size."""

    def __init__(self, bench, size):
        self.process = subprocess.Popen([bench, "constant", str(size)], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def over_http(options, work, paths):
    """Requests by wrk, which shares the two cores with the server."""
    print("### HTTP (wrk, one thread, on the same cores; without compression)\n")
    lines = []
    with ExitStack() as stack:
        log = work / "servers.log"
        base, now = served(stack, "base", options.base, log), served(stack, "now", options.riverchief, log)
        healthz = work / "healthz.txt"
        healthz.write_text("/healthz\n")
        asked = [("/healthz", healthz, [base, now], None)]
        for kind in ("land", "water", "tracks"):
            for view in ("", "&view=compact"):
                list_of_paths = work / f"{kind}{view}.txt"
                with open(paths[kind]) as file:
                    places = [line.split(",") for line in list(file)[1:5_001]]
                list_of_paths.write_text("".join(f"/v1/chiefs/at?lon={x}&lat={y.strip()}{view}\n" for _, x, y in places))
                size, refused = body_size(now.port, list_of_paths)
                if refused:
                    lines.append([kind + view.replace("&", " "), "", "now", refused, "", "", "", ""])
                    continue
                constant = stack.enter_context(Constant(options.bench, size))
                asked.append((kind + view.replace("&", " "), list_of_paths, [now] if view else [base, now], (constant, size)))
        unit = {}
        for what, list_of_paths, asked_servers, constant in asked:
            for connections in (1, 32, 256):
                measure = lambda pid, port: wrk(pid, port, list_of_paths, connections, options.load_seconds, HERE / "load.lua")
                of_constant = measure(constant[0].process.pid, constant[0].port) if constant else None
                for server in asked_servers:
                    rate, p99, errors, cpu = measure(server.process.pid, server.port)
                    if what == "/healthz" and server is base:
                        unit[connections] = cpu
                    share = f"{rate / of_constant[0]:.0%} of {of_constant[0]:,.0f}" if of_constant else ""
                    lines.append([what, connections, server.name, f"{rate:,.0f}" + (f" ({errors} errors)" if errors else ""),
                                  f"{p99:.2f}", f"{cpu:.1f}", f"{cpu / unit[connections]:.2f}", share])
    table(["request", "connections", "server", "requests/s", "p99 ms", "server CPU µs", "in /healthz of base", "of a constant body"], lines)


def body_size(port, list_of_paths):
    """The mean size of the first answers, or why they are refused."""
    connection, sizes = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for path in list_of_paths.read_text().split()[:200]:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            return 0, f"refused with {answer.status}"
        sizes.append(len(body))
    return round(statistics.mean(sizes)), None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("riverchief", "bench", "base"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--crates", type=Path)
    parser.add_argument("--world", type=Path, default=Path("gis_data/beihai.gpkg"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--drawing", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="rows,process,http,peers,size")
    options = parser.parse_args()
    quick = options.quick
    options.many, options.few, options.repeat = (60_000, 10_000, 1) if quick else (300_000, 60_000, 3)
    options.seconds, options.load_seconds = (0.5, 1) if quick else (2, 4)
    only = options.only.split(",")
    cpu = next((l.split(":")[1].strip() for l in Path("/proc/cpuinfo").read_text().splitlines() if l.startswith("model name")), "?")
    print(f"{datetime.date.today()}, {os.cpu_count()} × {cpu}, {platform.system()}; load at the start {os.getloadavg()[0]:.1f}; "
          f"{'quick' if quick else 'full'} run\n")
    with tempfile.TemporaryDirectory(prefix="bench-lookups-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        if {"rows", "process", "http"} & set(only):
            paths = points.write(points.default_ground(options.world), work, options.many)
        steps = {"rows": lambda: rows(options, work, paths), "process": lambda: process(options, paths),
                 "http": lambda: over_http(options, work, paths), "peers": lambda: joins.compare(options, work),
                 "size": lambda: size.compare(options, work)}
        for name, step in steps.items():
            if name in only:
                step()


if __name__ == "__main__":
    main()
