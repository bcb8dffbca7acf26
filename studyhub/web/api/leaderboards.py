"""GET /api/v1/leaderboards/members and /api/v1/leaderboards/branches."""

from typing import Any

from marshmallow import Schema, fields, validate

from studyhub.leaderboards import queries
from studyhub.organisation.rules import Permission
from studyhub.web.api import descriptions, schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import current_actor, db, now, permit

blueprint = Blueprint("api_leaderboards", __name__, url_prefix="/api/v1", description="Leaderboards")


class MemberBoardQuery(Schema):
    """Which members, and how many of the first places."""

    scope = fields.String(
        load_default="all", validate=validate.OneOf(["all", "branch"], error="范围只能是 all 或 branch。")
    )
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100, error="数字应在 1 到 100 之间。"))


class BranchBoardQuery(Schema):
    """Which study day (the latest by default), and how many of the first places."""

    study_day = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1, error="编号不对。"))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100, error="数字应在 1 到 100 之间。"))


@blueprint.get("/leaderboards/members")
@permit(Permission.STUDY)
@blueprint.arguments(MemberBoardQuery(), location="query")
@blueprint.response(200, schemas.MemberBoard)
def members(query: dict[str, Any]) -> Any:
    """Members by points; one's own place is always given, on the list or not."""
    return descriptions.member_board(
        queries.member_board(db(), current_actor(), query["scope"], limit=query["limit"])
    )


@blueprint.get("/leaderboards/branches")
@permit(Permission.STUDY)
@blueprint.arguments(BranchBoardQuery(), location="query")
@blueprint.response(200, schemas.BranchBoard)
@blueprint.alt_response(404, schema=schemas.Problem)
def branches(query: dict[str, Any]) -> Any:
    """Branches by participation, n of N, on one study day."""
    board = queries.branch_board(db(), current_actor(), query["study_day"], limit=query["limit"], now=now())
    return descriptions.branch_board(board)
