"""Databases ready to be measured: filled to a size, with everything in place that the workloads need."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Connection, Float, func, insert, select
from sqlalchemy import cast as sql_cast

from studyhub.accounts.models import Account
from studyhub.cli.bench import ceiling
from studyhub.cli.bench.bulk import filling
from studyhub.cli.bench.filling import (
    Members,
    fill_content,
    fill_members,
    fill_past_day,
    fill_progress,
    fill_standings,
)
from studyhub.cli.bench.quizzes import Day, Models, make_day, make_models, open_attempts, open_quiz
from studyhub.core.db import Database, table_of
from studyhub.core.migration import upgrade
from studyhub.leaderboards.models import MemberStanding
from studyhub.organisation.models import Membership, Unit
from studyhub.study.queries import load_sections
from studyhub.study_days.models import BranchDay, StudyDay
from studyhub.web.kit import attempt_token

ONE_SHOT = 1_000
"""So many members start or submit in one run: what is done once cannot be repeated."""
SAVING = 400
"""So many members answer at the same time."""


@dataclass(frozen=True)
class Run:
    """What one run uses up: the id of a quiz for each side to start, and attempts by member for each to submit."""

    starts: Mapping[str, int]
    submits: Mapping[str, Day]
    attempts: Mapping[str, Mapping[int, int]]


@dataclass(frozen=True)
class Filled:
    """A filled database. `saving` holds the open attempts to be answered, with their tokens."""

    members: Members
    study_unit_id: int
    anchors: tuple[str, ...]
    past: Day
    models: Models
    saving: Mapping[int, str]
    runs: tuple[Run, ...]


SIDES = ("site", "ceiling")


def fill(database: Database, app: Flask, count: int, runs: int, workloads: tuple[str, ...]) -> Filled:
    """Fill an empty database with `count` members, for so many runs of some workloads."""
    upgrade(database)
    members = fill_members(database, count)
    study_unit_id = fill_content(database, members)
    fill_progress(database, members, study_unit_id)
    models = make_models(database, members)
    past = make_day(database, members, "测速往期", days_ago=1)
    fill_past_day(database, members, past.study_day_id, past.quiz_id, models.answered)
    fill_standings(database, members, past.study_day_id, past.quiz_id)
    today = make_day(database, members, "测速今日", study_unit_id=study_unit_id)
    saved = open_attempts(database, members, today.quiz_id, members.signed_in[:SAVING], models.blank)
    with app.app_context():
        tokens = {attempt_id: attempt_token.issue(attempt_id) for attempt_id in saved.values()}
    return Filled(
        members=members,
        study_unit_id=study_unit_id,
        anchors=_anchors(database, study_unit_id),
        past=past,
        models=models,
        saving=tokens,
        runs=tuple(_run(database, members, models, workloads) for _ in range(runs)),
    )


def fill_boards(database: Database, count: int) -> tuple[Members, int]:
    """An empty database with `count` members on the leaderboards and nothing else; gives the study day's id, too.

    The ceiling's ready tables are filled from the same figures.
    """
    upgrade(database)
    members = fill_members(database, count)
    fill_content(database, members)
    day = make_day(database, members, "测速榜单")
    fill_standings(database, members, day.study_day_id, day.quiz_id)
    branch_day = table_of(BranchDay)
    with filling(database) as connection:
        done = branch_day.c.due * (branch_day.c.unit_id % 10) // 10
        connection.execute(
            branch_day.update().values(
                done=done, score_sum=done * 70, rate=sql_cast(done, Float) / branch_day.c.due
            )
        )
        ceiling.ready.create_all(connection)
        _fill_ready_branches(connection)
        _fill_ready_members(connection)
        _fill_ready_totals(connection, day.study_day_id)
    return members, day.study_day_id


def _run(database: Database, members: Members, models: Models, workloads: tuple[str, ...]) -> Run:
    starting = SIDES if "W3" in workloads else ()
    submitting = SIDES if "W5" in workloads else ()
    starts = {side: open_quiz(database, members, "测速开始") for side in starting}
    submits = {side: make_day(database, members, "测速交卷", days_ago=2) for side in submitting}
    who = members.signed_in[:ONE_SHOT]
    return Run(
        starts,
        submits,
        {
            side: open_attempts(database, members, day.quiz_id, who, models.answered)
            for side, day in submits.items()
        },
    )


def _anchors(database: Database, study_unit_id: int) -> tuple[str, ...]:
    with database.read() as session:
        found = load_sections(session, study_unit_id)
    return tuple(paragraph.anchor for section in found for paragraph in section.paragraphs)


def _fill_ready_members(connection: Connection) -> None:
    account, standing = table_of(Account), table_of(MemberStanding)
    membership, unit = table_of(Membership), table_of(Unit)
    best_first = standing.c.points.desc()
    branches = ceiling.ready_branches
    places = (
        select(standing.c.member_id, func.rank().over(order_by=best_first), standing.c.points, branches.c.row)
        .join(membership, membership.c.member_id == standing.c.member_id)
        .join(branches, branches.c.unit_id == membership.c.unit_id)
    )
    columns = ["member_id", "place", "points", "branch_row"]
    connection.execute(insert(ceiling.ready_places).from_select(columns, places))
    top = (
        select(
            func.row_number().over(order_by=(best_first, standing.c.member_id)),
            func.rank().over(order_by=best_first),
            account.c.name,
            unit.c.name,
            standing.c.points,
        )
        .join(account, account.c.id == standing.c.member_id)
        .join(membership, membership.c.member_id == standing.c.member_id)
        .join(unit, unit.c.id == membership.c.unit_id)
        .order_by(best_first, standing.c.member_id)
        .limit(ceiling.TOP)
    )
    columns = ["row", "place", "name", "unit", "points"]
    connection.execute(insert(ceiling.ready_members).from_select(columns, top))


def _fill_ready_branches(connection: Connection) -> None:
    branch_day, unit = table_of(BranchDay), table_of(Unit)
    best_first = branch_day.c.rate.desc()
    ranked = select(
        func.row_number().over(order_by=(best_first, unit.c.id)),
        func.rank().over(order_by=best_first),
        unit.c.id,
        unit.c.name,
        branch_day.c.done,
        branch_day.c.due,
        branch_day.c.rate,
        branch_day.c.score_sum,
    ).join(unit, unit.c.id == branch_day.c.unit_id)
    columns = ["row", "place", "unit_id", "name", "done", "due", "rate", "average"]
    connection.execute(insert(ceiling.ready_branches).from_select(columns, ranked))


def _fill_ready_totals(connection: Connection, study_day_id: int) -> None:
    day, branches = table_of(StudyDay), ceiling.ready_branches
    ranked = select(func.count()).select_from(ceiling.ready_places).scalar_subquery()
    totals = select(
        day.c.id,
        day.c.title,
        day.c.held_on,
        select(func.sum(branches.c.done)).scalar_subquery(),
        select(func.sum(branches.c.due)).scalar_subquery(),
        ranked,
    ).where(day.c.id == study_day_id)
    columns = ["study_day_id", "title", "held_on", "done", "due", "ranked"]
    connection.execute(insert(ceiling.ready_totals).from_select(columns, totals))
