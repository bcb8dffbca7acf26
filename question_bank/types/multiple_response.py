"""多选题. Response: the ids of the chosen choices, in any order."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from .interaction import choice_problems, unwanted_problems


class MultipleResponse:
    """One or more right choices of two or more, marked by one of four rules."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        yield from choice_problems(item, least=2)
        if not item.key:
            yield Problem("no_key", "多选题没有答案，请至少给出一个正确选项。", "key")
        if len(set(item.key)) != len(item.key):
            yield Problem("repeated_key", "答案里有重复的选项，请删去重复的。", "key")
        known = {choice.id for choice in item.choices}
        for wrong in sorted(set(item.key) - known):
            yield Problem("unknown_key", f"答案“{wrong}”不在选项里，请改成已有的选项。", "key")
        yield from unwanted_problems(
            item, prompts=item.prompts, blanks=item.blanks, tolerance=item.tolerance is not None
        )

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        chosen, key = set(response), set(item.key)
        known = {choice.id for choice in item.choices}
        if len(chosen) != len(response) or not chosen <= known:
            return 0, 1
        right, wrong = len(chosen & key), len(chosen - key)
        if right == len(key) and not wrong:
            return 1, 1
        if marking is Marking.RIGHT_MINUS_WRONG:
            return max(0, right - wrong), len(key)
        if wrong or marking is Marking.ALL_OR_NOTHING:
            return 0, 1
        return (right, len(key)) if marking is Marking.PARTIAL else (1, 2)

    def right_response(self, item: Item) -> Response:
        return item.key
