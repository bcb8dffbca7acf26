"""A response earns what the rule says; nothing malformed raises or earns."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import Grade, Item, Marking, Outcome, grade, problems, right_response

from .sample_items import ESSAY, EVERY, FILL, JUDGE, MATCH, MULTIPLE, NUMBER, ORDER, SINGLE, items


def outcome(item: Item, *response: str, marking: Marking = Marking.ALL_OR_NOTHING) -> tuple[D, Outcome]:
    given = grade(item, response, D(6), marking)
    return given.raw, given.outcome


@pytest.mark.parametrize(
    ("marking", "chosen", "raw"),
    [
        (Marking.ALL_OR_NOTHING, "cab", 6),
        (Marking.ALL_OR_NOTHING, "ab", 0),
        (Marking.PARTIAL, "ab", 4),
        (Marking.PARTIAL, "a", 2),
        (Marking.PARTIAL, "abd", 0),
        (Marking.HALF, "a", 3),
        (Marking.HALF, "abcd", 0),
        (Marking.RIGHT_MINUS_WRONG, "abcd", 4),
        (Marking.RIGHT_MINUS_WRONG, "abd", 2),
        (Marking.RIGHT_MINUS_WRONG, "ad", 0),
    ],
)
def test_four_rules_for_multiple_response(marking: Marking, chosen: str, raw: int) -> None:
    assert grade(MULTIPLE, tuple(chosen), D(6), marking).raw == raw


def test_points_are_rounded_half_up_to_cents() -> None:
    assert grade(MULTIPLE, ("a",), D(1), Marking.PARTIAL) == Grade(D("0.33"), D(1), Outcome.PARTIAL)
    assert grade(MULTIPLE, ("a",), D("0.05"), Marking.HALF).raw == D("0.03")


def test_a_choice_named_twice_earns_nothing() -> None:
    assert outcome(MULTIPLE, "a", "a", marking=Marking.PARTIAL) == (0, Outcome.WRONG)


def test_an_unknown_choice_earns_nothing() -> None:
    assert outcome(MULTIPLE, "a", "z", marking=Marking.RIGHT_MINUS_WRONG) == (0, Outcome.WRONG)


def test_single_choice_and_true_false() -> None:
    assert outcome(SINGLE, "a") == (6, Outcome.RIGHT)
    assert outcome(SINGLE, "a", "b") == (0, Outcome.WRONG)
    assert outcome(JUDGE, "true") == (6, Outcome.RIGHT)
    assert outcome(JUDGE, "false") == (0, Outcome.WRONG)


def test_blanks_are_marked_one_by_one_and_never_fuzzily() -> None:
    assert outcome(FILL, "２０２２年", "“二十大”") == (6, Outcome.RIGHT)
    assert outcome(FILL, "2022年", "十九大") == (3, Outcome.PARTIAL)
    assert outcome(FILL, "", "第二十次全国代表大会") == (3, Outcome.PARTIAL)
    assert outcome(FILL, "2022", "大") == (0, Outcome.WRONG)
    assert outcome(FILL, "2022年") == (0, Outcome.WRONG)


def test_matching_is_marked_by_the_pair() -> None:
    assert outcome(MATCH, "p2 b", "p1 a") == (6, Outcome.RIGHT)
    assert outcome(MATCH, "p1 a", "p2 c") == (3, Outcome.PARTIAL)
    assert outcome(MATCH, "p1 a", "p1 b", "p1 c", "p2 b") == (3, Outcome.PARTIAL)


def test_ordering_is_all_or_nothing() -> None:
    assert outcome(ORDER, "a", "b", "c") == (6, Outcome.RIGHT)
    assert outcome(ORDER, "b", "a", "c") == (0, Outcome.WRONG)


@pytest.mark.parametrize("written", ["3.14", "３．１４", "3.15", "+3.13", "314e-2", "3.14。"])
def test_a_number_within_the_tolerance_is_right(written: str) -> None:
    assert outcome(NUMBER, written) == (6, Outcome.RIGHT)


@pytest.mark.parametrize(
    "written", ["3.151", "314", "3.14x", "nan", "inf", "1e999999999", "9" * 5000, "3,14"]
)
def test_any_other_number_is_wrong(written: str) -> None:
    assert outcome(NUMBER, written) == (0, Outcome.WRONG)


def test_an_essay_waits_for_a_person() -> None:
    assert outcome(ESSAY, "体会很深。") == (0, Outcome.UNMARKED)


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.type)
def test_nothing_answered_is_blank(item: Item) -> None:
    assert [outcome(item), outcome(item, ""), outcome(item, " ", "")] == [(0, Outcome.BLANK)] * 3


@given(items(), st.sampled_from(Marking), st.decimals("0.01", "100", places=2))
def test_sound_items_are_fully_earned_by_their_right_response(
    item: Item, marking: Marking, points: D
) -> None:
    assert problems(item) == ()
    right = right_response(item)
    assert not right or grade(item, right, points, marking) == Grade(points, points, Outcome.RIGHT)


@given(
    items(), st.lists(st.text(max_size=8) | st.sampled_from("abcdp1"), max_size=6), st.sampled_from(Marking)
)
def test_any_response_earns_between_nothing_and_everything(
    item: Item, given: list[str], marking: Marking
) -> None:
    result = grade(item, tuple(given), D(7), marking)
    assert 0 <= result.raw <= 7
    assert (result.outcome is Outcome.RIGHT) == (result.raw == 7)
