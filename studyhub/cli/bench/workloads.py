"""The workloads that are driven closed-loop, W1 to W6: what each side is asked, and what is aimed at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studyhub.cli.bench import content
from studyhub.cli.bench.filling import PASSWORD, Members, token_of
from studyhub.cli.bench.load import SEQUENCE, Request
from studyhub.cli.bench.prepare import Filled
from studyhub.cli.bench.quizzes import MODELS

API = "/api/v1"
WARM_UP = 60
"""So many requests of each batch are sent before anything is measured: caches fill, both workers wake."""


@dataclass(frozen=True)
class Sides:
    """The same work asked of both sides, request by request."""

    site: Sequence[Request]
    ceiling: Sequence[Request]


@dataclass(frozen=True)
class Workload:
    """One line of the table. `goal` is the ratio aimed at; `sides` gives the requests of run number so and so."""

    name: str
    title: str
    goal: float
    sides: Callable[[Filled, int], Sides]
    connections: int = 16
    is_repeated: bool = True


def sign_in(filled: Filled, _run: int) -> Sides:
    """W1: everybody signs in, one after another."""
    bodies = [{"login": str(member), "password": PASSWORD} for member in filled.members.signed_in]
    return Sides(
        [Request("POST", f"{API}/sign-in", {}, body) for body in bodies],
        [Request("POST", "/sign-in", {}, body) for body in bodies],
    )


def read_unit(filled: Filled, _run: int) -> Sides:
    """W2: the page of a study unit, with the reader's progress."""
    path = f"/units/{filled.study_unit_id}"
    who = filled.members.signed_in
    return Sides(
        [Request("GET", f"/study-units/{filled.study_unit_id}", bearer(member)) for member in who],
        [Request("GET", path, bearer(member)) for member in who],
    )


def beat(filled: Filled, _run: int) -> Sides:
    """W2: the reader has come to another paragraph (never the last, which would complete the unit)."""
    path = f"/units/{filled.study_unit_id}/progress"
    beats = [
        (member, {"paragraph": anchor})
        for anchor in filled.anchors[:-1]
        for member in filled.members.signed_in[:WARM_UP]
    ]
    return Sides(
        [Request("PUT", API + path, bearer(member), body) for member, body in beats],
        [Request("PUT", path, bearer(member), body) for member, body in beats],
    )


def start(filled: Filled, run: int) -> Sides:
    """W3: everybody starts the same quiz, once."""
    quizzes = filled.runs[run].starts
    who = filled.members.signed_in[:1_000]
    model = filled.models.blank
    return Sides(
        [Request("POST", f"{API}/quizzes/{quizzes['site']}/attempts", bearer(member), {}) for member in who],
        [
            Request(
                "POST", f"/quizzes/{quizzes['ceiling']}/attempts/{model + member % MODELS}", bearer(member)
            )
            for member in who
        ],
    )


def save(filled: Filled, _run: int) -> Sides:
    """W4: members answer, each answer with a sequence number higher than any before it."""
    member = filled.members.signed_in[0]
    single = range(1, 1 + next(iter(content.ITEMS_OF_TYPE.values())))
    body = {"values": ["B"], "sequence": SEQUENCE}
    return Sides(
        [
            Request("PUT", f"{API}/attempts/{attempt}/responses/{n}", {"X-Attempt-Token": token}, body)
            for n in single
            for attempt, token in filled.saving.items()
        ],
        [
            Request("PUT", f"/attempts/{attempt}/{n}", bearer(member), body)
            for n in single
            for attempt in filled.saving
        ],
    )


def submit(filled: Filled, run: int) -> Sides:
    """W5: members submit papers of twenty answers, once."""
    of_run = filled.runs[run]
    day = of_run.submits["ceiling"].study_day_id
    return Sides(
        [
            Request("POST", f"{API}/attempts/{attempt}/submission", bearer(member), {})
            for member, attempt in of_run.attempts["site"].items()
        ],
        [
            Request("POST", f"/attempts/{attempt}/{day}", bearer(member))
            for member, attempt in of_run.attempts["ceiling"].items()
        ],
    )


def boards(members: Members, study_day_id: int) -> Sides:
    """W6: one's own place with the first twenty, and the branches of a study day, in turns."""
    site_paths = (
        f"{API}/leaderboards/members?scope=all&limit=20",
        f"{API}/leaderboards/branches?study_day={study_day_id}&limit=20",
    )
    ceiling_paths = (f"/boards/members/{study_day_id}", f"/boards/branches/{study_day_id}")
    who = members.signed_in
    return Sides(
        [Request("GET", path, bearer(member)) for member in who for path in site_paths],
        [Request("GET", path, bearer(member)) for member in who for path in ceiling_paths],
    )


def bearer(account_id: int) -> dict[str, str]:
    """The header with which a program shows its session."""
    return {"Authorization": f"Bearer {token_of(account_id)}"}


WORKLOADS = (
    Workload("W1", "登录", 0.85, sign_in),
    Workload("W2", "打开学习单元", 0.6, read_unit),
    Workload("W2", "记下读到哪里", 0.6, beat),
    Workload("W3", "开始答题", 0.6, start, is_repeated=False),
    Workload("W4", "保存一次作答", 1.0, save, connections=64),
    Workload("W5", "交卷评分", 0.6, submit, is_repeated=False),
)
