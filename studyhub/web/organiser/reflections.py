"""Reflections of the range: who has written, who has not, reading and marking them."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Permission
from studyhub.reading import queries, service
from studyhub.reading.models import ReflectionMark
from studyhub.reading.queries import Subject
from studyhub.reports.reflections import reflections_workbook
from studyhub.web.forms.reading import MARK_NAMES, ReflectionMarkForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_reflections", __name__, url_prefix="/organiser/reflections")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@permit(Permission.READ_REFLECTIONS)
def index() -> ResponseReturnValue:
    """The study days and units about which people write."""
    return render_desk("organiser/reflections/index.html", rows=queries.list_subjects(db(), current_actor()))


@blueprint.get("/units/<int:study_unit_id>")
@permit(Permission.READ_REFLECTIONS)
def about_unit(study_unit_id: int) -> ResponseReturnValue:
    """What was written about a study unit."""
    return _view(Subject(study_unit_id=study_unit_id))


@blueprint.get("/study-days/<int:study_day_id>")
@permit(Permission.READ_REFLECTIONS)
def about_day(study_day_id: int) -> ResponseReturnValue:
    """What was written about a study day."""
    return _view(Subject(study_day_id=study_day_id))


@blueprint.post("/<int:reflection_id>")
@permit(Permission.READ_REFLECTIONS)
def mark(reflection_id: int) -> ResponseReturnValue:
    """Say that one was read, or recommend it; what was typed stays when it cannot be taken."""
    form = ReflectionMarkForm()
    subject = _subject_of(request.form.get("study_unit", ""), request.form.get("study_day", ""))
    chosen = ReflectionMark.RECOMMENDED if form.mark.data == "recommended" else ReflectionMark.SEEN
    typed = form.comment.data or ""
    try:
        service.mark_reflection(db(), current_actor(), reflection_id, chosen, typed, now=now())
    except (Invalid, Conflict) as error:
        flash(error.message, "error")
        return _view(subject, {reflection_id: typed})
    flash(f"已标为“{MARK_NAMES[chosen]}”，作者会看到。")
    if subject.study_unit_id:
        return redirect(url_for(".about_unit", study_unit_id=subject.study_unit_id))
    return redirect(url_for(".about_day", study_day_id=subject.study_day_id))


@blueprint.get("/units/<int:study_unit_id>/export")
@permit(Permission.READ_REFLECTIONS)
def export_unit(study_unit_id: int) -> ResponseReturnValue:
    """Those about a study unit as a workbook."""
    return _export(Subject(study_unit_id=study_unit_id))


@blueprint.get("/study-days/<int:study_day_id>/export")
@permit(Permission.READ_REFLECTIONS)
def export_day(study_day_id: int) -> ResponseReturnValue:
    """Those about a study day as a workbook."""
    return _export(Subject(study_day_id=study_day_id))


def _subject_of(study_unit: str, study_day: str) -> Subject:
    if study_unit.isdecimal():
        return Subject(study_unit_id=min(int(study_unit), 2**31 - 1))
    return Subject(study_day_id=min(int(study_day), 2**31 - 1) if study_day.isdecimal() else 0)


def _view(subject: Subject, typed: dict[int, str] | None = None) -> str:
    with database().read() as session:
        found = queries.list_reflections(session, current_actor(), subject)
    return render_desk(
        "organiser/reflections/view.html", found=found, subject=subject, typed=typed or {}, names=MARK_NAMES
    )


def _export(subject: Subject) -> Response:
    book = reflections_workbook(db(), current_actor(), subject, now=now())
    return Response(
        book,
        mimetype=XLSX,
        headers={
            "Content-Disposition": "attachment; filename=reflections.xlsx; filename*=UTF-8''%E5%BF%83%E5%BE%97%E4%BD%93%E4%BC%9A.xlsx"
        },
    )
