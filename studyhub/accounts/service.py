"""Writes of accounts: making them, signing in and out, changing passwords."""

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studyhub.accounts import queries
from studyhub.accounts.models import Account, SignInFailure, SignInSession
from studyhub.accounts.passwords import hash_password, needs_rehash, one_time_password, verify_password
from studyhub.accounts.rules import (
    SESSION_LIFETIME,
    TRY_WINDOW,
    fold_login,
    password_problem,
    wait_for_address,
    wait_for_login,
)
from studyhub.core.db import Database, table_of
from studyhub.core.errors import Invalid, TooMany, Unauthenticated

WRONG = "工号、手机号或密码不正确，请核对后重试。忘记密码请联系本单位管理员重置。"

_OPEN_SESSION = insert(table_of(SignInSession))


@dataclass(frozen=True)
class SignIn:
    """A successful sign-in; `token` is shown to the caller once and kept nowhere."""

    account_id: int
    token: str
    expires_at: datetime
    must_change_password: bool


def hash_token(token: str) -> str:
    """The form in which a session token is kept: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(
    database: Database, login: str, password: str, *, device: str, address: str, now: datetime
) -> SignIn:
    """Open a session for a login (employee number or phone) and password.

    Takes the database, not a session: the 40 ms of hashing must not happen inside a transaction.
    Raises Unauthenticated when they do not fit, TooMany after too many failures.
    """
    folded = fold_login(login)
    with database.read() as session:
        has_failed = _refuse_if_waiting(session, folded, address, now)
        credential = queries.find_credential(session, folded)
    is_right = verify_password(credential.password_hash if credential else None, password)
    if credential is None or not is_right:
        with database.write() as session:
            session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now - TRY_WINDOW))
            session.add(SignInFailure(login=folded, address=address, failed_at=now))
        raise Unauthenticated(WRONG, code="wrong_credentials")
    fresh_hash = hash_password(password) if needs_rehash(credential.password_hash) else None
    token = secrets.token_urlsafe(32)
    expires_at = now + SESSION_LIFETIME
    account_id = credential.account_id

    def open_session(session: Session) -> None:
        if has_failed:
            session.execute(delete(SignInFailure).where(SignInFailure.login == folded))
        if fresh_hash:
            session.execute(update(Account).where(Account.id == account_id).values(password_hash=fresh_hash))
        session.connection().execute(
            _OPEN_SESSION,
            {
                "token_hash": hash_token(token),
                "account_id": account_id,
                "created_at": now,
                "expires_at": expires_at,
                "device": device[:200],
                "address": address[:64],
            },
        )

    database.write_together(open_session)
    return SignIn(account_id, token, expires_at, credential.must_change_password)


def sign_out(session: Session, token_hash: str, *, now: datetime) -> None:
    """End one session; a copy of its cookie is worth nothing from now on."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == token_hash, SignInSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_sessions(
    session: Session,
    account_id: int,
    *,
    now: datetime,
    token_hash: str | None = None,
    keep: str | None = None,
) -> None:
    """End the sessions of an account: only `token_hash` when given, all but `keep` otherwise."""
    statement = update(SignInSession).where(
        SignInSession.account_id == account_id, SignInSession.revoked_at.is_(None)
    )
    if token_hash is not None:
        statement = statement.where(SignInSession.token_hash == token_hash)
    elif keep is not None:
        statement = statement.where(SignInSession.token_hash != keep)
    session.execute(statement.values(revoked_at=now))


