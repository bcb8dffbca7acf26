"""What a measured site holds: a study unit of 2,000 characters, 2,000 items, and papers of twenty of them."""

from collections.abc import Iterator
from decimal import Decimal

from question_bank import Blueprint, Cell, Choice, Item, ItemType, Section
from studyhub.study.rules import ParagraphDraft, SectionDraft

POOL_ITEMS = 2_000
PAPER_ITEMS = 20
ITEMS_OF_TYPE = {ItemType.SINGLE_CHOICE: 12, ItemType.MULTIPLE_RESPONSE: 4, ItemType.TRUE_FALSE: 4}
"""How many of each type a paper has."""
RESPONSES = {
    ItemType.SINGLE_CHOICE: ["A"],
    ItemType.MULTIPLE_RESPONSE: ["A", "C"],
    ItemType.TRUE_FALSE: ["true"],
}
"""A response to an item of each type, as it travels."""

_PARAGRAPH = (
    "学习贵在日积月累。第{number}段：一个支部一次学十页，一年便是一本书；读过之后各说一条体会，"
    "再对照手上的工作找一处可以改进的地方，写下来，下次先说做得怎么样。这样学，学的东西才留得住、用得上。"
)


def sections() -> tuple[SectionDraft, ...]:
    """Four sections of five paragraphs, together about 2,000 characters."""
    return tuple(
        SectionDraft(
            f"第{title}部分",
            tuple(ParagraphDraft(_PARAGRAPH.format(number=5 * place + n)) for n in range(1, 6)),
        )
        for place, title in enumerate("一二三四")
    )


def items(count: int) -> Iterator[Item]:
    """Sound, different items, of the three types in the proportions of a paper."""
    kinds = [kind for kind, share in ITEMS_OF_TYPE.items() for _ in range(share)]
    for number in range(1, count + 1):
        yield _item(number, kinds[number % len(kinds)])


def blueprint() -> Blueprint:
    """Twenty items in three sections, five points each."""
    titles = {
        ItemType.SINGLE_CHOICE: "单选题",
        ItemType.MULTIPLE_RESPONSE: "多选题",
        ItemType.TRUE_FALSE: "判断题",
    }
    return Blueprint(
        tuple(
            Section(titles[kind], (Cell(count=count, points=Decimal(5), types=frozenset({kind})),))
            for kind, count in ITEMS_OF_TYPE.items()
        )
    )


def _item(number: int, kind: ItemType) -> Item:
    explanation = f"参见学习材料第{number % 20 + 1}段：各说一条体会，再对照手上的工作。"
    code, difficulty = f"bench-{number}", number % 5 + 1
    if kind is ItemType.TRUE_FALSE:
        return Item(
            code,
            kind,
            f"第{number}题：支部一次学习之后，各说一条体会再对照工作，学的东西才留得住。",
            key=("true",),
            explanation=explanation,
            difficulty=difficulty,
        )
    stem = f"第{number}题：支部每次学习之后，下面哪一种做法最能让学到的东西留得住、用得上？"
    choices = tuple(
        Choice(letter, f"{text}（{number}）")
        for letter, text in zip(
            "abcd",
            ("各说一条体会，再对照工作", "只在会上念一遍材料", "写下一处可以改进的地方", "留到年底一起总结"),
            strict=True,
        )
    )
    key = ("a",) if kind is ItemType.SINGLE_CHOICE else ("a", "c")
    return Item(code, kind, stem, choices, key=key, explanation=explanation, difficulty=difficulty)
