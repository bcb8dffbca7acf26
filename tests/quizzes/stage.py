"""Short ways to prepare a quiz and to take it, each in a transaction of its own, as requests do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from question_bank import Item, ItemType, right_response
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.items.queries import load_versions
from studyhub.items.service import import_items
from studyhub.organisation.rules import Actor
from studyhub.quizzes import queries, service
from studyhub.quizzes.models import Slot
from studyhub.quizzes.rules import ReviewRule
from studyhub.quizzes.rules.wire import Shown, to_wire
from tests.cast import Cast
from tests.quizzes.bank import bank, draft

WINDOW = timedelta(hours=8)


@dataclass
class Stage:
    """The site with the cast, a filled bank and the ways of its people."""

    database: Database
    clock: FixedClock
    cast: Cast

    def fill_bank(self, items: Iterable[Item] | None = None) -> None:
        """赵敏 imports the bank."""
        with self.database.write() as session:
            import_items(
                session,
                self.cast.organiser_a,
                self.cast.committee_a.id,
                bank() if items is None else items,
                now=self.clock.now(),
            )

    def publish(
        self,
        title: str = "三会一课小测",
        review_rule: ReviewRule = ReviewRule.AFTER_SUBMISSION,
        time_limit: timedelta = timedelta(minutes=20),
    ) -> int:
        """赵敏 makes a quiz and publishes it; gives its id."""
        organiser, now = self.cast.organiser_a, self.clock.now()
        with self.database.write() as session:
            quiz_id = service.create_quiz(
                session, organiser, self.cast.committee_a.id, draft(title, review_rule, time_limit), now=now
            )
            service.publish(session, organiser, quiz_id, now=now)
        return quiz_id

    def schedule(self, quiz_id: int, *unit_ids: int, closes_at: datetime | None = None) -> None:
        """The quiz is scheduled for branches (A1 and A2 unless named), from now for eight hours."""
        units = unit_ids or (self.cast.branch_a1.id, self.cast.branch_a2.id)
        now = self.clock.now()
        with self.database.write() as session:
            service.schedule(session, quiz_id, units, now, closes_at or now + WINDOW)

    def start(self, actor: Actor, quiz_id: int, seed: str | None = None) -> int:
        """The actor presses "start"; gives the attempt's id."""
        with self.database.write() as session:
            return service.start_attempt(session, actor, quiz_id, now=self.clock.now(), seed=seed).attempt_id

    def save(
        self, attempt_id: int, number: int, values: list[str], sequence: int, **more: object
    ) -> service.Receipt:
        """A response arrives, now."""
        with self.database.write() as session:
            return service.save_response(
                session, attempt_id, number, values, sequence, now=self.clock.now(), **more
            )

    def submit(self, actor: Actor, attempt_id: int) -> service.Submission:
        """The actor presses "submit"."""
        with self.database.write() as session:
            return service.submit(session, attempt_id, actor.member_id, now=self.clock.now())

    def attempt(self, actor: Actor, attempt_id: int) -> queries.AttemptView:
        """What the actor's phone is sent."""
        with self.database.read() as session:
            return queries.get_attempt(session, actor, attempt_id)

    def result(self, actor: Actor, attempt_id: int) -> queries.ResultView:
        """The actor's result page."""
        with self.database.read() as session:
            return queries.get_result(session, actor, attempt_id, self.clock.now())

    def right_values(self, attempt_id: int) -> dict[int, list[str]]:
        """The right responses of a paper in the form of the wire, by slot number."""
        with self.database.read() as session:
            slots = session.scalars(select(Slot).where(Slot.attempt_id == attempt_id)).all()
            items = load_versions(session, [slot.item_version_id for slot in slots])
        return {
            slot.number: list(
                to_wire(
                    Shown(ItemType(slot.type), slot.choice_order, slot.prompt_order, slot.blank_count),
                    right_response(items[slot.item_version_id]),
                )
            )
            for slot in slots
        }

    def answer_rightly(self, attempt_id: int, fits: Callable[[int], bool] = lambda number: True) -> None:
        """Every slot whose number fits is answered rightly."""
        for number, values in self.right_values(attempt_id).items():
            if fits(number):
                self.save(attempt_id, number, values, sequence=1)

    def slot_of(self, actor: Actor, attempt_id: int, kind: ItemType) -> queries.SlotView:
        """The first slot of a type."""
        return next(slot for slot in self.attempt(actor, attempt_id).slots if slot.type is kind)
