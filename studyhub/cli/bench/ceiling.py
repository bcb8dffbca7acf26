"""The ceiling: for each measured request the least that gives the same effect, in one file of Flask and Core.

It works on the site's own tables with the site's durability (WAL and synchronous=FULL, BEGIN IMMEDIATE; on PostgreSQL
synchronous_commit=on) and checks nothing that is not needed for the effect: no permission, no input, no lock of ours.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from argon2 import PasswordHasher
from flask import Flask, Response, jsonify, render_template_string, request
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    update,
)

from studyhub.accounts.models import Account, SignInSession
from studyhub.core.db import table_of
from studyhub.leaderboards.models import MemberStanding, StandingCount
from studyhub.points.models import PointEntry
from studyhub.quizzes.models import Attempt, Grading, Slot, SlotScore
from studyhub.study.models import Paragraph, ReadingProgress, StudyUnit
from studyhub.study_days.models import BranchDay, Participation

# The figures of the leaderboards as they are shown, ready to be read by primary key.
ready = MetaData()
ready_places = Table(
    "bench_places", ready, Column("member_id", Integer, primary_key=True), Column("place", Integer),
    Column("points", Integer), Column("branch_row", Integer),
)  # fmt: skip
ready_members = Table(
    "bench_members", ready, Column("row", Integer, primary_key=True), Column("place", Integer),
    Column("name", String), Column("unit", String), Column("points", Integer),
)  # fmt: skip
ready_branches = Table(
    "bench_branches", ready, Column("row", Integer, primary_key=True), Column("place", Integer),
    Column("unit_id", Integer), Column("name", String), Column("done", Integer),
    Column("due", Integer), Column("rate", Float), Column("average", Float),
)  # fmt: skip

ready_totals = Table(
    "bench_totals", ready, Column("study_day_id", Integer, primary_key=True), Column("title", String),
    Column("held_on", Date), Column("done", Integer), Column("due", Integer), Column("ranked", Integer),
)  # fmt: skip

PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>{{ unit.title }}</title></head><body>
<h1>{{ unit.title }}</h1><progress value="{{ position }}" max="{{ paragraphs|length }}"></progress>
{% for paragraph in paragraphs %}<p id="{{ paragraph.anchor }}">{{ paragraph.text }}</p>
{% endfor %}{{ rest }}</body></html>"""
TOP = 20
PAPER_POINTS, EARNED, SLOT_POINTS = Decimal(100), Decimal(50), Decimal(5)

_account, _session = table_of(Account), table_of(SignInSession)
_unit, _paragraph, _progress = table_of(StudyUnit), table_of(Paragraph), table_of(ReadingProgress)
_attempt, _slot, _grading, _score = table_of(Attempt), table_of(Slot), table_of(Grading), table_of(SlotScore)
_entry, _standing, _count = table_of(PointEntry), table_of(MemberStanding), table_of(StandingCount)
_participation, _branch_day = table_of(Participation), table_of(BranchDay)

_USER = (
    select(_account.c.id, _account.c.name)
    .join(_session, _session.c.account_id == _account.c.id)
    .where(_session.c.token_hash == bindparam("token_hash"), _session.c.revoked_at.is_(None))
)
_CREDENTIAL = select(_account.c.id, _account.c.password_hash).where(
    _account.c.employee_number == bindparam("login")
)
_UNIT = select(_unit.c.id, _unit.c.title).where(_unit.c.id == bindparam("id"))
_PARAGRAPHS = (
    select(_paragraph.c.anchor, _paragraph.c.text, _progress.c.seen_count)
    .outerjoin(
        _progress,
        (_progress.c.study_unit_id == _paragraph.c.study_unit_id)
        & (_progress.c.member_id == bindparam("member_id")),
    )
    .where(_paragraph.c.study_unit_id == bindparam("id"))
    .order_by(_paragraph.c.position)
)
_BEAT = (
    update(_progress)
    .where(_progress.c.member_id == bindparam("member"), _progress.c.study_unit_id == bindparam("unit"))
    .values(anchor=bindparam("place"), updated_at=bindparam("now"))
)
_SAVE = (
    update(_slot)
    .where(_slot.c.attempt_id == bindparam("id"), _slot.c.number == bindparam("slot_number"))
    .values(response=bindparam("given"), sequence=bindparam("rising"), saved_at=bindparam("now"))
)
_SLOTS = select(_slot).where(_slot.c.attempt_id == bindparam("id")).order_by(_slot.c.number)
_SUBMIT = (
    update(_attempt)
    .where(_attempt.c.id == bindparam("attempt"))
    .values(status="submitted", submitted_at=bindparam("now"), raw=bindparam("earned"))
    .returning(_attempt.c.member_id, _attempt.c.unit_id, _attempt.c.quiz_id)
)
_COUNT_BRANCH = (
    update(_branch_day)
    .where(_branch_day.c.study_day_id == bindparam("day"), _branch_day.c.unit_id == bindparam("unit"))
    .values(done=_branch_day.c.done + 1, score_sum=_branch_day.c.score_sum + 50)
)
_RAISE = (
    update(_standing)
    .where(_standing.c.member_id == bindparam("member"))
    .values(points=_standing.c.points + bindparam("more"))
)
_MOVE = (
    update(_count)
    .where(_count.c.points == bindparam("total"))
    .values(members=_count.c.members + bindparam("by"))
)
_PLACE = select(ready_places).where(ready_places.c.member_id == bindparam("member_id"))
_MEMBERS = select(ready_members).where(ready_members.c.row <= TOP)
_BRANCHES = select(ready_branches).where(ready_branches.c.row <= TOP)
_BRANCH = (
    select(ready_branches)
    .join(ready_places, ready_places.c.branch_row == ready_branches.c.row)
    .where(ready_places.c.member_id == bindparam("member_id"))
)
_TOTALS = select(ready_totals).where(ready_totals.c.study_day_id == bindparam("day"))


