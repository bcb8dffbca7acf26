"""Study units: from pasted text to a published unit."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.items.queries import ItemFilter, list_items
from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitStatus
from studyhub.study.rules import ParagraphDraft, SectionDraft, count_characters, reading_minutes
from studyhub.web.forms.base import change_rows
from studyhub.web.forms.study_unit_text import keep_anchors, write_text
from studyhub.web.forms.study_units import StudyUnitForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.kit.limits import TEXT_BODY
from studyhub.web.organiser.page import home_unit, render_desk, unit_choices

blueprint = Blueprint("organiser_study_units", __name__, url_prefix="/organiser/study-units")


@blueprint.get("/")
@permit(Permission.MANAGE_STUDY_UNITS)
def index() -> ResponseReturnValue:
    """All units of the range, narrowed by status and by words of the title or the text."""
    rows = queries.list_for_organiser(db(), current_actor())
    status, text = request.args.get("status", ""), request.args.get("text", "").strip()
    found = queries.search_for_organiser(db(), current_actor(), text) if text else None
    paragraphs = {unit.id: unit.paragraphs for unit in found.units} if found else {}
    return render_desk(
        "organiser/study_units/index.html",
        rows=[row for row in rows if status in {"", row.status} and (not found or row.id in paragraphs)],
        paragraphs=paragraphs,
        counts={each: sum(row.status is each for row in rows) for each in StudyUnitStatus},
        total=len(rows),
        status=status,
        text=text,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=TEXT_BODY)
def new() -> ResponseReturnValue:
    """Paste, look at what was recognised, save as a draft."""
    form = StudyUnitForm(unit_id=home_unit(Permission.MANAGE_STUDY_UNITS).id)
    form.unit_id.choices = unit_choices(Permission.MANAGE_STUDY_UNITS)
    action = request.form.get("action", "")
    if action == "recognise" and form.text.data and form.text.data.strip():
        form.recognise()
    elif not _is_help(form, action) and form.validate_on_submit():
        try:
            unit = service.create_study_unit(
                db(), current_actor(), form.unit_id.data, title=form.title.data, summary=form.summary.data,
                sources=form.source_data, sections=form.sections, now=now(),
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            flash("草稿已保存。看一遍预览，没有问题就可以发布。")
            return redirect(url_for(".view", study_unit_id=unit.id))
    return render_desk("organiser/study_units/new.html", form=form, preview=_preview(form))


@blueprint.get("/<int:study_unit_id>")
@permit(Permission.MANAGE_STUDY_UNITS)
def view(study_unit_id: int) -> ResponseReturnValue:
    """The unit as members read it, and what can be done with it."""
    unit = queries.get_for_editing(db(), current_actor(), study_unit_id)
    items = list_items(db(), current_actor(), ItemFilter(study_unit_slug=unit.slug), page_size=1)
    return render_desk("organiser/study_units/view.html", unit=unit, item_count=items.total)


@blueprint.route("/<int:study_unit_id>/edit", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=TEXT_BODY)
def edit(study_unit_id: int) -> ResponseReturnValue:
    """Change what a unit says; paragraphs that stay, or only change their words, keep their anchors."""
    with database().read() as session:
        unit = queries.get_for_editing(session, current_actor(), study_unit_id)
    form = StudyUnitForm(
        title=unit.title, summary=unit.summary, unit_id=unit.unit.id, sources=unit.sources,
        text=write_text(_drafts(unit)), step="outline",
    )  # fmt: skip
    form.unit_id.choices = [(unit.unit.id, unit.unit.name)]
    if not _is_help(form, request.form.get("action", "")) and form.validate_on_submit():
        present = [(p.anchor, p.text) for section in unit.sections for p in section.paragraphs]
        try:
            service.edit_study_unit(
                db(), current_actor(), unit.id, title=form.title.data, summary=form.summary.data,
                sources=form.source_data, sections=keep_anchors(form.sections, present), now=now(),
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            flash("修改已保存。" + ("成员现在看到的就是新内容。" if unit.status == "published" else ""))
            return redirect(url_for(".view", study_unit_id=unit.id))
    return render_desk("organiser/study_units/edit.html", unit=unit, form=form, preview=_preview(form))


@blueprint.post("/<int:study_unit_id>/restore")
@permit(Permission.MANAGE_STUDY_UNITS)
def restore(study_unit_id: int) -> ResponseReturnValue:
    """Let members read an archived unit again."""
    unit = service.restore(db(), current_actor(), study_unit_id, now=now())
    flash(f"“{unit.title}”已重新发布，范围内的成员现在就能读到。")
    return redirect(url_for(".view", study_unit_id=study_unit_id))


@blueprint.post("/<int:study_unit_id>/archive")
@permit(Permission.MANAGE_STUDY_UNITS)
def archive(study_unit_id: int) -> ResponseReturnValue:
    """Take it away from members."""
    unit = service.archive(db(), current_actor(), study_unit_id, now=now())
    flash(f"“{unit.title}”已下架，成员不再看到；阅读记录都还在，可以随时重新发布。")
    return redirect(url_for(".view", study_unit_id=study_unit_id))


def _is_help(form: StudyUnitForm, action: str) -> bool:
    """Whether a button asked for a row or a look rather than for saving."""
    return change_rows(form.sources, action, "source") or action == "preview"


def _preview(form: StudyUnitForm) -> dict[str, object]:
    sections = form.sections if form.step.data == "outline" else []
    characters = count_characters(sections)
    return {
        "sections": sections,
        "paragraph_count": sum(len(section.paragraphs) for section in sections),
        "character_count": characters,
        "minutes": reading_minutes(characters),
    }


def _drafts(unit: queries.StudyUnitForEditing) -> list[SectionDraft]:
    return [
        SectionDraft(section.title, tuple(ParagraphDraft(p.text, p.anchor) for p in section.paragraphs))
        for section in unit.sections
    ]
