"""W8, the study day: many members start within a minute, answer every few seconds and submit, whatever the server does.

An open loop: when a request is due does not depend on when the last answer came, and latency counts from when it was
due. Runs in a process of its own (`python -m studyhub.cli.bench.rush`), the plan on standard input, what was sent and
acknowledged on standard output. Standard library alone.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from studyhub.cli.bench.load import Figures, Request, figures_of
from studyhub.cli.bench.processes import cpu_seconds

API = "/api/v1"


@dataclass(frozen=True)
class RushPlan:
    """Who comes (session tokens), to which quiz, and how fast; times in seconds. `responses` has one for each type."""

    port: int
    master: int
    quiz_id: int
    tokens: Sequence[str]
    responses: Mapping[str, list[str]]
    window: float
    answers: int
    pause: float


@dataclass
class Outcome:
    """What came of it: latencies in seconds, errors by status, and everything that the server acknowledged."""

    latencies: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    saved: list[tuple[int, int, int, list[str]]] = field(default_factory=list)
    submitted: list[int] = field(default_factory=list)


def rush(plan: RushPlan) -> tuple[Figures, Outcome]:
    """Carry out a plan in a process of its own. `saved` holds (attempt id, slot, sequence, values)."""
    command = [sys.executable, "-m", "studyhub.cli.bench.rush"]
    done = subprocess.run(
        command, input=json.dumps(asdict(plan)), stdout=subprocess.PIPE, text=True, check=True
    )
    said = json.loads(done.stdout)
    return Figures(**said["figures"]), Outcome(**said["outcome"])


async def run(plan: RushPlan) -> tuple[Figures, Outcome]:
    """Carry out a plan in this process."""
    outcome = Outcome()
    cpu_before, started = cpu_seconds(plan.master), time.perf_counter()
    gap = plan.window / len(plan.tokens)
    members = (
        _Member(plan, outcome, token, started + gap * place).take_quiz()
        for place, token in enumerate(plan.tokens)
    )
    await asyncio.gather(*members)
    seconds = time.perf_counter() - started
    return (
        figures_of(outcome.latencies, seconds, cpu_before, cpu_seconds(plan.master), outcome.errors),
        outcome,
    )


class _Member:
    """One member with one phone, who keeps a connection while the server does."""

    def __init__(self, plan: RushPlan, outcome: Outcome, token: str, starts_at: float) -> None:
        self._plan, self._outcome, self._starts_at = plan, outcome, starts_at
        self._headers = {"Authorization": f"Bearer {token}"}
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def take_quiz(self) -> None:
        plan = self._plan
        start = Request("POST", f"{API}/quizzes/{plan.quiz_id}/attempts", self._headers, {})
        attempt = await self._ask(start, self._starts_at)
        if attempt is None:
            return
        due = self._starts_at
        saving = {"X-Attempt-Token": attempt["token"]}
        path = f"{API}/attempts/{attempt['id']}"
        for slot in attempt["slots"][: plan.answers]:
            due += plan.pause
            values = plan.responses[slot["type"]]
            body = {"values": values, "sequence": 1}
            if await self._ask(Request("PUT", f"{path}/responses/{slot['number']}", saving, body), due):
                self._outcome.saved.append((attempt["id"], slot["number"], 1, values))
        if await self._ask(Request("POST", f"{path}/submission", self._headers, {}), due + plan.pause):
            self._outcome.submitted.append(attempt["id"])

    async def _ask(self, request: Request, due: float) -> Any:
        """The answer's JSON, or None after an error."""
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            status, body = await self._send(request)
        except (OSError, asyncio.IncompleteReadError):
            # The server may end a waiting connection at any moment; every request may safely be sent again.
            self._connection = None
            try:
                status, body = await self._send(request)
            except (OSError, asyncio.IncompleteReadError) as error:
                status, body = type(error).__name__, b""
        self._outcome.latencies.append(time.perf_counter() - due)
        if status.startswith("2"):
            return json.loads(body)
        self._outcome.errors[status] += 1
        return None

    async def _send(self, request: Request) -> tuple[str, bytes]:
        if self._connection is None:
            self._connection = await asyncio.open_connection("127.0.0.1", self._plan.port)
        reader, writer = self._connection
        writer.write(request.encode().encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        body = await reader.readexactly(int(length or 0))
        if b"connection: close" in head:
            writer.close()
            self._connection = None
        return head[9:12].decode(), body


if __name__ == "__main__":
    _figures, _outcome = asyncio.run(run(RushPlan(**json.load(sys.stdin))))
    print(json.dumps({"figures": asdict(_figures), "outcome": asdict(_outcome)}))