class Ceiling:
    """Connections, transactions and the session user: what every request of the ceiling needs."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _engine(url, self.is_sqlite)

    def user(self, connection: Connection) -> int:
        """The signed-in member's id."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        return int(
            connection.execute(_USER, {"token_hash": hashlib.sha256(token.encode()).hexdigest()}).one().id
        )

    @contextmanager
    def read(self) -> Iterator[tuple[Connection, int]]:
        """A connection, and the member."""
        with self.engine.connect() as connection:
            yield connection, self.user(connection)

    @contextmanager
    def write(self) -> Iterator[tuple[Connection, int]]:
        """A connection in a durable transaction, and the member."""
        with self.engine.connect() as connection:
            member_id = self.user(connection)
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection, member_id
            connection.commit()


def create_app(url: str, padding: int = 0) -> Flask:
    """The application on a database; its page is made `padding` characters longer than what it has to say."""
    app = Flask("ceiling")
    ceiling = Ceiling(url)
    app.add_url_rule("/sign-in", view_func=_sign_in(ceiling), methods=["POST"])
    app.add_url_rule("/units/<int:unit_id>", view_func=_read_unit(ceiling, "." * padding))
    app.add_url_rule("/units/<int:unit_id>/progress", view_func=_beat(ceiling), methods=["PUT"])
    app.add_url_rule(
        "/quizzes/<int:quiz_id>/attempts/<int:model>", view_func=_start(ceiling), methods=["POST"]
    )
    app.add_url_rule("/attempts/<int:attempt_id>/<int:number>", view_func=_save(ceiling), methods=["PUT"])
    app.add_url_rule("/attempts/<int:attempt_id>/<int:day>", view_func=_submit(ceiling), methods=["POST"])
    app.add_url_rule("/boards/members/<int:day>", view_func=_member_board(ceiling))
    app.add_url_rule("/boards/branches/<int:day>", view_func=_branch_board(ceiling))
    return app


def _sign_in(ceiling: Ceiling) -> Callable[[], Response]:
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

    def sign_in() -> Response:
        given = request.get_json()
        with ceiling.engine.connect() as connection:
            account_id, password_hash = connection.execute(_CREDENTIAL, {"login": given["login"]}).one()
            connection.rollback()
            hasher.verify(password_hash, given["password"])
            token, now = os.urandom(32).hex(), datetime.now(UTC)
            if ceiling.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            row = {"token_hash": hashlib.sha256(token.encode()).hexdigest(), "account_id": account_id}
            row |= {"created_at": now, "expires_at": now + timedelta(days=30), "device": "", "address": ""}
            connection.execute(insert(_session), row)
            connection.commit()
        return jsonify(token=token)

    return sign_in


def _read_unit(ceiling: Ceiling, padding: str) -> Callable[[int], str]:
    def read_unit(unit_id: int) -> str:
        with ceiling.read() as (connection, member_id):
            unit = connection.execute(_UNIT, {"id": unit_id}).one()
            paragraphs = connection.execute(_PARAGRAPHS, {"id": unit_id, "member_id": member_id}).all()
        position = paragraphs[0].seen_count or 0
        return render_template_string(PAGE, unit=unit, paragraphs=paragraphs, position=position, rest=padding)

    return read_unit


def _beat(ceiling: Ceiling) -> Callable[[int], Response]:
    def beat(unit_id: int) -> Response:
        place = request.get_json()["paragraph"]
        with ceiling.write() as (connection, member_id):
            row = {"member": member_id, "unit": unit_id, "place": place, "now": datetime.now(UTC)}
            connection.execute(_BEAT, row)
        return jsonify(paragraph=place)

    return beat


