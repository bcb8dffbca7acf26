"""Reads of accounts and sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account, SignInFailure, SignInSession
from studyhub.accounts.rules import TRY_WINDOW, fold_login
from studyhub.core.db import Moment
from studyhub.core.errors import NotFound


@dataclass(frozen=True)
class Credential:
    """What is needed to check a password."""

    account_id: int
    password_hash: str
    must_change_password: bool


@dataclass(frozen=True)
class DeviceSession:
    """A signed-in device, as its owner sees it."""

    token_hash: str
    device: str
    address: str
    created_at: datetime
    expires_at: datetime


_IS_EMPLOYEE = Account.employee_number == bindparam("login")
_FIND_CREDENTIAL = (
    select(Account.id, Account.password_hash, Account.must_change_password)
    .where(or_(_IS_EMPLOYEE, Account.phone == bindparam("login")), Account.is_active)
    # A phone that is somebody else's employee number must not decide: the employee number comes first.
    .order_by(_IS_EMPLOYEE.desc())
    .limit(1)
)
_FIND_PHONE = select(Account.phone).where(Account.id == bindparam("account_id"))
_RECENT_FAILURES = (
    select(SignInFailure.failed_at)
    .where(SignInFailure.failed_at > bindparam("since", type_=Moment()))
    .order_by(SignInFailure.failed_at)
)
_FAILURES_OF_LOGIN = _RECENT_FAILURES.where(SignInFailure.login == bindparam("login"))
_FAILURES_OF_ADDRESS = _RECENT_FAILURES.where(SignInFailure.address == bindparam("address"))


def find_credential(session: Session, login: str) -> Credential | None:
    """The credential of an active account by employee number or phone."""
    row = session.connection().execute(_FIND_CREDENTIAL, {"login": fold_login(login)}).first()
    return Credential(*row) if row else None


def find_phone(session: Session, account_id: int) -> str | None:
    """The phone of an account, or None."""
    return session.connection().scalar(_FIND_PHONE, {"account_id": account_id})


def get_account(session: Session, account_id: int) -> Account:
    """An account by id, or NotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("没有找到这个账号。")
    return account


def list_failures(
    session: Session, *, login: str, address: str, now: datetime
) -> tuple[list[datetime], list[datetime]]:
    """The moments of failed tries within the window for a login, and those for an address, oldest first."""
    connection = session.connection()
    since = now - TRY_WINDOW
    return (
        list(connection.scalars(_FAILURES_OF_LOGIN, {"login": login, "since": since})),
        list(connection.scalars(_FAILURES_OF_ADDRESS, {"address": address, "since": since})),
    )


def list_sessions(session: Session, account_id: int, now: datetime) -> list[DeviceSession]:
    """The live sessions of an account, newest first."""
    rows = session.execute(
        select(
            SignInSession.token_hash,
            SignInSession.device,
            SignInSession.address,
            SignInSession.created_at,
            SignInSession.expires_at,
        )
        .where(
            SignInSession.account_id == account_id,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.created_at.desc())
    )
    return [DeviceSession(*row) for row in rows]


def list_taken_logins(session: Session, logins: Iterable[str]) -> set[str]:
    """Those of `logins` (folded) that are somebody's employee number or phone already, active or not."""
    wanted = set(logins)
    rows = session.execute(
        select(Account.employee_number, Account.phone).where(
            or_(Account.employee_number.in_(wanted), Account.phone.in_(wanted))
        )
    )
    return {login for row in rows for login in row if login in wanted}
