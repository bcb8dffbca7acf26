"""Beside the authoritative copy every paragraph is accounted for, and every changed letter shows."""

from hypothesis import given
from hypothesis import strategies as st

from studyhub.materials.comparison import Difference, Piece, Sameness, compare

FIRST = "支部党员大会一般每季度召开一次，由支部书记主持。"
SECOND = "支部委员会会议一般每月召开一次，讨论支部的日常工作。"
THIRD = "党课每年安排不少于四次，领导干部带头讲。"


def test_the_same_text_is_equal_whatever_the_width_of_its_signs() -> None:
    assert compare([FIRST.replace("，", ","), " " + SECOND], [FIRST, SECOND]) == (
        Difference(Sameness.EQUAL, 0, 0),
        Difference(Sameness.EQUAL, 1, 1),
    )


def test_a_changed_paragraph_shows_what_was_changed() -> None:
    (difference,) = compare([FIRST.replace("每季度", "每年")], [FIRST])
    assert (difference.sameness, [piece for piece in difference.pieces if not piece.is_equal]) == (
        Sameness.CHANGED,
        [Piece("年", "季度")],
    )


def test_missing_and_extra_paragraphs_are_told_apart() -> None:
    assert compare([FIRST, "点击下载安装包，立即领取新手礼包。", THIRD], [FIRST, SECOND, THIRD]) == (
        Difference(Sameness.EQUAL, 0, 0),
        Difference(Sameness.MISSING, None, 1),
        Difference(Sameness.EXTRA, 1, None),
        Difference(Sameness.EQUAL, 2, 2),
    )


TEXTS = st.lists(st.text("甲乙丙丁，。", max_size=8), max_size=6)


@given(TEXTS, TEXTS)
def test_every_paragraph_of_both_appears_once_and_in_order(ours: list[str], theirs: list[str]) -> None:
    found = compare(ours, theirs)
    assert [d.ours for d in found if d.ours is not None] == list(range(len(ours)))
    assert [d.theirs for d in found if d.theirs is not None] == list(range(len(theirs)))
    for each in found:
        if each.sameness is Sameness.CHANGED and each.ours is not None and each.theirs is not None:
            assert "".join(p.ours for p in each.pieces) == ours[each.ours]
            assert "".join(p.theirs for p in each.pieces) == theirs[each.theirs]
