"""Writing study units: a new draft, and edits of what there is."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Invalid, NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit, within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.study.models import Paragraph, ReadingProgress, Section, StudyUnit, StudyUnitStatus
from studyhub.study.rules import ParagraphDraft, SectionDraft, clean, count_characters, with_anchors

TITLE_LENGTH = 80
SUMMARY_LENGTH = 500
TEXT_LENGTH = 200_000
ANCHOR = re.compile(r"[a-z0-9-]{1,40}")
SOURCE_FIELDS = ("title", "publisher", "date", "note")


def create_study_unit(
    session: Session,
    actor: Actor,
    unit_id: int,
    *,
    title: str,
    summary: str = "",
    sources: Sequence[Mapping[str, Any]] = (),
    sections: Sequence[SectionDraft],
    slug: str | None = None,
    now: datetime,
) -> StudyUnit:
    """A new draft owned by a unit of the organisation. Invalid names the field; NotFound outside the actor's scope."""
    owner = get_unit(session, actor, Permission.MANAGE_STUDY_UNITS, unit_id)
    cleaned = _checked(title, summary, sections)
    if slug is not None and session.scalar(select(StudyUnit.id).where(StudyUnit.slug == slug)):
        raise Invalid(f"已有编号为“{slug}”的学习单元。", {"slug": "这个编号已被使用。"})
    study_unit = StudyUnit(
        slug=slug or uuid4().hex,
        unit_id=owner.id,
        title=clean(title),
        summary=clean(summary),
        sources=_checked_sources(sources),
        status=StudyUnitStatus.DRAFT,
        created_at=now,
        updated_at=now,
    )
    session.add(study_unit)
    session.flush()
    if slug is None:
        study_unit.slug = f"study-unit-{study_unit.id}"
    _store(session, study_unit, with_anchors(cleaned))
    record(
        session,
        "study_unit.created",
        f"study_unit:{study_unit.id}",
        actor_id=actor.member_id,
        now=now,
        title=study_unit.title,
    )
    return study_unit


def edit_study_unit(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    *,
    title: str,
    summary: str,
    sources: Sequence[Mapping[str, Any]],
    sections: Sequence[SectionDraft],
    now: datetime,
) -> StudyUnit:
    """Replace what a unit says. Paragraphs that stay keep their anchors.

    Once published, every paragraph that there is must stay (its words may change): items, links and remembered places
    point to it. Invalid says which one is missing.
    """
    study_unit = get_managed(session, actor, study_unit_id)
    cleaned = _checked(title, summary, sections)
    present = session.execute(
        select(Paragraph.anchor, Paragraph.text, Paragraph.position)
        .where(Paragraph.study_unit_id == study_unit_id)
        .order_by(Paragraph.position)
    ).all()
    anchored = with_anchors(cleaned, [(anchor, text) for anchor, text, _ in present])
    positions = {p.anchor: place for place, p in enumerate(_paragraphs(anchored), start=1)}
    if study_unit.status is not StudyUnitStatus.DRAFT:
        for anchor, text, _ in present:
            if anchor not in positions:
                message = f"已发布的段落不能删除，请保留“{text[:20]}……”一段，或修改其文字。"
                raise Invalid(message, {"sections": message})
        _move_progress(session, study_unit_id, {old: positions[anchor] for anchor, _, old in present})
    study_unit.title, study_unit.summary = clean(title), clean(summary)
    study_unit.sources = _checked_sources(sources)
    # Strictly later than before, even when the clock stands still: readers' cached content goes by it.
    study_unit.updated_at = max(now, study_unit.updated_at + timedelta(microseconds=1))
    session.execute(delete(Paragraph).where(Paragraph.study_unit_id == study_unit_id))
    session.execute(delete(Section).where(Section.study_unit_id == study_unit_id))
    _store(session, study_unit, anchored)
    record(
        session,
        "study_unit.edited",
        f"study_unit:{study_unit_id}",
        actor_id=actor.member_id,
        now=now,
        title=study_unit.title,
    )
    return study_unit


