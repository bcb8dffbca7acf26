"""Study units: from pasted text to a published unit."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.materials.reading import Reading, read_pasted
from studyhub.organisation.rules import Permission
from studyhub.pictures.rules import LARGEST
from studyhub.reports.coverage import coverage_of
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitStatus
from studyhub.study.rules import count_characters, may_sign, reading_minutes
from studyhub.web.forms.base import change_rows
from studyhub.web.forms.material_imports import MaterialTextForm
from studyhub.web.forms.study_unit_text import keep_anchors, write_text
from studyhub.web.forms.study_units import RemarkForm, ReviewForm, StudyUnitForm
from studyhub.web.kit import current_actor, database, db, now, permit, send_picture
from studyhub.web.kit.limits import TEXT_BODY, UPLOAD_BODY
from studyhub.web.organiser.material_imports import fill_owners, keep_draft
from studyhub.web.organiser.page import home_unit, render_desk

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
    """Paste a text; what is recognised becomes a draft, as with a file."""
    form = fill_owners(MaterialTextForm(unit_id=home_unit(Permission.MANAGE_STUDY_UNITS).id))
    if form.validate_on_submit():
        try:
            return keep_draft(Reading(read_pasted(form.text.data), {}), form.unit_id.data)
        except Invalid as error:
            form.text.errors = [error.message]
    return render_desk("organiser/study_units/new.html", form=form)


@blueprint.get("/<int:study_unit_id>")
@permit(Permission.MANAGE_STUDY_UNITS)
def view(study_unit_id: int) -> ResponseReturnValue:
    """The unit as members read it, and what can be done with it."""
    coverage = coverage_of(db(), current_actor(), study_unit_id, now())
    unit = coverage.unit
    return render_desk(
        "organiser/study_units/view.html",
        unit=unit,
        coverage=coverage,
        item_count=len(coverage.astray) + sum(len(each.items) for each in coverage.paragraphs),
        review=ReviewForm(formdata=None, note=unit.version.note),
        remark=RemarkForm(formdata=None),
        may_sign=may_sign(unit.version.writer_id, current_actor().member_id),
    )


@blueprint.route("/<int:study_unit_id>/edit", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=UPLOAD_BODY)
def edit(study_unit_id: int) -> ResponseReturnValue:
    """Change what a unit says; paragraphs that stay, or only change their words, keep their anchors."""
    with database().read() as session:
        unit = queries.get_for_editing(session, current_actor(), study_unit_id)
    form = StudyUnitForm(
        title=unit.title, summary=unit.summary, sources=unit.sources, text=write_text(unit.content.sections),
        key_points="\n".join(unit.content.key_points), questions="\n".join(unit.content.questions),
    )  # fmt: skip
    if form.picture_file.data:
        unit = _take_picture(form, unit)
    is_saved = not form.picture_file.errors and not _is_help(form, request.form.get("action", ""))
    if is_saved and form.validate_on_submit():
        present = [(paragraph.anchor or "", paragraph.line) for paragraph in unit.content.paragraphs]
        sections = keep_anchors(form.sections, present)
        try:
            service.edit_study_unit(
                db(), current_actor(), unit.id, sections=sections, now=now(), **form.content_data
            )
        except Invalid as error:
            form.take(error)
        else:
            flash(
                "修改已保存。"
                + ("审定发布之前，成员看到的仍是原来的内容。" if unit.published_version else "")
            )
            return redirect(url_for(".view", study_unit_id=unit.id))
    return render_desk("organiser/study_units/edit.html", unit=unit, form=form, preview=_preview(form, unit))


@blueprint.get("/<int:study_unit_id>/pictures/<digest>")
@permit(Permission.MANAGE_STUDY_UNITS)
def picture(study_unit_id: int, digest: str) -> ResponseReturnValue:
    """A picture that was added to the unit."""
    return send_picture(queries.get_picture_for_editing(db(), current_actor(), study_unit_id, digest))


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
    return change_rows(form.sources, action, "source") or action in {"preview", "take-picture"}


def _take_picture(form: StudyUnitForm, unit: queries.StudyUnitForEditing) -> queries.StudyUnitForEditing:
    """Keep the picture that was chosen and name it in the text, which is still to be saved; gives the unit with it."""
    try:
        name = service.add_picture(db(), current_actor(), unit.id, form.picture_file.data.read(LARGEST + 1))
    except Invalid as error:
        form.take(error)
        return unit
    form.put_picture(name)
    flash(f"{name} 已放进正文，请在它的记号后面写一句图里是什么，再保存。")
    return queries.get_for_editing(db(), current_actor(), unit.id)


def _preview(form: StudyUnitForm, unit: queries.StudyUnitForEditing) -> dict[str, object]:
    sections = form.sections
    characters = count_characters(sections)
    return {
        "sections": sections,
        "paragraph_count": sum(len(section.paragraphs) for section in sections),
        "character_count": characters,
        "minutes": reading_minutes(characters),
        "pictures": unit.pictures,
        "silent": sum(bool(p.picture and not p.text) for section in sections for p in section.paragraphs),
    }
