"""连线题. Response: pairs "promptid choiceid", one a prompt, in any order."""

from collections.abc import Iterator

from ..model import Item, Marking, Problem, Response
from .interaction import choice_problems, text_problem, unwanted_problems


class Matching:
    """Each prompt belongs to one target; a target may serve several prompts or none. Marked per pair."""

    is_marked_by_person = False

    def problems(self, item: Item) -> Iterator[Problem]:
        if len(item.prompts) < 2:
            yield Problem(
                "too_few_prompts", f"连线题的左栏至少要有 2 项，现在有 {len(item.prompts)} 项。", "prompts"
            )
        if len(item.prompts) > 26:
            yield Problem("too_many_prompts", "连线题的左栏最多 26 项，请拆成几道题。", "prompts")
        yield from choice_problems(item, least=2, what="右栏选项")
        for number, prompt in enumerate(item.prompts, 1):
            yield from text_problem(prompt.text, f"左栏第 {number} 项", "prompts")
        prompts = {prompt.id for prompt in item.prompts}
        targets = {choice.id for choice in item.choices}
        paired: list[str] = []
        for pair in item.key:
            prompt_id, _, target_id = pair.partition(" ")
            paired.append(prompt_id)
            if prompt_id not in prompts or target_id not in targets:
                yield Problem("unknown_key", f"配对“{pair}”里有不存在的项，请改成已有的左栏和右栏。", "key")
        if len(set(paired)) != len(paired) or prompts - set(paired):
            yield Problem("key_count", "左栏的每一项都要有且只有一个配对，请补齐或删去多余的。", "key")
        yield from unwanted_problems(item, blanks=item.blanks, tolerance=item.tolerance is not None)

    def share(self, item: Item, response: Response, marking: Marking) -> tuple[int, int]:
        given: dict[str, set[str]] = {}
        for pair in response:
            given.setdefault(pair.partition(" ")[0], set()).add(pair)
        # Two targets for one prompt are no answer to it, even when one of them is right.
        return sum(given.get(pair.partition(" ")[0]) == {pair} for pair in item.key), len(item.key) or 1

    def right_response(self, item: Item) -> Response:
        return item.key
