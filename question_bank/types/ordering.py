"""排序题. Response: all choice ids in the order given by the person."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from .interaction import choice_problems, unwanted_problems


class Ordering:
    """Choices to be put in order; all or nothing."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        yield from choice_problems(item, least=2)
        if sorted(item.key) != sorted(choice.id for choice in item.choices):
            yield Problem("key_count", "排序题的答案要把每个选项都排进去，且各排一次。", "key")
        if any(choice.is_locked for choice in item.choices):
            yield Problem("locked_choice", "排序题的选项不能固定位置，请取消固定。", "choices")
        yield from unwanted_problems(
            item, prompts=item.prompts, blanks=item.blanks, tolerance=item.tolerance is not None
        )

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        return int(response == item.key), 1

    def right_response(self, item: Item) -> Response:
        return item.key
