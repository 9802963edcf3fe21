"""Filters nested to every depth from 1 to 200, and to 100,000: each is answered or refused, and the process lives on.

usage: nesting.py BINARY

For a binary of any build: the parser's stack is used up sooner in a debug build than in a release build, so it runs for
both. A depth within the bounds is answered; one beyond is refused with 400, or by the length of the request.
"""

import http.client
import json
import sys
import time
import urllib.parse

from served import Served

# Deeper than this is refused (crates/rows/src/query/limits.rs); shallower than this is answered, whatever is nested.
MOST, SURELY = 32, 20
# An address this long can't be read.
LONG = 1 << 20
DEPTHS = [*range(1, 201), 100_000]


def brackets(n, before, inner, after):
    return before * n + inner + after * n


TEXT = {
    "parentheses": lambda n: brackets(n, "(", "branch = 1", ")"),
    "NOT": lambda n: brackets(n, "NOT ", "city_level", ""),
    "NOT with parentheses": lambda n: brackets(n, "NOT (", "name = 'x'", ")"),
    "functions": lambda n: brackets(n, "CASEI(", "name", ")") + " = 'x'",
    "arithmetic in brackets": lambda n: brackets(n, "(1 + ", "branch", ")") + " = 1",
    "signs": lambda n: "branch = " + brackets(n, "- ", "1", ""),
    "lists": lambda n: "branch IN " + brackets(n, "(", "1", ",2)"),
    "geometries": lambda n: "S_INTERSECTS(geometry, " + brackets(n, "GEOMETRYCOLLECTION(", "POINT(0 0)", ")") + ")",
    "open parentheses": lambda n: "(" * n,
    "open functions": lambda n: "f(" * n,
}
# Flat in text, deep in the tree that it becomes.
CHAINS = {
    "sums": lambda n: "branch = 1" + " + 1" * n,
    "conditions": lambda n: "branch = 1" + " AND branch = 1" * n,
}
JSON = {
    "NOT": lambda n: brackets(n, '{"op":"not","args":[', "true", "]}"),
    "AND": lambda n: brackets(n, '{"op":"and","args":[true,', "true", "]}"),
    "arithmetic": lambda n: '{"op":"=","args":[1,' + brackets(n, '{"op":"+","args":[1,', "1", "]}") + "]}",
    "functions": lambda n: '{"op":"=","args":["x",' + brackets(n, '{"op":"casei","args":[', '{"property":"name"}', "]}") + "]}",
    "lists": lambda n: '{"op":"in","args":[{"property":"branch"},' + brackets(n, "[", "1", "]") + "]}",
    "open lists": lambda n: "[" * n,
    "open objects": lambda n: '{"args":' * n,
}


def main():
    with Served(sys.argv[1]) as served:
        connection = http.client.HTTPConnection(served.direct.removeprefix("http://"), timeout=30)
        served.get("/collections/segments_city/items", limit=1)
        slowest, counts = 0.0, {}

        def ask(kind, depth, method, target, body=None):
            nonlocal slowest
            started = time.monotonic()
            try:
                connection.request(method, target, body, {"content-type": "application/json"} if body else {})
            except (BrokenPipeError, ConnectionResetError):
                # An address of megabytes is answered with 431, and the connection closed, before it is sent to its end.
                assert len(target) > LONG and served.process.poll() is None, f"{kind} at {depth}: cut off"
                connection.close()
                counts["cut off"] = counts.get("cut off", 0) + 1
                return 431
            answer = connection.getresponse()
            content = answer.read()
            took = time.monotonic() - started
            slowest = max(slowest, took)
            assert took < 5, f"{kind} at {depth} took {took:.1f} s"
            if answer.getheader("connection") == "close":
                connection.close()
            # As an address 100,000 of them are too long for the protocol; as a body they are read.
            assert answer.status in (200, 400, 413, 414, 431), f"{kind} at {depth}: {answer.status} {content[:300]}"
            counts[answer.status] = counts.get(answer.status, 0) + 1
            if answer.status not in (200, 431):
                assert json.loads(content)["detail"], content
            return answer.status

        path = "/collections/segments_city/items?limit=1"
        for depth in DEPTHS:
            for kind, write in (TEXT | CHAINS).items():
                status = ask(kind, depth, "GET", f"{path}&filter={urllib.parse.quote(write(depth))}")
                assert depth <= MOST or kind in CHAINS or status != 200, f"{kind} at {depth} was answered"
                well_formed = kind in CHAINS or kind in ("parentheses", "NOT with parentheses", "functions", "arithmetic in brackets")
                # A NOT and its brackets are two.
                surely = SURELY // 2 if "with" in kind else SURELY
                assert depth > surely or not well_formed or status == 200, f"{kind} at {depth} was refused"
            for kind, write in JSON.items():
                status = ask(f"JSON {kind}", depth, "POST", path, write(depth))
                assert depth <= MOST + 1 or status != 200, f"JSON {kind} at {depth} was answered"
                well_formed = kind in ("NOT", "AND", "arithmetic", "functions")
                assert depth > SURELY or not well_formed or status == 200, f"JSON {kind} at {depth} was refused"
        assert served.process.poll() is None, "the process has ended"
    assert not served.log, served.log
    print(f"{len(TEXT | CHAINS) + len(JSON)} kinds at {len(DEPTHS)} depths; answers by status {counts}; slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()
