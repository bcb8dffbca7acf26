"""GET /api/v1/me and /api/v1/me/points."""

from typing import Any

from studyhub.accounts.queries import find_phone
from studyhub.accounts.rules import mask_phone
from studyhub.organisation.rules import Permission, UnitRef
from studyhub.points import queries as points
from studyhub.web.api import schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.kit import current_actor, database, db, permit

blueprint = Blueprint("api_me", __name__, url_prefix="/api/v1", description="The signed-in person")


@blueprint.get("/me")
@permit(Permission.ACCOUNT)
@blueprint.response(200, schemas.Me)
def view() -> dict[str, Any]:
    """Who is signed in, where, with which roles."""
    return describe_me()


@blueprint.get("/me/points")
@permit(Permission.ACCOUNT)
@blueprint.response(200, schemas.Points)
def list_points() -> dict[str, Any]:
    """The member's own ledger, newest first, and its total."""
    member_id = current_actor().member_id
    return {"total": points.total(db(), member_id), "entries": points.list_entries(db(), member_id)}


def describe_me() -> dict[str, Any]:
    """The signed-in person in the shape of schemas.Me."""
    actor = current_actor()
    with database().read() as session:
        phone = find_phone(session, actor.member_id)
        total = points.total(session, actor.member_id)
    roles = [{"role": post.role, "unit": node(post.unit)} for post in actor.posts]
    if actor.unit is not None:
        roles.append({"role": "member", "unit": node(actor.unit)})
    return {
        "id": actor.member_id,
        "name": actor.name,
        "employee_number": actor.employee_number,
        "phone": mask_phone(phone),
        "unit": node(actor.unit) if actor.unit else None,
        "roles": roles,
        "points": total,
    }


def node(unit: UnitRef) -> dict[str, Any]:
    """A unit in the shape of schemas.Node."""
    return {"id": unit.id, "name": unit.name}
