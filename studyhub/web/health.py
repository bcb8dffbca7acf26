"""For the machines that watch this one."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from studyhub.organisation.rules import Permission
from studyhub.web.kit import database, permit

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@permit(Permission.PUBLIC)
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@permit(Permission.PUBLIC)
def readyz() -> ResponseReturnValue:
    """The process answers and so does its database, migrated."""
    with database().read() as session:
        revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return {"status": "ready", "revision": revision}
