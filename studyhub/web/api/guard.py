"""What stands in for the form's CSRF token on the API, which a member may still need after hours."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from studyhub.core.errors import Forbidden
from studyhub.web.kit.permission import is_api_path
from studyhub.web.kit.transaction import SAFE_METHODS


def check() -> None:
    """Refuse what a page of another site could have sent in the member's name.

    A browser always names the Origin of such a request, and without asking first it can send no JSON.
    """
    if request.method in SAFE_METHODS or not is_api_path():
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("这个请求不是从本站页面发出的，已拒绝。")
    if request.content_type and not request.is_json:
        raise UnsupportedMediaType()
