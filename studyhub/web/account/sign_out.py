"""Signing out."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.accounts import service
from studyhub.organisation.rules import Permission
from studyhub.web.kit import current_token_hash, db, now, permit
from studyhub.web.kit.identity import forget

blueprint = Blueprint("account_sign_out", __name__, url_prefix="/sign-out")


@blueprint.post("")
@permit(Permission.ACCOUNT)
def leave() -> ResponseReturnValue:
    """End this session, here and on the server."""
    service.sign_out(db(), current_token_hash(), now=now())
    forget()
    return redirect(url_for("account_sign_in.view"), 303)
