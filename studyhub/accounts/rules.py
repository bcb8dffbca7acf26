"""Decisions about signing in: pure functions."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

SESSION_LIFETIME = timedelta(days=30)
TRY_WINDOW = timedelta(minutes=10)
TRIES_PER_LOGIN = 5
TRIES_PER_ADDRESS = 30  # an office shares one address, so this is loose
FIRST_DELAY = timedelta(minutes=1)
MINIMUM_PASSWORD_LENGTH = 8


def fold_login(login: str) -> str:
    """An employee number or phone as it is compared: full width, case and inner spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", login).split()).casefold()[:64]


def wait_for_login(failures: Sequence[datetime], now: datetime) -> timedelta:
    """How long a login must wait, given the moments of its failures within TRY_WINDOW, oldest first.

    After five failures one minute, doubled by every further failure, never longer than the window.
    """
    if len(failures) < TRIES_PER_LOGIN:
        return timedelta(0)
    delay: timedelta = min(FIRST_DELAY * 2 ** (len(failures) - TRIES_PER_LOGIN), TRY_WINDOW)
    return max(failures[-1] + delay - now, timedelta(0))


def wait_for_address(failures: Sequence[datetime], now: datetime) -> timedelta:
    """How long an address must wait: until fewer than TRIES_PER_ADDRESS failures lie within TRY_WINDOW."""
    if len(failures) < TRIES_PER_ADDRESS:
        return timedelta(0)
    return max(failures[-TRIES_PER_ADDRESS] + TRY_WINDOW - now, timedelta(0))


def password_problem(password: str, *, employee_number: str, phone: str | None) -> str | None:
    """What is wrong with a new password, as a sentence, or None."""
    if len(password) < MINIMUM_PASSWORD_LENGTH:
        return f"密码至少需要 {MINIMUM_PASSWORD_LENGTH} 位，请再加几个字符。"
    if len(password) > 128:
        return "密码最长 128 位，请缩短一些。"
    if password in {employee_number, phone}:
        return "密码不能与工号或手机号相同，请换一个。"
    if len(set(password)) < 4:
        return "密码太简单，请至少使用 4 种不同的字符。"
    return None


def mask_phone(phone: str | None) -> str:
    """A phone number as it is shown: 138****8000."""
    return f"{phone[:3]}****{phone[-4:]}" if phone and len(phone) >= 8 else ("****" if phone else "")
