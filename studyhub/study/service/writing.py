"""Writing study units: a new draft, and edits of what there is. What members read changes only by publishing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit, within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.study.content import Content, Struck
from studyhub.study.models import (
    FidelityFlag,
    Paragraph,
    Section,
    StudyUnit,
    StudyUnitPicture,
    StudyUnitStatus,
    StudyUnitVersion,
)
from studyhub.study.rules import ParagraphDraft, SectionDraft, clean, count_characters, with_anchors
from studyhub.study.service.picture_rows import add_rows, require_pictures
from studyhub.study.service.rechecking import recheck

TITLE_LENGTH = 80
SUMMARY_LENGTH = 500
TEXT_LENGTH = 200_000
POINTS = 12
POINT_LENGTH = 200
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
    key_points: Sequence[str] = (),
    questions: Sequence[str] = (),
    struck: Sequence[Struck] = (),
    pictures: Mapping[str, bytes] | None = None,
    slug: str | None = None,
    now: datetime,
) -> StudyUnit:
    """A new draft owned by a unit of the organisation. Invalid names the field; NotFound outside the actor's scope.

    pictures: the bytes of those that its paragraphs name.
    """
    owner = get_unit(session, actor, Permission.MANAGE_STUDY_UNITS, unit_id)
    content = Content(
        title,
        summary,
        list(map(dict, sources)),
        tuple(sections),
        tuple(key_points),
        tuple(questions),
        tuple(struck),
    )
    content = checked(content)
    if slug is not None and session.scalar(select(StudyUnit.id).where(StudyUnit.slug == slug)):
        raise Invalid(f"已有编号为“{slug}”的学习单元。", {"slug": "这个编号已被使用。"})
    content = replace(content, sections=with_anchors(content.sections))
    study_unit = StudyUnit(
        slug=slug or uuid4().hex, unit_id=owner.id, title="", sources=[], status=StudyUnitStatus.DRAFT,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(study_unit)
    session.flush()
    if slug is None:
        study_unit.slug = f"study-unit-{study_unit.id}"
    add_rows(session, study_unit.id, pictures or {})
    require_pictures(session, study_unit.id, content)
    session.add(_version(study_unit, 1, content, actor, now))
    project(session, study_unit, content)
    recheck(session, study_unit, content)
    record(
        session, "study_unit.created", f"study_unit:{study_unit.id}", actor_id=actor.member_id, now=now,
        title=study_unit.title,
    )  # fmt: skip
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
    key_points: Sequence[str] | None = None,
    questions: Sequence[str] | None = None,
    now: datetime,
) -> StudyUnit:
    """Replace what the newest version of a unit says; key points and questions stay when they are None.

    Paragraphs that stay keep their anchors, and their kinds and marked sentences with them. Once published, every
    paragraph that there is must stay (its words may change): items, links and remembered places point to it. Invalid
    says which one is missing.
    """
    study_unit = get_managed(session, actor, study_unit_id)
    present = newest_content(session, study_unit)
    content = replace(
        present, title=title, summary=summary, sources=list(map(dict, sources)), sections=tuple(sections),
        key_points=present.key_points if key_points is None else tuple(key_points),
        questions=present.questions if questions is None else tuple(questions),
    )  # fmt: skip
    content = checked(content)
    lines = [(paragraph.anchor or "", paragraph.line) for paragraph in present.paragraphs]
    content = replace(content, sections=with_anchors(content.sections, lines))
    known = {paragraph.anchor: paragraph for paragraph in present.paragraphs}
    content = content.change_paragraphs(lambda new: [_like(new, known.get(new.anchor))])
    save_content(session, actor, study_unit, content, now)
    return study_unit


def save_content(
    session: Session, actor: Actor, study_unit: StudyUnit, content: Content, now: datetime
) -> StudyUnitVersion:
    """Make `content` what the newest version of a unit says; a published one gets a new version after it.

    What was in review or signed is a draft again: it is no longer what somebody read. Saving the same changes nothing.
    """
    content = checked(content)
    version = newest_version(session, study_unit)
    # Through JSON, so that what is compared is what is kept.
    if Content.from_data(version.document) == content:
        return version
    require_pictures(session, study_unit.id, content)
    if study_unit.published_version is not None:
        _require_all_paragraphs(session, study_unit, content)
    if version.status is StudyUnitStatus.PUBLISHED:
        study_unit.version_number += 1
        version = _version(study_unit, study_unit.version_number, content, actor, now)
        session.add(version)
    version.document = content.to_data()
    version.status, version.writer_id, version.updated_at = StudyUnitStatus.DRAFT, actor.member_id, now
    version.signed_by_id = version.signed_at = version.publish_at = None
    touch(study_unit, now)
    if study_unit.published_version is None:
        study_unit.status = StudyUnitStatus.DRAFT
        project(session, study_unit, content)
    session.flush()
    recheck(session, study_unit, content)
    record(
        session, "study_unit.edited", f"study_unit:{study_unit.id}", actor_id=actor.member_id, now=now,
        title=content.title, version=version.number,
    )  # fmt: skip
    return version


def discard(session: Session, actor: Actor, study_unit_id: int, *, now: datetime) -> StudyUnit | None:
    """Throw away the version that is being written: the whole unit when it was never published (None), else gives it."""
    study_unit = get_managed(session, actor, study_unit_id)
    version = newest_version(session, study_unit)
    if version.status is StudyUnitStatus.PUBLISHED:
        raise Conflict("没有可以放弃的草稿：现在的内容都已发布。")
    session.delete(version)
    session.execute(delete(FidelityFlag).where(FidelityFlag.study_unit_id == study_unit_id))
    record(
        session, "study_unit.discarded", f"study_unit:{study_unit_id}", actor_id=actor.member_id, now=now,
        version=version.number,
    )  # fmt: skip
    session.flush()
    if study_unit.published_version is not None:
        study_unit.version_number -= 1
        touch(study_unit, now)
        return study_unit
    session.execute(delete(Paragraph).where(Paragraph.study_unit_id == study_unit_id))
    session.execute(delete(Section).where(Section.study_unit_id == study_unit_id))
    session.execute(delete(StudyUnitPicture).where(StudyUnitPicture.study_unit_id == study_unit_id))
    session.delete(study_unit)
    session.flush()
    return None


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


def newest_version(session: Session, study_unit: StudyUnit) -> StudyUnitVersion:
    """The version that may still change, or the published one when nobody has begun another."""
    return session.scalars(
        select(StudyUnitVersion).where(
            StudyUnitVersion.study_unit_id == study_unit.id,
            StudyUnitVersion.number == study_unit.version_number,
        )
    ).one()


def newest_content(session: Session, study_unit: StudyUnit) -> Content:
    """What the newest version says."""
    return Content.from_data(newest_version(session, study_unit).document)


def project(session: Session, study_unit: StudyUnit, content: Content) -> None:
    """Put a content into the tables that are read."""
    session.execute(delete(Paragraph).where(Paragraph.study_unit_id == study_unit.id))
    session.execute(delete(Section).where(Section.study_unit_id == study_unit.id))
    position = 0
    for place, draft in enumerate(content.sections, start=1):
        section = Section(study_unit_id=study_unit.id, position=place, title=draft.title)
        session.add(section)
        session.flush()
        for paragraph in draft.paragraphs:
            position += 1
            session.add(
                Paragraph(
                    study_unit_id=study_unit.id, section_id=section.id, position=position,
                    anchor=paragraph.anchor, text=paragraph.text, kind=paragraph.kind, picture=paragraph.picture,
                    key_sentences=list(paragraph.key_sentences),
                )
            )  # fmt: skip
    study_unit.title, study_unit.summary = content.title, content.summary
    study_unit.sources = list(content.sources)
    study_unit.key_points, study_unit.questions = list(content.key_points), list(content.questions)
    study_unit.recordings = [asdict(each) for each in content.recordings]
    study_unit.character_count = count_characters(content.sections)
    study_unit.paragraph_count = position
    session.flush()


def touch(study_unit: StudyUnit, now: datetime) -> None:
    """Strictly later than before, even when the clock stands still: readers' cached content goes by it."""
    study_unit.updated_at = max(now, study_unit.updated_at + timedelta(microseconds=1))


