"""The same question twice is a duplicate; with another answer it is a contradiction, and neither is dropped."""

from dataclasses import replace

import pytest

from question_bank import Alike, Choice, Item, ItemType, Likeness, find_duplicates

from .sample_items import EVERY, FILL, JUDGE, MATCH, MULTIPLE, NUMBER, ORDER, SINGLE, choices


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.type)
def test_the_same_item_again_is_a_duplicate(item: Item) -> None:
    again = replace(item, id="again", stem=f" {item.stem.replace('，', ',')} ")
    assert find_duplicates([item, again]) == (Alike(item.id, "again", Likeness.DUPLICATE),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (JUDGE, replace(JUDGE, key=("false",))),
        (SINGLE, replace(SINGLE, key=("b",))),
        (MULTIPLE, replace(MULTIPLE, key=("a", "b"))),
        (FILL, replace(FILL, blanks=(("2022年",), ("十九大",)))),
        (NUMBER, replace(NUMBER, key=("3.15",))),
        (MATCH, replace(MATCH, key=("p1 a", "p2 c"))),
        (ORDER, replace(ORDER, key=("b", "a", "c"))),
        (SINGLE, replace(SINGLE, choices=choices("民主集中制", "集体领导"), key=("b",))),
    ],
)
def test_the_same_question_with_another_answer_is_a_contradiction(one: Item, other: Item) -> None:
    assert find_duplicates([one, replace(other, id="other")]) == (
        Alike(one.id, "other", Likeness.CONTRADICTION),
    )


def test_choices_in_another_order_and_with_other_ids_are_the_same() -> None:
    turned = tuple(Choice(f"x{choice.id}", choice.text) for choice in reversed(SINGLE.choices))
    other = replace(SINGLE, id="other", choices=turned, key=("xa",))
    assert find_duplicates([SINGLE, other]) == (Alike("q1", "other", Likeness.DUPLICATE),)


@pytest.mark.parametrize(
    "other",
    [
        replace(SINGLE, stem="党的最高组织原则是什么?"),
        replace(SINGLE, choices=choices("甲", "乙")),
        replace(SINGLE, type=ItemType.TRUE_FALSE, choices=(), key=("true",)),
        replace(SINGLE, stem="党的根本组织原则不是什么?"),
    ],
)
def test_other_questions_are_left_alone(other: Item) -> None:
    assert find_duplicates([SINGLE, replace(other, id="other")]) == ()


def test_each_later_item_is_paired_once() -> None:
    stock = [replace(SINGLE, id=str(n)) for n in range(3)]
    assert [(found.first, found.second) for found in find_duplicates(stock)] == [("0", "1"), ("0", "2")]
