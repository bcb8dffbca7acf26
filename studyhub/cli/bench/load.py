"""The load tool: so many keep-alive connections, each sending its next request when its answer has come.

Runs in a process of its own (`python -m studyhub.cli.bench.load`), so that it shares no interpreter with anything
measured: the plan comes in on standard input, the figures go out on standard output. Standard library alone.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle

from studyhub.cli.bench.processes import cpu_seconds

SEQUENCE = "@sequence-number"
"""Stands in a body for a number of as many digits that rises from request to request."""


@dataclass(frozen=True)
class Request:
    """One request of the JSON API or of a page; `body` is JSON in which SEQUENCE may stand for a number."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: object = None

    @property
    def text(self) -> str:
        """The body as it travels; empty when there is none."""
        if self.body is None:
            return ""
        return json.dumps(self.body, separators=(",", ":")).replace(f'"{SEQUENCE}"', SEQUENCE)

    def encode(self) -> str:
        """The whole request in HTTP/1.1."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.text)}"]
        return "\r\n".join((*lines, "", self.text))


@dataclass(frozen=True)
class Plan:
    """What to send: raw requests, in order, until `seconds` have passed or, without `is_repeated`, all are sent."""

    port: int
    master: int
    requests: Sequence[str]
    connections: int = 16
    seconds: float = 1.5
    is_repeated: bool = False


@dataclass(frozen=True)
class Figures:
    """What came of it. Latencies are in milliseconds; `cpu_ms` is of the server for one request, None without /proc."""

    count: int
    rate: float
    p50: float
    p99: float
    longest: float
    cpu_ms: float | None
    errors: Mapping[str, int]


def drive(plan: Plan) -> Figures:
    """Carry out a plan in a process of its own."""
    command = [sys.executable, "-m", "studyhub.cli.bench.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(plan)), stdout=subprocess.PIPE, text=True, check=True
    )
    return Figures(**json.loads(done.stdout))


class _Client:
    """One connection, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._sent_at = 0.0
        self._received = b""
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def send(self, request: bytes) -> None:
        self._received = b""
        self._sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> tuple[str, float, bool] | None:
        """Once the answer is whole: its status, how long it took in seconds, and whether the server hung up."""
        chunk = self.socket.recv(262144)
        self._received += chunk
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not chunk:
            return "closed", time.perf_counter() - self._sent_at, True
        if not separator:
            return None
        lowered = head.lower()
        length = lowered.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        if len(body) < int(length or 0):
            return None
        took = time.perf_counter() - self._sent_at
        return head[9:12].decode(), took, b"\r\nconnection: close" in lowered

    def reconnect(self) -> None:
        self.socket.close()
        self.socket = self._connect()


def run(plan: Plan) -> Figures:
    """Carry out a plan in this process."""
    requests = _numbered(plan)
    selector = selectors.DefaultSelector()
    latencies: list[float] = []
    errors: Counter[str] = Counter()
    cpu_before, started = cpu_seconds(plan.master), time.perf_counter()
    deadline = started + plan.seconds
    for _ in range(plan.connections):
        client = _Client(plan.port)
        if (request := next(requests, None)) is not None:
            client.send(request)
            selector.register(client.socket, selectors.EVENT_READ, client)
    while selector.get_map():
        for key, _ in selector.select():
            client = key.data
            answer = client.receive()
            if answer is None:
                continue
            status, took, is_closed = answer
            latencies.append(took)
            if not status.startswith("2"):
                errors[status] += 1
            request = next(requests, None) if time.perf_counter() < deadline else None
            if request is None or is_closed:
                selector.unregister(client.socket)
            if request is None:
                continue
            if is_closed:
                client.reconnect()
                selector.register(client.socket, selectors.EVENT_READ, client)
            client.send(request)
    return figures_of(latencies, time.perf_counter() - started, cpu_before, cpu_seconds(plan.master), errors)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of an ascending sequence lies; 0 of an empty one."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _numbered(plan: Plan) -> Iterator[bytes]:
    number = time.time_ns() // 1000  # sixteen digits, and larger than in any run before
    mark = SEQUENCE.encode()
    encoded = [request.encode() for request in plan.requests]
    for request in cycle(encoded) if plan.is_repeated else encoded:
        number += 1
        yield request.replace(mark, b"%d" % number)


def figures_of(
    latencies: list[float],
    seconds: float,
    cpu_before: float | None,
    cpu_after: float | None,
    errors: Counter[str],
) -> Figures:
    """Figures of some requests: latencies and times in seconds, CPU seconds of the server before and after."""
    latencies.sort()
    count = len(latencies)
    cpu = None if cpu_before is None or cpu_after is None or not count else (cpu_after - cpu_before) / count
    return Figures(
        count,
        count / seconds,
        1000 * quantile(latencies, 0.5),
        1000 * quantile(latencies, 0.99),
        1000 * quantile(latencies, 1.0),
        None if cpu is None else 1000 * cpu,
        dict(errors),
    )


if __name__ == "__main__":
    print(json.dumps(asdict(run(Plan(**json.load(sys.stdin))))))
