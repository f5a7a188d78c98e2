"""`make bench`: all knowledge and the cards by themselves, then CPU per request of the whole service.

The service stands beside only reading and only decoding the same bodies.

Each server is one uvicorn worker in its own process on loopback; CPU is that process's user and system time from
/proc, so the client's own work does not count. Figures are for this machine; the ratios are what to compare.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench import knowledge
from bench.bodies import SIZES, request

WARM_UP = 30
REQUESTS = {"519 kB": 150, "48 kB": 600}
PATH = "/cds-services/sarcopenia-patient-view"
SERVERS = {
    "read the body only": ("bench.apps:reading", False),
    "decode what is used": ("bench.apps:decoding", False),
    "the whole service": ("bench.apps:whole", True),
}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, its process, and how long it took to answer at all."""

    url: str
    pid: int
    ready_seconds: float

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> float:
        """Resident memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def running(target: str, factory: bool, folder: str) -> Iterator[Server]:
    """One uvicorn worker serving `target` until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", target, "--port", str(port), "--log-level", "error", "--no-access-log"]
    began = time.monotonic()
    process = subprocess.Popen(
        command + (["--factory"] if factory else []),
        env=os.environ | {"BENCH_DATA_DIR": folder, "SARC_DATA_DIR": folder},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while time.monotonic() - began < 30:
            try:
                httpx.get(f"{url}/livez", timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.02)
        yield Server(url, process.pid, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request cost on average, and its latencies at one connection."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float


def cost(server: Server, body: bytes, requests: int) -> Cost:
    """Send the body again and again over one kept connection. Raises if an answer is not 200."""
    headers = {"content-type": "application/json"}
    taken = []
    with httpx.Client(base_url=server.url, headers=headers, timeout=30) as client:
        for _ in range(WARM_UP):
            client.post(PATH, content=body).raise_for_status()
        before = server.cpu_seconds()
        for _ in range(requests):
            began = time.perf_counter()
            client.post(PATH, content=body).raise_for_status()
            taken.append(1000 * (time.perf_counter() - began))
        spent = server.cpu_seconds() - before
    taken.sort()
    return Cost(1000 * spent / requests, taken[len(taken) // 2], taken[int(0.95 * len(taken))])


def main() -> int:
    """Measure the pieces, then every server with every body, and print one table a size."""
    knowledge.main()
    bodies = {size: request(size) for size in SIZES}
    results: dict[str, dict[str, Cost]] = {size: {} for size in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        for name, (target, factory) in SERVERS.items():
            with running(target, factory, f"{folder}/{len(name)}") as server:
                for size, body in bodies.items():
                    results[size][name] = cost(server, body, REQUESTS[size])
                if factory:
                    print(f"start to ready {server.ready_seconds:.2f} s, worker {server.memory_mb():.0f} MB\n")
    for size, rows in results.items():
        floor = rows["decode what is used"].cpu_ms
        print(f"{size} ({len(bodies[size]) / 1000:.0f} kB sent)      CPU ms   x decoding    p50 ms    p95 ms")
        for name, row in rows.items():
            ratio = row.cpu_ms / floor
            print(f"  {name:<24} {row.cpu_ms:8.2f}  {ratio:9.1f}  {row.p50_ms:10.2f}  {row.p95_ms:8.2f}")
        print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
