"""Fill a database to a size: the organisation, its members, and a past study day that all of them took part in."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Float, Integer, String, case, func, literal, select
from sqlalchemy import cast as sql_cast

from studyhub.accounts.models import Account, SignInSession
from studyhub.accounts.passwords import hash_password
from studyhub.cli.bench import content
from studyhub.cli.bench.bulk import filling, insert_rows, insert_selected, numbers
from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import local_date
from studyhub.core.db import Database, table_of
from studyhub.items.service import import_items
from studyhub.leaderboards.models import MemberStanding, StandingCount
from studyhub.organisation.models import Appointment, Membership, Unit
from studyhub.organisation.rules import Actor, MemberKind, Post, Role, UnitKind, UnitRef
from studyhub.points.models import PointEntry
from studyhub.points.rules import QUIZ, SHARE_OF_PERCENT, STUDY_DAY, points_for_study_day
from studyhub.quizzes.models import Attempt, Grading, Slot, SlotScore
from studyhub.quizzes.rules import AttemptStatus
from studyhub.study import service as study
from studyhub.study.models import ReadingProgress
from studyhub.study_days.models import BranchDay, Participation

PASSWORD = "bench-2026-password"  # noqa: S105 (of members that live for minutes)
BRANCH_SIZE = 50
SIGNED_IN = 2_000
"""So many members (or all, when there are fewer) have an open session."""
PERCENTS = 101
"""Members' percents in the past quiz are their ids modulo this."""
ADMINISTRATOR_ID = 1
FIRST_MEMBER = 1_001
ROOT = UnitRef(1, "测速工委", "/1/")
FIRST_BRANCH = 2


