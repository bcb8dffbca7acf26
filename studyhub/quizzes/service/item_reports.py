"""Members say that an item is wrong; organisers of its bank answer."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.audit.service import record
from studyhub.core.clock import local_date, local_moment
from studyhub.core.db import table_of
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.models import Item, ItemVersion
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, ItemReport, Slot
from studyhub.quizzes.rules import AttemptStatus

TEXT_LENGTH = 300
MOST_A_DAY = 10


def report_item(
    session: Session, actor: Actor, attempt_id: int, number: int, text: str, *, now: datetime
) -> int:
    """Report an error in a question of the actor's own submitted attempt; gives the report's id.

    NotFound for anybody else's; Conflict attempt_open, already_reported (once a slot) or too_many_reports
    (MOST_A_DAY by the site's day); Invalid without a text.
    """
    row = session.execute(
        select(Attempt.status, Slot.item_version_id, ItemVersion.item_id)
        .join(Slot, Slot.attempt_id == Attempt.id)
        .join(ItemVersion, ItemVersion.id == Slot.item_version_id)
        .where(Attempt.id == attempt_id, Attempt.member_id == actor.member_id, Slot.number == number)
    ).first()
    if row is None:
        raise NotFound("没有找到这道题。")
    if row.status is not AttemptStatus.SUBMITTED:
        raise Conflict("交卷之后才能反馈题目的问题。", code="attempt_open")
    text = _checked(text, "text", "请写明这道题哪里不对")
    _hold_member(session, actor.member_id)
    of_member = ItemReport.member_id == actor.member_id
    if session.scalar(
        select(ItemReport.id).where(
            of_member, ItemReport.attempt_id == attempt_id, ItemReport.number == number
        )
    ):
        raise Conflict("这道题您已经反馈过了，组织者会处理。", code="already_reported")
    today = select(func.count()).where(of_member, ItemReport.reported_at >= local_moment(local_date(now)))
    if (session.scalar(today) or 0) >= MOST_A_DAY:
        raise Conflict(f"今天已经反馈了 {MOST_A_DAY} 次，请明天再来。", code="too_many_reports")
    report_id = session.scalars(
        insert(table_of(ItemReport)).returning(table_of(ItemReport).c.id),
        [
            {
                "attempt_id": attempt_id,
                "number": number,
                "item_id": row.item_id,
                "item_version_id": row.item_version_id,
                "member_id": actor.member_id,
                "text": text,
                "reported_at": now,
            }
        ],
    ).one()
    return int(report_id)


def answer_report(session: Session, actor: Actor, report_id: int, answer: str, *, now: datetime) -> None:
    """Answer a report, which closes it; the member sees the answer. NotFound unless the item is of the actor's range.

    Conflict (already_answered) when somebody has answered before.
    """
    report = session.scalar(
        select(ItemReport)
        .join(Item, Item.id == ItemReport.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(ItemReport.id == report_id, within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)))
        .with_for_update(of=ItemReport)
    )
    if report is None:
        raise NotFound("没有找到这条反馈，它可能不在您的管理范围内。")
    if report.answered_at is not None:
        raise Conflict("这条反馈已经有人答复了。", code="already_answered")
    report.answer = _checked(answer, "answer", "请写一句答复，反馈的成员会看到")
    report.answered_by_id, report.answered_at = actor.member_id, now
    session.flush()
    record(
        session, "item_report.answered", f"item_report:{report_id}", actor_id=actor.member_id, now=now,
        item=report.item_id,
    )  # fmt: skip


def _hold_member(session: Session, member_id: int) -> None:
    """Of two reports of one member the second counts the first (SQLite has one writer anyway)."""
    session.execute(select(Account.id).where(Account.id == member_id).with_for_update(key_share=True))


def _checked(text: str, field: str, sentence: str) -> str:
    if not 0 < len(text.strip()) <= TEXT_LENGTH:
        message = f"{sentence}（{TEXT_LENGTH} 字以内）。"
        raise Invalid(message, {field: message})
    return text.strip()
