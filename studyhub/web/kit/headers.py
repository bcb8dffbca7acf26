"""Headers of every answer: what a page may load, and who may keep it."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'"
)


def init_headers(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    _stay_here(response)
    if request.endpoint == "static":
        # The address of a static file carries the hash of its content, so it may be kept for ever.
        headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if "v" in request.args else "no-cache"
        )
    elif not response.cache_control.immutable:
        headers["Cache-Control"] = "no-store"
    return response


def _stay_here(response: Response) -> None:
    """The framework's own redirects (of slashes) repeat whatever Host the request named; ours name a path alone."""
    if response.location is not None and response.location.startswith(request.host_url):
        response.location = "/" + response.location.removeprefix(request.host_url).lstrip("/")
        response.set_data(b"")
