"""flask-smorest's Blueprint, reading bodies by the site's own rules of what is JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask_smorest
from flask import Request, request
from marshmallow import Schema, ValidationError
from webargs.core import missing
from webargs.flaskparser import FlaskParser

View = Callable[..., Any]


class _Parser(FlaskParser):
    """webargs' parser. A body is read by Flask's JSON provider (strict: see kit.limits), by the shortest way."""

    def _raw_load_json(self, req: Request) -> Any:
        return req.get_json() if req.is_json else missing

    def use_args(self, argmap: Any, *args: Any, location: str | None = None, **kwargs: Any) -> Any:
        """A decorator that hands a view what its schema has read."""
        if location != "json" or not isinstance(argmap, Schema):
            return super().use_args(argmap, *args, location=location, **kwargs)

        def decorate(view: View) -> View:
            @wraps(view)
            def read(*view_args: Any, **view_kwargs: Any) -> Any:
                given = self._raw_load_json(request)
                try:
                    body = argmap.load({} if given is missing else given)
                except ValidationError as error:
                    self._on_validation_error(
                        error, request, argmap, "json", error_status_code=None, error_headers=None
                    )
                return view(body, *view_args, **view_kwargs)

            return read

        return decorate


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A part of the API."""

    ARGUMENTS_PARSER = _Parser()
