"""Two hundred members at once, with impatient thumbs and bad signal: every answer is stored, every total adds up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from studyhub.core.db import Database
from studyhub.leaderboards.models import MemberStanding
from studyhub.points.models import PointEntry
from studyhub.quizzes.models import Attempt, Grading, Slot
from studyhub.reports.invariants import check
from studyhub.study_days.models import BranchDay
from tests.running_site import running_site
from tests.trust.crowd import Day, Person, Phone, choices_of, gather

MEMBERS = 200
Twice = Callable[[Person, str, str, object], list[tuple[int, dict]]]


def sit(url: str, day: Day, person: Person, twice: Twice) -> tuple[int, int, dict[int, list[str]]]:
    """One member's sitting; gives (member, attempt, what was acknowledged last for each slot)."""
    phone = Phone(url, person)
    starts = twice(person, "POST", f"quizzes/{day.quiz_id}/attempts", {})
    paper = starts[0][1]
    assert sorted(status for status, _ in starts) == [200, 201]
    assert starts[1][1]["slots"] == paper["slots"]
    acknowledged = {}
    for slot in paper["slots"]:
        number = slot["number"]
        path = f"attempts/{paper['id']}/responses/{number}"
        first, last = choices_of(slot, person.member_id), choices_of(slot, person.member_id + 1)
        if number % 2:  # changes of mind, and an answer that arrives after the one that replaced it
            assert phone.send("PUT", path, {"values": last, "sequence": 2})[1]["sequence"] == 2
            assert phone.send("PUT", path, {"values": first, "sequence": 1})[1]["sequence"] == 2
        else:  # a repeated tap, at the same time on another connection
            receipts = twice(person, "PUT", path, {"values": last, "sequence": 2})
            assert receipts[0] == receipts[1]
            assert receipts[0][0] == 200
        acknowledged[number] = last
    submissions = twice(person, "POST", f"attempts/{paper['id']}/submission", {})
    assert submissions[0] == submissions[1]
    assert submissions[0][1]["status"] == "submitted"
    points = phone.send("GET", "me/points")[1]
    assert points["total"] == sum(entry["points"] for entry in points["entries"])
    return person.member_id, paper["id"], acknowledged


@pytest.fixture
def sittings(
    database: Database, database_url: str, tmp_path: Path
) -> list[tuple[int, int, dict[int, list[str]]]]:
    """All sittings, side by side on a real server."""
    day = gather(database, MEMBERS)
    with (
        running_site(tmp_path, environ={"DATABASE_URL": database_url}) as site,
        ThreadPoolExecutor(MEMBERS) as members,
        ThreadPoolExecutor(16) as thumbs,
    ):

        def twice(person: Person, method: str, path: str, body: object) -> list[tuple[int, dict]]:
            taps = [thumbs.submit(Phone(site.url, person).send, method, path, body) for _ in range(2)]
            return [tap.result() for tap in taps]

        return list(members.map(lambda person: sit(site.url, day, person, twice), day.people))


def test_every_answer_is_stored_and_every_total_equals_its_ledger(
    database: Database, sittings: list[tuple[int, int, dict[int, list[str]]]]
):
    assert len(sittings) == MEMBERS
    with database.read() as session:
        stored = {
            (row.attempt_id, row.number): row.response
            for row in session.execute(select(Slot.attempt_id, Slot.number, Slot.response))
        }
        attempts = {row.member_id: row for row in session.scalars(select(Attempt))}
        ledger = dict(
            session.execute(
                select(PointEntry.member_id, func.sum(PointEntry.points)).group_by(PointEntry.member_id)
            ).all()
        )
        entry_count = session.scalar(select(func.count()).select_from(PointEntry))
        totals = dict(session.execute(select(MemberStanding.member_id, MemberStanding.points)).all())
        branch = session.scalars(select(BranchDay)).one()
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Attempt, Grading)]
        contradictions = check(session)
    assert stored == {
        (attempt_id, number): values
        for _, attempt_id, values_of in sittings
        for number, values in values_of.items()
    }
    assert counts == [MEMBERS, MEMBERS]
    expected = {member_id: 10 + _up_to_20(attempts[member_id]) + 5 for member_id, _, _ in sittings}
    assert ledger == expected == totals
    assert (entry_count, branch.due, branch.done, branch.rate) == (
        2 * MEMBERS,
        MEMBERS + 1,
        MEMBERS,
        MEMBERS / (MEMBERS + 1),
    )
    assert contradictions == []


def _up_to_20(attempt: Attempt) -> int:
    """A point for every five percent, halves rounded up."""
    assert attempt.raw is not None
    percent = int(100 * attempt.raw / attempt.max)
    return int((Decimal(percent) / 5).quantize(Decimal(1), ROUND_HALF_UP))
