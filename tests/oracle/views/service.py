"""The real binary as a service, asked over a connection of its own each time: an idle one the service closes.

Must not know any rule.
"""
import http.client
import json
import subprocess
import urllib.parse


class Service:
    """`riverchief serve` over one world file, on a free port."""

    def __init__(self, binary, world, options=()):
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--log", "error", "--request-timeout", "600", *options, world],
            stdout=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        address = first.rpartition("http://")[2].strip().rstrip(")")
        if not address:
            raise RuntimeError(f"riverchief did not start over {world}: {first!r}")
        host, port = address.rsplit(":", 1)
        self.connection = http.client.HTTPConnection(host, int(port), timeout=600)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        self.process.wait()

    def _answer(self, method, path, query, body=None, headers=None):
        target = urllib.parse.quote(path)
        if query:
            target += "?" + urllib.parse.urlencode(query)
        self.connection.request(method, target, body, headers or {})
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        self.connection.close()
        return response.status, answer

    def ask(self, path, **query):
        """The answer to a GET; `None` for 404."""
        status, answer = self._answer("GET", path, query)
        if status not in (200, 404):
            raise RuntimeError(f"{path} {query}: {status} {answer}")
        return answer if status == 200 else None

    def send(self, path, body, **query):
        """The answer to a POST of GeoJSON."""
        status, answer = self._answer("POST", path, query, json.dumps(body), {"Content-Type": "application/geo+json"})
        if status != 200:
            raise RuntimeError(f"{path} {query}: {status} {answer}")
        return answer

    def features(self, collection, date):
        """Every feature of a collection on a day: (properties, geometry)."""
        found = self.ask(f"/collections/{collection}/items", f="geojson", datetime=date)
        return [(f["properties"], f["geometry"]) for f in found["features"]]
