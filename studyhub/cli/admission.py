"""Under more requests than the machine can serve, some are turned away at once, so that the others are served in time.

Without it everybody waits longer and longer, until phones give up and ask again, which makes it worse. What waited
longer for a thread than the setting `longest_wait` (a phone waits ten seconds for an answer before it asks again)
gets 503 with Retry-After, in a fraction of a millisecond and before any session or database is touched; players then
send again by themselves, and pages open again by themselves.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from studyhub.core.settings import load_settings

RETRY_AFTER = (3, 9)  # seconds; spread, so that those who were sent away do not come back together
_ALWAYS = ("/healthz", "/readyz")
_SENTENCE = "现在使用的人很多，请稍等几秒再试。"
_PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">'
    '<meta http-equiv="refresh" content="{after}"><title>请稍等</title></head>'
    "<body><main><h1>请稍等</h1><p>{sentence}页面会自动再打开；已显示“已保存”的答案不会丢失。</p></main></body></html>"
)

_this_thread = threading.local()


class AdmittingWorker(ThreadWorker):  # type: ignore[misc]
    """A threaded worker that knows how long each request waited for its thread."""

    def enqueue_req(self, conn: Any) -> None:
        """Note when the request began to wait."""
        conn.waits_since = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Tell the application, which runs in this thread, how long that was."""
        _this_thread.waited = time.monotonic() - conn.waits_since
        return super().handle(conn)

    def load_wsgi(self) -> None:
        """Put the door in front of the application."""
        super().load_wsgi()
        self.wsgi: Callable[..., Iterable[bytes]] = admitting(self.wsgi, load_settings().longest_wait)


def admitting(application: Callable[..., Iterable[bytes]], longest: float) -> Callable[..., Iterable[bytes]]:
    """The WSGI application, refusing what waited longer than `longest` seconds in the thread that serves it."""

    def admit(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if getattr(_this_thread, "waited", 0.0) <= longest or path in _ALWAYS:
            return application(environ, start_response)
        after = str(random.randint(*RETRY_AFTER))  # noqa: S311 (nothing secret)
        if path.startswith("/api/"):
            kind = "application/json"
            body = json.dumps({"code": "busy", "message": _SENTENCE, "fields": {}}, ensure_ascii=False)
        else:
            kind = "text/html; charset=utf-8"
            body = _PAGE.format(after=after, sentence=_SENTENCE)
        said = body.encode()
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(said))),
            ("Retry-After", after),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'"),
        ]
        start_response("503 Service Unavailable", headers)
        return [said]

    return admit
