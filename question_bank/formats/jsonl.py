"""Our own lossless form: JSON lines, one item a line, empty fields left out."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, NoReturn, TypeVar

from ..model import Choice, Item, ItemType, Marking, Picture, Source
from .reading import FormatError, ItemDesk, Reading, ReadProblem, Severity

E = TypeVar("E", ItemType, Marking)

MAX_LINE = 10_000_000  # a dozen pictures of the largest size fit

_FIELDS = frozenset(
    [
        "id",
        "type",
        "stem",
        "choices",
        "prompts",
        "key",
        "blanks",
        "tolerance",
        "explanation",
        "difficulty",
        "tags",
        "category",
        "points",
        "marking",
        "source",
        "stimulus",
        "excludes",
        "valid_from",
        "valid_until",
        "pictures",
    ]
)
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")


class _Malformed(ValueError):
    """A value that is not what the field takes; the message is Chinese."""


def _to_base64(picture: Picture) -> str:
    return b64encode(picture.data).decode()


def _from_base64(entry: Mapping[str, Any]) -> bytes:
    data = _text(entry, "data")
    try:
        return b64decode(data, validate=True)
    except ValueError as error:
        raise _Malformed("“pictures”里的图片数据残缺，请重新导出。") from error


def item_to_dict(item: Item, pictures: Callable[[Picture], str] = _to_base64) -> dict[str, object]:
    """The JSON object of an item, fields in the published order, empty and default ones left out.

    pictures: what to write as the "data" of a picture; somebody who keeps the bytes elsewhere writes where.
    """
    source = item.source
    fields: dict[str, object] = {
        "id": item.id,
        "type": str(item.type),
        "stem": item.stem,
        "choices": [_choice_dict(choice) for choice in item.choices],
        "prompts": [_choice_dict(prompt) for prompt in item.prompts],
        "key": list(item.key),
        "blanks": [list(accepted) for accepted in item.blanks],
        "tolerance": None if item.tolerance is None else str(item.tolerance),
        "explanation": item.explanation,
        "difficulty": item.difficulty if item.difficulty != 3 else None,
        "tags": list(item.tags),
        "category": item.category,
        "points": str(item.points) if item.points != 1 else None,
        "marking": str(item.marking) if item.marking else None,
        "source": source and {"unit": source.unit, "paragraph": source.paragraph, "quote": source.quote},
        "stimulus": item.stimulus,
        "excludes": list(item.excludes),
        "valid_from": item.valid_from and item.valid_from.isoformat(),
        "valid_until": item.valid_until and item.valid_until.isoformat(),
        "pictures": [_picture_dict(picture, pictures) for picture in item.pictures],
    }
    return {name: value for name, value in fields.items() if value not in (None, "", []) or name == "stem"}


def _choice_dict(choice: Choice) -> dict[str, object]:
    fields: dict[str, object] = {"id": choice.id, "text": choice.text}
    if choice.is_locked:
        fields["locked"] = True
    if choice.feedback:
        fields["feedback"] = choice.feedback
    return fields


def _picture_dict(picture: Picture, data: Callable[[Picture], str]) -> dict[str, object]:
    fields: dict[str, object] = {
        "name": picture.name,
        "media_type": picture.media_type,
        "data": data(picture),
    }
    if picture.description:
        fields["description"] = picture.description
    return fields


def write_jsonl(items: Iterable[Item], stream: BinaryIO) -> None:
    """One line an item, UTF-8."""
    for item in items:
        stream.write(
            json.dumps(item_to_dict(item), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        )


def read_jsonl(stream: BinaryIO) -> Reading:
    """Items and problems line by line. Raises FormatError when the first line is not a JSON object."""
    desk = ItemDesk()
    number = 0
    is_first = True
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        place = f"第 {number} 行"
        if len(line) > MAX_LINE:
            yield ReadProblem(place, "这一行超过 10 MB，已跳过；请一行写一道题。")
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            is_first = False
            continue
        if not (text := line.strip().removeprefix(b"\xef\xbb\xbf")):
            continue
        try:
            data = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            if is_first:
                raise FormatError("这不是 JSON 行文件：每一行应是一个 {…} 对象，用 UTF-8 保存。")
            yield ReadProblem(place, "这一行不是完整的 JSON 对象，已跳过；请检查括号、引号和编码。")
            continue
        is_first = False
        yield from _read_line(data, place, desk)


def _read_line(data: dict[str, Any], place: str, desk: ItemDesk) -> Reading:
    for name in sorted(data.keys() - _FIELDS):
        yield ReadProblem(place, f"不认识的栏目“{name[:40]}”，其内容没有读入。", Severity.LOST)
    try:
        item = item_from_dict(data)
    except _Malformed as error:
        yield ReadProblem(place, str(error))
        return
    yield from desk.check(item, place)


def item_from_dict(
    data: Mapping[str, Any], pictures: Callable[[Mapping[str, Any]], bytes] = _from_base64
) -> Item:
    """The item of a JSON object.

    pictures: the bytes of an entry of "pictures", the counterpart of the argument of item_to_dict.
    Raises ValueError (with a Chinese sentence) when a value is not what its field takes.
    """
    source = data.get("source")
    return Item(
        id=_text(data, "id"),
        type=_enum(data, "type", ItemType),
        stem=_text(data, "stem"),
        choices=_choices(data, "choices"),
        prompts=_choices(data, "prompts"),
        key=_texts(data.get("key", []), "key"),
        blanks=tuple(_texts(accepted, "blanks") for accepted in _list(data.get("blanks", []), "blanks")),
        tolerance=_decimal(data["tolerance"], "tolerance") if data.get("tolerance") is not None else None,
        explanation=_text(data, "explanation", ""),
        difficulty=_whole(data, "difficulty", 3),
        tags=_texts(data.get("tags", []), "tags"),
        category=_text(data, "category", ""),
        points=_decimal(data.get("points", "1"), "points"),
        marking=_enum(data, "marking", Marking) if data.get("marking") else None,
        source=None if source is None else _source(source),
        stimulus=_text(data, "stimulus") if data.get("stimulus") is not None else None,
        excludes=_texts(data.get("excludes", []), "excludes"),
        valid_from=_date(data, "valid_from"),
        valid_until=_date(data, "valid_until"),
        pictures=_pictures(data.get("pictures", []), pictures),
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _text(data: Mapping[str, Any], field: str, default: str | None = None) -> str:
    value = data.get(field, default)
    if not isinstance(value, str):
        raise _Malformed(f"“{field}”应是一段文字，请补上或改正。")
    return value


def _list(value: object, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise _Malformed(f"“{field}”应是一个列表 […]，请改正。")
    return value


def _texts(value: object, field: str) -> tuple[str, ...]:
    texts = _list(value, field)
    if not all(isinstance(text, str) for text in texts):
        raise _Malformed(f"“{field}”里的每一项都应是文字，请加上引号。")
    return tuple(texts)


def _choices(data: Mapping[str, Any], field: str) -> tuple[Choice, ...]:
    found = []
    for value in _list(data.get(field, []), field):
        if not isinstance(value, dict) or not isinstance(value.get("locked", False), bool):
            raise _Malformed(f'“{field}”里的每一项都应写成 {{"id":…,"text":…}}，请改正。')
        found.append(
            Choice(
                _text(value, "id"),
                _text(value, "text"),
                value.get("locked", False),
                _text(value, "feedback", ""),
            )
        )
    return tuple(found)


def _pictures(value: object, data: Callable[[Mapping[str, Any]], bytes]) -> tuple[Picture, ...]:
    found = []
    for entry in _list(value, "pictures"):
        if not isinstance(entry, dict):
            raise _Malformed('“pictures”里的每一项都应写成 {"name":…,"media_type":…,"data":…}，请改正。')
        found.append(
            Picture(
                _text(entry, "name"), _text(entry, "media_type"), data(entry), _text(entry, "description", "")
            )
        )
    return tuple(found)


def _whole(data: Mapping[str, Any], field: str, default: int) -> int:
    value = data.get(field, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Malformed(f"“{field}”应是整数，请改正。")
    return value


def _decimal(value: object, field: str) -> Decimal:
    if isinstance(value, str | int | float) and not isinstance(value, bool) and _NUMBER.fullmatch(str(value)):
        try:
            return Decimal(str(value))
        except InvalidOperation:
            pass
    raise _Malformed(f'“{field}”应是一个数，例如 "2.5"，请改正。')


def _enum(data: Mapping[str, Any], field: str, kind: type[E]) -> E:
    value = _text(data, field)
    try:
        return kind(value)
    except ValueError as error:
        raise _Malformed(f"“{field}”的值“{value[:40]}”不认识，请改正。") from error


def _date(data: Mapping[str, Any], field: str) -> date | None:
    value = data.get(field)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _Malformed(f"“{field}”应是日期，例如 2026-01-01，请改正。") from error


def _source(value: object) -> Source:
    if not isinstance(value, dict):
        raise _Malformed('“source”应写成 {"unit":…,"paragraph":…,"quote":…}，请改正。')
    return Source(_text(value, "unit"), _text(value, "paragraph"), _text(value, "quote"))
