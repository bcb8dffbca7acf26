"""When a unit is completed: its rule, the checks within its text, and what happens when one of them is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, delete, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from question_bank import Outcome, grade
from studyhub.audit.service import record
from studyhub.core.db import table_of
from studyhub.core.errors import Invalid, NotFound
from studyhub.core.upsert import upsert
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.queries import load_versions
from studyhub.organisation.rules import Actor
from studyhub.quizzes.events import AttemptsRegraded, AttemptSubmitted
from studyhub.quizzes.models import Attempt, Quiz
from studyhub.quizzes.rules import AttemptStatus
from studyhub.quizzes.rules.wire import Shown, check_response, to_canonical
from studyhub.reading.models import CompletionKind, CompletionRule, PassedCheck, SectionCheck
from studyhub.reading.queries import get_completion_settings
from studyhub.reading.rules import check_places
from studyhub.study.events import StudyUnitRead
from studyhub.study.models import ReadingProgress, StudyUnit
from studyhub.study.queries import get_for_reading
from studyhub.study.service import complete_reading

_PASS = upsert(PassedCheck, lambda new: new.on_conflict_do_nothing())


@dataclass(frozen=True)
class CheckAnswer:
    """What became of an answer to a check: the anchor at which it stands, and whether it was right."""

    anchor: str
    is_right: bool


def set_completion(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    kind: CompletionKind,
    *,
    quiz_id: int | None = None,
    places: Mapping[int, str] | None = None,
    now: datetime,
) -> None:
    """Say what completes a unit of the actor's range. places: item -> an anchor of the section after which it stands.

    Who has completed the unit stays so; who has done all that the new rule asks completes it with the next paragraph.
    NotFound outside the range; Invalid at "checks" or "quiz_id".
    """
    settings = get_completion_settings(session, actor, study_unit_id)
    offered = {candidate.item_id for candidate in settings.candidates}
    ends = [[paragraph.anchor for paragraph in section.paragraphs] for section in settings.sections]
    placed = check_places({key: at for key, at in (places or {}).items() if key in offered}, ends)
    if kind is CompletionKind.CHECKS and not placed:
        raise Invalid("请至少为一节选一道小测。", {"checks": "请至少为一节选一道小测。"})
    if kind is CompletionKind.QUIZ and quiz_id not in dict(settings.quizzes):
        raise Invalid("请选一份已发布的测验。", {"quiz_id": "请选一份已发布的测验。"})
    rule = session.get(CompletionRule, study_unit_id)
    if kind is CompletionKind.READ:
        if rule is not None:
            session.delete(rule)
    else:
        rule = rule or CompletionRule(study_unit_id=study_unit_id)
        rule.kind, rule.quiz_id = kind, quiz_id if kind is CompletionKind.QUIZ else None
        session.add(rule)
    if kind is CompletionKind.CHECKS:
        _place_checks(session, study_unit_id, placed)
    session.flush()
    record(
        session, "study_unit.completion_set", f"study_unit:{study_unit_id}", actor_id=actor.member_id, now=now,
        kind=kind.value, quiz=quiz_id, checks=len(placed),
    )  # fmt: skip


def _place_checks(session: Session, study_unit_id: int, placed: Mapping[int, str]) -> None:
    """Checks that stay keep their number, and with it who has passed them."""
    present = {
        check.item_id: check
        for check in session.scalars(select(SectionCheck).where(SectionCheck.study_unit_id == study_unit_id))
    }
    gone = [check.id for item_id, check in present.items() if item_id not in placed]
    session.execute(delete(PassedCheck).where(PassedCheck.check_id.in_(gone)))
    session.execute(delete(SectionCheck).where(SectionCheck.id.in_(gone)))
    for item_id, anchor in placed.items():
        if item_id in present:
            present[item_id].anchor = anchor
        else:
            session.add(SectionCheck(study_unit_id=study_unit_id, item_id=item_id, anchor=anchor))


def answer_check(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    check_id: int,
    values: Sequence[str],
    *,
    now: datetime,
) -> CheckAnswer:
    """Answer a check of a unit that the actor reads, in the form of quizzes' wire, as often as one likes.

    A right answer passes it for good. NotFound when there is no such check for the actor; Invalid for no answer or one
    that does not fit the question.
    """
    unit = get_for_reading(session, actor, study_unit_id)
    row = session.execute(
        select(SectionCheck.anchor, ItemVersion.id)
        .join(Item, Item.id == SectionCheck.item_id)
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.version_number))
        .where(
            SectionCheck.id == check_id,
            SectionCheck.study_unit_id == study_unit_id,
            Item.status == ItemStatus.READY,
        )
    ).first()
    if row is None or actor.unit is None:
        raise NotFound("没有找到这道小测，它可能已经撤下，请刷新页面。")
    item = load_versions(session, [row.id])[row.id]
    shown = shown_of(item)
    given = check_response(shown, values)
    if not given:
        raise Invalid("请先选一个答案。", {"values": "请先选一个答案。"})
    is_right = grade(item, to_canonical(shown, given)).outcome is Outcome.RIGHT
    if is_right:
        connection = session.connection()
        connection.execute(
            _PASS[connection.dialect.name],
            {"member_id": actor.member_id, "check_id": check_id, "passed_at": now},
        )
        _settle(session, actor.member_id, actor.unit.id, study_unit_id, unit.title, now)
    return CheckAnswer(row.anchor, is_right)


def shown_of(item: BankItem) -> Shown:
    """A check as it is on everybody's screen: its choices in the author's order."""
    return Shown(item.type, [choice.id for choice in item.choices])


def on_unit_read(session: Session, event: StudyUnitRead) -> None:
    """Every paragraph was seen: that completes the unit, unless its rule asks for more."""
    _settle(session, event.member_id, event.unit_id, event.study_unit_id, event.title, event.at)


def on_attempt_submitted(session: Session, event: AttemptSubmitted) -> None:
    """A quiz was submitted: units that wait for its being passed are completed."""
    _settle_quiz(session, event.quiz_id, {event.member_id: event.unit_id}, event.at)


def on_attempts_regraded(session: Session, event: AttemptsRegraded) -> None:
    """Attempts were graded anew: some who had failed may have passed."""
    risen = {each.member_id: each.unit_id for each in event.attempts if each.new_percent > each.old_percent}
    if risen:
        _settle_quiz(session, event.quiz_id, risen, event.attempts[0].at)


def _settle_quiz(session: Session, quiz_id: int, members: Mapping[int, int], now: datetime) -> None:
    waiting = session.execute(
        select(StudyUnit.id, StudyUnit.title)
        .join(CompletionRule, CompletionRule.study_unit_id == StudyUnit.id)
        .where(CompletionRule.kind == CompletionKind.QUIZ, CompletionRule.quiz_id == quiz_id)
        .order_by(StudyUnit.id)
    ).all()
    for study_unit_id, title in waiting:
        for member_id, unit_id in sorted(members.items()):
            _settle(session, member_id, unit_id, study_unit_id, title, now)


def _settle(
    session: Session, member_id: int, unit_id: int, study_unit_id: int, title: str, now: datetime
) -> None:
    """Complete the unit for a member who has done everything that its rule asks for."""
    if _has_read(session, member_id, study_unit_id) and _is_satisfied(session, member_id, study_unit_id):
        complete_reading(session, member_id, unit_id, study_unit_id, title, now=now)


def _has_read(session: Session, member_id: int, study_unit_id: int) -> bool:
    row = session.execute(
        select(ReadingProgress.seen, StudyUnit.paragraph_count)
        .join(StudyUnit, StudyUnit.id == ReadingProgress.study_unit_id)
        .where(ReadingProgress.member_id == member_id, ReadingProgress.study_unit_id == study_unit_id)
    ).first()
    return row is not None and len(row.seen.split()) >= row.paragraph_count


def _is_satisfied(session: Session, member_id: int, study_unit_id: int) -> bool:
    rule = session.execute(
        select(CompletionRule.kind, CompletionRule.quiz_id).where(
            CompletionRule.study_unit_id == study_unit_id
        )
    ).first()
    if rule is None:
        return True
    if rule.kind is CompletionKind.QUIZ:
        return _has_passed_quiz(session, member_id, rule.quiz_id)
    is_passed = exists().where(PassedCheck.check_id == SectionCheck.id, PassedCheck.member_id == member_id)
    unpassed = (
        select(func.count())
        .join(Item, Item.id == SectionCheck.item_id)
        .where(SectionCheck.study_unit_id == study_unit_id, Item.status == ItemStatus.READY, ~is_passed)
        .select_from(SectionCheck)
    )
    return not session.scalar(unpassed)


def _has_passed_quiz(session: Session, member_id: int, quiz_id: int) -> bool:
    raw, most = type_coerce(Attempt.raw, Integer), type_coerce(Attempt.max, Integer)
    passed = (
        select(table_of(Attempt).c.id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(
            Attempt.quiz_id == quiz_id,
            Attempt.member_id == member_id,
            Attempt.status == AttemptStatus.SUBMITTED,
            100 * raw >= Quiz.pass_percent * most,
        )
    )
    return session.scalar(passed.limit(1)) is not None
