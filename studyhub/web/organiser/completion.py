"""What completes a study unit: reading alone, checks within the text, or a quiz."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import TYPE_NAMES
from studyhub.core.errors import Invalid
from studyhub.organisation.rules import Permission
from studyhub.reading import service
from studyhub.reading.models import CompletionKind
from studyhub.reading.queries import CompletionSettings, get_completion_settings
from studyhub.web.forms.reading import CompletionForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_completion", __name__, url_prefix="/organiser/study-units/<int:study_unit_id>/completion"
)


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS)
def edit(study_unit_id: int) -> ResponseReturnValue:
    """Choose the rule; for checks, say after which section each of the unit's questions stands."""
    with database().read() as session:
        settings = get_completion_settings(session, current_actor(), study_unit_id)
    form = CompletionForm(kind=settings.kind.value, quiz_id=settings.quiz_id)
    form.quiz_id.choices = [(0, "请选择"), *settings.quizzes]
    places = form.places_of(request.form) if form.is_submitted() else _present(settings)
    if form.validate_on_submit():
        try:
            service.set_completion(
                db(), current_actor(), study_unit_id, CompletionKind(form.kind.data),
                quiz_id=form.quiz_id.data, places=places, now=now(),
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            flash("完成条件已保存。已经读完的成员不受影响。")
            return redirect(url_for("organiser_study_units.view", study_unit_id=study_unit_id))
    return render_desk(
        "organiser/completion/edit.html",
        form=form, settings=settings, places=places, study_unit_id=study_unit_id, type_names=TYPE_NAMES,
        section_of=_section_of(settings), titles=_titles(settings),
    )  # fmt: skip


def _present(settings: CompletionSettings) -> dict[int, str]:
    return {one.item_id: one.anchor for one in settings.candidates if one.anchor}


def _section_of(settings: CompletionSettings) -> dict[str, str]:
    """The last anchor of its section for every anchor."""
    return {
        paragraph.anchor: section.paragraphs[-1].anchor
        for section in settings.sections
        for paragraph in section.paragraphs
    }


def _titles(settings: CompletionSettings) -> dict[str, str]:
    """The title of each section by its last anchor."""
    return {
        section.paragraphs[-1].anchor: section.title or f"第 {number} 节"
        for number, section in enumerate(settings.sections, start=1)
        if section.paragraphs
    }
