"""Finding items: filters, pages, tags and export, within the organiser's range."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from question_bank import ItemType
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter, items_for_export, list_items, list_tags
from studyhub.items.rules import Validity, validity_of
from studyhub.items.service import create_item, import_items, set_status
from tests.cast import Cast
from tests.quizzes.bank import bank


@pytest.fixture(autouse=True)
def filled(database: Database, clock: FixedClock, cast: Cast) -> None:
    """赵敏 has a bank of ready items and one draft; 钱进 one item of his own."""
    extra = replace(bank()[0], id="draft", stem="满分 100% 才算合格吗？", difficulty=5, tags=("考核",))
    with database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, bank(), now=clock.now())
        create_item(session, cast.organiser_a, cast.branch_a1.id, extra, now=clock.now())
        create_item(session, cast.organiser_b, cast.committee_b.id, extra, now=clock.now())


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        (ItemFilter(), 22),
        (ItemFilter(type=ItemType.MATCHING), 3),
        (ItemFilter(status=ItemStatus.READY), 21),
        (ItemFilter(status=ItemStatus.DRAFT), 1),
        (ItemFilter(tag="三会一课"), 9),
        (ItemFilter(tag="三会"), 0),
        (ItemFilter(difficulty=5), 1),
        (ItemFilter(study_unit_slug="sanhui-yike"), 7),
        (ItemFilter(text="年份"), 3),
        (ItemFilter(text=" 100% "), 1),
        (ItemFilter(text="100_"), 0),
        (ItemFilter(text="三会", type=ItemType.MULTIPLE_RESPONSE, status=ItemStatus.READY), 3),
    ],
)
def test_the_bank_is_narrowed(database: Database, cast: Cast, narrowed: ItemFilter, found: int):
    with database.read() as session:
        page = list_items(session, cast.organiser_a, narrowed)
        assert (page.total, len(page.rows)) == (found, found)
        assert len(items_for_export(session, cast.organiser_a, narrowed)) == found


def test_the_bank_is_turned_page_by_page(database: Database, cast: Cast):
    seen = []
    with database.read() as session:
        for number in (1, 2, 3, 4):
            page = list_items(session, cast.organiser_a, page=number, page_size=8)
            assert (page.total, page.page_count) == (22, 3)
            seen.append([row.code for row in page.rows])
    assert [len(codes) for codes in seen] == [8, 8, 6, 0]
    assert len({code for codes in seen for code in codes}) == 22


def test_a_row_says_what_an_organiser_needs(database: Database, cast: Cast):
    with database.read() as session:
        (row,) = list_items(session, cast.organiser_a, ItemFilter(text="合格")).rows
    assert (row.code, row.unit, row.status, row.type, row.difficulty, row.tags, row.study_unit_slug) == (
        "draft", cast.branch_a1, ItemStatus.DRAFT, ItemType.SINGLE_CHOICE, 5, ("考核",), "sanhui-yike",
    )  # fmt: skip


def test_the_tags_in_use_are_listed_with_their_numbers(database: Database, cast: Cast):
    with database.read() as session:
        assert list_tags(session, cast.organiser_a) == (("三会一课", 9), ("考核", 1))
        assert list_tags(session, cast.organiser_b) == (("考核", 1),)
        assert list_tags(session, cast.secretary_a1) == ()


def test_what_is_exported_is_what_was_imported(database: Database, cast: Cast):
    with database.read() as session:
        exported = items_for_export(session, cast.organiser_a, ItemFilter(status=ItemStatus.READY))
    assert sorted(exported, key=lambda item: item.id) == sorted(bank(), key=lambda item: item.id)


TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("begins", "ends", "validity"),
    [
        (None, None, None),
        (None, TODAY - timedelta(days=1), Validity.EXPIRED),
        (None, TODAY, Validity.EXPIRING),
        (TODAY, TODAY + timedelta(days=60), Validity.EXPIRING),
        (TODAY, TODAY + timedelta(days=61), None),
        (TODAY + timedelta(days=1), None, Validity.UPCOMING),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=9), Validity.UPCOMING),
    ],
)
def test_an_item_stands_to_its_dates_as_the_rule_says_and_is_found_so(
    database: Database,
    clock: FixedClock,
    cast: Cast,
    begins: date | None,
    ends: date | None,
    validity: Validity | None,
):
    dated = replace(bank()[0], id="dated", valid_from=begins, valid_until=ends)
    with database.write() as session:
        create_item(session, cast.organiser_a, cast.committee_a.id, dated, now=clock.now())
    assert validity_of(begins, ends, TODAY) is validity
    with database.read() as session:
        found = {
            kind: [
                (row.code, row.valid_from, row.valid_until)
                for row in list_items(session, cast.organiser_a, ItemFilter(validity=kind, on=TODAY)).rows
            ]
            for kind in Validity
        }
    assert found == {kind: [("dated", begins, ends)] if kind is validity else [] for kind in Validity}


def test_what_waits_and_what_nobody_signed_is_found(database: Database, clock: FixedClock, cast: Cast):
    waiting = ItemFilter(waiting_since=clock.now() + timedelta(days=14))
    with database.write() as session:
        (draft,) = list_items(session, cast.organiser_a, ItemFilter(status=ItemStatus.DRAFT)).rows
        set_status(session, cast.organiser_a, [draft.id], ItemStatus.IN_REVIEW, now=clock.now())
        assert list_items(session, cast.organiser_a, ItemFilter(waiting_since=clock.now())).total == 0
        assert [row.id for row in list_items(session, cast.organiser_a, waiting).rows] == [draft.id]
        assert list_items(session, cast.organiser_a, ItemFilter(is_unsigned=True)).total == 21
        set_status(session, cast.administrator, [draft.id], ItemStatus.READY, now=clock.now())
        assert list_items(session, cast.organiser_a, waiting).total == 0
        assert list_items(session, cast.organiser_a, ItemFilter(is_unsigned=True)).total == 21
