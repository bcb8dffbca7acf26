"""Every address x every role x own, sibling, upper and foreign thing, against a table written by hand."""

from io import BytesIO

import openpyxl
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from tests.cast import Cast
from tests.trust.matrix import Row, read_table, uncovered
from tests.trust.world import MISSING, ROLES, WORDS, World, csrf_token

ROWS = read_table()
READING = [row for row in ROWS if row.method == "GET"]
WRITING = [row for row in ROWS if row.method != "GET"]
ENDS_SESSIONS = {"account_sign_out.leave", "account_sessions.revoke"}
BODIES = {
    "api_units.save_progress": {"paragraph": "s1p1"},
    "api_reflections.save_about_unit": {"text": "体会", "sequence": 1},
    "api_reflections.save_about_day": {"text": "体会", "sequence": 1},
    "api_units.save_listening": {"seconds": 5},
    "api_units.write_note": {"is_highlighted": True, "text": "", "sequence": 1},
    "api_attempts.save_response": {"values": [], "sequence": 1},
}
MORE = {"static": {"filename": "study.css"}, "organiser_items.export": {"format": "jsonl"}}


def test_the_table_has_a_row_for_every_route_and_no_more(app: Flask):
    assert uncovered(app.url_map) == set()
    app.add_url_rule("/undeclared", "undeclared", lambda: "秘密")
    assert uncovered(app.url_map) == {("undeclared", "GET")}


def test_a_route_without_a_permission_answers_403(
    app: Flask, database: Database, clock: FixedClock, cast: Cast
):
    app.add_url_rule("/undeclared", "undeclared", lambda: "秘密", methods=["GET", "POST"])
    world = World(app, database, clock, cast, {})
    for actor in (None, cast.wang_xiuying, cast.administrator):
        client = world.browser_of(actor)
        for answer in (
            client.get("/undeclared"),
            client.post("/undeclared", data={"csrf_token": csrf_token(client)}),
        ):
            assert (answer.status_code, "秘密" in answer.text) == (403, False)


def test_reading(world: World):
    assert list(mismatches(world, READING)) == []


def test_writing(world: World):
    assert list(mismatches(world, WRITING)) == []


def mismatches(world: World, rows: list[Row]):
    """(role, method, endpoint, kind, place, outcome, expected) of every cell that is not as the table says."""
    for role in ROLES:
        client = world.browser_of(world.people.get(role))
        token = csrf_token(client)
        for row in sorted(rows, key=lambda row: row.endpoint in ENDS_SESSIONS):
            if row.endpoint in ENDS_SESSIONS:
                client = world.browser_of(world.people.get(role))
                token = csrf_token(client)
            for place, expected in row.outcomes(role).items():
                answer = send(world, client, token, row, address(world, row, place, role))
                found = outcome(answer, client, row)
                if found != expected:
                    yield role, row.method, row.endpoint, row.kind, place, found, expected
                elif expected == "404":
                    missing = send(
                        world, client, token, row, address(world, row, place, role, is_missing=True)
                    )
                    if traces(answer) != traces(missing):
                        yield (
                            role,
                            row.method,
                            row.endpoint,
                            row.kind,
                            place,
                            "unlike a missing one",
                            expected,
                        )


def address(world: World, row: Row, place: str, role: str, *, is_missing: bool = False) -> str:
    """Where a role would find the thing of a place; `is_missing`: where there is nothing."""
    rule = next(
        rule for rule in world.app.url_map.iter_rules(row.endpoint) if row.method in (rule.methods or ())
    )
    things = world.values_of(row.kind, place, role) if row.kind != "-" else {}
    if is_missing:
        things = {name: "0" * 32 if name == "kept" else MISSING for name in things}
    names = rule.arguments - {"slot", "number", "filename"}
    values = {
        name: things[next(iter(things)) if name == "id" else name.removesuffix("_id")] for name in names
    }
    values |= dict.fromkeys(rule.arguments & {"slot", "number"}, 1)
    with world.app.test_request_context():
        return url_for(row.endpoint, **values, **MORE.get(row.endpoint, {}))


def send(world: World, client: FlaskClient, token: str, row: Row, path: str) -> TestResponse:
    if row.method == "GET":
        return client.get(path)
    if path.startswith("/api/"):
        return client.open(path, method=row.method, json=BODIES.get(row.endpoint, {}))
    return client.open(path, method=row.method, data={"csrf_token": token})


def outcome(answer: TestResponse, client: FlaskClient, row: Row) -> str:
    if answer.status_code in (401, 403, 404):
        is_failed_sign_in = row.endpoint == "account_sign_in.view" and answer.status_code == 401
        return "ok" if is_failed_sign_in else str(answer.status_code)
    if answer.status_code >= 500:
        return f"error {answer.status_code}"
    if answer.status_code == 302 and answer.location.split("?")[0] == "/sign-in":
        return "sign-in"
    # A request refused for its token would look allowed: it is led to the first page, with this word.
    with client.session_transaction() as session:
        flashed = str(session.pop("_flashes", ""))
    return "refused for its token" if "刚才的操作没有执行" in flashed else "ok"


def traces(answer: TestResponse) -> tuple[object, ...]:
    """All of an answer that could tell that something is there."""
    headers = sorted((name, value) for name, value in answer.headers if name != "Set-Cookie")
    return answer.status_code, answer.data, headers


# Whose papers were drawn honestly anyone may check, and so anyone may know what the quiz is called (decision 0009).
PUBLIC_BY_DECISION = {"learner_verification.view"}
NOT_THEIRS = {
    "member": ["sibling", "foreign"],
    "secretary": ["sibling", "foreign"],
    "organiser": ["foreign"],
    "administrator": ["foreign"],
    "root": [],
}  # fmt: skip
NAMES = {"sibling": ["刘洋", "吴静", "第二党支部"], "foreign": ["何勇", "林芳", "综合党支部"]}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "visitor"])
def test_no_page_names_what_lies_elsewhere(world: World, role: str):
    """Titles of the branches that are not theirs stand nowhere; nor, at the desk, do their people."""
    client = world.browser_of(world.people[role])
    words = [WORDS[place] for place in NOT_THEIRS[role]]
    if role in {"member", "secretary"}:
        words += [
            f"{word}{what}" for word in WORDS.values() for what in ("未发布", "标签", "题目")
        ]  # drafts and items are for those who keep them
    elif role != "root":
        words += [f"{WORDS['above']}{what}" for what in ("标签", "题目", "未发布")]
    people = [name for place in NOT_THEIRS[role] for name in NAMES[place]]
    leaks = []
    for row in READING:
        for place, expected in row.outcomes(role).items():
            if expected != "ok" or row.endpoint in PUBLIC_BY_DECISION:
                continue
            path = address(world, row, place, role)
            text = text_of(client.get(path, follow_redirects=True))
            named = words + (people if path.startswith("/organiser/") else [])
            leaks += [(path, word) for word in named if word in text]
    assert leaks == []


def text_of(answer: TestResponse) -> str:
    """The text of an answer, of a workbook that of its cells; none of a picture."""
    if answer.mimetype.startswith("image/"):
        return ""
    if "spreadsheetml" not in answer.content_type:
        return answer.get_data(as_text=True)
    book = openpyxl.load_workbook(BytesIO(answer.data))
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )
