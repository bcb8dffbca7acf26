"""Signing in."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from studyhub.accounts import service
from studyhub.core.errors import TooMany, Unauthenticated
from studyhub.organisation.rules import Permission
from studyhub.web.forms.sign_in import SignInForm
from studyhub.web.kit import database, find_actor, now, permit, render, safe_next
from studyhub.web.kit.identity import remember

blueprint = Blueprint("account_sign_in", __name__, url_prefix="/sign-in")


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.PUBLIC)
def view() -> ResponseReturnValue:
    """The sign-in page; from there to the page that was wanted, if it is one of this site's."""
    wanted = safe_next(request.args.get("next"))
    if request.method == "GET" and find_actor() is not None:
        return redirect(wanted)
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            signed_in = service.sign_in(
                database(),
                form.login.data,
                form.password.data,
                device=request.user_agent.string,
                address=request.remote_addr or "",
                now=now(),
            )
        except (Unauthenticated, TooMany) as error:
            form.form_errors.append(error.message)
            status = 429 if isinstance(error, TooMany) else 401
        else:
            remember(signed_in)
            return redirect(wanted, 303)
    return render("account/sign_in/view.html", form=form, comes_back=wanted != safe_next(None)), status
