"""Which paragraphs of a study unit are tested, by which questions and quizzes, and how people did on each."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from studyhub.organisation.rules import Permission
from studyhub.quizzes.rules.analysis import FEW
from studyhub.reports.coverage import coverage_of
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_coverage", __name__, url_prefix="/organiser/study-units")


@blueprint.get("/<int:study_unit_id>/coverage")
@permit(Permission.MANAGE_STUDY_UNITS)
def view(study_unit_id: int) -> ResponseReturnValue:
    """All paragraphs of the unit, or those alone that no ready item tests (?show=untested), or one quiz's (?quiz=)."""
    coverage = coverage_of(db(), current_actor(), study_unit_id, now())
    quiz_id = request.args.get("quiz", type=int)
    return render_desk(
        "organiser/coverage/view.html",
        coverage=coverage,
        unit=coverage.unit,
        only_untested=request.args.get("show") == "untested",
        quiz=next((quiz for quiz in coverage.quizzes if quiz.id == quiz_id), None),
        few=FEW,
    )
