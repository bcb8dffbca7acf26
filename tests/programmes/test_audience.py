"""For whom a programme is: the same people, whether one is asked about or all are counted."""

import itertools

import pytest
from sqlalchemy import select

from studyhub.organisation.models import Membership, Unit
from studyhub.organisation.queries import list_appointments
from studyhub.organisation.rules import Duty, MemberKind, UnitRef
from studyhub.organisation.service import assign_duties, end_appointment, join, leave
from studyhub.programmes.queries import find_person, members_of
from studyhub.programmes.rules import Audience, Person
from tests.programmes.stage import ProgrammeStage

BRANCH = UnitRef(5, "第一党支部", "/1/2/5/")


@pytest.mark.parametrize(
    ("audience", "is_meant"),
    [
        (Audience(), True),
        (Audience(frozenset({MemberKind.FULL})), True),
        (Audience(frozenset({MemberKind.ACTIVIST})), False),
        (Audience(duties=frozenset({Duty.ORGANISATION})), True),
        (Audience(duties=frozenset({Duty.SECRETARY})), False),
        (Audience(frozenset({MemberKind.ACTIVIST}), frozenset({Duty.ORGANISATION})), True),
        (Audience(branch_ids=frozenset({5, 6})), True),
        (Audience(branch_ids=frozenset({6})), False),
        (Audience(frozenset({MemberKind.FULL}), branch_ids=frozenset({6})), False),
    ],
)
def test_kinds_and_duties_add_up_and_branches_narrow(audience: Audience, is_meant: bool) -> None:
    person = Person(BRANCH, MemberKind.FULL, frozenset({Duty.ORGANISATION}))
    assert audience.includes(person) is is_meant


def test_one_person_and_all_are_decided_alike(stage: ProgrammeStage) -> None:
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        for actor, kind in ((cast.liu_yang, MemberKind.PROSPECTIVE), (cast.he_yong, MemberKind.ACTIVIST)):
            assert actor.unit is not None
            join(session, actor.member_id, actor.unit.id, kind, started_on=now.date(), now=now)
        assign_duties(session, cast.wu_jing.member_id, [Duty.ORGANISATION, Duty.YOUTH], now=now)
        assign_duties(session, cast.zheng_wei.member_id, [Duty.DISCIPLINE], now=now)
        leave(session, cast.feng_li.member_id, ended_on=now.date(), now=now)
    kinds = (
        frozenset(),
        frozenset({MemberKind.PROSPECTIVE}),
        frozenset({MemberKind.ACTIVIST, MemberKind.FULL}),
    )
    duties = (
        frozenset(),
        frozenset({Duty.SECRETARY}),
        frozenset({Duty.YOUTH, Duty.DISCIPLINE, Duty.SECRETARY}),
    )
    branches = (frozenset(), frozenset({cast.branch_a1.id, cast.branch_a3.id}))
    people = [value for value in vars(cast).values() if hasattr(value, "member_id")]
    with stage.database.read() as session:
        persons = {each.member_id: find_person(session, each.member_id) for each in people}
        for parts in itertools.product(kinds, duties, branches):
            audience = Audience(*parts)
            found = session.scalars(
                select(Membership.member_id)
                .join(Unit, Unit.id == Membership.unit_id)
                .where(*members_of(audience, cast.committee_a.path))
            ).all()
            assert sorted(found) == sorted(
                member_id
                for member_id, person in persons.items()
                if person is not None
                and person.unit.path.startswith(cast.committee_a.path)
                and audience.includes(person)
            )
    assert persons[cast.feng_li.member_id] is None
    assert persons[cast.secretary_a1.member_id] == Person(
        cast.branch_a1, MemberKind.FULL, frozenset({Duty.SECRETARY})
    )


def test_who_is_secretary_no_longer_is_not_meant_any_more(stage: ProgrammeStage) -> None:
    cast, now = stage.cast, stage.clock.now()
    with stage.database.write() as session:
        (appointment,) = [
            row[0]
            for row in list_appointments(session, [cast.branch_a1.path])
            if row[1] == cast.secretary_a1.member_id
        ]
        end_appointment(session, appointment, now=now)
    with stage.database.read() as session:
        person = find_person(session, cast.secretary_a1.member_id)
    assert person == Person(cast.branch_a1, MemberKind.FULL, frozenset())
