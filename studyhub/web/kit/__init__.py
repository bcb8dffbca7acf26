"""What every door uses: identity, permission, transaction, limits, errors, words for numbers and times."""

from studyhub.web.kit.identity import current_actor, current_token_hash, find_actor
from studyhub.web.kit.permission import permit
from studyhub.web.kit.pictures import send_picture
from studyhub.web.kit.recordings import send_recording
from studyhub.web.kit.rendering import render, safe_next
from studyhub.web.kit.transaction import database, db, now, writing

__all__ = [
    "current_actor",
    "current_token_hash",
    "database",
    "db",
    "find_actor",
    "now",
    "permit",
    "render",
    "safe_next",
    "send_picture",
    "send_recording",
    "writing",
]
