"""简答题. Response: one text, marked by a person."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from .interaction import unwanted_problems


class ExtendedText:
    """A free text. The explanation holds the reference answer for the person who marks."""

    is_marked_by_person = True

    def problems(self, item: Item) -> Iterator[Problem]:
        yield from unwanted_problems(
            item,
            choices=item.choices,
            prompts=item.prompts,
            key=item.key,
            blanks=item.blanks,
            tolerance=item.tolerance is not None,
        )

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        return 0, 1

    def right_response(self, item: Item) -> Response:
        return ()
