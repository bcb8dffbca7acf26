"""What the people of the demonstration did on a study day: some are done, some are at it, some have not begun."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Item, ItemType, right_response
from studyhub.items.queries import load_versions
from studyhub.organisation.rules import Actor
from studyhub.quizzes.models import Slot
from studyhub.quizzes.queries import list_due
from studyhub.quizzes.rules.wire import LETTERS, Shown, to_wire
from studyhub.quizzes.service import save_response, start_attempt, submit, submit_if_due
from studyhub.study.queries import StudyUnitView, get_for_reading
from studyhub.study.service import record_progress

NOT_YET_TODAY = "王秀英"
"""Whoever tries the site on a phone signs in as her and finds everything still to be done."""

EARLIEST = timedelta(hours=7, minutes=30)
LONGEST_STORY = timedelta(minutes=26)
# The share of a branch that is done by now on the day itself, by the branch's place; a few more are at it.
SHARES_TODAY = (0.85, 0.75, 0.65, 0.6)
SHARE_AT_IT = 0.15
SHARE_AFTERWARDS = 0.88


def take_part(
    session: Session,
    people: Sequence[Actor],
    study_unit_id: int,
    quiz_id: int,
    opens_at: datetime,
    until: datetime,
) -> None:
    """Let `people` read and answer between `opens_at` and `until`, each at moments of their own.

    The same people, day and moment give the same story.
    """
    is_over = until - opens_at >= timedelta(days=1)
    branches = sorted({actor.unit.id for actor in people if actor.unit})
    beginning = opens_at + EARLIEST if until - opens_at > EARLIEST + timedelta(hours=1) else opens_at
    story = min(LONGEST_STORY, (until - beginning) / 3)
    for actor in people:
        chance = random.Random(f"{opens_at:%Y-%m-%d} {actor.employee_number}")  # noqa: S311 (a story, not a secret)
        assert actor.unit is not None
        luck = chance.random()
        share = (
            SHARE_AFTERWARDS if is_over else SHARES_TODAY[branches.index(actor.unit.id) % len(SHARES_TODAY)]
        )
        person = _Person(session, actor, study_unit_id, quiz_id, chance)
        if actor.name == NOT_YET_TODAY and not is_over:
            continue
        if luck < share:
            person.do_everything(beginning + (until - beginning - story) * chance.random(), story)
        elif luck < share + SHARE_AT_IT:
            person.do_something(until - story, story)
    if is_over:
        for attempt_id in list_due(session, until):
            submit_if_due(session, attempt_id, now=until)


def read(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    begin: datetime,
    duration: timedelta,
    *,
    share: float = 1.0,
) -> None:
    """Read the first sections of a unit, a `share` of them (0 to 1)."""
    view: StudyUnitView = get_for_reading(session, actor, study_unit_id)
    sections = [[each.anchor for each in section.paragraphs] for section in view.sections]
    sections = sections[: max(1, round(len(sections) * share))]
    for number, anchors in enumerate(sections, start=1):
        at = begin + duration * (number / len(sections))
        record_progress(session, actor, study_unit_id, anchors[-1], seen=anchors, now=at)


class _Person:
    """One person's study day."""

    def __init__(
        self, session: Session, actor: Actor, study_unit_id: int, quiz_id: int, chance: random.Random
    ) -> None:
        self.session, self.actor, self.chance = session, actor, chance
        self.study_unit_id, self.quiz_id = study_unit_id, quiz_id
        self.skill = chance.uniform(0.6, 0.98)

    def do_everything(self, begin: datetime, story: timedelta) -> None:
        """Read (most do), answer every question, submit."""
        if self.chance.random() < 0.9:
            self._read(begin, story / 3, share=1.0)
        attempt_id, answered_at = self._answer(begin + story / 3, story * 0.6, share=1.0)
        submit(self.session, attempt_id, self.actor.member_id, now=answered_at + story * 0.02)

    def do_something(self, begin: datetime, story: timedelta) -> None:
        """Read a part, or have some of the questions answered."""
        if self.chance.random() < 0.5:
            self._read(begin, story / 2, share=self.chance.uniform(0.2, 0.8))
        else:
            self._read(begin, story / 3, share=1.0)
            self._answer(begin + story / 3, story / 2, share=self.chance.uniform(0.2, 0.7))

    def _read(self, begin: datetime, duration: timedelta, share: float) -> None:
        read(self.session, self.actor, self.study_unit_id, begin, duration, share=share)

    def _answer(self, begin: datetime, duration: timedelta, share: float) -> tuple[int, datetime]:
        attempt_id = start_attempt(self.session, self.actor, self.quiz_id, now=begin).attempt_id
        slots = self.session.scalars(
            select(Slot).where(Slot.attempt_id == attempt_id).order_by(Slot.number)
        ).all()
        slots = slots[: max(1, round(len(slots) * share))]
        items = load_versions(self.session, [slot.item_version_id for slot in slots])
        at = begin
        for slot in slots:
            at += duration / len(slots)
            values = self._response(slot, items[slot.item_version_id])
            save_response(self.session, attempt_id, slot.number, values, 1, now=at)
        return attempt_id, at

    def _response(self, slot: Slot, item: Item) -> list[str]:
        shown = Shown(item.type, slot.choice_order, slot.prompt_order, slot.blank_count)
        right = list(to_wire(shown, right_response(item)))
        if self.chance.random() < self.skill ** (0.4 + 0.2 * item.difficulty):
            return right
        letters = list(LETTERS[: len(slot.choice_order)])
        match item.type:
            case ItemType.TRUE_FALSE:
                return ["false" if right == ["true"] else "true"]
            case ItemType.FILL_IN:
                return ["记不清了", *right[1:]]
            case ItemType.MULTIPLE_RESPONSE:
                return right[:-1] or letters
            case _:
                return [self.chance.choice([letter for letter in letters if letter not in right])]
