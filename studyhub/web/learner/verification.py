"""题目核验: a page on which anyone can recompute the papers of a quiz that has closed."""

from dataclasses import asdict

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from studyhub.organisation.rules import Permission
from studyhub.quizzes import queries
from studyhub.quizzes.rules.commitment import canonical
from studyhub.web.kit import current_actor, db, now, permit, render

blueprint = Blueprint("learner_verification", __name__, url_prefix="/verification")


@blueprint.get("/<int:id>")
@permit(Permission.PUBLIC)
def view(id: int) -> ResponseReturnValue:
    """The quiz's promise and, once it has closed, the means to check it in this very browser."""
    return render("learner/verification/view.html", disclosure=queries.get_disclosure(db(), id, now()))


@blueprint.get("/<int:id>/record.json")
@permit(Permission.PUBLIC)
def record(id: int) -> ResponseReturnValue:
    """The disclosed record as it was hashed, byte for byte; an empty object before the quiz has closed."""
    disclosure = queries.get_disclosure(db(), id, now())
    return Response(canonical(disclosure.record or {}), mimetype="application/json")


@blueprint.get("/<int:id>/paper.json")
@permit(Permission.STUDY)
def paper(id: int) -> ResponseReturnValue:
    """One's own paper as the server keeps it, to compare with what was recomputed; empty without one."""
    if queries.get_disclosure(db(), id, now()).draw_seed is None:
        return asdict(queries.PaperRecord())
    return asdict(queries.own_paper(db(), current_actor(), id))
