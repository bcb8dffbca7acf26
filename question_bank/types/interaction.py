"""What an interaction type must know, whatever it is."""

from collections.abc import Iterator
from typing import Protocol

from ..model import Item, Marking, Problem, Response


class Interaction(Protocol):
    """One interaction type: what its items must look like, and what share of the points a response earns."""

    is_marked_by_person: bool

    def problems(self, item: Item) -> Iterator[Problem]:
        """What is wrong with an item of this type, beyond what is asked of every item."""

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        """The share of the points that a non-blank response earns, as (earned, of); never raises."""

    def right_response(self, item: Item) -> Response:
        """A response that earns everything; empty where only a person can tell."""


def text_problem(text: str, what: str, field: str) -> Iterator[Problem]:
    """A problem when a required text is empty."""
    if not text.strip():
        yield Problem("empty_text", f"{what}没有文字，请补上。", field)


def choice_problems(item: Item, least: int, what: str = "选项") -> Iterator[Problem]:
    """Problems of a list of choices: too few or many, repeated ids or texts, empty texts."""
    if len(item.choices) < least:
        yield Problem(
            "too_few_choices", f"至少要有 {least} 个{what}，现在有 {len(item.choices)} 个。", "choices"
        )
    if len(item.choices) > 26:
        yield Problem(
            "too_many_choices",
            f"{what}最多 26 个（A 到 Z），现在有 {len(item.choices)} 个，请拆成几道题。",
            "choices",
        )
        return
    seen: dict[str, str] = {}
    for position, choice in enumerate(item.choices):
        letter = chr(65 + position) if position < 26 else str(position + 1)
        text = choice.text.strip()
        if not text:
            yield Problem("empty_text", f"{what} {letter} 没有文字，请补上。", "choices")
        elif text in seen:
            yield Problem(
                "same_choice", f"{what} {seen[text]} 和 {letter} 的文字相同，请改掉其中一个。", "choices"
            )
        else:
            seen[text] = letter


def unwanted_problems(item: Item, **unwanted: object) -> Iterator[Problem]:
    """Problems when fields are filled that this type does not have."""
    names = {
        "choices": "选项",
        "prompts": "左栏",
        "key": "答案代号",
        "blanks": "填空答案",
        "tolerance": "允许误差",
    }
    for field, value in unwanted.items():
        if value:
            yield Problem("unwanted_field", f"这种题型没有“{names[field]}”，请删去。", field)