def checked(content: Content) -> Content:
    """The content cleaned, without empty paragraphs; Invalid names every field that is wrong."""
    sections = [
        SectionDraft(
            clean(section.title),
            tuple(replace(p, text=clean(p.text)) for p in section.paragraphs if clean(p.text) or p.picture),
        )
        for section in content.sections
    ]
    content = replace(
        content,
        title=clean(content.title),
        summary=clean(content.summary),
        sources=_checked_sources(content.sources),
        sections=tuple(section for section in sections if section.title or section.paragraphs),
        key_points=tuple(filter(None, map(clean, content.key_points))),
        questions=tuple(filter(None, map(clean, content.questions))),
    )
    if fields := _problems(content):
        raise Invalid("；".join(text.rstrip("。") for text in fields.values()) + "。", fields)
    return content.change_paragraphs(lambda old: [_like(old, old)])


def _problems(content: Content) -> dict[str, str]:
    fields = {}
    if not content.title or len(content.title) > TITLE_LENGTH:
        fields["title"] = f"请填写标题（{TITLE_LENGTH} 字以内）。"
    if len(content.summary) > SUMMARY_LENGTH:
        fields["summary"] = f"摘要请控制在 {SUMMARY_LENGTH} 字以内。"
    for name, texts in (("key_points", content.key_points), ("questions", content.questions)):
        if len(texts) > POINTS or any(len(text) > POINT_LENGTH for text in texts):
            fields[name] = f"最多 {POINTS} 条，每条 {POINT_LENGTH} 字以内。"
    anchors = [paragraph.anchor for paragraph in content.paragraphs if paragraph.anchor]
    if not content.paragraphs:
        fields["sections"] = "请至少填写一个段落的正文。"
    elif count_characters(content.sections) > TEXT_LENGTH:
        fields["sections"] = f"正文超过 {TEXT_LENGTH} 字，请拆分为几个学习单元。"
    elif any(len(section.title) > TITLE_LENGTH for section in content.sections):
        fields["sections"] = f"小标题请控制在 {TITLE_LENGTH} 字以内。"
    elif len(set(anchors)) < len(anchors):
        fields["sections"] = "有两个段落用了同一个编号，请刷新页面后重新编辑。"
    elif not all(ANCHOR.fullmatch(anchor) for anchor in anchors):
        fields["sections"] = "段落编号只能由小写字母、数字和连字符组成。"
    return fields


