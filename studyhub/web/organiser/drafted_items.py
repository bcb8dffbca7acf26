"""Questions drafted from a study unit's own text: taken into the bank one by one, edited, or put out of sight."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from question_bank import TYPE_NAMES, Item, render_explanation
from studyhub.items.queries import DraftDecisions, decisions_of
from studyhub.items.service import accept_drafts, discard_drafts, restore_draft
from studyhub.materials.document import BlockKind
from studyhub.materials.drafting import Passage, Piece, draft_items, marked_pieces
from studyhub.organisation.rules import Permission
from studyhub.study.queries import StudyUnitForEditing, get_for_editing
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_drafted_items", __name__, url_prefix="/organiser/study-units")

PAGE_PARAGRAPHS = 8
GONE = "这道题已经不在了：学习单元的正文可能刚改过。请看看现在的题目。"


@dataclass(frozen=True)
class DraftedParagraph:
    """A paragraph with the questions drafted from it, each with its number in the whole unit."""

    anchor: str
    heading: str
    pieces: list[Piece]
    drafts: list[tuple[int, Item]]


@blueprint.get("/<int:study_unit_id>/drafts")
@permit(Permission.MANAGE_ITEMS)
def index(study_unit_id: int) -> ResponseReturnValue:
    """A page of the unit's paragraphs with what was drafted from them, and what was decided about it."""
    unit = get_for_editing(db(), current_actor(), study_unit_id)
    drafts = _drafts(unit)
    decisions = _decisions(db(), unit, drafts)
    paragraphs = list(_by_paragraph(unit, drafts))
    pages = max(1, -(-len(paragraphs) // PAGE_PARAGRAPHS))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_desk(
        "organiser/drafted_items/index.html",
        unit=unit,
        paragraphs=paragraphs[(page - 1) * PAGE_PARAGRAPHS : page * PAGE_PARAGRAPHS],
        total=len(drafts),
        decisions=decisions,
        page=page,
        pages=pages,
        page_url=lambda number: url_for(".index", study_unit_id=unit.id, page=number),
        type_names=TYPE_NAMES,
        explain=lambda item: render_explanation(item, ()),
    )


@blueprint.post("/<int:study_unit_id>/drafts")
@permit(Permission.MANAGE_ITEMS)
def decide(study_unit_id: int) -> ResponseReturnValue:
    """Do what a button says with its own draft ("accept draft-…"), or with those that were ticked ("accept")."""
    with database().read() as session:  # drafting needs no lock for writing
        unit = get_for_editing(session, current_actor(), study_unit_id)
    drafts = _drafts(unit)
    action, _, code = request.form.get("action", "").partition(" ")
    back = url_for(
        ".index", study_unit_id=unit.id, page=request.args.get("page", type=int),
        _anchor=request.form.get(f"at-{code}") or None,
    )  # fmt: skip
    wanted = {code} if code else set(request.form.getlist("draft"))
    chosen = [draft for draft in drafts if draft.id in wanted]
    if not wanted:
        flash("请先勾选题目。", "warning")
    elif not chosen:
        flash(GONE, "warning")
    elif action == "discard":
        count = discard_drafts(db(), current_actor(), unit.unit.id, [each.id for each in chosen], now=now())
        flash(f"{count} 道题已标为不要，想要的话可以随时恢复。")
    elif action == "restore":
        restore_draft(db(), current_actor(), unit.unit.id, chosen[0].id)
    elif action in {"accept", "edit"}:
        made = accept_drafts(db(), current_actor(), unit.unit.id, chosen, now=now())
        if action == "edit":
            taken = _decisions(db(), unit, chosen).taken[chosen[0].id]
            flash("这道题已收入题库，是草稿。改好后保存，再送审。")
            return redirect(url_for("organiser_items.edit", item_id=taken.item_id))
        flash(f"{len(made)} 道题已收入题库，都是草稿：送审并由另一位同志审定后才会被抽到。")
    return redirect(back)


def _drafts(unit: StudyUnitForEditing) -> tuple[Item, ...]:
    """What the rules make of the unit's text: the same each time, as long as nobody edits it."""
    passages = []
    for section in unit.sections:
        heading = section.title
        for paragraph in (each for each in section.paragraphs if each.picture is None):
            is_heading = paragraph.kind == BlockKind.HEADING
            passages.append(
                Passage(paragraph.anchor, paragraph.text, section.title if is_heading else heading)
            )
            heading = paragraph.text if is_heading else heading
    return draft_items(unit.slug, unit.title, passages).items


def _decisions(session: Session, unit: StudyUnitForEditing, drafts: Iterable[Item]) -> DraftDecisions:
    return decisions_of(session, current_actor(), unit.unit.id, [draft.id for draft in drafts])


def _by_paragraph(unit: StudyUnitForEditing, drafts: Iterable[Item]) -> Iterator[DraftedParagraph]:
    """The paragraphs that questions were drafted from, in reading order."""
    numbered: dict[str, list[tuple[int, Item]]] = {}
    for number, draft in enumerate(drafts, 1):
        if draft.source is not None:
            numbered.setdefault(draft.source.paragraph, []).append((number, draft))
    for section in unit.sections:
        for paragraph in section.paragraphs:
            if found := numbered.get(paragraph.anchor):
                pieces = marked_pieces(paragraph.text, found)
                yield DraftedParagraph(paragraph.anchor, section.title, pieces, found)
