"""Nothing that a visitor sends decides where a browser goes, or how much the server takes."""

from io import BytesIO
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import PASSWORD, Cast
from tests.trust.test_pages import Page
from tests.trust.world import ON_SQLITE, World, csrf_token

HOSTILE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "https:evil.example", "https:/evil.example", "https://evil.example", "http:///evil.example",
    "HTTPS://EVIL.EXAMPLE", "//evil.example/study-units", "https://evil.example/quizzes", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x",
    "%2f%2fevil.example", "/%2f/evil.example", "/%2fevil.example", "/%5cevil.example", "%5c%5cevil.example",
    "/\tevil.example", "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/\r\n/evil.example",
    "/quizzes\r\nLocation: https://evil.example", "http://localhost@evil.example", "//localhost@evil.example/me",
    "https://evil.example#@localhost/", "//evil.example\\@localhost", "/me@evil.example", ".evil.example", "@evil.example",
    "//[::1]/me", "http://[evil", "//evil。example", "/／evil.example", "／／evil.example", "/../../evil.example", "/me/..//evil.example",
    "/me?next=//evil.example", "/static/study.css", "/api/v1/me", "/sign-out", "/nowhere", "\0", "x" * 5000,
]  # fmt: skip


def destination(location: str) -> str:
    """Where a browser at this site goes: it drops tabs and line ends and takes a backslash for a slash."""
    cleaned = (
        "".join(character for character in location if character not in "\t\r\n").strip().replace("\\", "/")
    )
    return urljoin("http://localhost/sign-in", cleaned)


def stays(location: str) -> bool:
    try:
        parts = urlsplit(destination(location))
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == ("http", "localhost") and "evil" not in location.lower()


def test_the_list_is_long_enough_and_dangerous():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 45
    assert sum(not stays(target) for target in HOSTILE) >= 30


@ON_SQLITE
@pytest.mark.parametrize("is_posting", [False, True])
def test_after_signing_in_one_is_still_on_this_site(app: Flask, cast: Cast, is_posting: bool):
    client = app.test_client()
    credentials = {"login": "100003", "password": PASSWORD}
    assert client.post("/api/v1/sign-in", json=credentials).status_code == 200
    left = []
    for target in HOSTILE[:: 12 if is_posting else 1]:  # a password takes its time; the way is the same
        if is_posting:
            form = {**credentials, "csrf_token": csrf_token(client)}
            answer = client.post("/sign-in", query_string={"next": target}, data=form)
        else:
            answer = client.get("/sign-in", query_string={"next": target})
        assert answer.status_code in (302, 303)
        if not stays(answer.location) or answer.location not in {"/", "/me", "/study-units", "/quizzes"}:
            left.append((target, answer.location))
    assert left == []


@ON_SQLITE
def test_a_wish_for_a_page_of_this_site_is_granted(app: Flask, cast: Cast):
    client = app.test_client()
    wanted = client.get("/leaderboards/members?scope=branch")
    assert wanted.location == "/sign-in?next=/leaderboards/members?scope%3Dbranch"
    form = {"login": "100003", "password": PASSWORD, "csrf_token": csrf_token(client)}
    assert client.post(wanted.location, data=form).location.startswith("/leaderboards/members")


@ON_SQLITE
def test_the_sign_in_page_repeats_no_hostile_wish(client: FlaskClient):
    for target in HOSTILE:
        page = client.get("/sign-in", query_string={"next": target})
        assert page.status_code == 200
        assert (Page(page.text).refused, "evil" in page.text.lower()) == ([], False), target


@ON_SQLITE
def test_the_name_in_the_host_header_goes_nowhere(app: Flask, world: World):
    paths = ["/", "/me", "/organiser", "//me", "/organiser//items/", "/organiser/items", "//evil.example/me", "/nowhere",
             "/sign-in", "/api/v1/me", "/api/v1/openapi.json", "/api/v1//me", "/healthz", "/readyz", "/sign-in?next=/organiser"]  # fmt: skip
    headers = {
        "Host": "elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
        "Forwarded": "host=elsewhere.example",
    }
    named = []
    for role in ("visitor", "root"):
        client = world.browser_of(world.people.get(role))
        for path in paths:
            answer = client.get(path, headers=headers)
            assert answer.request.environ["HTTP_HOST"] == "elsewhere.example"
            if "elsewhere" in answer.get_data(as_text=True) or "elsewhere" in str(answer.headers):
                named.append((role, path, answer.status_code, answer.location))
            if answer.location and not stays(answer.location):
                named.append((role, path, answer.location))
    assert named == []


@ON_SQLITE
def test_a_body_larger_than_its_page_takes_is_refused(world: World):
    client = world.browser_of(world.people["root"])
    token = csrf_token(client)

    def size(path: str, length: int, **more: object) -> int:
        return client.post(path, data={"csrf_token": token, "text": "x" * length}, **more).status_code

    kilobyte, megabyte = 1024, 1024 * 1024
    multipart = {"content_type": "multipart/form-data"}
    assert size("/account/password", 63 * kilobyte) == 200
    assert size("/account/password", 65 * kilobyte) == 413
    assert size("/account/password", 65 * kilobyte, **multipart) == 413
    assert size("/organiser/study-units/new", 1 * megabyte) == 200
    assert size("/organiser/study-units/new", 2 * megabyte) == 413
    assert size("/organiser/quizzes/new", 65 * kilobyte) == 413
    for length, expected in ((19 * megabyte, 200), (20 * megabyte, 413)):
        data = {"csrf_token": token, "unit_id": "no", "file": (BytesIO(b"x" * length), "items.xlsx")}
        assert client.post("/organiser/items/import", data=data).status_code == expected
    many = {"csrf_token": token, **{f"field-{number}": "x" for number in range(2001)}}
    assert (
        client.post("/organiser/items/import", data=many, content_type="multipart/form-data").status_code
        == 413
    )


@ON_SQLITE
def test_of_a_body_without_a_stated_length_no_more_is_read_than_its_page_takes(world: World):
    """As gunicorn hands on a chunked request: there is no length, only an end."""
    for path in ("/sign-in", "/api/v1/sign-in"):
        body = BytesIO(b'{"login": "' + b"x" * 1_000_000)
        answer = world.app.test_client().post(
            path,
            input_stream=body,
            content_type="application/json" if "api" in path else "application/x-www-form-urlencoded",
            headers={"Transfer-Encoding": "chunked"},
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code in (302, 400, 413), path
        assert body.tell() <= 64 * 1024
