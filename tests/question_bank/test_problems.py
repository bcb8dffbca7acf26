"""An item that cannot be used says what is wrong with it."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from question_bank import Choice, Item, problems

from .sample_items import EVERY, FILL, JUDGE, MATCH, MULTIPLE, NUMBER, ORDER, SINGLE, choices


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.type)
def test_sound_items_have_no_problem(item: Item) -> None:
    assert problems(item) == ()


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (replace(SINGLE, key=("a", "b")), ["key_count"]),
        (replace(SINGLE, key=("z",)), ["unknown_key"]),
        (replace(SINGLE, choices=choices("一")), ["too_few_choices"]),
        (replace(SINGLE, choices=choices("一", "一 ")), ["same_choice"]),
        (
            replace(SINGLE, choices=tuple(Choice(f"c{n}", str(n)) for n in range(27)), key=("c1",)),
            ["too_many_choices"],
        ),
        (replace(SINGLE, choices=(Choice("a", "一"), Choice("a", "二"))), ["repeated_id"]),
        (replace(SINGLE, choices=(Choice("a b", "一"), Choice("a", "二"))), ["bad_choice_id"]),
        (replace(SINGLE, stem="  "), ["empty_text"]),
        (replace(SINGLE, stem="半个\ud83d字"), ["unprintable"]),
        (replace(SINGLE, stem="字\x00"), ["unprintable"]),
        (replace(SINGLE, stem="字\u202e反着显示"), ["unprintable"]),
        (replace(SINGLE, stem="字\x9b"), ["unprintable"]),
        (replace(SINGLE, stimulus=" "), ["empty_text"]),
        (replace(SINGLE, stem="字" * 20_001), ["too_long"]),
        (replace(SINGLE, explanation="应选 [[a]]，不选 [[x]]。"), ["unknown_token"]),
        (replace(SINGLE, difficulty=6), ["bad_difficulty"]),
        (replace(SINGLE, points=D("1.234")), ["bad_points"]),
        (replace(SINGLE, points=D("NaN")), ["bad_points"]),
        (replace(SINGLE, blanks=(("一",),)), ["unwanted_field"]),
        (replace(SINGLE, excludes=("q1",)), ["excludes_itself"]),
        (replace(MULTIPLE, key=()), ["no_key"]),
        (replace(MULTIPLE, key=("a", "a")), ["repeated_key"]),
        (replace(JUDGE, key=("yes",)), ["key_count"]),
        (replace(FILL, stem="只有一个____。"), ["blank_count"]),
        (replace(FILL, blanks=(("",), ("二十大",))), ["empty_text"]),
        (replace(MATCH, key=("p1 a",)), ["key_count"]),
        (replace(MATCH, key=("p1 a", "p2 z")), ["unknown_key"]),
        (replace(ORDER, key=("a", "b")), ["key_count"]),
        (replace(NUMBER, key=("约三",)), ["key_count"]),
        (replace(NUMBER, tolerance=D("-1")), ["bad_tolerance"]),
    ],
)
def test_unsound_item(item: Item, codes: list[str]) -> None:
    assert [problem.code for problem in problems(item)] == codes
