"""What a version changed is told field by field, letter by letter."""

from dataclasses import replace

import pytest

from question_bank import Choice, Item, ItemType
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.items.differences import FieldChange, Piece, differences
from studyhub.items.queries import get_item, version_changes
from studyhub.items.service import create_item, edit_item
from tests.cast import Cast
from tests.quizzes.bank import bank

QUESTION = Item(
    "q",
    ItemType.SINGLE_CHOICE,
    "党的十九大在哪一年召开？",
    (Choice("a", "2012年"), Choice("b", "2017年")),
    key=("a",),
)


def test_only_what_changed_is_told():
    corrected = replace(QUESTION, stem="党的十八大在哪一年召开？", key=("b",), tags=("党史",))
    assert differences(QUESTION, corrected) == (
        FieldChange(
            "题干",
            (Piece("same", "党的十"), Piece("deleted", "九"), Piece("inserted", "八"), Piece("same", "大在哪一年召开？")),
        ),
        FieldChange(
            "答案",
            (Piece("same", "201"), Piece("deleted", "2"), Piece("inserted", "7"), Piece("same", "年")),
        ),
        FieldChange("标签", (Piece("inserted", "党史"),)),
    )  # fmt: skip
    assert differences(QUESTION, QUESTION) == ()


@pytest.mark.parametrize("item", bank(), ids=lambda item: item.id)
def test_the_pieces_give_back_both_versions_of_every_type(item: Item):
    changed = replace(item, stem=f"新{item.stem[1:]}。", difficulty=5, explanation="换了一种说法。" * 3)
    for change in differences(item, changed):
        old, new = (
            "".join(piece.text for piece in change.pieces if piece.kind in ("same", kind))
            for kind in ("deleted", "inserted")
        )
        assert old != new
        if change.name == "题干":
            assert (old, new) == (item.stem, changed.stem)


def test_very_long_texts_are_replaced_as_a_whole():
    long = replace(QUESTION, explanation="甲" * 3000)
    changed = replace(long, explanation="甲" * 2999 + "乙")
    assert [piece.kind for piece in differences(long, changed)[0].pieces] == ["deleted", "inserted"]


def test_a_version_is_compared_with_the_one_before(database: Database, clock: FixedClock, cast: Cast):
    with database.write() as session:
        item_id = create_item(session, cast.organiser_a, cast.committee_a.id, QUESTION, now=clock.now())
        for difficulty in (4, 5):
            edit_item(
                session, cast.organiser_a, item_id, replace(QUESTION, difficulty=difficulty), now=clock.now()
            )
    with database.read() as session:
        detail = get_item(session, cast.organiser_a, item_id)
        told = {number: version_changes(session, detail, number) for number in (None, 0, 1, 2, 3, 4)}
    assert told == {
        None: (), 0: (), 1: (), 4: (),
        2: (FieldChange("难度", (Piece("deleted", "3"), Piece("inserted", "4"))),),
        3: (FieldChange("难度", (Piece("deleted", "4"), Piece("inserted", "5"))),),
    }  # fmt: skip
