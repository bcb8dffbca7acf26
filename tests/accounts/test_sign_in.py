"""Signing in: who gets in, who must wait, and what is kept."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from studyhub.accounts.models import SignInFailure, SignInSession
from studyhub.accounts.service import (
    change_password,
    hash_token,
    reset_password,
    revoke_sessions,
    sign_in,
    sign_out,
)
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Invalid, TooMany, Unauthenticated
from studyhub.organisation.queries import find_actor
from tests.cast import PASSWORD, Cast


def enter(
    database: Database, clock: FixedClock, login: str, password: str = PASSWORD, address: str = "10.0.0.7"
):
    return sign_in(database, login, password, device="phone", address=address, now=clock.now())


def whose(database: Database, clock: FixedClock, token: str):
    with database.read() as session:
        return find_actor(session, hash_token(token), clock.now())


def test_wang_xiuying_signs_in_by_employee_number_or_phone(database, clock, cast: Cast):
    for login in ("100003", "19900000003", " １０００ ０３ ", "1990000 0003"):
        opened = enter(database, clock, login)
        assert whose(database, clock, opened.token) == cast.wang_xiuying


def test_the_organiser_comes_with_posts(database, clock, cast: Cast):
    assert whose(database, clock, enter(database, clock, "100001").token) == cast.organiser_a


def test_the_token_itself_is_not_kept(database, clock, cast: Cast):
    token = enter(database, clock, "100003").token
    with database.read() as session:
        assert list(session.scalars(select(SignInSession.token_hash))) == [hash_token(token)]


def test_a_wrong_password_and_an_unknown_login_get_the_same_words(database, clock, cast: Cast):
    said = set()
    for login in ("100003", "999999"):
        with pytest.raises(Unauthenticated) as refused:
            enter(database, clock, login, "wrong-password")
        said.add((refused.value.code, refused.value.message))
    assert len(said) == 1


def test_after_five_failures_the_login_waits_longer_and_longer(database, clock, cast: Cast):
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            enter(database, clock, "100003", "wrong-password")
    waits = []
    for _ in range(3):
        with pytest.raises(TooMany) as refused:
            enter(database, clock, "100003")  # even the right password has to wait
        waits.append(refused.value.retry_after)
        clock.advance(timedelta(seconds=refused.value.retry_after))
        with pytest.raises(Unauthenticated):
            enter(database, clock, "100003", "wrong-password")
    assert waits == [60, 120, 240]


def test_having_waited_the_right_password_opens_and_clears_the_failures(database, clock, cast: Cast):
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            enter(database, clock, "100003", "wrong-password")
    clock.advance(timedelta(seconds=60))
    enter(database, clock, "100003")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_colleagues_behind_one_address_are_not_locked_out_by_one_forgetful_person(
    database, clock, cast: Cast
):
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            enter(database, clock, "100003", "wrong-password")
    assert whose(database, clock, enter(database, clock, "100004").token) == cast.li_jianguo


def test_thirty_failures_from_one_address_make_the_address_wait(database, clock, cast: Cast):
    for number in range(30):
        with pytest.raises(Unauthenticated):
            enter(database, clock, f"guess{number}", "wrong-password")
    with pytest.raises(TooMany):
        enter(database, clock, "100003")
    assert (
        whose(database, clock, enter(database, clock, "100003", address="10.0.0.8").token)
        == cast.wang_xiuying
    )


def test_a_copied_token_is_worth_nothing_after_signing_out(database, clock, cast: Cast):
    opened = enter(database, clock, "100003")
    with database.write() as session:
        sign_out(session, hash_token(opened.token), now=clock.now())
    assert whose(database, clock, opened.token) is None


def test_a_session_ends_after_thirty_days(database, clock, cast: Cast):
    opened = enter(database, clock, "100003")
    clock.advance(timedelta(days=30) - timedelta(milliseconds=1))
    assert whose(database, clock, opened.token) == cast.wang_xiuying
    clock.advance(timedelta(milliseconds=1))
    assert whose(database, clock, opened.token) is None


def test_changing_the_password_ends_the_other_sessions_only(database, clock, cast: Cast):
    phone, computer = enter(database, clock, "100003"), enter(database, clock, "100003")
    with database.write() as session:
        change_password(
            session, cast.wang_xiuying.member_id,
            old=PASSWORD, new="another-2027", keep=hash_token(phone.token), now=clock.now(),
        )  # fmt: skip
    assert whose(database, clock, phone.token) == cast.wang_xiuying
    assert whose(database, clock, computer.token) is None
    assert enter(database, clock, "100003", "another-2027").account_id == cast.wang_xiuying.member_id


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", "another-2027", "old"), (PASSWORD, "short", "new"), (PASSWORD, "19900000003", "new"), (PASSWORD, "aaaaaaaaaa", "new"), (PASSWORD, PASSWORD, "new")],
)  # fmt: skip
def test_a_bad_new_password_is_refused_with_its_field(database, clock, cast: Cast, old, new, field):
    with pytest.raises(Invalid) as refused, database.write() as session:
        change_password(session, cast.wang_xiuying.member_id, old=old, new=new, keep=None, now=clock.now())
    assert list(refused.value.fields) == [field]
    assert enter(database, clock, "100003").account_id == cast.wang_xiuying.member_id


def test_a_reset_gives_a_one_time_password_that_must_be_changed(database, clock, cast: Cast):
    old = enter(database, clock, "100003")
    with database.write() as session:
        password = reset_password(session, cast.wang_xiuying.member_id, now=clock.now())
    assert whose(database, clock, old.token) is None
    opened = enter(database, clock, "100003", password)
    assert opened.must_change_password
    actor = whose(database, clock, opened.token)
    assert actor is not None and actor.must_change_password


def test_one_device_can_be_signed_out_from_another(database, clock, cast: Cast):
    phone, computer = enter(database, clock, "100003"), enter(database, clock, "100003")
    with database.write() as session:
        # Somebody else's session cannot be ended through one's own account.
        revoke_sessions(
            session, cast.li_jianguo.member_id, token_hash=hash_token(phone.token), now=clock.now()
        )
    assert whose(database, clock, phone.token) == cast.wang_xiuying
    with database.write() as session:
        revoke_sessions(
            session, cast.wang_xiuying.member_id, token_hash=hash_token(phone.token), now=clock.now()
        )
    assert whose(database, clock, phone.token) is None
    assert whose(database, clock, computer.token) == cast.wang_xiuying


def test_a_morning_of_parallel_sign_ins_opens_one_session_each(database, clock, cast: Cast):
    tokens: list[str] = []
    threads = [
        threading.Thread(target=lambda: tokens.append(enter(database, clock, "100003").token))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(tokens)) == 12
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 12
