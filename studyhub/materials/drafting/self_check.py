"""Is a drafted question one that a person could put to others as it stands? Anything doubtful is thrown away."""

import re
from collections.abc import Iterator

from question_bank import Item, ItemType, normalise, problems
from studyhub.materials.drafting.likeness import share

LONGEST_STEM = 120
GIVEN_AWAY = 0.6  # of the pairs of characters of an answer: whoever reads the stem has read it
_BLANK = re.compile(r"_{4,}")


def doubts(item: Item, paragraph: str) -> Iterator[str]:
    """Why a strict reader would throw a draft away, one sentence a doubt; none for a sound one.

    paragraph: the text that the item was drafted from.
    """
    for problem in problems(item):
        yield problem.message
    if item.source is None or item.source.quote not in paragraph:
        yield "引文不在原文中。"
    yield from _stem_doubts(item)
    answers = right_texts(item)
    stem = normalise(_BLANK.sub("", item.stem))
    if any(normalise(answer) in stem for answer in answers if len(answer) > 1) or (
        item.type is ItemType.SINGLE_CHOICE and len(answers[0]) > 3 and share(answers[0], stem) >= GIVEN_AWAY
    ):
        yield "题干里能看到答案。"
    yield from _choice_doubts(item, paragraph)


def right_texts(item: Item) -> list[str]:
    """The right answers as texts."""
    if item.type is ItemType.FILL_IN:
        return [accepted[0] for accepted in item.blanks]
    return [choice.text for choice in item.choices if choice.id in item.key]


def _stem_doubts(item: Item) -> Iterator[str]:
    stem = item.stem
    if not 10 <= len(stem) <= LONGEST_STEM:
        yield "题干太短或太长。"
    if any(stem.count(one) != stem.count(other) for one, other in ("“”", "《》", "（）", "()")):
        yield "题干里的括号或引号不成对。"
    around = _BLANK.sub("", stem)
    if item.type is ItemType.FILL_IN and len(re.findall(r"[\u4e00-\u9fff]", around)) < 10:
        yield "去掉空以后，题干没有留下多少线索。"


def _choice_doubts(item: Item, paragraph: str) -> Iterator[str]:
    if not item.choices:
        return
    wrong = [choice.text for choice in item.choices if choice.id not in item.key]
    if item.type is not ItemType.ORDERING and len(wrong) < (3 if item.type is ItemType.SINGLE_CHOICE else 2):
        yield "干扰项太少。"
    right = right_texts(item)
    for text in wrong:
        folded = normalise(text)
        if (
            any(folded in normalise(each) or normalise(each) in folded for each in right)
            and not folded.isdigit()
        ):
            yield f"干扰项“{text}”与答案互相包含。"
        if item.source and text in item.source.quote:
            yield f"干扰项“{text}”就在原句里。"
    if item.type is ItemType.MULTIPLE_RESPONSE and any(text in paragraph for text in wrong):
        yield "有一个干扰项也在这一段里。"
    if item.type is ItemType.MULTIPLE_RESPONSE and (
        min(map(len, right)) > max(map(len, wrong), default=0) + 2
        or max(map(len, right)) < min(map(len, wrong), default=99) - 2
    ):
        yield "答案都比干扰项长（或短），看得出来。"
    lengths = [len(choice.text) for choice in item.choices]
    if item.type is ItemType.SINGLE_CHOICE and max(lengths) > 3 * min(lengths) + 6:
        yield "选项长短悬殊，看得出答案。"
