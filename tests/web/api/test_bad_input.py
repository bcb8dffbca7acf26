"""What must not come in through the API, and the sentence that says so."""

import pytest

from tests.web.scene import Scene


@pytest.fixture
def wang(scene: Scene):
    return scene.browser_of(scene.cast.wang_xiuying)


@pytest.fixture
def path(scene: Scene, wang):
    attempt = wang.post(f"/api/v1/quizzes/{scene.quiz_id}/attempts", json={}).json
    return f"/api/v1/attempts/{attempt['id']}/responses/1"


BODIES = {
    "no JSON": b"values=A",
    "broken": b'{"values": ["A"',
    "a list": b'[["A"], 1]',
    "no values": b'{"sequence": 1}',
    "no sequence": b'{"values": ["A"]}',
    "an unknown field": b'{"values": ["A"], "sequence": 1, "score": 100}',
    "sequence as text": b'{"values": ["A"], "sequence": "1"}',
    "sequence true": b'{"values": ["A"], "sequence": true}',
    "sequence 1.0": b'{"values": ["A"], "sequence": 1.5}',
    "sequence zero": b'{"values": ["A"], "sequence": 0}',
    "sequence huge": b'{"values": ["A"], "sequence": 99999999999999999999}',
    "NaN": b'{"values": ["A"], "sequence": NaN}',
    "infinity": b'{"values": ["A"], "sequence": 1e999}',
    "a NUL": b'{"values": ["A\\u0000"], "sequence": 1}',
    "half a surrogate": b'{"values": ["\\ud800"], "sequence": 1}',
    "too deep": b'{"values": ' + b"[" * 100_000 + b"]" * 100_000 + b', "sequence": 1}',
    "deep": b'{"values": ' + b"[" * 20 + b"]" * 20 + b', "sequence": 1}',
    "values as text": b'{"values": "A", "sequence": 1}',
    "a number as value": b'{"values": [1], "sequence": 1}',
    "no such choice": b'{"values": ["Z"], "sequence": 1}',
    "two for a single choice": b'{"values": ["A", "B"], "sequence": 1}',
    "a lower-case letter": b'{"values": ["a"], "sequence": 1}',
    "flag as text": b'{"values": ["A"], "sequence": 1, "is_flagged": "yes"}',
    "wrong bytes": b'{"values": ["\xff"], "sequence": 1}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_malformed_response_is_refused_and_nothing_is_saved(wang, path, body):
    refused = wang.put(path, data=body, content_type="application/json")
    assert refused.status_code in (400, 413), refused.data
    assert set(refused.json) == {"code", "message", "fields"}
    assert refused.json["message"]
    slot = wang.get(path.rsplit("/", 2)[0]).json["slots"][0]
    assert (slot["response"], slot["sequence"]) == (None, 0)


def test_a_body_of_more_than_64_kilobytes_is_refused(wang, path):
    refused = wang.put(
        path, data=b'{"values": ["' + b"A" * 70_000 + b'"], "sequence": 1}', content_type="application/json"
    )
    assert refused.status_code == 413


def test_a_form_from_another_site_is_refused(wang, path):
    assert wang.put(path, data={"values": "A"}).status_code == 415
    refused = wang.put(
        path, json={"values": ["A"], "sequence": 1}, headers={"Origin": "https://elsewhere.example"}
    )
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
    assert (
        wang.put(
            path, json={"values": ["A"], "sequence": 1}, headers={"Origin": "http://localhost"}
        ).status_code
        == 200
    )


def test_a_wrong_method_names_those_that_are_allowed(wang, path):
    refused = wang.delete(path)
    assert (refused.status_code, set(refused.headers["Allow"].split(", "))) == (405, {"PUT", "OPTIONS"})


def test_a_missing_page_and_a_missing_thing_answer_in_chinese(wang):
    for address in ("/api/v1/nothing", "/api/v1/attempts/99999", "/api/v1/units/99999"):
        missing = wang.get(address)
        assert (missing.status_code, set(missing.json)) == (404, {"code", "message", "fields"})


def test_a_number_too_large_for_the_database_is_simply_not_found(wang):
    assert wang.get("/api/v1/units/99999999999999999999").status_code == 404
