"""A study unit beside an authoritative copy, paragraph by paragraph; where they differ, the copy's can be taken."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.materials.comparison import Difference, Sameness, compare
from studyhub.materials.document import Document
from studyhub.materials.reading import read_pasted
from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.study.content import Content
from studyhub.study.rules import ParagraphDraft
from studyhub.web.forms.material_imports import ComparisonForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.kit.limits import UPLOAD_BODY
from studyhub.web.organiser.material_imports import read_upload
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_study_unit_comparisons", __name__, url_prefix="/organiser/study-units/<int:study_unit_id>"
)


@blueprint.route("/comparison", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=UPLOAD_BODY)
def new(study_unit_id: int) -> ResponseReturnValue:
    """Paste or upload the copy, see the differences, take what the copy says. The copy stays in the form."""
    with database().read() as session:
        content = queries.get_for_editing(session, current_actor(), study_unit_id).content
    form = ComparisonForm()
    copy: list[str] = []
    if form.validate_on_submit():
        try:
            copy = _copy_of(form)
            content = _take(study_unit_id, content, copy, request.form.get("take", ""))
        except Invalid as error:
            form.form_errors.append(error.message)
    return render_desk(
        "organiser/study_unit_comparisons/new.html",
        unit=queries.get_for_editing(db(), current_actor(), study_unit_id),
        form=form,
        copy=copy,
        ours=[paragraph.text for paragraph in _words(content)],
        differences=_differences(content, copy),
    )


def _copy_of(form: ComparisonForm) -> list[str]:
    """The paragraphs of the copy, from the file when there is one; the form comes back with their text."""
    if form.file.data:
        form.text.data = "\n".join(_lines(read_upload(form.file.data).document))
    elif not request.form.get("is_read"):
        form.text.data = "\n".join(_lines(read_pasted(form.text.data or "")))
    return [line.strip() for line in (form.text.data or "").splitlines() if line.strip()]


def _lines(document: Document) -> list[str]:
    return [" ".join(block.text.split()) for block in document.body if block.text.strip()]


def _words(content: Content) -> list[ParagraphDraft]:
    """The paragraphs that a copy could have too: pictures and what they show are not compared."""
    return [paragraph for paragraph in content.paragraphs if not paragraph.picture]


def _differences(content: Content, copy: list[str]) -> tuple[Difference, ...]:
    """The paragraphs against the copy. Headings of the copy are no paragraphs of ours, and nothing is missing there."""
    if not copy:
        return ()
    titles = {section.title for section in content.sections} | {content.title}
    found = compare([paragraph.text for paragraph in _words(content)], copy)
    return tuple(
        each
        for each in found
        if not (each.sameness is Sameness.MISSING and each.theirs is not None and copy[each.theirs] in titles)
    )


def _take(study_unit_id: int, content: Content, copy: list[str], wanted: str) -> Content:
    """Do what a button asked: write what the copy says in the place of difference `wanted`; gives the content then."""
    differences = _differences(content, copy)
    if not wanted.isdecimal() or int(wanted) >= len(differences):
        return content
    number = int(wanted)
    chosen = differences[number]
    anchors = [paragraph.anchor or "" for paragraph in _words(content)]
    here = (db(), current_actor(), study_unit_id)
    if chosen.theirs is None and chosen.ours is not None:
        service.strike(*here, anchors[chosen.ours], now=now())
    elif chosen.ours is not None and chosen.theirs is not None:
        service.write_text(*here, anchors[chosen.ours], copy[chosen.theirs], now=now())
    elif chosen.theirs is not None:
        before = [each.ours for each in differences[:number] if each.ours is not None]
        service.insert_text(*here, anchors[before[-1]] if before else "", copy[chosen.theirs], now=now())
    flash("已采用权威文本的这一段。")
    return queries.get_for_editing(*here).content