def create_account(
    session: Session,
    *,
    employee_number: str,
    name: str,
    now: datetime,
    phone: str | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    must_change_password: bool = True,
) -> Account:
    """A new account. Give a password or an already made hash. Invalid names the field that is taken or empty."""
    number, folded_phone = fold_login(employee_number), fold_login(phone or "") or None
    _check_identity(session, number, folded_phone, name, except_id=None)
    if password_hash is None:
        if password is None:
            raise ValueError("an account needs a password or its hash")
        password_hash = hash_password(password)
    account = Account(
        employee_number=number,
        phone=folded_phone,
        name=name.strip(),
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=now,
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:  # taken between the check and now
        raise Invalid("这个工号或手机号已有账号，请核对。", {"employee_number": "已有账号"}) from error
    return account


def edit_account(
    session: Session,
    account_id: int,
    *,
    employee_number: str,
    name: str,
    phone: str | None,
    is_active: bool,
    now: datetime,
) -> Account:
    """Change who an account is for. Deactivating ends its sessions."""
    account = queries.get_account(session, account_id)
    number, folded_phone = fold_login(employee_number), fold_login(phone or "") or None
    _check_identity(session, number, folded_phone, name, except_id=account_id)
    account.employee_number, account.phone, account.name = number, folded_phone, name.strip()
    if account.is_active and not is_active:
        revoke_sessions(session, account_id, now=now)
    account.is_active = is_active
    session.flush()
    return account


def change_password(
    session: Session, account_id: int, *, old: str, new: str, keep: str | None, now: datetime
) -> None:
    """Change one's own password; ends every other session. `keep` is the token hash of the present one."""
    account = queries.get_account(session, account_id)
    if not verify_password(account.password_hash, old):
        raise Invalid("这个密码不正确，请重新输入。", {"old": "这个密码不正确，请核对后重新输入。"})
    if old == new:
        raise Invalid("新密码不能与现在的密码相同。", {"new": "请换一个新密码。"})
    problem = password_problem(new, employee_number=account.employee_number, phone=account.phone)
    if problem:
        raise Invalid(problem, {"new": problem})
    account.password_hash = hash_password(new)
    account.must_change_password = False
    revoke_sessions(session, account_id, now=now, keep=keep)
    session.flush()


def reset_password(session: Session, account_id: int, *, now: datetime) -> str:
    """Give an account a new one-time password, which must be changed at the next sign-in; ends all its sessions."""
    account = queries.get_account(session, account_id)
    password = one_time_password()
    account.password_hash = hash_password(password)
    account.must_change_password = True
    session.execute(
        delete(SignInFailure).where(SignInFailure.login.in_([account.employee_number, account.phone or ""]))
    )
    revoke_sessions(session, account_id, now=now)
    session.flush()
    return password


def _refuse_if_waiting(session: Session, login: str, address: str, now: datetime) -> bool:
    """Raise TooMany as long as there is to be waited; else whether this login has failed lately."""
    of_login, of_address = queries.list_failures(session, login=login, address=address, now=now)
    waiting = max(wait_for_login(of_login, now), wait_for_address(of_address, now))
    if waiting > timedelta(0):
        seconds = math.ceil(waiting.total_seconds())
        minutes = math.ceil(seconds / 60)
        raise TooMany(
            f"登录失败次数过多，请在 {minutes} 分钟后再试，或联系管理员重置密码。", retry_after=seconds
        )
    return bool(of_login)


def _check_identity(
    session: Session, number: str, phone: str | None, name: str, except_id: int | None
) -> None:
    fields = {}
    if not number:
        fields["employee_number"] = "请填写工号。"
    if not name.strip() or len(name.strip()) > 40:
        fields["name"] = "请填写姓名（40 字以内）。"
    if phone is not None and not (phone.isdecimal() and 7 <= len(phone) <= 15):
        fields["phone"] = "手机号应为 7 至 15 位数字。"
    for row in session.execute(
        select(Account.id, Account.employee_number, Account.phone).where(
            or_(
                Account.employee_number.in_([number, phone or number]),
                Account.phone.in_([number, phone or number]),
            )
        )
    ):
        if row.id == except_id:
            continue
        if number in {row.employee_number, row.phone}:
            fields.setdefault("employee_number", "这个工号已有账号。")
        if phone is not None and phone in {row.employee_number, row.phone}:
            fields.setdefault("phone", "这个手机号已有账号。")
    if fields:
        raise Invalid("；".join(fields.values()), fields)
