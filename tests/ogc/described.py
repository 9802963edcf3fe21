"""Every operation of the description asked by schemathesis, with values that fit the description and values that don't.

usage: described.py BINARY [EXAMPLES [SEED]]

Held against the description: statuses, media types, headers, schemas, that what it forbids is refused, that methods it
doesn't name are. No answer is a 5xx or takes more than five seconds, and the log stays empty. Left out is what does not
end, and what goes on after its answer: /v1/events and the start of exports have hand-written tests, as have streamed
bodies that break off (tests/it/http/{events,exports,bulk}).

That every value which fits its schema is accepted is not asked: no schema tells which ids there are, or which filters
read well. So that many do, ids, filters, boxes and days come from the world for half of the values.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

from served import Served

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
]
# Too large a limit is no error (OGC API – Features 1, /req/core/fc-limit-response-1): the page is as large as it may be.
CLAMPED = "/items$"
ENDLESS = "/v1/events"
GOES_ON = "/v1/exports"
DAYS = ["2018-06-30", "2026-01-01"]


def dictionaries(served):
    """Values of this world, by the name of a parameter."""

    def ids(collection, column="id", **parameters):
        page = served.get(f"/collections/{collection}/items", limit=20, **parameters)
        return [f["id"] if column == "id" else f["properties"][column] for f in page["features"]]

    return {
        "path.collectionId": [c["id"] for c in served.get("/collections")["collections"]],
        "path.featureId": ids("counties") + ids("segments_village")[:4] + ids("posts")[:4],
        "path.id": ids("segments_county")[:4] + ids("posts")[:4] + ids("notice_boards")[:4],
        "path.code": ids("counties") + ids("waters")[:6],
        "path.tileMatrixSetId": ["WebMercatorQuad"],
        "path.tileMatrix": ["0", "8", "11"],
        "path.z": ["0", "8", "11"],
        "path.layers": ["counties", "waters,segments_city", "villages"],
        "path.stack": ["Noto Sans CJK SC Regular"],
        "path.range": ["0-255.pbf", "256-511.pbf", "OFL.txt"],
        "path.file": ["responsibility.json", "print", "coverage.png", "sprite.json"],
        "path.style": ["responsibility", "coverage"],
        "path.kind": ["bad-parameter", "not-found"],
        "query.lon": ["109.378", "109.1", "120"],
        "query.lat": ["21.815", "21.5", "60"],
        "query.as_of": DAYS,
        "query.datetime": DAYS + ["2018-06-01/2018-06-30", "2026-01-01T00:00:00Z/.."],
        "query.bbox": ["109.0,21.4,109.3,21.7", "21.4,109.0,21.7,109.3", "109,21,0,110,22,1"],
        "query.crs": ["http://www.opengis.net/def/crs/EPSG/0/4545", "EPSG:4326", "GCJ-02"],
        "query.bbox-crs": ["http://www.opengis.net/def/crs/EPSG/0/4490", "[EPSG:4326]"],
        "query.filter-crs": ["http://www.opengis.net/def/crs/EPSG/0/4490"],
        "query.filter": [
            "name LIKE '南%'",
            "level = 'county' OR registered",
            "S_INTERSECTS(geometry, BBOX(109, 21, 110, 22))",
            "T_DURING(INTERVAL(valid_from, valid_to), INTERVAL('2017-01-01', '..'))",
            '{"op":"not","args":[{"op":"isNull","args":[{"property":"name"}]}]}',
        ],
        "query.sortby": ["name", "-level,+name"],
        "query.properties": ["name", "name,level"],
        "query.q": ["南流江", "nanliu", "450521"],
        "query.collections": ["counties", "waters,villages"],
        "query.limit": ["1", "10"],
        "query.edition": ["1"],
        "query.f": ["json", "html", "tilejson"],
        "query.lang": ["zh", "en"],
        "query.distance_km": ["0", "5.5"],
        "query.level": ["county", "village"],
    }


def settings(served, examples, seed):
    def listed(values):
        return "[" + ", ".join("'''" + v + "'''" for v in values) + "]"

    found = dictionaries(served)
    lines = [f"seed = {seed}", "request-timeout = 5.0", "workers = 1", "continue-on-failure = true", "warnings = false"]
    lines += ["", "[generation]", f"max-examples = {examples}", "deterministic = true", "database = 'none'", "no-shrink = true"]
    lines += ["", "[cache]", "enabled = false", "", "[phases.stateful]", "enabled = false"]
    lines += ["", "[checks]", "enabled = false"] + [f"{check}.enabled = true" for check in CHECKS]
    lines += ["", "[parameters]"]
    lines += [f'"{name}" = {{ dictionary = "{name}", probability = 0.5 }}' for name in found]
    lines += [line for name, values in found.items() for line in ("", f'[dictionaries."{name}"]', f"values = {listed(values)}")]
    # The items of each collection by themselves: their properties as parameters; what they share is tried in the template.
    lines += ["", "[[operations]]", r"include-path-regex = '^/collections/[a-z_]+/items$'"]
    lines += ["phases.examples.enabled = false", "phases.coverage.enabled = false", f"generation.max-examples = {max(2, examples // 4)}"]
    lines += ["", "[[operations]]", f"include-path-regex = '{CLAMPED}'", "checks.negative_data_rejection.expected-statuses = ['200', '4xx']"]
    return "\n".join(lines) + "\n"


def main():
    binary, examples, seed = sys.argv[1], *map(int, (sys.argv[2:] + ["6", "10"][len(sys.argv) - 2 :]))
    runner = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    with Served(binary) as served, tempfile.TemporaryDirectory() as folder:
        # An epoch is prepared when it is first asked for, which a slow build may need more than five seconds for.
        for day in DAYS + ["2000-01-01"]:
            served.get("/collections/findings/items", datetime=day)
            served.get("/counties", as_of=day)
        for epoch in (0, 1):
            with urllib.request.urlopen(f"{served.direct}/e1/{epoch}/counties/8/205/111", timeout=300):
                pass
        with open(os.path.join(folder, "schemathesis.toml"), "w") as file:
            file.write(settings(served, examples, seed))
        started = time.monotonic()
        run = subprocess.run(
            [runner, "--config-file", "schemathesis.toml", "run", served.direct + "/openapi.json", "--url", served.direct]
            + ["--exclude-path", ENDLESS, "--exclude-path", GOES_ON, "--no-color"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        took = time.monotonic() - started
        summary = run.stdout[run.stdout.find("= SUMMARY") :]
        assert run.returncode == 0, run.stdout[-20000:] + run.stderr[-2000:]
        # All but what does not end or goes on, and the description itself, which is read anyway.
        operations = len([0 for item in served.get("/openapi.json")["paths"].values() for _ in item]) - 3
        tested = int(re.search(r"Tested: (\d+)", summary).group(1))
        assert tested == operations, (tested, operations)
        cases = re.search(r"(\d+) generated", summary).group(1)
        print(f"{tested} operations, {cases} requests, {took:.0f} s")
    assert not served.log, served.log


if __name__ == "__main__":
    main()
