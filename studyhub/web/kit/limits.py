"""Limits on what comes in: sizes, and JSON that is really data."""

import json
from typing import Any

from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, Map

DEFAULT_BODY = 64 * 1024
TEXT_BODY = 2 * 1024 * 1024  # a long document pasted into a form
UPLOAD_BODY = 20 * 1024 * 1024
RECORDING_BODY = 201 * 1024 * 1024  # an audio or video file, and the form around it
MAX_DEPTH = 16


class Identifier(IntegerConverter):
    """A number in an address: what is too large for a database key is simply not there."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=1, max=2**31 - 1)


class StrictJSON(DefaultJSONProvider):
    """Flask's JSON, but refusing NaN, deep nesting, NUL and lone surrogates, which break what comes after."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse; ValueError for anything that is not plain data."""
        try:
            value = json.loads(s, parse_constant=_refuse_constant, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error
        _check(value, 0)
        return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        if "\0" in value or (
            not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value)
        ):
            raise ValueError("a string holds characters that are not text")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check(key, depth + 1)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
