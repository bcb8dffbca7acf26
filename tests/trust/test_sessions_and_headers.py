"""Sessions that can be ended, forms that only this site's pages may send, and what every answer says of itself."""

import re
from http.cookies import SimpleCookie

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import update

from studyhub.accounts.models import Account
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.organisation.rules import Permission
from studyhub.web.kit import permit
from tests.cast import PASSWORD, Cast
from tests.trust.matrix import read_table
from tests.trust.test_authorisation_matrix import ENDS_SESSIONS, address, send
from tests.trust.world import ON_SQLITE, World, contents, csrf_token

ROWS = read_table()
pytestmark = ON_SQLITE

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'"
)


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD, address: str = "/sign-in"):
    """Sign in by the page, as a browser does."""
    return client.post(address, data={"login": login, "password": password, "csrf_token": csrf_token(client)})


def sign_out(client: FlaskClient) -> None:
    assert client.post("/sign-out", data={"csrf_token": csrf_token(client)}).location == "/sign-in"


def is_signed_in(client: FlaskClient) -> bool:
    by_page, by_api = client.get("/me").status_code, client.get("/api/v1/me").status_code
    assert (by_page, by_api) in {(200, 200), (302, 401)}
    return by_page == 200


def copy_cookie(client: FlaskClient, other: FlaskClient) -> None:
    """Somebody has got hold of the cookie."""
    cookie = client.get_cookie("studyhub")
    assert cookie is not None
    other.set_cookie("studyhub", cookie.value)


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_is_for_this_site_alone_and_for_no_script(app: Flask, cast: Cast, https: bool):
    app.config["SESSION_COOKIE_SECURE"] = https
    client = app.test_client()
    base = {"base_url": "https://localhost" if https else "http://localhost"}
    form = client.get("/sign-in", **base).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    answers = [
        client.post(
            "/sign-in",
            data={"login": "100003", "password": PASSWORD, "csrf_token": token[1]},
            headers={"Referer": "https://localhost/sign-in"},
            **base,
        ),
        client.post("/api/v1/sign-in", json={"login": "100003", "password": PASSWORD}, **base),
    ]
    for answer in answers:
        assert answer.status_code in (200, 303)
        morsel = SimpleCookie(answer.headers["Set-Cookie"])["studyhub"]
        assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]) == (
            True,
            "Lax",
            "/",
            "",
        )
        assert bool(morsel["secure"]) is https
        assert morsel["expires"]  # it outlives the browser's window


def test_https_is_a_setting_of_the_site(settings, database: Database, clock: FixedClock):
    from dataclasses import replace

    from studyhub.app import create_app

    assert create_app(replace(settings, https=True), database, clock).config["SESSION_COOKIE_SECURE"] is True
    assert create_app(settings, database, clock).config["SESSION_COOKIE_SECURE"] is False


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    client: FlaskClient, another_client: FlaskClient, cast: Cast
):
    sign_in(client, "100003")
    copy_cookie(client, another_client)
    assert is_signed_in(client)
    assert is_signed_in(another_client)
    sign_out(client)
    assert not is_signed_in(another_client)
    assert not is_signed_in(client)


