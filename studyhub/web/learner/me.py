"""Oneself: who one is, how pages look, what belongs to the account."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from studyhub.accounts.queries import get_account, list_sessions
from studyhub.accounts.rules import mask_phone
from studyhub.organisation.rules import Permission
from studyhub.points.queries import total
from studyhub.programmes.queries import list_completions
from studyhub.web.kit import current_actor, db, now, permit, render

blueprint = Blueprint("learner_me", __name__, url_prefix="/me")


@blueprint.get("")
@permit(Permission.ACCOUNT)
def view() -> ResponseReturnValue:
    """The page 我的."""
    member_id = current_actor().member_id
    return render(
        "learner/me/view.html",
        phone=mask_phone(get_account(db(), member_id).phone),
        total=total(db(), member_id),
        completions=list_completions(db(), member_id),
        session_count=len(list_sessions(db(), member_id, now())),
    )
