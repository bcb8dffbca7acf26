"""Password hashing: argon2id with t=2, m=19 MiB, p=1 (the second choice of OWASP's Password Storage Cheat Sheet)."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A lane of their own: when everybody signs in at once, hashing may take two threads of a worker, never all of them.
_lane = threading.BoundedSemaphore(2)
# Verified for a login that nobody has, so that the answer takes as long as for one that exists.
_NOBODY = _hasher.hash(secrets.token_hex(16))
# Without letters and digits that are taken for one another on paper.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt in it."""
    with _lane:
        return _hasher.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; None (no such account) is never true and takes the same time."""
    with _lane:
        try:
            return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def one_time_password() -> str:
    """A random password to be read off paper once: three groups of four, about 60 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