def _checked_sources(sources: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = [{name: clean(str(source.get(name) or "")) for name in SOURCE_FIELDS} for source in sources]
    return [row for row in rows if row["title"]]


def _like(new: ParagraphDraft, old: ParagraphDraft | None) -> ParagraphDraft:
    """A paragraph with the kind and the marked sentences of what it was, as far as it still says them."""
    if old is None:
        return new
    kept = tuple(sentence for sentence in old.key_sentences if sentence in new.text)
    kind = "image" if new.picture else old.kind if old.kind != "image" else "paragraph"
    return replace(new, kind=kind, key_sentences=kept)


def _version(
    study_unit: StudyUnit, number: int, content: Content, actor: Actor, now: datetime
) -> StudyUnitVersion:
    return StudyUnitVersion(
        study_unit_id=study_unit.id, number=number, status=StudyUnitStatus.DRAFT, document=content.to_data(),
        writer_id=actor.member_id, created_at=now, updated_at=now,
    )  # fmt: skip


def _require_all_paragraphs(session: Session, study_unit: StudyUnit, content: Content) -> None:
    anchors = {paragraph.anchor for paragraph in content.paragraphs}
    for anchor, text, picture in session.execute(
        select(Paragraph.anchor, Paragraph.text, Paragraph.picture)
        .where(Paragraph.study_unit_id == study_unit.id)
        .order_by(Paragraph.position)
    ):
        if anchor not in anchors:
            message = f"已发布的段落不能删除，请保留“{text[:20]}……”一段，或修改其文字。"
            if picture:
                message = f"已发布的图片不能删除，请保留“{picture}”一行，或换成另一张图片、一句说明。"
            raise Invalid(message, {"sections": message})
