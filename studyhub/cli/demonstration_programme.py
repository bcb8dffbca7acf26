"""The programme of the demonstration: what was studied lately is required, of the rest everybody chooses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from studyhub.cli.demonstration_history import NOT_YET_TODAY, read
from studyhub.core.clock import local_date
from studyhub.organisation.rules import Actor, UnitRef
from studyhub.programmes.queries import list_for_organiser
from studyhub.programmes.rules import ProgrammeDraft, UnitDraft
from studyhub.programmes.service import choose, create_programme, publish
from studyhub.study.models import StudyUnitStatus
from studyhub.study.queries import list_for_organiser as list_study_units
from studyhub.study_days.queries import list_for_member

TITLE = "党务基础学习计划"
SUMMARY = "两篇必读，按顺序读；另外两篇里任选一篇。以前在统一学习日读完的，直接算数。"
RUNS_FOR = timedelta(days=60)


def offer_programme(session: Session, people: Sequence[Actor], root: UnitRef, now: datetime) -> None:
    """A programme for everybody, once for each demonstration. people: the organiser first.

    Required are the units of the latest two study days, the earlier first. A few have chosen an elective, some of them
    have read it.
    """
    organiser = people[0]
    if list_for_organiser(session, organiser, now):
        return
    units = [
        row.id
        for row in list_study_units(session, organiser)
        if row.status is StudyUnitStatus.PUBLISHED and row.unit.id == root.id
    ]
    days = list_for_member(session, organiser, now, limit=10)
    second, first = list(dict.fromkeys(day.study_unit.id for day in days if day.study_unit is not None))[:2]
    electives = sorted(unit_id for unit_id in units if unit_id not in {first, second})
    programme = create_programme(
        session,
        organiser,
        root.id,
        ProgrammeDraft(
            TITLE,
            local_date(now) - timedelta(days=14),
            local_date(now) + RUNS_FOR,
            SUMMARY,
            elective_count=1,
            units=(
                UnitDraft(first),
                UnitDraft(second, prerequisites=frozenset({first})),
                *(UnitDraft(unit_id, is_required=False) for unit_id in electives),
            ),
        ),
        now=now,
    )
    publish(session, organiser, programme.id, now=now)
    for number, actor in enumerate(people[1:]):
        if number % 3 or actor.name == NOT_YET_TODAY:
            continue
        elective = electives[number % len(electives)]
        if number % 2:
            read(session, actor, elective, now - timedelta(days=3), timedelta(minutes=9))
        choose(session, actor, programme.id, elective, now=now)
