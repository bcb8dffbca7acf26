"""The API describes itself, completely."""

from tests.web.scene import Scene


def test_every_route_of_the_api_is_described(scene: Scene):
    document = scene.app.test_client().get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    described = {
        (path, method)
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert described == {
        ("/api/v1/sign-in", "post"),
        ("/api/v1/me", "get"),
        ("/api/v1/me/points", "get"),
        ("/api/v1/study-days/today", "get"),
        ("/api/v1/units/{study_unit_id}", "get"),
        ("/api/v1/units/{study_unit_id}/progress", "put"),
        ("/api/v1/units/{study_unit_id}/notes/{anchor}", "put"),
        ("/api/v1/units/{study_unit_id}/recordings/{digest}", "put"),
        ("/api/v1/units/{study_unit_id}/reflection", "put"),
        ("/api/v1/study-days/{study_day_id}/reflection", "put"),
        ("/api/v1/quizzes/{quiz_id}/attempts", "post"),
        ("/api/v1/attempts/{attempt_id}", "get"),
        ("/api/v1/attempts/{attempt_id}/responses/{slot}", "put"),
        ("/api/v1/attempts/{attempt_id}/submission", "post"),
        ("/api/v1/attempts/{attempt_id}/result", "get"),
        ("/api/v1/leaderboards/members", "get"),
        ("/api/v1/leaderboards/branches", "get"),
    }
