"""Fields as they go over the wire: moments, amounts, and input with Chinese messages."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from marshmallow import fields, validate

REQUIRED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "这一项必须填写。",
    "null": "这一项不能为空。",
    "invalid": "格式不对。",
}


def moment(value: datetime | None) -> str | None:
    """An aware moment as RFC 3339 in UTC, to the millisecond: 2026-11-20T01:00:00.000Z."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def amount(value: Decimal | None) -> int | float | None:
    """Points of a paper as a plain number: 5, 2.5."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class Moment(fields.Field[datetime]):
    """A moment, as `moment` writes it."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return moment(value)


class Amount(fields.Field[Decimal]):
    """Points, as `amount` writes them."""

    def _serialize(
        self, value: Decimal | None, attr: str | None, obj: Any, **kwargs: Any
    ) -> int | float | None:
        return amount(value)


class Described(fields.List[Any]):
    """A list that comes in the form of the wire already, and is only described by its schema.

    Walking through every field of every question of a paper cost more than drawing and storing the paper.
    """

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class Text(fields.String):
    """A string from outside, with Chinese messages."""

    default_error_messages = REQUIRED


def strict_integer(minimum: int, maximum: int) -> fields.Integer:
    """A required whole number within bounds; true and 1.0 are none."""
    return fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(minimum, maximum, error="数字超出范围。"),
        error_messages={**REQUIRED, "invalid": "这一项应为整数。", "too_large": "数字超出范围。"},
    )
