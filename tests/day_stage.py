"""Short ways to hold a study day, each step in a transaction of its own, as requests do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from studyhub import subscriptions
from studyhub.cli.publication import publish_as_two
from studyhub.core.clock import FixedClock, local_date
from studyhub.core.db import Database
from studyhub.organisation.rules import Actor
from studyhub.reports.invariants import check
from studyhub.study import service as study
from studyhub.study.models import Paragraph
from studyhub.study.queries import Progress
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study_days import service
from studyhub.study_days.models import BranchDay
from tests.cast import Cast
from tests.quizzes.stage import Stage

WINDOW = timedelta(hours=8)
SECTIONS = (
    SectionDraft("一、起点", (ParagraphDraft("第一段讲来历。"), ParagraphDraft("第二段讲变化。"))),
    SectionDraft("二、今天", (ParagraphDraft("第三段讲现在。"),)),
)
LAST_ANCHOR = "s2p1"


@dataclass
class DayStage(Stage):
    """The stage of quizzes, with study units and study days."""

    def study_unit(self, title: str = "三会一课", *, sections: Sequence[SectionDraft] = SECTIONS) -> int:
        """赵敏 writes a unit of three paragraphs, 郭明 signs it; gives its id."""
        organiser, now = self.cast.organiser_a, self.clock.now()
        with self.database.write() as session:
            unit = study.create_study_unit(
                session, organiser, self.cast.committee_a.id, title=title, sections=sections, now=now
            )
            publish_as_two(session, organiser, self.cast.administrator, unit.id, now=now)
            return unit.id

    def hold_day(
        self,
        *branch_ids: int,
        study_unit_id: int | None = None,
        quiz_id: int | None = None,
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
        title: str = "十一月统一学习日",
    ) -> int:
        """赵敏 schedules a day for branches (all of committee A unless named), from now for eight hours."""
        now = self.clock.now()
        opens_at = opens_at or now
        with self.database.write() as session:
            return service.schedule_study_day(
                session,
                self.cast.organiser_a,
                self.cast.committee_a.id,
                title=title,
                held_on=local_date(opens_at),
                opens_at=opens_at,
                closes_at=closes_at or opens_at + WINDOW,
                study_unit_id=study_unit_id,
                quiz_id=quiz_id,
                branch_ids=branch_ids or self.cast.branches_a,
                now=now,
                may_share_date=True,
            ).id

    def hold_quiz_day(self, *branch_ids: int, study_unit_id: int | None = None) -> tuple[int, int]:
        """A day with a quiz; gives (day id, quiz id)."""
        quiz_id = self.publish()
        return self.hold_day(*branch_ids, study_unit_id=study_unit_id, quiz_id=quiz_id), quiz_id

    def read(self, actor: Actor, study_unit_id: int, anchor: str = LAST_ANCHOR) -> Progress:
        """The actor reads from the first paragraph on to another (the last unless named)."""
        with self.database.write() as session:
            anchors = session.scalars(
                select(Paragraph.anchor)
                .where(Paragraph.study_unit_id == study_unit_id)
                .order_by(Paragraph.position)
            ).all()
            seen = anchors[: anchors.index(anchor)] if anchor in anchors else []
            return study.record_progress(
                session, actor, study_unit_id, anchor, seen=seen, now=self.clock.now()
            )

    def take(self, actor: Actor, quiz_id: int, fits: Callable[[int], bool] = lambda number: True) -> None:
        """The actor takes the quiz, right where the slot's number fits, and submits."""
        attempt_id = self.start(actor, quiz_id)
        self.answer_rightly(attempt_id, fits)
        self.submit(actor, attempt_id)

    def counts(self, study_day_id: int) -> dict[int, tuple[int, int, float, int]]:
        """(due, done, rate, sum of percents) of each branch on a day, by unit id."""
        with self.database.read() as session:
            rows = session.scalars(select(BranchDay).where(BranchDay.study_day_id == study_day_id))
            return {row.unit_id: (row.due, row.done, row.rate, row.score_sum) for row in rows}

    def contradictions(self) -> list[str]:
        """What `studyhub check` would print."""
        with self.database.read() as session:
            return check(session, now=self.clock.now())

    @contextmanager
    def counting_statements(self) -> Iterator[tuple[Session, list[str]]]:
        """A read session, and the statements it has sent so far."""
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            with self.database.read() as session:
                yield session, statements
        finally:
            event.remove(self.database.engine, "before_cursor_execute", note)


@pytest.fixture
def stage(database: Database, clock: FixedClock, cast: Cast) -> DayStage:
    """The cast with a filled bank, and everybody listening who listens on a site."""
    subscriptions.install()
    stage = DayStage(database, clock, cast)
    stage.fill_bank()
    return stage
