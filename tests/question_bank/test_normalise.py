"""Answers are folded for width, case, spaces and punctuation, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("二十大", " 二 十 大 。"),
        ("《中国共产党章程》", "中国共产党章程"),
        ("ＡＢＣ１２３", "abc123"),
        ("“两个确立”", "两个确立"),
        ("1,000", "1000"),
        ("-5", "−5"),
        ("1938—1945", "1938-1945"),
        ("Straße", "STRASSE"),
        ("二十\u200b大", "二十大"),
    ],
)
def test_same_answer(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("十九大", "二十大"),
        ("3.14", "314"),
        ("-5", "5"),
        ("50%", "50"),
        ("10²", "102"),
        ("1/2", "12"),
        ("C#", "C"),
        ("10、20", "1020"),
        ("。", ""),
        ("一", "二"),
    ],
)
def test_different_answer(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
