"""Answering a question within the text of a study unit."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Invalid
from studyhub.organisation.rules import Permission
from studyhub.reading import service
from studyhub.web.kit import current_actor, db, now, permit

blueprint = Blueprint("learner_checks", __name__, url_prefix="/study-units/<int:id>/checks")


@blueprint.post("/<int:check_id>")
@permit(Permission.STUDY)
def answer(id: int, check_id: int) -> ResponseReturnValue:
    """Right: on with the text. Wrong: back to the question with what was chosen, as often as one likes."""
    values = request.form.getlist("values")
    programme = request.args.get("programme", type=int)
    here: dict[str, Any] = {"id": id, "programme": programme, "_anchor": f"check-{check_id}"}
    try:
        if service.answer_check(db(), current_actor(), id, check_id, values, now=now()).is_right:
            return redirect(url_for("learner_study_units.view", **here), 303)
    except Invalid:
        values = []
    return redirect(url_for("learner_study_units.view", **here, tried=check_id, given=",".join(values)), 303)
