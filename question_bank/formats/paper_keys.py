"""Keys that stand apart from the questions: "1-5 ABCDA", "1.A 2.BD", a small table, or one answer a line."""

import re
from collections.abc import Iterator

from .paper_lines import question_start, split_labels, unify_letters

_SIGNS = "√×✓✗✔✘对错TF"
_ANSWER = rf"(?:[A-Z](?:[、,，]?[A-Z]){{0,25}}|正确|错误|[{_SIGNS}])"
_RANGE = re.compile(
    rf"(?<!\d)(\d{{1,4}})\s*[-—–~～至]+\s*(\d{{1,4}})\s*(?:题)?\s*[:：.．、)）]?\s*((?:{_ANSWER}[\s,，、;；]*)+)"
)
_PAIR = re.compile(rf"(?<![\d.])[（(]?(\d{{1,4}})\s*[)）]?\s*[.．、:：)）-]?\s*({_ANSWER})(?![A-Za-z])")
_ONE = re.compile(_ANSWER)
_SEPARATORS = re.compile(r"[\s,，、;；.．。:：()（）]+")
_LONGEST_RANGE = 500
_SMALL = re.compile(r"\s*[（(]?\d[\d\s\-—–~～至题.．、:：,，;；()（）a-hA-H]*")


def looks_like_key(text: str) -> bool:
    """Whether an answer is really the key of several questions."""
    folded = _folded(text)
    return is_range(text) or (len(_PAIR.findall(folded)) > 1 and _is_all_pairs(folded))


def is_range(text: str) -> bool:
    """Whether the text begins with "1-5 ABCDA"."""
    found = _RANGE.match(_folded(text))
    return found is not None and int(found[1]) < int(found[2])


def key_entries(line: str) -> Iterator[tuple[int, str, str]]:
    """(number, answer, explanation) for every answer in a line of a key; nothing where there is none.

    A range whose answers are not as many as its numbers gives nothing: nobody can tell which one is missing.
    """
    folded = _folded(line)
    ranges = list(_RANGE.finditer(folded))
    if ranges:
        for found in ranges:
            yield from _range(int(found[1]), int(found[2]), found[3])
        return
    if _is_all_pairs(folded):
        for number, answer in _PAIR.findall(folded):
            yield int(number), answer, ""
        return
    if start := question_start(line):
        before, labelled = split_labels(start[2])
        fields = dict(reversed(labelled))
        answer = fields.get("answer", before)
        yield start[0], answer, fields.get("explanation", "")


def table_entries(numbers: str, answers: str) -> list[tuple[int, str, str]]:
    """The entries of two rows of a table: 题号 1 2 3, 答案 A B C; empty when they are not such rows."""
    heads, cells = numbers.split("\t"), answers.split("\t")
    if len(heads) != len(cells) or not any(cell.strip().isdecimal() for cell in heads):
        return []
    if "答案" not in cells[0] and not all(
        _ONE.fullmatch(unify_letters(cell.strip())) for cell in cells if cell
    ):
        return []
    return [
        (int(head), unify_letters(cell.strip()), "")
        for head, cell in zip(heads, cells, strict=True)
        if head.strip().isdecimal() and len(head) < 6 and cell.strip()
    ]


def _folded(text: str) -> str:
    """Narrow letters; capitals where nothing but numbers and small letters stands there."""
    folded = unify_letters(text)
    return folded.upper() if _SMALL.fullmatch(folded) else folded


def _range(first: int, last: int, text: str) -> Iterator[tuple[int, str, str]]:
    count = last - first + 1
    if not 0 < count <= _LONGEST_RANGE:
        return
    groups = [group for group in _SEPARATORS.split(text) if group]
    if len(groups) != count:
        joined = "".join(groups)
        words = re.findall(rf"正确|错误|[A-Z{_SIGNS}]", joined)
        groups = words if len(words) == count else []
    for offset, answer in enumerate(groups):
        yield first + offset, answer, ""


def _is_all_pairs(line: str) -> bool:
    """Whether nothing but number and answer, number and answer, stands in the line."""
    return bool(_PAIR.search(line)) and not _SEPARATORS.sub("", _PAIR.sub("", line)).strip()