def test_a_token_is_worth_nothing_after_signing_out(
    client: FlaskClient, another_client: FlaskClient, cast: Cast
):
    token = client.post("/api/v1/sign-in", json={"login": "100003", "password": PASSWORD}).json["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert another_client.get("/api/v1/me", headers=bearer).status_code == 200
    sign_out(client)
    assert another_client.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_new_password_ends_every_other_session(
    client: FlaskClient, another_client: FlaskClient, cast: Cast
):
    for browser in (client, another_client):
        sign_in(browser, "100003")
    new = {"old": PASSWORD, "new": "another-2026", "again": "another-2026", "csrf_token": csrf_token(client)}
    assert client.post("/account/password", data=new).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(another_client)


def test_a_stopped_account_is_out_at_once(client: FlaskClient, database: Database, cast: Cast):
    sign_in(client, "100003")
    with database.write() as session:
        session.execute(update(Account).where(Account.employee_number == "100003").values(is_active=False))
    assert not is_signed_in(client)


def test_a_cookie_that_was_changed_opens_nothing(app: Flask, cast: Cast):
    client = app.test_client()
    sign_in(client, "100003")
    value = client.get_cookie("studyhub").value
    for changed in (value[:-2] + "xx", "x" + value, value.split(".")[0], "", "." * 3):
        other = app.test_client()
        other.set_cookie("studyhub", changed)
        assert not is_signed_in(other), changed


def test_every_answer_says_what_a_page_may_load_and_that_nobody_keeps_it(world: World):
    @permit(Permission.PUBLIC)
    def broken() -> str:
        raise RuntimeError("for the test")

    world.app.add_url_rule("/broken", "broken", broken)
    wrong = []
    for role in ("visitor", "secretary", "root"):
        client = world.browser_of(world.people.get(role))
        answers = {
            address(world, row, place, role): client.get(address(world, row, place, role))
            for row in ROWS
            for place in row.outcomes(role)
            if row.method == "GET" and row.endpoint != "static"
        }
        answers["404"], answers["api 404"] = client.get("/nowhere"), client.get("/api/v1/nowhere")
        answers["405"], answers["500"] = client.get("/sign-out"), client.get("/broken")
        answers["413"] = client.post("/sign-in", data={"login": "x" * 70_000})
        answers["redirect"] = client.get("/organiser")
        for path, answer in answers.items():
            said = {
                name: answer.headers.getlist(name)
                for name in (
                    "Content-Security-Policy",
                    "X-Content-Type-Options",
                    "Referrer-Policy",
                    "Cache-Control",
                )
            }
            # These addresses name their bytes: the member's own browser keeps them, on a weak signal above all.
            is_named = re.search("/(pictures|recordings)/", path) and answer.status_code == 200
            kept = "private, immutable, max-age=31536000" if is_named else "no-store"
            if said != {
                "Content-Security-Policy": [CSP], "X-Content-Type-Options": ["nosniff"],
                "Referrer-Policy": ["same-origin"], "Cache-Control": [kept],
            }:  # fmt: skip
                wrong.append((role, path, said))
        statuses = [answers[name].status_code for name in ("404", "api 404", "405", "500", "413")]
        assert statuses == [404, 404, 405, 500, 413]
    assert wrong == []


def test_static_files_are_kept_for_ever_by_their_version(app: Flask, client: FlaskClient):
    with app.test_request_context():
        address = url_for("static", filename="study.css")
    assert re.fullmatch(r"/static/study\.css\?v=[0-9a-f]{12}", address)
    kept = client.get(address)
    assert (kept.status_code, kept.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert client.get("/static/study.css").headers["Cache-Control"] == "no-cache"
    for outside in (
        "../app.py",
        "%2e%2e/kit/limits.py",
        "..%2f..%2fapp.py",
        "vendor/../../app.py",
    ):
        assert client.get(f"/static/{outside}").status_code == 404, outside


def test_a_form_without_this_browsers_token_does_nothing(world: World):
    """For every form of the site: no token, a wrong one, one of another browser."""
    strange = csrf_token(world.browser_of(world.cast.li_jianguo))
    wrong = []
    for role in ("visitor", "member", "root"):
        client = world.browser_of(world.people.get(role))
        csrf_token(client)
        before = contents(world)
        for row in ROWS:
            if row.method == "GET" or row.endpoint.startswith("api") or row.outcomes(role)["own"] != "ok":
                continue
            path = address(world, row, "own", role)
            for token in (None, "x", strange):
                answer = client.post(
                    path,
                    data={"login": "100003", "password": PASSWORD} | ({"csrf_token": token} if token else {}),
                )
                if (answer.status_code, answer.location) not in {(302, "/"), (302, "/sign-in")}:
                    wrong.append((role, path, token, answer.status_code))
        assert is_signed_in(client) is (role != "visitor")
        if contents(world) != before:
            wrong.append((role, "something has changed"))
    assert wrong == []


def test_the_api_takes_nothing_that_a_form_of_another_site_could_send(world: World):
    client = world.browser_of(world.people["member"])
    before = contents(world)
    for row in ROWS:
        if row.method == "GET" or not row.endpoint.startswith("api"):
            continue
        path = address(world, row, "own", "member")
        for content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
        ):
            assert (
                client.open(path, method=row.method, data="{}", content_type=content_type).status_code == 415
            ), path
        for origin in (
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            "http://localhost:81",
        ):
            refused = client.open(path, method=row.method, json={}, headers={"Origin": origin})
            assert refused.status_code == 403, (path, origin)
    assert contents(world) == before


def test_who_must_change_the_password_is_led_nowhere_else(world: World):
    may_open = {"account_password.edit", "account_sign_out.leave", "api_me.view"}
    wrong = []
    for role in ("member", "root"):
        actor = world.people[role]
        with world.database.write() as session:
            session.execute(
                update(Account).where(Account.id == actor.member_id).values(must_change_password=True)
            )
        client = world.browser_of(actor)
        page = client.get("/account/password").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        before = contents(world)
        for row in ROWS:
            is_public = row.cells["visitor"] in {"ok", "404"}
            if is_public or row.endpoint in may_open:
                continue
            answer = send(world, client, token[1], row, address(world, row, "own", role))
            expected = (403, None) if row.endpoint.startswith("api") else (302, "/account/password")
            if (answer.status_code, answer.location) != expected:
                wrong.append((role, row.endpoint, row.method, answer.status_code, answer.location))
        assert contents(world) == before
        data = {"old": PASSWORD, "new": "another-2026", "again": "another-2026", "csrf_token": token[1]}
        assert client.post("/account/password", data=data).status_code == 303
        assert client.get("/me").status_code == 200
    assert wrong == []
    assert may_open >= ENDS_SESSIONS - {"account_sessions.revoke"}
