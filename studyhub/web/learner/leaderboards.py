"""Leaderboards of members and of branches."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from studyhub.leaderboards import queries
from studyhub.organisation.rules import Permission
from studyhub.web.kit import current_actor, db, now, permit, render

blueprint = Blueprint("learner_leaderboards", __name__, url_prefix="/leaderboards")

PLACES_SHOWN = 50


@blueprint.get("/members")
@permit(Permission.STUDY)
def members() -> ResponseReturnValue:
    """Members by points, of the whole site or of one's branch; one's own place on top."""
    scope: queries.Scope = "branch" if request.args.get("scope") == "branch" else "all"
    board = queries.member_board(db(), current_actor(), scope, limit=PLACES_SHOWN)
    return render("learner/leaderboards/members.html", board=board)


@blueprint.get("/branches")
@permit(Permission.STUDY)
def branches() -> ResponseReturnValue:
    """Branches by participation on the latest study day."""
    board = queries.branch_board(db(), current_actor(), limit=PLACES_SHOWN, now=now())
    return render("learner/leaderboards/branches.html", board=board)
