"""The wire form: what is checked translates both ways, and nothing that is refused ever raises anything else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import ItemType, Marking, grade, right_response
from studyhub.core.errors import Invalid
from studyhub.quizzes.rules.wire import Shown, check_response, to_canonical, to_wire
from tests.question_bank.sample_items import items

LETTERED = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.ORDERING, ItemType.MATCHING)


@st.composite
def shown_items(draw: st.DrawFn) -> tuple[Any, Shown]:
    """An item with its choices and prompts in some order."""
    item = draw(items())
    order = draw(st.permutations([choice.id for choice in item.choices]))
    prompts = draw(st.permutations([prompt.id for prompt in item.prompts]))
    return item, Shown(item.type, order, prompts, len(item.blanks))


@given(shown_items())
def test_a_right_answer_given_on_the_screen_is_graded_right(case: tuple[Any, Shown]):
    item, shown = case
    right = right_response(item)
    values = check_response(shown, list(to_wire(shown, right)))
    assert grade(item, to_canonical(shown, values), item.points, Marking.ALL_OR_NOTHING) == grade(
        item, right, item.points, Marking.ALL_OR_NOTHING
    )


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from("ABCDE"),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=8,
)


@given(shown_items(), _anything)
def test_whatever_is_sent_is_taken_as_it_is_or_refused(case: tuple[Any, Shown], sent: object):
    item, shown = case
    try:
        values = check_response(shown, sent)
    except Invalid as refused:
        assert refused.code == "malformed_response"
        return
    assert values == list(sent)  # type: ignore[call-overload]
    canonical = to_canonical(shown, values)
    grade(item, canonical, item.points, Marking.PARTIAL)
    if item.type in LETTERED and item.type is not ItemType.MATCHING:
        assert set(canonical) <= {choice.id for choice in item.choices}


@pytest.mark.parametrize(
    ("shown", "wire", "canonical"),
    [
        (Shown(ItemType.SINGLE_CHOICE, ["c", "a", "b"]), ["B"], ("a",)),
        (Shown(ItemType.MULTIPLE_RESPONSE, ["c", "a", "b"]), ["A", "C"], ("c", "b")),
        (Shown(ItemType.TRUE_FALSE), ["false"], ("false",)),
        (Shown(ItemType.FILL_IN, blank_count=2), ["", "十八大"], ("", "十八大")),
        (Shown(ItemType.MATCHING, ["y", "x"], ["q", "p"]), ["1 B", "2 B"], ("q x", "p x")),
        (Shown(ItemType.ORDERING, ["c", "a", "b"]), ["B", "C", "A"], ("a", "b", "c")),
        (Shown(ItemType.NUMERIC), ["3.14"], ("3.14",)),
        (Shown(ItemType.EXTENDED_TEXT), ["心得\n体会"], ("心得\n体会",)),
    ],
)
def test_each_type_by_hand(shown: Shown, wire: list[str], canonical: tuple[str, ...]):
    assert to_canonical(shown, check_response(shown, wire)) == canonical
    assert to_wire(shown, canonical) == tuple(wire)
    assert to_canonical(shown, check_response(shown, [])) == to_canonical(shown, None) == ()
