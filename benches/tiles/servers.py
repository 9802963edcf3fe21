"""The servers that are compared: started on loopback, stopped again, and their memory measured."""
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

POSTGRES = Path("/usr/lib/postgresql/15/bin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A process that answers on a port; used in a `with` statement."""

    def __init__(self, name, command, port, log, alive):
        self.name, self.command, self.port, self.log, self.alive = name, command, port, log, alive

    def __enter__(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([str(c) for c in self.command], stdout=log, stderr=log)
        for _ in range(3000):
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended at once; see {self.log}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.alive}", timeout=2).read()
                return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit(f"{self.name} doesn't answer; see {self.log}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def memory_mb(self):
        return resident_mb(self.process.pid)


def resident_mb(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def riverchief(binary, world, cached, log):
    port = free_port()
    command = [binary, "serve", world, "--listen", f"127.0.0.1:{port}", "--log", "warn", "--request-timeout", 3600,
               "--tile-cache-bytes", 256 << 20 if cached else 0]
    return Server("riverchief", command, port, log, "/readyz")


def martin(binary, source, cached, log):
    """`source` is a folder of GeoJSON files or a connection string."""
    port = free_port()
    command = [binary, "--listen-addresses", f"127.0.0.1:{port}", "--cache-size", 512 if cached else 0, source]
    name = "martin, PostGIS" if str(source).startswith("postgres") else "martin, GeoJSON"
    return Server(name, command, port, log, "/health")


class Postgres:
    """A cluster of its own in a folder, on loopback, run by a user other than root."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.connection = f"host=127.0.0.1 port={self.port} user=bench dbname=bench"
        self.url = f"postgres://bench@127.0.0.1:{self.port}/bench"
        self.as_user = []
        if os.geteuid() == 0:
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def _run(self, *command):
        subprocess.run([*self.as_user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def __enter__(self):
        self.folder.mkdir()
        if self.as_user:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(POSTGRES / "initdb", "-D", self.folder / "base", "-U", "bench", "--auth=trust", "-E", "UTF8", "--no-locale")
        options = (f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c shared_buffers=512MB "
                   "-c max_connections=100 -c fsync=off -c jit=off")
        self._run(POSTGRES / "pg_ctl", "-D", self.folder / "base", "-w", "-l", self.folder / "log", "-o", options, "start")
        self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "bench", "bench")
        self.sql("CREATE EXTENSION postgis")
        return self

    def __exit__(self, *_):
        self._run(POSTGRES / "pg_ctl", "-D", self.folder / "base", "-w", "-m", "immediate", "stop")

    def sql(self, text):
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.connection, "-c", text], check=True)

    def forget(self):
        """Drops all tables before the next data set is loaded."""
        self.sql("DO $$ DECLARE t text; BEGIN FOR t IN SELECT f_table_name FROM geometry_columns LOOP "
                 "EXECUTE format('DROP TABLE %I', t); END LOOP; END $$")

    def memory_mb(self):
        """Memory of all its processes; shared memory is counted once."""
        total = 0.0
        main = int((self.folder / "base/postmaster.pid").read_text().split()[0])
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "status").read_text()
                parent = next(int(l.split()[1]) for l in status.splitlines() if l.startswith("PPid:"))
                if int(folder.name) != main and parent != main:
                    continue
                rollup = (folder / "smaps_rollup").read_text()
                total += next(int(l.split()[1]) for l in rollup.splitlines() if l.startswith("Pss:")) / 1024
            except (OSError, StopIteration):
                continue
        return total
