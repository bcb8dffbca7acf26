"""POST /api/v1/sign-in."""

from typing import Any

from flask import request

from studyhub.accounts import service
from studyhub.organisation.rules import Permission
from studyhub.web.api import schemas
from studyhub.web.api.blueprint import Blueprint
from studyhub.web.api.me import describe_me
from studyhub.web.kit import database, now, permit
from studyhub.web.kit.identity import remember

blueprint = Blueprint("api_sign_in", __name__, url_prefix="/api/v1", description="Signing in")


@blueprint.post("/sign-in")
@permit(Permission.PUBLIC)
@blueprint.arguments(schemas.SignInRequest())
@blueprint.response(200, schemas.SignInAnswer)
@blueprint.alt_response(401, schema=schemas.Problem)
@blueprint.alt_response(429, schema=schemas.Problem)
@blueprint.doc(security=[])
def sign_in(body: dict[str, str]) -> dict[str, Any]:
    """Open a session: sets the cookie and shows the token for the Authorization header."""
    opened = service.sign_in(
        database(),
        body["login"],
        body["password"],
        device=request.user_agent.string,
        address=request.remote_addr or "",
        now=now(),
    )
    remember(opened)
    return {
        "token": opened.token,
        "expires_at": opened.expires_at,
        "must_change_password": opened.must_change_password,
        "member": describe_me(),
    }
