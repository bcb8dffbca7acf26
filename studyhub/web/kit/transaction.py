"""One request, one transaction: committed when the view returned, rolled back when it raised."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any, cast

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from studyhub.core.clock import Clock
from studyhub.core.db import Database
from studyhub.core.settings import Settings
from studyhub.web.kit.limits import UPLOAD_BODY

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Site:
    """What a running site consists of; kept in the app's extensions under "studyhub"."""

    settings: Settings
    database: Database
    clock: Clock


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookies; the signer, which depends on the site's key alone, is made once."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of an app's cookies."""
        if "cookie_signer" not in app.extensions:
            app.extensions["cookie_signer"] = super().get_signing_serializer(app)
        return cast(URLSafeTimedSerializer, app.extensions["cookie_signer"])


class StudyHubRequest(Request):
    """A request whose large files wait on the disk of the data folder: /tmp may be a part of the memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if total_content_length is None or total_content_length > UPLOAD_BODY:
            return TemporaryFile("rb+", dir=site().settings.data_dir)
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


class StudyHubApp(Flask):
    """Flask with the commit at the edge: nothing is answered before it is durable."""

    request_class = StudyHubRequest
    session_interface = CookieSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """A view as it is: none is asynchronous, and Flask would look a dozen times a request."""
        return func

    def dispatch_request(self) -> ResponseReturnValue:
        try:
            response: Response = self.make_response(super().dispatch_request())
        except BaseException:
            _finish(*sys.exc_info())
            raise
        _finish(None, None, None)
        return response


def site() -> Site:
    """The site this request belongs to."""
    return cast(Site, current_app.extensions["studyhub"])


def database() -> Database:
    """The site's database, for the few views that need a transaction of their own."""
    return site().database


def now() -> datetime:
    """The moment of this request, the same throughout: aware, in UTC, by the server's clock."""
    if "now" not in g:
        g.now = site().clock.now()
    moment: datetime = g.now
    return moment


def db() -> Session:
    """This request's session: reading for GET, writing for all else; begun when first asked for."""
    if "session" not in g:
        is_safe = request.method in SAFE_METHODS
        g.transaction = database().read() if is_safe else database().write()
        g.session = g.transaction.__enter__()
    session: Session = g.session
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """A write of its own, committed at the end of the block: for a GET that finds something due."""
    with database().write() as session:
        yield session


def _finish(*error: object) -> None:
    transaction: AbstractContextManager[Session] | None = g.pop("transaction", None)
    g.pop("session", None)
    if transaction is not None:
        transaction.__exit__(*error)  # type: ignore[arg-type]
