"""The programs' door: the JSON API under /api/v1, used by the quiz player itself, described by OpenAPI."""

from typing import cast

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from studyhub.organisation.rules import Permission
from studyhub.web.api import (
    attempts,
    guard,
    leaderboards,
    me,
    quizzes,
    reflections,
    sign_in,
    study_days,
    units,
)
from studyhub.web.kit import permit

PREFIX = "/api/v1"
DESCRIPTION = (
    "StudyHub's own quiz player uses this API. Sign in with POST /sign-in; then send the cookie it set or "
    "`Authorization: Bearer TOKEN`. Every error is {code, message, fields}: a stable word, a Chinese sentence for a "
    "person, and sentences by field. Times are RFC 3339 in UTC; the server's clock alone decides deadlines."
)


class _Api(Api):  # type: ignore[misc]
    """flask-smorest without its own error handlers: errors become answers in one place, the kit."""

    def _register_error_handlers(self) -> None:
        pass


def init_api(app: Flask, csrf: CSRFProtect) -> None:
    """Hang the API's blueprints and its description."""
    app.config.update(
        API_TITLE="StudyHub",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION},
            "components": {
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer"},
                    "cookie": {"type": "apiKey", "in": "cookie", "name": "studyhub"},
                    "attempt": {"type": "apiKey", "in": "header", "name": "X-Attempt-Token"},
                }
            },
            "security": [{"bearer": []}, {"cookie": []}],
        },
    )
    app.before_request(guard.check)
    api = _Api(app)
    for module in (sign_in, me, study_days, units, reflections, quizzes, attempts, leaderboards):
        csrf.exempt(module.blueprint)  # guard.check stands in for it
        api.register_blueprint(module.blueprint)
    describe = app.view_functions["api-docs.openapi_json"]

    @permit(Permission.PUBLIC)
    def openapi_json() -> ResponseReturnValue:
        """The description of this API (wrapped: a bound method cannot carry its permission)."""
        return cast(ResponseReturnValue, describe())

    app.view_functions["api-docs.openapi_json"] = openapi_json
