"""Who is asking: a session token in the cookie (through Flask-Login) or in an Authorization header."""

from flask import Flask, Request, session
from flask_login import LoginManager, UserMixin, current_user
from flask_login import login_user as _login_user
from flask_login import logout_user as _logout_user

from studyhub.accounts.service import SignIn, hash_token
from studyhub.core.errors import Unauthenticated
from studyhub.organisation import queries
from studyhub.organisation.rules import Actor
from studyhub.web.kit.transaction import database, now


class SignedIn(UserMixin):  # type: ignore[misc]
    """The signed-in person as Flask-Login keeps it; its id is the session token."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie."""
        return self.token


def init_identity(app: Flask) -> None:
    """Teach the app who is asking."""
    manager = LoginManager()
    manager.session_protection = None  # an office's address changes under way; sessions are revocable instead
    manager.user_loader(_load)
    manager.request_loader(_load_bearer)
    manager.init_app(app)


def find_actor() -> Actor | None:
    """The person asking, or None."""
    return current_user.actor if current_user.is_authenticated else None


def current_actor() -> Actor:
    """The person asking, or Unauthenticated."""
    actor = find_actor()
    if actor is None:
        raise Unauthenticated()
    return actor


def current_token_hash() -> str:
    """The hash of the session this request came with, or Unauthenticated."""
    if not current_user.is_authenticated:
        raise Unauthenticated()
    return hash_token(current_user.token)


def remember(signed_in: SignIn) -> None:
    """Put a fresh session into the cookie."""
    user = _load(signed_in.token)
    if user is not None:
        session.permanent = True  # the cookie outlives the browser's window, as the session behind it does
        _login_user(user)


def forget() -> None:
    """Take the session out of the cookie."""
    _logout_user()


def _load(token: str) -> SignedIn | None:
    # A short read of its own: a write must not hold its lock while we find out who is asking.
    with database().read() as reading:
        actor = queries.find_actor(reading, hash_token(token), now())
    return SignedIn(token, actor) if actor else None


def _load_bearer(request: Request) -> SignedIn | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return _load(token.strip())
