"""Quizzes of a filled database, open now, and attempts that wait in them to be answered or submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import ItemType
from studyhub.cli.bench import content
from studyhub.cli.bench.bulk import filling, insert_rows, insert_selected
from studyhub.cli.bench.filling import ROOT, Members, administrator
from studyhub.core.clock import local_date
from studyhub.core.db import Database, table_of
from studyhub.organisation.rules import Actor, UnitRef
from studyhub.quizzes import service as quizzes
from studyhub.quizzes.models import Attempt, Slot
from studyhub.quizzes.rules import AttemptStatus
from studyhub.study_days.service import schedule_study_day

MODELS = 20
TIME_LIMIT = timedelta(hours=6)


@dataclass(frozen=True)
class Day:
    """A study day of all branches, and its quiz."""

    study_day_id: int
    quiz_id: int


@dataclass(frozen=True)
class Models:
    """The first of MODELS attempts in a row whose papers others copy: without any response, and with all."""

    blank: int
    answered: int


def open_quiz(database: Database, members: Members, title: str) -> int:
    """Create and publish a quiz of twenty items drawn from all 2,000, and open it to all branches; gives its id."""
    now = members.now
    with database.write() as session:
        quiz_id = _publish(session, members, title)
        opens_at, closes_at = now - timedelta(hours=1), now + timedelta(hours=12)
        quizzes.schedule(session, quiz_id, members.branches, opens_at, closes_at)
        return quiz_id


def make_day(
    database: Database, members: Members, title: str, *, days_ago: int = 0, study_unit_id: int | None = None
) -> Day:
    """A study day of all branches with a quiz of its own; the one of no days ago is open now."""
    then = members.now - timedelta(days=days_ago)
    with database.write() as session:
        quiz_id = _publish(session, members, title)
        day = schedule_study_day(
            session,
            administrator(),
            ROOT.id,
            title=title,
            held_on=local_date(then),
            opens_at=then - timedelta(hours=1),
            closes_at=then + timedelta(hours=12),
            study_unit_id=study_unit_id,
            quiz_id=quiz_id,
            branch_ids=members.branches,
            may_share_date=True,
            now=then,
        )
        return Day(day.id, quiz_id)


def make_models(database: Database, members: Members) -> Models:
    """Attempts made as members make them: each starts, and those of the second quiz answer everything."""
    blank = _start_models(database, members, open_quiz(database, members, "测速样卷一"))
    answered = _start_models(database, members, open_quiz(database, members, "测速样卷二"))
    slot = table_of(Slot)
    with database.write() as session:
        rows = session.execute(
            select(slot.c.attempt_id, slot.c.number, slot.c.type).where(slot.c.attempt_id >= answered)
        ).all()
        for attempt_id, number, kind in rows:
            response = content.RESPONSES[ItemType(kind)]
            quizzes.save_response(session, attempt_id, number, response, 1, now=members.now)
    return Models(blank, answered)


def open_attempts(
    database: Database, members: Members, quiz_id: int, member_ids: Sequence[int], model: int
) -> Mapping[int, int]:
    """An open attempt of each of some members, its paper a copy of a model's; gives attempt id by member id."""
    attempt, slot, now = table_of(Attempt), table_of(Slot), members.now
    with filling(database) as connection:
        row = {
            "quiz_id": quiz_id,
            "status": AttemptStatus.OPEN,
            "seed": "0" * 64,
            "started_at": now,
            "deadline_at": now + TIME_LIMIT,
            "closes_at": now + TIME_LIMIT + timedelta(seconds=5),
            "max": Decimal(100),
            "is_submitted_by_server": False,
        }
        insert_rows(
            connection,
            Attempt,
            ({**row, "member_id": member, "unit_id": members.branch_of(member)} for member in member_ids),
        )
        columns = {column.name: column for column in slot.c}
        of_model = slot.c.attempt_id == model + attempt.c.member_id % MODELS
        insert_selected(
            connection,
            Slot,
            {**columns, "attempt_id": attempt.c.id},
            attempt.join(slot, of_model),
            attempt.c.quiz_id == quiz_id,
        )
        found = select(attempt.c.member_id, attempt.c.id).where(attempt.c.quiz_id == quiz_id)
        return {row.member_id: row.id for row in connection.execute(found)}


def _publish(session: Session, members: Members, title: str) -> int:
    draft = quizzes.QuizDraft(title, content.blueprint(), TIME_LIMIT)
    quiz_id = quizzes.create_quiz(session, administrator(), ROOT.id, draft, now=members.now)
    quizzes.publish(session, administrator(), quiz_id, now=members.now)
    return quiz_id


def _start_models(database: Database, members: Members, quiz_id: int) -> int:
    with database.write() as session:
        started = [
            quizzes.start_attempt(session, _actor(members, member_id), quiz_id, now=members.now)
            for member_id in members.signed_in[:MODELS]
        ]
    return started[0].attempt_id


def _actor(members: Members, member_id: int) -> Actor:
    branch = members.branch_of(member_id)
    unit = UnitRef(branch, f"第{branch}党支部", f"{ROOT.path}{branch}/")
    return Actor(member_id, f"成员{member_id}", str(member_id), unit)
