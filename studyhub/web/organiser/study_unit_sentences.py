"""Key sentences of a study unit: ticked by the organiser, marked for its readers."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.organisation.rules import Permission
from studyhub.study import queries, service
from studyhub.study.rules import split_sentences
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.kit.limits import TEXT_BODY
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint(
    "organiser_study_unit_sentences", __name__, url_prefix="/organiser/study-units/<int:study_unit_id>"
)


@blueprint.route("/sentences", methods=["GET", "POST"])
@permit(Permission.MANAGE_STUDY_UNITS, max_body=TEXT_BODY)
def edit(study_unit_id: int) -> ResponseReturnValue:
    """Every sentence with a box to tick; a box is named by its paragraph and its number there."""
    unit = queries.get_for_editing(db(), current_actor(), study_unit_id)
    if request.method == "POST":
        chosen = set(request.form.getlist("sentence"))
        marked = {
            paragraph.anchor or "": tuple(
                sentence
                for number, sentence in enumerate(split_sentences(paragraph.text))
                if f"{paragraph.anchor}:{number}" in chosen
            )
            for paragraph in unit.content.paragraphs
        }
        service.mark_sentences(db(), current_actor(), unit.id, marked, now=now())
        flash(f"已标出 {sum(map(len, marked.values()))} 个重点句。")
        return redirect(url_for("organiser_study_units.view", study_unit_id=unit.id))
    return render_desk("organiser/study_unit_sentences/edit.html", unit=unit, split=split_sentences)
