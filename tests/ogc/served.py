"""riverchief behind a proxy that keeps what clients ask for: one server, seen as they see it, at the root or below a path."""

import json
import multiprocessing
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


# No addresses of riverchief.
ASKED, FORGET = "/-/asked", "/-/forget"


class Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        server = self.server
        if self.path in (ASKED, FORGET):
            self.control()
            return
        if server.prefix and not self.path.startswith(server.prefix):
            self.send_error(404, "outside the prefix")
            return
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if length else None
        server.asked.append((self.command, self.path, body))
        # The path goes on as it is: riverchief takes its own prefix away.
        request = urllib.request.Request(server.upstream + self.path, data=body, method=self.command)
        for name, value in self.headers.items():
            if name.lower() not in ("host", "content-length", "connection", "accept-encoding"):
                request.add_header(name, value)
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def control(self):
        """What was asked, for a client in another process; or forgets it."""
        told = json.dumps([(method, path, None) for method, path, _ in self.server.asked[:]]).encode()
        if self.path == FORGET:
            del self.server.asked[:]
        self.send_response(200)
        self.send_header("content-length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST = do_HEAD = do_OPTIONS = forward

    def log_message(self, *_):
        pass


class Watched:
    """A server seen from outside: what it answers, and what it was asked; `url` is what clients are given."""

    def queries(self, path):
        """The parameters of every request for a path since `forget`."""
        found = []
        for _, target, _ in self.asked[:]:
            parts = urllib.parse.urlsplit(target)
            if parts.path.endswith(path):
                found.append(dict(urllib.parse.parse_qsl(parts.query)))
        return found

    def get(self, path, **parameters):
        """The JSON at a path, asked for without the proxy."""
        query = urllib.parse.urlencode(parameters)
        address = self.direct + path + ("?" + query if query else "")
        with urllib.request.urlopen(address, timeout=300) as answer:
            return json.load(answer)

    def post(self, path, body, **parameters):
        """The JSON that a JSON body gets, asked for without the proxy."""
        query = urllib.parse.urlencode(parameters)
        request = urllib.request.Request(
            self.direct + path + ("?" + query if query else ""),
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


class Remote(Watched):
    """The same server and proxy from another process."""

    def __init__(self, url, direct):
        self.url, self.direct = url, direct
        self.proxy = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))

    @property
    def asked(self):
        with urllib.request.urlopen(self.proxy + ASKED, timeout=60) as answer:
            return json.load(answer)

    def forget(self):
        urllib.request.urlopen(self.proxy + FORGET, timeout=60).close()


class Served(Watched):
    """The server and the proxy, started."""

    def __init__(self, binary, prefix=""):
        self.proxy = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        self.proxy.daemon_threads = True
        self.proxy.prefix = prefix
        # The proxy is a process of its own: some clients hold Python's lock while they wait for it.
        self.manager = multiprocessing.Manager()
        self.proxy.asked = self.asked = self.manager.list()
        self.url = f"http://127.0.0.1:{self.proxy.server_port}{prefix}"
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--public-url", self.url, "--log", "warn", "--request-timeout", "300"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        self.direct = "http://" + line.rsplit("listening on ", 1)[1].strip().rstrip(")").removeprefix("http://")
        self.proxy.upstream = self.direct
        self.proxying = multiprocessing.get_context("fork").Process(target=self.proxy.serve_forever, daemon=True)
        self.proxying.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.proxying.terminate()
        self.proxying.join()
        self.process.terminate()
        out, err = self.process.communicate(timeout=30)
        self.log = err
        self.manager.shutdown()

    def forget(self):
        """Forgets what was asked for so far."""
        del self.asked[:]
