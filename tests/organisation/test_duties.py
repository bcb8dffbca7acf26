"""What somebody is in a branch (职务) is held with the membership, and gives no permission."""

import pytest
from sqlalchemy import select

from studyhub.audit.models import AuditEntry
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Invalid
from studyhub.organisation.queries import get_member
from studyhub.organisation.rules import Actor, Duty, MemberKind
from studyhub.organisation.service import assign_duties, join
from tests.cast import Cast


def duties_of(database: Database, cast: Cast, member: Actor) -> tuple[Duty, ...]:
    with database.read() as session:
        return get_member(session, cast.administrator, member.member_id).duties


def test_duties_are_held_and_the_same_again_changes_nothing(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    wang, now = cast.wang_xiuying, clock.now()
    for _ in range(2):
        with database.write() as session:
            assign_duties(session, wang.member_id, [Duty.YOUTH, Duty.ORGANISATION], now=now)
    assert duties_of(database, cast, wang) == (Duty.ORGANISATION, Duty.YOUTH)
    assert duties_of(database, cast, cast.li_jianguo) == ()
    with database.read() as session:
        noted = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "member.duties_assigned")
        )
        assert noted.all() == [{"unit": cast.branch_a1.id, "duties": ["organisation", "youth"]}]
    with database.write() as session:
        assign_duties(session, wang.member_id, [], now=now)
    assert duties_of(database, cast, wang) == ()


def test_they_stay_in_the_branch_and_end_with_it(database: Database, clock: FixedClock, cast: Cast) -> None:
    wang, now = cast.wang_xiuying, clock.now()
    with database.write() as session:
        assign_duties(session, wang.member_id, [Duty.DISCIPLINE], now=now)
        join(
            session, wang.member_id, cast.branch_a1.id, MemberKind.FULL,
            started_on=now.date(), is_exempt=True, now=now,
        )  # fmt: skip
    assert duties_of(database, cast, wang) == (Duty.DISCIPLINE,)
    with database.write() as session:
        join(session, wang.member_id, cast.branch_a2.id, MemberKind.FULL, started_on=now.date(), now=now)
    assert duties_of(database, cast, wang) == ()


def test_who_belongs_to_no_branch_holds_none_and_a_secretary_is_appointed(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    for member, duty in ((cast.organiser_a, Duty.YOUTH), (cast.wang_xiuying, Duty.SECRETARY)):
        with pytest.raises(Invalid) as refused, database.write() as session:
            assign_duties(session, member.member_id, [duty], now=clock.now())
        assert set(refused.value.fields) == {"duties"}
