"""Every route declares its permission; one without answers 403."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from studyhub.core.errors import Forbidden, Unauthenticated
from studyhub.organisation.rules import Permission, may
from studyhub.web.kit.identity import find_actor
from studyhub.web.kit.limits import DEFAULT_BODY
from studyhub.web.kit.transaction import now

View = TypeVar("View", bound=Callable[..., Any])

# Where somebody with a one-time password may go before it is changed.
BEFORE_PASSWORD_CHANGE = frozenset({"account_password.edit", "account_sign_out.leave", "api_me.view"})


def permit(
    permission: Permission, *, max_body: int = DEFAULT_BODY, accepts_attempt_token: bool = False
) -> Callable[[View], View]:
    """Declare what a view needs: a permission (anywhere; the object's own place is checked by its query) and the
    largest body it takes, in bytes. `accepts_attempt_token`: the view itself checks X-Attempt-Token when it is sent.
    """

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        view.max_body = max_body  # type: ignore[attr-defined]
        view.accepts_attempt_token = accepts_attempt_token  # type: ignore[attr-defined]
        return view

    return declare


def init_permission(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_check)


def is_api_path() -> bool:
    """Whether this request came through the programs' door."""
    return request.path.startswith("/api/")


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: Flask answers 404 or 405
    now()  # the moment of a request is when it came, not when it got its turn to write
    view = current_app.view_functions[request.endpoint]
    permission: Permission | None = getattr(view, "permission", None)
    request.max_content_length = getattr(view, "max_body", DEFAULT_BODY)
    if permission is None:
        raise Forbidden()
    if permission is Permission.PUBLIC:
        return None
    if getattr(view, "accepts_attempt_token", False) and "X-Attempt-Token" in request.headers:
        return None
    actor = find_actor()
    if actor is None:
        raise Unauthenticated()
    if actor.must_change_password and request.endpoint not in BEFORE_PASSWORD_CHANGE:
        if is_api_path():
            raise Forbidden("请先在网页上修改一次性密码，再继续使用。")
        return redirect(url_for("account_password.edit"))
    if not may(actor, permission):
        raise Forbidden()
    return None
