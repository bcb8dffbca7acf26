"""The load tool is itself measured: it sends what it is told, once or again and again, and counts what fails."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from studyhub.cli.bench.load import SEQUENCE, Figures, Plan, Request, drive, quantile
from studyhub.cli.bench.table import row_of


class Answering(BaseHTTPRequestHandler):
    """A server that notes what it is asked, answers 200, and 409 to whatever is sent to /late."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, str]]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, body, self.headers["X-Attempt-Token"]))
        self.send_response(409 if self.path == "/late" else 200)
        self.send_header("Content-Length", "2")
        if self.path == "/last":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def answering() -> Iterator[tuple[int, list[tuple[str, str, str]]]]:
    asked: list[tuple[str, str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Server", (Answering,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def put(path: str) -> str:
    return Request("PUT", path, {"X-Attempt-Token": "t"}, {"values": ["A"], "sequence": SEQUENCE}).encode()


def test_each_request_is_sent_once_and_failures_are_counted() -> None:
    with answering() as (port, asked):
        requests = [put(f"/{number}") for number in range(50)] + [put("/late"), put("/last"), put("/late")]
        figures = drive(Plan(port, 0, requests, connections=4, seconds=30))
    assert figures.count == 53
    assert figures.errors == {"409": 2}
    assert sorted(path for path, _, _ in asked) == sorted(
        [f"/{n}" for n in range(50)] + ["/late", "/last", "/late"]
    )
    assert {token for _, _, token in asked} == {"t"}
    sequences = [json.loads(body)["sequence"] for _, body, _ in asked]
    assert len(set(sequences)) == 53
    assert max(sequences) - min(sequences) == 52


def test_repeated_requests_go_on_until_the_time_is_over() -> None:
    with answering() as (port, asked):
        figures = drive(Plan(port, 0, [put("/1"), put("/2")], connections=2, seconds=0.5, is_repeated=True))
    assert figures.count == len(asked) > 2  # each of the two more than once
    assert figures.errors == {}
    assert 0 < figures.p50 <= figures.p99 <= figures.longest


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 3), (0.99, 4), (1.0, 4)])
def test_a_quantile_is_one_of_the_values(share: float, value: float) -> None:
    assert quantile([1, 2, 3, 4], share) == value


def test_the_ratio_is_the_median_of_the_runs_own_ratios() -> None:
    def at(rate: float) -> Figures:
        return Figures(100, rate, 1.0, 2.0, 3.0, 0.5, {})

    row = row_of(
        ("W4", "保存", "sqlite", "1,000"), "≥1", [at(10), at(90), at(50)], [at(20), at(100), at(50)], 2
    )
    assert row.ratios == (0.5, 0.9, 1.0)
    assert (row.ratio, row.rate, row.ceiling_rate) == (0.9, 50, 50)
