"""王秀英 takes part in the study day through the API, as her quiz player does."""

from datetime import timedelta

from tests.web.scene import PARAGRAPHS, Scene


def start(client, scene: Scene) -> dict:
    answer = client.post(f"/api/v1/quizzes/{scene.quiz_id}/attempts", json={})
    assert answer.status_code in (200, 201), answer.json
    return answer.json


def answer_all_rightly(client, scene: Scene, attempt: dict) -> None:
    for number, values in scene.stage.right_values(attempt["id"]).items():
        saved = client.put(
            f"/api/v1/attempts/{attempt['id']}/responses/{number}", json={"values": values, "sequence": 1}
        )
        assert saved.status_code == 200, saved.json


def test_from_the_study_day_to_the_leaderboards(scene: Scene):
    wang = scene.browser_of(scene.cast.wang_xiuying)
    day = wang.get("/api/v1/study-days/today").json
    assert day == {
        "id": scene.study_day_id,
        "title": "11月统一学习日",
        "held_on": "2026-11-20",
        "opens_at": "2026-11-20T01:00:00.000Z",
        "closes_at": "2026-11-20T09:00:00.000Z",
        "is_open": True,
        "study_unit": {"id": scene.study_unit_id, "title": "三会一课怎么开", "minutes": 1, "percent": 0, "completed_at": None},
        "quiz": {
            "id": scene.quiz_id, "title": "三会一课小测", "state": "open",
            "opens_at": "2026-11-20T01:00:00.000Z", "closes_at": "2026-11-20T09:00:00.000Z",
            "time_limit_seconds": 1200, "item_count": 8, "max_points": 20, "attempt": None,
        },
        "participation": {"state": "todo", "done_at": None},
    }  # fmt: skip

    unit = wang.get(f"/api/v1/units/{scene.study_unit_id}").json
    paragraphs = [paragraph for section in unit["sections"] for paragraph in section["paragraphs"]]
    assert tuple(paragraph["text"] for paragraph in paragraphs) == PARAGRAPHS
    path = f"/api/v1/units/{scene.study_unit_id}/progress"
    percents = [
        wang.put(path, json={"paragraph": paragraph["id"]}).json["percent"] for paragraph in paragraphs
    ]
    assert percents == [33, 66, 100]

    attempt = start(wang, scene)
    assert (attempt["status"], len(attempt["slots"])) == ("open", 8)
    assert attempt["deadline_at"] == "2026-11-20T01:20:00.000Z"
    answer_all_rightly(wang, scene, attempt)
    scene.clock.advance(timedelta(minutes=3))
    submission = wang.post(f"/api/v1/attempts/{attempt['id']}/submission", json={}).json
    assert submission == {
        "attempt_id": attempt["id"], "status": "submitted",
        "submitted_at": "2026-11-20T01:03:00.000Z", "is_submitted_by_server": False,
    }  # fmt: skip

    result = wang.get(f"/api/v1/attempts/{attempt['id']}/result").json
    assert (result["raw"], result["max"], result["percent"], result["is_passed"]) == (20, 20, 100, True)
    assert [slot["outcome"] for slot in result["slots"]] == ["right"] * 8
    assert result["points_awarded"] == 30

    points = wang.get("/api/v1/me/points").json
    assert points["total"] == sum(entry["points"] for entry in points["entries"]) == 45
    assert {entry["rule"]: entry["points"] for entry in points["entries"]} == {
        "reading_completed": 10, "quiz_submitted": 30, "study_day_taken_part": 5,
    }  # fmt: skip
    assert wang.get("/api/v1/me").json["points"] == 45

    members = wang.get("/api/v1/leaderboards/members").json
    assert members["mine"] == {"place": 1, "points": 45}
    assert members["standings"] == [
        {"place": 1, "name": "王秀英", "unit": "第一党支部", "points": 45, "is_me": True}
    ]
    branches = wang.get("/api/v1/leaderboards/branches").json
    assert branches["total"] == {"done": 1, "due": 7}
    assert [(row["place"], row["unit"]["name"], row["done"], row["due"]) for row in branches["standings"]] == [
        (1, "第一党支部", 1, 4), (2, "第二党支部", 0, 2), (2, "第三党支部", 0, 1),
    ]  # fmt: skip
    assert branches["mine"]["average_percent"] == 100


