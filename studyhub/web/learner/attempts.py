"""An attempt: the player's page, and the result."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.core.errors import Conflict
from studyhub.organisation.rules import Permission
from studyhub.points.queries import points_from
from studyhub.quizzes import queries
from studyhub.quizzes.rules import AttemptStatus
from studyhub.web.kit import current_actor, db, now, permit, render, send_picture
from studyhub.web.kit.overdue import submit_if_due

blueprint = Blueprint("learner_attempts", __name__, url_prefix="/attempts")


@blueprint.get("/<int:id>")
@permit(Permission.STUDY)
def view(id: int) -> ResponseReturnValue:
    """The player. It holds nothing of the paper: that comes over the API, for this member alone."""
    submit_if_due(id)
    attempt = queries.get_attempt(db(), current_actor(), id)
    if attempt.status is AttemptStatus.SUBMITTED:
        return redirect(url_for(".result", id=id))
    return render(
        "learner/attempts/view.html",
        attempt_id=id,
        quiz_id=attempt.quiz_id,
        quiz_title=attempt.quiz_title,
    )


@blueprint.get("/<int:id>/pictures/<digest>")
@permit(Permission.STUDY)
def picture(id: int, digest: str) -> ResponseReturnValue:
    """A picture of one's own paper; those of explanations when the review rule allows."""
    return send_picture(queries.get_attempt_picture(db(), current_actor(), id, digest, now()))


@blueprint.get("/<int:id>/result")
@permit(Permission.STUDY)
def result(id: int) -> ResponseReturnValue:
    """The score; answers and explanations when the review rule allows."""
    submit_if_due(id)
    actor = current_actor()
    try:
        outcome = queries.get_result(db(), actor, id, now())
    except Conflict as error:
        flash(error.message, "warning")
        return redirect(url_for(".view", id=id))
    source = f"quiz:{outcome.quiz_id}"
    return render(
        "learner/attempts/result.html",
        result=outcome,
        reports=queries.own_reports(db(), actor, id),
        points_awarded=points_from(db(), actor.member_id, [source]).get(source, 0),
        wrong_count=sum(1 for slot in outcome.slots if slot.outcome != "right"),
    )
