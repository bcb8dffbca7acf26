"""What the members' browser tests find on a site: things to read, a study day today with its quiz, another quiz."""

from dataclasses import dataclass
from datetime import timedelta

from question_bank import starter_units
from studyhub import subscriptions
from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import SystemClock, local_date
from studyhub.core.db import Database
from studyhub.quizzes.rules import ReviewRule
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from studyhub.study_days.service import schedule_study_day
from tests.cast import Cast, assemble
from tests.quizzes.stage import Stage


@dataclass(frozen=True)
class MemberSite:
    """The cast, and the ids of what was prepared. The answers of `sealed_quiz_id` stay closed till its window ends."""

    cast: Cast
    stage: Stage
    study_unit_id: int
    quiz_id: int
    sealed_quiz_id: int
    study_day_id: int


def prepare(database: Database) -> MemberSite:
    """Fill a fresh database through the services, as an organiser would an hour before."""
    subscriptions.install()
    clock = SystemClock()
    now = clock.now()
    with database.write() as session:
        cast = assemble(session, now)
    stage = Stage(database, clock, cast)  # type: ignore[arg-type]
    stage.fill_bank()
    organiser, committee = cast.organiser_a, cast.committee_a.id
    units: dict[str, int] = {}
    with database.write() as session:
        for unit in starter_units():
            sections = [
                SectionDraft(
                    section.title, tuple(ParagraphDraft(text, anchor) for anchor, text in section.paragraphs)
                )
                for section in unit.sections
            ]
            sources = [
                {"title": note.title, "publisher": note.publisher, "date": note.date, "note": note.note}
                for note in unit.sources
            ]
            made = create_study_unit(
                session, organiser, committee, title=unit.title, summary=unit.summary,
                sources=sources, sections=sections, slug=unit.id, now=now,
            )  # fmt: skip
            publish_as_two(session, organiser, cast.administrator, made.id, now=now)
            units[unit.id] = made.id
    quiz_id = stage.publish("十一月统一学习日测验")
    sealed_quiz_id = stage.publish("支部工作条例测验", review_rule=ReviewRule.AFTER_CLOSE)
    stage.schedule(sealed_quiz_id, *cast.branches_a)
    with database.write() as session:
        study_day_id = schedule_study_day(
            session, organiser, committee, title="十一月统一学习日：三会一课怎么开", held_on=local_date(now),
            opens_at=now, closes_at=now + timedelta(hours=8), study_unit_id=units["sanhui-yike"],
            quiz_id=quiz_id, branch_ids=cast.branches_a, now=now,
        ).id  # fmt: skip
    return MemberSite(cast, stage, units["sanhui-yike"], quiz_id, sealed_quiz_id, study_day_id)
