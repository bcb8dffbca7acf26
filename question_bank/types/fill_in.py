"""填空题. Response: one string a blank, "" for a blank left empty."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from ..text import BLANK, normalise
from .interaction import unwanted_problems


class FillIn:
    """Blanks in the stem, each with its explicit accepted answers; the blanks share the points evenly."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        in_stem = len(BLANK.findall(item.stem))
        if not item.blanks:
            yield Problem("no_key", "填空题没有答案，请为每个空写出答案。", "blanks")
        elif in_stem != len(item.blanks):
            yield Problem(
                "blank_count",
                f"题干里有 {in_stem} 个空，答案却有 {len(item.blanks)} 个；"
                "题干中的空写成四个以上的下划线“____”。",
                "blanks",
            )
        for number, accepted in enumerate(item.blanks, 1):
            if not accepted or not all(normalise(answer) for answer in accepted):
                yield Problem("empty_text", f"第 {number} 空的答案是空的，请补上。", "blanks")
        yield from unwanted_problems(
            item,
            choices=item.choices,
            prompts=item.prompts,
            key=item.key,
            tolerance=item.tolerance is not None,
        )

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        if len(response) != len(item.blanks):
            return 0, 1
        right = 0
        for given, accepted in zip(response, item.blanks, strict=True):
            folded = normalise(given)
            right += bool(folded) and any(folded == normalise(answer) for answer in accepted)
        return right, len(item.blanks)

    def right_response(self, item: Item) -> Response:
        return tuple(accepted[0] for accepted in item.blanks)
