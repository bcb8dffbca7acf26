"""Short ways to lead people through a programme, each step in a transaction of its own, as requests do."""

from dataclasses import dataclass
from datetime import date

import pytest

from studyhub import subscriptions
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.organisation.rules import Actor, UnitRef
from studyhub.programmes import queries, service
from studyhub.programmes.queries import PlanView
from studyhub.programmes.rules import Audience, ProgrammeDraft, UnitDraft
from studyhub.study import service as study
from tests.cast import Cast
from tests.day_stage import DayStage

START, END = date(2026, 11, 1), date(2026, 12, 31)


@dataclass
class ProgrammeStage(DayStage):
    """The stage of study days, with programmes."""

    def prepare(
        self,
        *units: UnitDraft,
        actor: Actor | None = None,
        unit: UnitRef | None = None,
        title: str = "支部委员学习计划",
        elective_count: int = 0,
        audience: Audience = Audience(),  # noqa: B008 (frozen)
        ends_on: date | None = END,
    ) -> int:
        """赵敏 prepares a programme of committee A unless others are named; gives its id."""
        draft = ProgrammeDraft(
            title=title, starts_on=START, ends_on=ends_on, elective_count=elective_count,
            audience=audience, units=units,
        )  # fmt: skip
        with self.database.write() as session:
            return service.create_programme(
                session,
                actor or self.cast.organiser_a,
                (unit or self.cast.committee_a).id,
                draft,
                now=self.clock.now(),
            ).id

    def publish_programme(self, programme_id: int) -> int:
        """赵敏 publishes a programme; gives its id."""
        with self.database.write() as session:
            service.publish(session, self.cast.organiser_a, programme_id, now=self.clock.now())
        return programme_id

    def offer(self, *units: UnitDraft, elective_count: int = 0, audience: Audience = Audience()) -> int:  # noqa: B008
        """A published programme of committee A; gives its id."""
        return self.publish_programme(self.prepare(*units, elective_count=elective_count, audience=audience))

    def plan_of(self, actor: Actor, programme_id: int) -> PlanView:
        """The programme as the actor sees it."""
        with self.database.read() as session:
            return queries.get_for_member(session, actor, programme_id, self.clock.now())

    def states(self, actor: Actor, programme_id: int) -> list[str]:
        """The state of each unit, in order."""
        return [step.state.value for step in self.plan_of(actor, programme_id).plan.steps]

    def titles(self, actor: Actor) -> list[str]:
        """The programmes on the actor's page of study units."""
        with self.database.read() as session:
            return [view.title for view in queries.list_for_member(session, actor, self.clock.now())]

    def completed(self, actor: Actor) -> list[str]:
        """The programmes that the actor has completed."""
        with self.database.read() as session:
            return [one.title for one in queries.list_completions(session, actor.member_id)]

    def choose(self, actor: Actor, programme_id: int, study_unit_id: int) -> None:
        """The actor chooses an elective."""
        with self.database.write() as session:
            service.choose(session, actor, programme_id, study_unit_id, now=self.clock.now())

    def give_back(self, actor: Actor, programme_id: int, study_unit_id: int) -> None:
        """The actor gives an elective back."""
        with self.database.write() as session:
            service.give_back(session, actor, programme_id, study_unit_id, now=self.clock.now())

    def withdraw_unit(self, study_unit_id: int) -> None:
        """赵敏 takes a study unit away from members."""
        with self.database.write() as session:
            study.archive(session, self.cast.organiser_a, study_unit_id, now=self.clock.now())


def required(study_unit_id: int, *prerequisites: int) -> UnitDraft:
    """A required unit."""
    return UnitDraft(study_unit_id, True, frozenset(prerequisites))


def elective(study_unit_id: int, *prerequisites: int) -> UnitDraft:
    """An elective."""
    return UnitDraft(study_unit_id, False, frozenset(prerequisites))


@pytest.fixture
def stage(database: Database, clock: FixedClock, cast: Cast) -> ProgrammeStage:
    """The cast, with everybody listening who listens on a site."""
    subscriptions.install()
    return ProgrammeStage(database, clock, cast)
