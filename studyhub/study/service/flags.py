"""Single places of a unit's newest version: what was flagged there, struck out, taken from a copy, marked for readers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.materials.fidelity import FlagKind
from studyhub.organisation.rules import Actor
from studyhub.study.checking import corrected, widened
from studyhub.study.content import Content, Struck, insert_paragraph, placed_texts, with_text
from studyhub.study.models import FidelityFlag, StudyUnit
from studyhub.study.rules import ParagraphDraft, with_anchors
from studyhub.study.service.writing import get_managed, newest_content, save_content


def keep_flags(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    flag_id: int,
    *,
    is_alike: bool = False,
    now: datetime,
) -> int:
    """Decide that a flagged place stays as it is, or (is_alike) every open place with the same words; gives how many."""
    get_managed(session, actor, study_unit_id)
    flag = _get_flag(session, study_unit_id, flag_id)
    statement = update(FidelityFlag).where(
        FidelityFlag.study_unit_id == study_unit_id, FidelityFlag.kept_at.is_(None)
    )
    if is_alike:
        statement = statement.where(FidelityFlag.kind == flag.kind, FidelityFlag.words == flag.words)
    else:
        statement = statement.where(FidelityFlag.id == flag.id)
    kept = session.execute(statement.values(kept_by_id=actor.member_id, kept_at=now)).rowcount  # type: ignore[attr-defined]
    record(
        session, "study_unit.flag_kept", f"study_unit:{study_unit_id}", actor_id=actor.member_id, now=now,
        kind=flag.kind, words=flag.words, sentence=flag.sentence, places=kept,
    )  # fmt: skip
    return int(kept)


def reopen_flag(session: Session, actor: Actor, study_unit_id: int, flag_id: int) -> None:
    """Take back the decision to keep a place."""
    get_managed(session, actor, study_unit_id)
    flag = _get_flag(session, study_unit_id, flag_id)
    flag.kept_by_id = flag.kept_at = None
    session.flush()


def take_suggestion(
    session: Session, actor: Actor, study_unit_id: int, flag_id: int, *, now: datetime
) -> None:
    """Write what a flag suggests in its place; Conflict when it suggests nothing."""
    study_unit = get_managed(session, actor, study_unit_id)
    flag = _get_flag(session, study_unit_id, flag_id)
    content = newest_content(session, study_unit)
    if flag.kind == FlagKind.HALF_WIDTH:
        content = _rewritten(content, widened)
    elif flag.suggestion is None:
        raise Conflict("这一处只有人能判断该怎么改，请直接修改文字。")
    else:
        text = _text_at(content, flag.place)
        content = with_text(content, flag.place, corrected(text, flag.start, flag.end, flag.suggestion))
    save_content(session, actor, study_unit, content, now)


def write_text(
    session: Session, actor: Actor, study_unit_id: int, place: str, text: str, *, now: datetime
) -> None:
    """Put another text in a place of the newest version; an empty one takes the paragraph away."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit)
    _text_at(content, place)
    save_content(session, actor, study_unit, with_text(content, place, text), now)


def take_back_struck(
    session: Session, actor: Actor, study_unit_id: int, number: int, *, now: datetime
) -> None:
    """Put a text that was struck out back where it stood. number: from 0 among those that are struck."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit)
    if number >= len(content.struck):
        raise NotFound("这一段已经放回正文了。")
    struck = content.struck[number]
    others = (*content.struck[:number], *content.struck[number + 1 :])
    _add_paragraph(
        session, actor, study_unit, replace(content, struck=others), struck.after, struck.text, now
    )


def strike(session: Session, actor: Actor, study_unit_id: int, anchor: str, *, now: datetime) -> None:
    """Strike a paragraph out of the newest version; it can be taken back."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit)
    text = _text_at(content, anchor)
    anchors = [paragraph.anchor or "" for paragraph in content.paragraphs]
    if anchor not in anchors:
        raise Invalid("只有正文的段落可以划掉；标题、摘要等请直接改文字。")
    if not text:
        raise Invalid("图片没有说明文字可划；要撤下图片，请在编辑页面删去它那一行。")
    place = anchors.index(anchor)
    struck = Struck(text, "由组织者划掉", anchors[place - 1] if place else "")
    content = replace(with_text(content, anchor, ""), struck=(*content.struck, struck))
    save_content(session, actor, study_unit, content, now)


def insert_text(
    session: Session, actor: Actor, study_unit_id: int, after: str, text: str, *, now: datetime
) -> None:
    """Put a paragraph more into the newest version, behind the one of anchor `after` ("": at the top)."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit)
    _add_paragraph(session, actor, study_unit, content, after, text, now)


def mark_sentences(
    session: Session, actor: Actor, study_unit_id: int, marked: Mapping[str, Sequence[str]], *, now: datetime
) -> None:
    """Mark these sentences, by the anchors of their paragraphs, in the newest version; all others are unmarked."""
    study_unit = get_managed(session, actor, study_unit_id)
    content = newest_content(session, study_unit).change_paragraphs(
        lambda old: [replace(old, key_sentences=tuple(marked.get(old.anchor or "", ())))]
    )
    save_content(session, actor, study_unit, content, now)


def _add_paragraph(
    session: Session,
    actor: Actor,
    study_unit: StudyUnit,
    content: Content,
    after: str,
    text: str,
    now: datetime,
) -> None:
    """Save a content with a paragraph more, behind the one of anchor `after`."""
    content = insert_paragraph(content, after, ParagraphDraft(text))
    known = [(paragraph.anchor, paragraph.line) for paragraph in content.paragraphs if paragraph.anchor]
    content = replace(content, sections=with_anchors(content.sections, known))
    save_content(session, actor, study_unit, content, now)


def _rewritten(content: Content, change: Callable[[str], str]) -> Content:
    for each in list(placed_texts(content)):
        if change(each.text) != each.text:
            content = with_text(content, each.place, change(each.text))
    return content


def _text_at(content: Content, place: str) -> str:
    for each in placed_texts(content):
        if each.place == place:
            return each.text
    raise Invalid("没有这个段落，它可能刚被修改过，请刷新后再试。")


def _get_flag(session: Session, study_unit_id: int, flag_id: int) -> FidelityFlag:
    flag = session.scalar(
        select(FidelityFlag).where(FidelityFlag.id == flag_id, FidelityFlag.study_unit_id == study_unit_id)
    )
    if flag is None:
        raise NotFound("这一处已经处理过，或者文字已经改动，请刷新页面。")
    return flag
