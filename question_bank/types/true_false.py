"""判断题. Response: "true" or "false"."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from .interaction import unwanted_problems


class TrueFalse:
    """A statement that is right or wrong."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        if item.key not in (("true",), ("false",)):
            yield Problem("key_count", "判断题的答案只能是“正确”或“错误”，请改。", "key")
        yield from unwanted_problems(
            item,
            choices=item.choices,
            prompts=item.prompts,
            blanks=item.blanks,
            tolerance=item.tolerance is not None,
        )

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        return int(response == item.key), 1

    def right_response(self, item: Item) -> Response:
        return item.key