def get_managed(session: Session, actor: Actor, study_unit_id: int) -> StudyUnit:
    """A unit of the actor's range, locked against other writers, or NotFound."""
    study_unit = session.scalar(
        select(StudyUnit)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.id == study_unit_id,
            within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        )
        .with_for_update(of=StudyUnit)
    )
    if study_unit is None:
        raise NotFound("没有找到这个学习单元，或者它不在您的管理范围内。")
    return study_unit


def _checked(title: str, summary: str, sections: Sequence[SectionDraft]) -> list[SectionDraft]:
    """The sections cleaned, without empty paragraphs; Invalid names every field that is wrong."""
    cleaned = [
        SectionDraft(
            clean(section.title),
            tuple(ParagraphDraft(clean(p.text), p.anchor) for p in section.paragraphs if clean(p.text)),
        )
        for section in sections
    ]
    cleaned = [section for section in cleaned if section.title or section.paragraphs]
    fields = {}
    if not clean(title) or len(clean(title)) > TITLE_LENGTH:
        fields["title"] = f"请填写标题（{TITLE_LENGTH} 字以内）。"
    if len(clean(summary)) > SUMMARY_LENGTH:
        fields["summary"] = f"摘要请控制在 {SUMMARY_LENGTH} 字以内。"
    anchors = [p.anchor for p in _paragraphs(cleaned) if p.anchor]
    if not any(section.paragraphs for section in cleaned):
        fields["sections"] = "请至少填写一个段落的正文。"
    elif count_characters(cleaned) > TEXT_LENGTH:
        fields["sections"] = f"正文超过 {TEXT_LENGTH} 字，请拆分为几个学习单元。"
    elif any(len(section.title) > TITLE_LENGTH for section in cleaned):
        fields["sections"] = f"小标题请控制在 {TITLE_LENGTH} 字以内。"
    elif len(set(anchors)) < len(anchors):
        fields["sections"] = "有两个段落用了同一个编号，请刷新页面后重新编辑。"
    elif not all(ANCHOR.fullmatch(anchor) for anchor in anchors):
        fields["sections"] = "段落编号只能由小写字母、数字和连字符组成。"
    if fields:
        raise Invalid("；".join(text.rstrip("。") for text in fields.values()) + "。", fields)
    return cleaned


def _checked_sources(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = [{name: clean(str(source.get(name) or "")) for name in SOURCE_FIELDS} for source in sources]
    return [row for row in rows if row["title"]]


def _paragraphs(sections: Sequence[SectionDraft]) -> list[ParagraphDraft]:
    return [paragraph for section in sections for paragraph in section.paragraphs]


def _store(session: Session, study_unit: StudyUnit, sections: Sequence[SectionDraft]) -> None:
    position = 0
    for place, draft in enumerate(sections, start=1):
        section = Section(study_unit_id=study_unit.id, position=place, title=draft.title)
        session.add(section)
        session.flush()
        for paragraph in draft.paragraphs:
            position += 1
            session.add(
                Paragraph(
                    study_unit_id=study_unit.id,
                    section_id=section.id,
                    position=position,
                    anchor=paragraph.anchor,
                    text=paragraph.text,
                )
            )
    study_unit.character_count = count_characters(sections)
    study_unit.paragraph_count = position
    session.flush()


def _move_progress(session: Session, study_unit_id: int, moved: Mapping[int, int]) -> None:
    """Paragraphs changed places: who had read as far as one has still read as far as that one."""
    moved = {old: new for old, new in moved.items() if old != new}
    if moved:
        session.execute(
            update(ReadingProgress)
            .where(ReadingProgress.study_unit_id == study_unit_id)
            .values(
                furthest_position=case(
                    moved, value=ReadingProgress.furthest_position, else_=ReadingProgress.furthest_position
                )
            )
        )