def test_starting_twice_gives_the_same_paper_on_any_phone(scene: Scene):
    phone, computer = scene.browser_of(scene.cast.wang_xiuying), scene.browser_of(scene.cast.wang_xiuying)
    first = phone.post(f"/api/v1/quizzes/{scene.quiz_id}/attempts")
    again = computer.post(f"/api/v1/quizzes/{scene.quiz_id}/attempts")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json == computer.get(f"/api/v1/attempts/{first.json['id']}").json


def test_an_answer_is_still_saved_when_the_sign_in_has_ended(scene: Scene):
    wang = scene.browser_of(scene.cast.wang_xiuying)
    attempt = start(wang, scene)
    nobody = scene.app.test_client()
    path = f"/api/v1/attempts/{attempt['id']}/responses/1"
    assert nobody.put(path, json={"values": ["A"], "sequence": 1}).status_code == 401
    saved = nobody.put(
        path, json={"values": ["A"], "sequence": 1}, headers={"X-Attempt-Token": attempt["token"]}
    )
    assert saved.json == {"slot": 1, "sequence": 1, "saved_at": "2026-11-20T01:00:00.000Z"}
    assert wang.get(f"/api/v1/attempts/{attempt['id']}").json["slots"][0]["response"] == ["A"]


def test_the_token_of_one_attempt_opens_no_other(scene: Scene):
    attempts = [
        start(scene.browser_of(actor), scene) for actor in (scene.cast.wang_xiuying, scene.cast.li_jianguo)
    ]
    nobody = scene.app.test_client()
    for token in (attempts[1]["token"], attempts[0]["token"][:-2] + "xx", "1", ""):
        refused = nobody.put(
            f"/api/v1/attempts/{attempts[0]['id']}/responses/1",
            json={"values": ["A"], "sequence": 1},
            headers={"X-Attempt-Token": token},
        )
        assert refused.status_code == 401
    assert (
        nobody.get(
            f"/api/v1/attempts/{attempts[0]['id']}", headers={"X-Attempt-Token": attempts[0]["token"]}
        ).status_code
        == 401
    )


def test_a_late_answer_is_refused_kept_and_not_counted(scene: Scene):
    from sqlalchemy import select

    from studyhub.quizzes.models import LateResponse

    wang = scene.browser_of(scene.cast.wang_xiuying)
    attempt = start(wang, scene)
    path = f"/api/v1/attempts/{attempt['id']}/responses/1"
    scene.clock.advance(timedelta(minutes=20, seconds=5))
    assert wang.put(path, json={"values": ["A"], "sequence": 1}).status_code == 200
    scene.clock.advance(timedelta(milliseconds=1))
    late = wang.put(path, json={"values": ["B"], "sequence": 2})
    assert (late.status_code, late.json["code"]) == (409, "attempt_over")
    with scene.database.read() as session:
        assert list(session.scalars(select(LateResponse.response))) == [["B"]]
    seen = wang.get(f"/api/v1/attempts/{attempt['id']}").json
    assert (seen["status"], seen["slots"][0]["response"]) == ("submitted", ["A"])
    result = wang.get(f"/api/v1/attempts/{attempt['id']}/result").json
    assert (result["is_submitted_by_server"], result["submitted_at"]) == (True, "2026-11-20T01:20:00.000Z")


def test_the_result_waits_for_the_submission(scene: Scene):
    wang = scene.browser_of(scene.cast.wang_xiuying)
    attempt = start(wang, scene)
    early = wang.get(f"/api/v1/attempts/{attempt['id']}/result")
    assert (early.status_code, early.json["code"]) == (409, "attempt_open")
