"""A study day whose papers all hold the same eight questions, and the ways of an organiser who finds a wrong key."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from question_bank import Item
from studyhub.items.models import Item as ItemRow
from studyhub.items.models import ItemVersion
from studyhub.items.queries import get_item
from studyhub.items.service import edit_item
from studyhub.leaderboards.models import MemberStanding
from studyhub.organisation.rules import Actor
from studyhub.points.models import PointEntry
from studyhub.points.rules import QUIZ
from studyhub.quizzes import queries, service
from studyhub.quizzes.models import Attempt, Grading, Slot
from studyhub.quizzes.rules.regrading import CorrectionKind
from tests.day_stage import DayStage
from tests.quizzes.bank import bank

EIGHT = {"single-1", "single-2", "single-3", "multiple-1", "judge-1", "blank-1", "match-1", "order-1"}
WHY = "第一题的答案标错了，应为党小组长。"


def eight_items() -> list[Item]:
    """Just what the blueprint of the tests needs: everybody gets the same questions."""
    return [item for item in bank() if item.id in EIGHT]


@dataclass
class CorrectingStage(DayStage):
    """The stage of study days with what is needed to correct a key."""

    def item_id(self, code: str) -> int:
        """The id of an item of committee A."""
        with self.database.read() as session:
            return session.scalars(select(ItemRow.id).where(ItemRow.code == code)).one()

    def correct_in_bank(self, code: str, **changes: object) -> int:
        """赵敏 edits an item; gives its id."""
        item_id = self.item_id(code)
        with self.database.write() as session:
            item = get_item(session, self.cast.organiser_a, item_id).item
            edit_item(session, self.cast.organiser_a, item_id, replace(item, **changes), now=self.clock.now())  # type: ignore[arg-type]
        return item_id

    def preview(
        self, quiz_id: int, code: str, kind: CorrectionKind = CorrectionKind.KEY, actor: Actor | None = None
    ) -> queries.RegradePreview:
        """What 赵敏 is shown before she corrects."""
        with self.database.read() as session:
            return queries.regrade_preview(
                session, actor or self.cast.organiser_a, quiz_id, self.item_id(code), kind
            )

    def regrade(self, quiz_id: int, code: str, kind: CorrectionKind = CorrectionKind.KEY) -> int:
        """赵敏 corrects; gives how many scores changed."""
        with self.database.write() as session:
            return service.regrade(
                session, self.cast.organiser_a, quiz_id, self.item_id(code), kind, WHY, now=self.clock.now()
            ).changed_count

    def number_of(self, attempt_id: int, code: str) -> int:
        """The number of the slot that holds an item."""
        with self.database.read() as session:
            wanted = self.item_id(code)
            slots = session.scalars(select(Slot).where(Slot.attempt_id == attempt_id)).all()
            owners = {
                version.id: version.item_id
                for version in session.scalars(select(ItemVersion).where(ItemVersion.item_id == wanted))
            }
        return next(slot.number for slot in slots if slot.item_version_id in owners)

    def choose(self, attempt_id: int, code: str, *choice_ids: str, sequence: int = 9) -> None:
        """Choices are chosen by the author's ids, whatever their letters on this screen."""
        number = self.number_of(attempt_id, code)
        with self.database.read() as session:
            order = session.get_one(Slot, (attempt_id, number)).choice_order
        letters = ["ABCDEFGHIJ"[order.index(choice)] for choice in choice_ids]
        self.save(attempt_id, number, letters, sequence)

    def take_choosing(self, actor: Actor, quiz_id: int, code: str, *choice_ids: str) -> int:
        """All is answered rightly, but in one question these choices are chosen; gives the attempt's id."""
        attempt_id = self.start(actor, quiz_id)
        self.answer_rightly(attempt_id)
        self.choose(attempt_id, code, *choice_ids)
        self.submit(actor, attempt_id)
        return attempt_id

    def raws(self, quiz_id: int) -> dict[int, int]:
        """The scores of a quiz by member."""
        with self.database.read() as session:
            rows = session.execute(
                select(Attempt.member_id, Attempt.raw).where(
                    Attempt.quiz_id == quiz_id, Attempt.raw.is_not(None)
                )
            )
            return {member: int(raw) for member, raw in rows}

    def gradings(self, attempt_id: int) -> list[tuple[int, str, int]]:
        """Every grading of an attempt: number, reason, score."""
        with self.database.read() as session:
            rows = session.scalars(
                select(Grading).where(Grading.attempt_id == attempt_id).order_by(Grading.number)
            )
            return [(row.number, row.reason, int(row.raw)) for row in rows]

    def quiz_entries(self, actor: Actor) -> list[tuple[str, int, str]]:
        """The member's entries for quizzes: source, points, note."""
        with self.database.read() as session:
            rows = session.scalars(
                select(PointEntry)
                .where(PointEntry.member_id == actor.member_id, PointEntry.rule == QUIZ.code)
                .order_by(PointEntry.id)
            )
            return [(row.source, row.points, row.note) for row in rows]

    def standing(self, actor: Actor) -> int:
        """The member's points as the leaderboard has them."""
        with self.database.read() as session:
            return session.get_one(MemberStanding, actor.member_id).points