def _start(ceiling: Ceiling) -> Callable[[int, int], Response]:
    papers: dict[int, list[dict[str, Any]]] = {}

    def start(quiz_id: int, model: int) -> Response:
        if model not in papers:
            with ceiling.engine.connect() as connection:
                papers[model] = [row._asdict() for row in connection.execute(_SLOTS, {"id": model})]
        now = datetime.now(UTC)
        with ceiling.write() as (connection, member_id):
            row = {
                "quiz_id": quiz_id,
                "member_id": member_id,
                "unit_id": 2,
                "status": "open",
                "seed": "0" * 64,
            }
            row |= {"started_at": now, "deadline_at": now, "closes_at": now, "max": PAPER_POINTS}
            attempt_id = connection.execute(insert(_attempt).returning(_attempt.c.id), row).scalar_one()
            connection.execute(insert(_slot), [{**slot, "attempt_id": attempt_id} for slot in papers[model]])
        return jsonify(id=attempt_id)

    return start


def _save(ceiling: Ceiling) -> Callable[[int, int], Response]:
    def save(attempt_id: int, number: int) -> Response:
        given = request.get_json()
        row = {"id": attempt_id, "slot_number": number, "given": given["values"]}
        with ceiling.write() as (connection, _):
            connection.execute(_SAVE, {**row, "rising": given["sequence"], "now": datetime.now(UTC)})
        return jsonify(slot=number, sequence=given["sequence"])

    return save


def _submit(ceiling: Ceiling) -> Callable[[int, int], Response]:
    def submit(attempt_id: int, day: int) -> Response:
        now = datetime.now(UTC)
        with ceiling.write() as (connection, _):
            slots = connection.execute(_SLOTS, {"id": attempt_id}).all()
            member_id, unit_id, quiz_id = connection.execute(
                _SUBMIT, {"attempt": attempt_id, "now": now, "earned": EARNED}
            ).one()
            grading = {
                "attempt_id": attempt_id,
                "number": 1,
                "reason": "submission",
                "raw": EARNED,
                "graded_at": now,
            }
            grading_id = connection.execute(insert(_grading).returning(_grading.c.id), grading).scalar_one()
            scores = [
                {"grading_id": grading_id, "number": s.number, "raw": SLOT_POINTS, "outcome": "right"}
                for s in slots
            ]
            connection.execute(insert(_score), scores)
            _take_part(connection, member_id, unit_id, quiz_id, day, now)
        return jsonify(attempt_id=attempt_id)

    return submit


def _take_part(
    connection: Connection, member_id: int, unit_id: int, quiz_id: int, day: int, now: datetime
) -> None:
    taking_part = {"study_day_id": day, "member_id": member_id, "unit_id": unit_id, "submitted_at": now}
    connection.execute(
        insert(_participation), {**taking_part, "percent": 50, "done_at": now, "is_counted": True}
    )
    connection.execute(_COUNT_BRANCH, {"day": day, "unit": unit_id})
    entry = {"member_id": member_id, "note": "", "awarded_at": now}
    entries = [
        {**entry, "rule": "quiz_submitted", "source": f"quiz:{quiz_id}", "points": 20},
        {**entry, "rule": "study_day", "source": f"study_day:{day}", "points": 5},
    ]
    connection.execute(insert(_entry), entries)
    connection.execute(_RAISE, {"member": member_id, "more": 25})
    connection.execute(_MOVE, {"total": 10, "by": -1})
    connection.execute(_MOVE, {"total": 35, "by": 1})


def _member_board(ceiling: Ceiling) -> Callable[[int], Response]:
    def member_board(day: int) -> Response:
        with ceiling.read() as (connection, member_id):
            mine = connection.execute(_PLACE, {"member_id": member_id}).one()
            totals = connection.execute(_TOTALS, {"day": day}).one()
            rows = connection.execute(_MEMBERS).all()
        standings = [dict(row._mapping) for row in rows]
        return jsonify(ranked_count=totals.ranked, mine=dict(mine._mapping), standings=standings)

    return member_board


def _branch_board(ceiling: Ceiling) -> Callable[[int], Response]:
    def branch_board(day: int) -> Response:
        with ceiling.read() as (connection, member_id):
            mine = connection.execute(_BRANCH, {"member_id": member_id}).one()
            totals = connection.execute(_TOTALS, {"day": day}).one()
            rows = connection.execute(_BRANCHES).all()
        standings = [dict(row._mapping) for row in rows]
        return jsonify(study_day=dict(totals._mapping), mine=dict(mine._mapping), standings=standings)

    return branch_board


def _engine(url: str, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_size=24, max_overflow=0)
    engine = create_engine(
        url, pool_size=24, max_overflow=0, connect_args={"check_same_thread": False, "timeout": 30},
    )  # fmt: skip

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
