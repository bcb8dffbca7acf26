"""A token of an attempt's own: whoever holds it may save responses to that attempt, session or no session.

It is a keyed hash of the attempt's id, so nothing is stored and nothing is looked up. It ends with the attempt.
"""

import hmac

from flask import current_app, request

HEADER = "X-Attempt-Token"


def issue(attempt_id: int) -> str:
    """The token of an attempt; give it to nobody but the member whose attempt it is."""
    key = current_app.secret_key or b""
    key = key.encode() if isinstance(key, str) else key
    return hmac.digest(key, b"attempt:%d" % attempt_id, "sha256").hex()


def fits(attempt_id: int) -> bool:
    """Whether this request carries the token of this attempt."""
    token = request.headers.get(HEADER)
    return token is not None and hmac.compare_digest(token.encode(), issue(attempt_id).encode())
