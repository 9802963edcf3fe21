"""Processes and servers measured: wall seconds, and processor seconds from the kernel."""
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def ran(command, **more):
    """Wall seconds, processor seconds (user and system, children included) and the greatest resident size in MB."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=said, **more)
        ended, peak_kb = 0, 0
        # The kernel's own figure begins with that of this process, so the peak is read while the other runs.
        while not ended:
            peak_kb = max(peak_kb, peak(process.pid))
            time.sleep(0.005)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            said.seek(0)
            raise RuntimeError(f"{' '.join(map(str, command))}: {said.read().decode(errors='replace').strip()[-500:]}")
    return wall, usage.ru_utime + usage.ru_stime, peak_kb / 1024


def peak(pid):
    """The greatest resident size of a process so far, in kB; 0 when it has ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def cpu_s(pid):
    """Processor seconds of a running process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def wrk(pid, port, paths, connections, seconds, script):
    """Requests per second, p99 in ms, errors, and microseconds of the server's processor time per request."""
    before = cpu_s(pid)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{port}", "--", paths]
    output = subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout
    said = json.loads(output.strip().splitlines()[-1])
    cpu_us = (cpu_s(pid) - before) / max(1, said["requests"]) * 1e6
    return said["requests"] / said["seconds"], said["p99_ms"], said["errors"], cpu_us


def table(heads, rows):
    """A table in Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    print("\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n", flush=True)