@dataclass(frozen=True)
class Members:
    """The members of a filled database: ids from FIRST_MEMBER on, spread evenly over the branches."""

    count: int
    now: datetime

    @property
    def branches(self) -> range:
        """The ids of all branches."""
        return range(FIRST_BRANCH, FIRST_BRANCH + max(1, self.count // BRANCH_SIZE))

    @property
    def signed_in(self) -> range:
        """The ids of the members who have a session."""
        return range(FIRST_MEMBER, FIRST_MEMBER + min(self.count, SIGNED_IN))

    def branch_of(self, member_id: int) -> int:
        """The id of a member's branch."""
        return FIRST_BRANCH + (member_id - FIRST_MEMBER) % len(self.branches)


def administrator() -> Actor:
    """The one who owns everything in a filled database."""
    return Actor(ADMINISTRATOR_ID, "测速管理员", "bench-admin", None, (Post(Role.ADMINISTRATOR, ROOT),))


def token_of(account_id: int) -> str:
    """The session token of a signed-in member or of the administrator."""
    return f"bench-token-of-{account_id}"


def fill_members(database: Database, count: int) -> Members:
    """Units, accounts, memberships and sessions in an empty, migrated database."""
    members = Members(count, datetime.now(UTC))
    with filling(database) as connection:
        _insert_units(connection, members)
        _insert_accounts(connection, members)
        _insert_sessions(connection, members)
    return members


def fill_content(database: Database, members: Members) -> int:
    """The items and the study unit, through the services; gives the study unit's id."""
    actor, now = administrator(), members.now
    with database.write() as session:
        import_items(session, actor, ROOT.id, content.items(content.POOL_ITEMS), now=now)
        unit = study.create_study_unit(
            session, actor, ROOT.id, title="测速学习单元", sections=content.sections(), slug="bench", now=now
        )
        signer = replace(actor, member_id=FIRST_MEMBER)
        publish_as_two(session, actor, signer, unit.id, now=now)
        return unit.id


def fill_standings(database: Database, members: Members, study_day_id: int, quiz_id: int) -> None:
    """Points of everybody for a study day and its quiz, from the ledger up to the leaderboards."""
    account = table_of(Account)
    percent = account.c.id % PERCENTS
    # As points.rules has it: for submitting and for the percent, and for taking part.
    of_quiz = 10 + (2 * percent + SHARE_OF_PERCENT) // (2 * SHARE_OF_PERCENT)
    of_day = points_for_study_day()
    is_member = account.c.id >= FIRST_MEMBER
    entry = {"member_id": account.c.id, "note": "测速", "awarded_at": members.now}
    entries = (
        {"rule": QUIZ.code, "source": f"quiz:{quiz_id}", "points": of_quiz},
        {"rule": STUDY_DAY.code, "source": f"study_day:{study_day_id}", "points": of_day},
    )
    standing = table_of(MemberStanding)
    with filling(database) as connection:
        for each in entries:
            insert_selected(connection, PointEntry, {**entry, **each}, account, is_member)
        total = {"member_id": account.c.id, "points": of_quiz + of_day}
        insert_selected(connection, MemberStanding, total, account, is_member)
        counts = (
            select(standing.c.points, func.count().label("members")).group_by(standing.c.points).subquery()
        )
        insert_selected(
            connection, StandingCount, {"points": counts.c.points, "members": counts.c.members}, counts
        )


def fill_progress(database: Database, members: Members, study_unit_id: int) -> None:
    """Everybody has begun to read the study unit."""
    account = table_of(Account)
    progress = {
        "member_id": account.c.id,
        "study_unit_id": study_unit_id,
        "anchor": "s1p1",
        "seen_count": 1,
        "started_at": members.now,
        "updated_at": members.now,
    }
    with filling(database) as connection:
        insert_selected(connection, ReadingProgress, progress, account, account.c.id >= FIRST_MEMBER)


def fill_past_day(database: Database, members: Members, study_day_id: int, quiz_id: int, model: int) -> None:
    """Everybody took part in a study day: attempts with all their slots and scores, after the attempt `model`."""
    attempt, slot, membership = table_of(Attempt), table_of(Slot), table_of(Membership)
    at = members.now
    percent = membership.c.member_id % PERCENTS
    of_members = membership.c.member_id >= FIRST_MEMBER
    of_quiz = attempt.c.quiz_id == quiz_id
    with filling(database) as connection:
        past = {
            "quiz_id": quiz_id,
            "member_id": membership.c.member_id,
            "unit_id": membership.c.unit_id,
            "status": AttemptStatus.SUBMITTED,
            "seed": "0" * 64,
            "started_at": at,
            "deadline_at": at + timedelta(hours=1),
            "closes_at": at + timedelta(hours=1, seconds=5),
            "submitted_at": at,
            "is_submitted_by_server": False,
            "raw": percent * 100,  # kept in hundredths: an expression goes past the column's type
            "max": Decimal(100),
        }
        insert_selected(connection, Attempt, past, membership, of_members)
        columns = {column.name: column for column in slot.c}
        insert_selected(
            connection,
            Slot,
            {**columns, "attempt_id": attempt.c.id},
            attempt.join(slot, slot.c.attempt_id == model),
            of_quiz,
        )
        grading = {"attempt_id": attempt.c.id, "number": 1, "reason": "submission", "raw": attempt.c.raw}
        insert_selected(connection, Grading, {**grading, "graded_at": at}, attempt, of_quiz)
        _insert_scores(connection, quiz_id)
        insert_selected(
            connection,
            Participation,
            {
                "study_day_id": study_day_id,
                "member_id": membership.c.member_id,
                "unit_id": membership.c.unit_id,
                "read_at": at,
                "submitted_at": at,
                "percent": percent,
                "done_at": at,
                "is_counted": True,
            },
            membership,
            of_members,
        )
        _count_branches(connection, study_day_id)


def _insert_units(connection: Connection, members: Members) -> None:
    unit = {"kind": UnitKind.COMMITTEE, "position": 0, "created_at": members.now}
    insert_rows(
        connection, Unit, [{**unit, "id": ROOT.id, "parent_id": None, "name": ROOT.name, "path": ROOT.path}]
    )
    insert_rows(
        connection,
        Unit,
        (
            {
                **unit,
                "id": branch,
                "parent_id": ROOT.id,
                "kind": UnitKind.BRANCH,
                "name": f"第{branch}党支部",
                "path": f"{ROOT.path}{branch}/",
            }
            for branch in members.branches
        ),
    )


def _insert_accounts(connection: Connection, members: Members) -> None:
    counted = numbers(FIRST_MEMBER, members.count)
    account = {
        "name": "测速管理员",
        "password_hash": hash_password(PASSWORD),
        "must_change_password": False,
        "is_active": True,
        "created_at": members.now,
    }
    insert_rows(
        connection,
        Account,
        [{**account, "id": ADMINISTRATOR_ID, "employee_number": "bench-admin", "phone": None}],
    )
    number = sql_cast(counted.c.n, String)
    named = {"id": counted.c.n, "employee_number": number, "name": literal("成员") + number}
    insert_selected(connection, Account, {**account, **named}, counted)
    insert_selected(
        connection,
        Membership,
        {
            "member_id": counted.c.n,
            "unit_id": FIRST_BRANCH + (counted.c.n - FIRST_MEMBER) % len(members.branches),
            "kind": MemberKind.FULL,
            "is_exempt": False,
            "started_on": local_date(members.now - timedelta(days=400)),
        },
        counted,
    )
    post = {"member_id": ADMINISTRATOR_ID, "unit_id": ROOT.id, "role": Role.ADMINISTRATOR}
    insert_rows(connection, Appointment, [{**post, "started_at": members.now, "ended_at": None}])


def _insert_sessions(connection: Connection, members: Members) -> None:
    insert_rows(
        connection,
        SignInSession,
        (
            {
                "token_hash": hashlib.sha256(token_of(account_id).encode()).hexdigest(),
                "account_id": account_id,
                "created_at": members.now,
                "expires_at": members.now + timedelta(days=1),
                "device": "bench",
                "address": "127.0.0.1",
            }
            for account_id in (ADMINISTRATOR_ID, *members.signed_in)
        ),
    )


def _insert_scores(connection: Connection, quiz_id: int) -> None:
    """Slots' scores that add up to the grading's: the first ones get five points each, one gets the rest."""
    attempt, slot, grading = table_of(Attempt), table_of(Slot), table_of(Grading)
    left = sql_cast(grading.c.raw, Integer) - 500 * (slot.c.number - 1)
    earned = case((left >= 500, 500), (left > 0, left), else_=0)
    insert_selected(
        connection,
        SlotScore,
        {
            "grading_id": grading.c.id,
            "number": slot.c.number,
            "raw": earned,
            "outcome": case((left >= 500, "right"), (left > 0, "partial"), else_="wrong"),
        },
        attempt.join(grading, grading.c.attempt_id == attempt.c.id).join(
            slot, slot.c.attempt_id == attempt.c.id
        ),
        attempt.c.quiz_id == quiz_id,
    )


def _count_branches(connection: Connection, study_day_id: int) -> None:
    branch_day, participation = table_of(BranchDay), table_of(Participation)
    mine = (participation.c.study_day_id == study_day_id) & (participation.c.unit_id == branch_day.c.unit_id)
    done = select(func.count()).select_from(participation).where(mine).scalar_subquery()
    score_sum = select(func.sum(participation.c.percent)).where(mine).scalar_subquery()
    connection.execute(
        branch_day.update()
        .where(branch_day.c.study_day_id == study_day_id)
        .values(done=done, score_sum=score_sum, rate=sql_cast(done, Float) / branch_day.c.due)
    )
