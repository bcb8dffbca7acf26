"""单选题. Response: the id of one choice."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from .interaction import choice_problems, unwanted_problems


class SingleChoice:
    """One right choice of two or more."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        yield from choice_problems(item, least=2)
        if len(item.key) != 1:
            yield Problem("key_count", f"单选题要有且只有一个答案，现在有 {len(item.key)} 个。", "key")
        elif all(choice.id != item.key[0] for choice in item.choices):
            yield Problem("unknown_key", f"答案“{item.key[0]}”不在选项里，请改成其中一个选项。", "key")
        yield from unwanted_problems(
            item, prompts=item.prompts, blanks=item.blanks, tolerance=item.tolerance is not None
        )

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        return int(response == item.key), 1

    def right_response(self, item: Item) -> Response:
        return item.key
