"""Aiken: one-line stem, lettered choices, ANSWER: X. Read by its rules, and every doubt told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from ..checking import problems
from ..model import Choice, Item, ItemType
from .decoding import TextSource
from .reading import CannotWrite, FormatError, ItemDesk, Reading, ReadProblem, refuse_pictures

# A letter and a sign make a choice when a space or a Chinese word follows: "U.S. history" is a stem.
_CHOICE = re.compile(r"([A-Z])[.)](?:\s+|(?=[^\x00-\x7f]))(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.*)")
_LOOSE_ANSWER = re.compile(r"(?:answer|答案)\s*[:：]", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A question as far as it is read; wrong holds the first thing that keeps it from being one."""

    line: int
    stem: str = ""
    choices: list[Choice] = field(default_factory=list)
    wrong: str = ""


def read_aiken(stream: BinaryIO) -> Reading:
    """Items and problems. Raises FormatError when nothing in the file looks like Aiken."""
    source = TextSource(stream)
    yield from source.notices()
    desk = ItemDesk()
    draft: _Draft | None = None
    has_choices = False
    for number, raw in enumerate(source.lines(), 1):
        line = raw.strip()
        if not line:
            continue
        if found := _ANSWER.fullmatch(line):
            yield from _finish(
                draft or _Draft(number, wrong="“ANSWER:”前面没有题目。"), found[1].strip(), desk
            )
            draft = None
        elif found := _CHOICE.match(line):
            has_choices = True
            draft = draft or _Draft(
                number, wrong="题干以“A.”这样的字母开头，会被当作选项；请在前面加上别的字。"
            )
            _add_choice(draft, found[1], found[2].strip())
        elif draft is None:
            draft = _Draft(number, line)
        elif draft.choices:
            yield _unfinished(draft)
            draft = _Draft(number, line)
        elif _LOOSE_ANSWER.match(line):
            draft.wrong = draft.wrong or "答案行要写成大写的“ANSWER: A”。"
        else:
            draft.wrong = draft.wrong or "题干要写在一行里，这道题的题干不止一行（或没有选项）。"
        if number == 200 and not has_choices:
            break
    if draft:
        yield _unfinished(draft)
    if not has_choices:
        raise FormatError("这不是 Aiken 文件：里面没有“A. 选项”这样的行。请看一看选的格式对不对。")


def _add_choice(draft: _Draft, letter: str, text: str) -> None:
    if ord(letter) - 65 != len(draft.choices):
        draft.wrong = draft.wrong or f"选项字母应依次为 A、B、C……，这里出现了 {letter}。"
    draft.choices.append(Choice(letter.lower(), text))


def _unfinished(draft: _Draft) -> ReadProblem:
    return ReadProblem(f"第 {draft.line} 行", draft.wrong or "这道题没有“ANSWER:”行，没有读入。")


def _finish(draft: _Draft, answer: str, desk: ItemDesk) -> Reading:
    place = f"第 {draft.line} 行"
    known = [choice.id.upper() for choice in draft.choices]
    wrong = draft.wrong
    if not wrong and not re.fullmatch("[A-Z]", answer):
        wrong = f"答案“{answer[:20]}”要是一个大写字母；Aiken 只有单选题，多选题请用 GIFT 或表格。"
    elif not wrong and answer not in known:
        wrong = f"答案 {answer} 没有相应的选项。"
    if wrong:
        yield ReadProblem(place, wrong)
        return
    made = desk.make_id(ItemType.SINGLE_CHOICE, draft.stem, *(choice.text for choice in draft.choices))
    item = Item(made, ItemType.SINGLE_CHOICE, draft.stem, tuple(draft.choices), key=(answer.lower(),))
    yield from desk.check(item, place)


def bare_question(item: Item) -> Item:
    """The question alone: stem, choices, answer; what a plain format has no place for is left out."""
    return replace(
        Item(
            item.id, item.type, item.stem, item.choices, item.prompts, item.key, item.blanks, item.tolerance
        ),
        choices=tuple(Choice(choice.id, choice.text) for choice in item.choices),
    )


def write_aiken(items: Iterable[Item], stream: BinaryIO) -> None:
    """One block an item. Aiken has no ids: those read back are made anew. Raises CannotWrite.

    What Aiken has no place for (explanation, difficulty, tags ...) is refused, never left out silently; take it off
    with bare_question first where that is wanted.
    """
    for item in items:
        lines = _block(item)
        stream.write(("\n".join(lines) + "\n\n").encode())


def _block(item: Item) -> list[str]:
    if found := problems(item):
        raise CannotWrite(item.id, found[0].message)
    refuse_pictures(item, "Aiken ")
    if item.type is not ItemType.SINGLE_CHOICE:
        raise CannotWrite(item.id, "Aiken 只有单选题，请改用其他格式。")
    if item != bare_question(item):
        raise CannotWrite(item.id, "Aiken 只能写题干、选项和答案，不能带解析、难度、标签等，请改用其他格式。")
    texts = [item.stem, *(choice.text for choice in item.choices)]
    if any(text != " ".join(text.split("\n")).strip() for text in texts):
        raise CannotWrite(item.id, "Aiken 的题干和选项不能换行，首尾也不能有空格，请改写。")
    if _CHOICE.match(item.stem) or _ANSWER.match(item.stem):
        raise CannotWrite(item.id, "题干的开头像选项或答案行，Aiken 会读错，请改写。")
    letters = {choice.id: chr(65 + n) for n, choice in enumerate(item.choices)}
    return [
        item.stem,
        *(f"{letters[choice.id]}. {choice.text}" for choice in item.choices),
        f"ANSWER: {letters[item.key[0]]}",
    ]
