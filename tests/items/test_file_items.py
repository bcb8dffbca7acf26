"""Putting many items in order: tags, categories, retiring, without asking anybody to sign again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from question_bank import Item as BankItem
from question_bank.formats.jsonl import item_to_dict
from studyhub.audit.models import AuditEntry
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.models import Item, ItemStatus
from studyhub.items.queries import (
    ItemDetail,
    ItemFilter,
    documents_of_unit,
    get_item,
    list_items,
    list_tags,
    present_ids,
    version_changes,
)
from studyhub.items.rules import Filing, FilingAction, refiled
from studyhub.items.service import (
    create_item,
    file_items,
    import_items,
    plan_filing,
    retire_items,
    set_status,
)
from studyhub.items.service import filing as filing_module
from studyhub.organisation.rules import Actor
from tests.cast import Cast
from tests.quizzes.bank import bank

CHECKED = Filing(FilingAction.ADD_TAG, "已核对")


@pytest.fixture(autouse=True)
def filled(database: Database, clock: FixedClock, cast: Cast) -> None:
    """赵敏 has a bank; 钱进 has one item of the same name and tag."""
    with database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, bank(), now=clock.now())
        create_item(session, cast.organiser_b, cast.committee_b.id, bank()[0], now=clock.now())


def file(
    database: Database, clock: FixedClock, actor: Actor, narrowed: ItemFilter, filing: Filing
) -> tuple[int, int]:
    """Do it as a page does: planned in a read, carried out in a write; gives (changed, found)."""
    with database.read() as session:
        plan = plan_filing(session, actor, narrowed, filing)
    with database.write() as session:
        return file_items(session, actor, plan, now=clock.now()), plan.found


def totals(database: Database, actor: Actor, *narrowed: ItemFilter) -> list[int]:
    with database.read() as session:
        return [list_items(session, actor, each).total for each in narrowed]


def details(database: Database, actor: Actor, text: str) -> ItemDetail:
    with database.read() as session:
        (item_id,) = present_ids(session, actor, ItemFilter(text=text))
        return get_item(session, actor, item_id)


def test_a_tag_is_given_to_all_that_a_filter_finds(database: Database, clock: FixedClock, cast: Cast):
    assert file(database, clock, cast.organiser_a, ItemFilter(tag="三会一课"), CHECKED) == (9, 9)
    assert file(database, clock, cast.organiser_a, ItemFilter(text="三会"), CHECKED) == (0, 3)
    with database.read() as session:
        assert list_tags(session, cast.organiser_a) == (("三会一课", 9), ("已核对", 9))
        assert list_tags(session, cast.organiser_b) == (("三会一课", 1),)
    assert details(database, cast.organiser_a, "第2次").item.tags == ("三会一课", "已核对")


def test_a_tag_is_taken_from_the_ticked_ones_only(database: Database, clock: FixedClock, cast: Cast):
    with database.read() as session:
        ids = tuple(present_ids(session, cast.organiser_a, ItemFilter(tag="三会一课"))[:4])
    removal = Filing(FilingAction.REMOVE_TAG, "三会一课")
    assert file(database, clock, cast.organiser_a, ItemFilter(among=ids), removal) == (4, 4)
    assert totals(database, cast.organiser_a, ItemFilter(tag="三会一课"), ItemFilter(among=ids)) == [5, 4]
    with database.read() as session:
        documents = documents_of_unit(session, cast.committee_a.id).values()
    assert sum("tags" in document for _, _, document in documents) == 5


def test_items_move_into_a_category_and_out_again(database: Database, clock: FixedClock, cast: Cast):
    move = Filing(FilingAction.MOVE, "党务/组织生活")
    assert file(database, clock, cast.organiser_a, ItemFilter(tag="三会一课"), move) == (9, 9)
    assert totals(database, cast.organiser_a, ItemFilter(category="党务"), ItemFilter(category="组织")) == [
        9,
        0,
    ]
    out = Filing(FilingAction.MOVE)
    assert file(database, clock, cast.organiser_a, ItemFilter(), out) == (9, 21)
    assert totals(database, cast.organiser_a, ItemFilter(category="党务")) == [0]


def test_it_stays_the_same_signed_question(database: Database, clock: FixedClock, cast: Cast):
    with database.write() as session:
        ids = present_ids(session, cast.organiser_a, ItemFilter(text="第2次"))
        session.execute(update(Item).where(Item.id.in_(ids)).values(status=ItemStatus.IN_REVIEW))
        set_status(session, cast.administrator, ids, ItemStatus.READY, now=clock.now())
    before = details(database, cast.organiser_a, "第2次")
    clock.advance(timedelta(minutes=5))
    file(database, clock, cast.organiser_a, ItemFilter(text="第2次"), CHECKED)
    after = details(database, cast.organiser_a, "第2次")
    assert (after.status, after.writer_id, after.signed_by, after.signed_at) == (
        ItemStatus.READY, before.writer_id, cast.administrator.name, before.signed_at,
    )  # fmt: skip
    assert (after.version_number, after.versions[0].author) == (2, cast.organiser_a.name)
    with database.read() as session:
        assert [change.name for change in version_changes(session, after, 2)] == ["标签"]


def test_what_was_done_to_which_items_is_in_the_audit(database: Database, clock: FixedClock, cast: Cast):
    file(database, clock, cast.organiser_a, ItemFilter(text="排序"), CHECKED)
    with database.read() as session:
        ids = present_ids(session, cast.organiser_a, ItemFilter(text="排序"))
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "items.filed")).one()
    assert (entry.actor_id, entry.detail) == (
        cast.organiser_a.member_id, {"filing": "add-tag", "value": "已核对", "items": ids},
    )  # fmt: skip


def test_all_that_a_filter_finds_is_retired(database: Database, clock: FixedClock, cast: Cast):
    with database.write() as session:
        assert retire_items(session, cast.organiser_a, ItemFilter(tag="三会一课"), now=clock.now()) == 9
        assert retire_items(session, cast.organiser_a, ItemFilter(tag="三会一课"), now=clock.now()) == 0
    retired = ItemFilter(status=ItemStatus.RETIRED)
    assert totals(database, cast.organiser_a, retired, ItemFilter()) == [9, 21]
    assert totals(database, cast.organiser_b, retired) == [0]


def test_an_item_of_somebody_else_is_not_found_and_nothing_changes(
    database: Database, clock: FixedClock, cast: Cast
):
    with database.read() as session:
        foreign = present_ids(session, cast.organiser_b, ItemFilter())
        own = present_ids(session, cast.organiser_a, ItemFilter(text="第2次"))
    both = ItemFilter(among=(*own, *foreign))
    with pytest.raises(NotFound):
        file(database, clock, cast.organiser_a, both, CHECKED)
    with pytest.raises(NotFound), database.write() as session:
        retire_items(session, cast.organiser_a, both, now=clock.now())
    assert totals(database, cast.administrator, ItemFilter(tag="已核对"), ItemFilter(status=ItemStatus.RETIRED)) == [0, 0]  # fmt: skip


def test_what_somebody_changed_meanwhile_stops_all_of_it(database: Database, clock: FixedClock, cast: Cast):
    with database.read() as session:
        plan = plan_filing(session, cast.organiser_a, ItemFilter(), CHECKED)
    other = Filing(FilingAction.ADD_TAG, "重点")
    assert file(database, clock, cast.organiser_a, ItemFilter(text="第2次"), other) == (1, 1)
    with pytest.raises(Conflict) as refused, database.write() as session:
        file_items(session, cast.organiser_a, plan, now=clock.now())
    assert refused.value.code == "edited_meanwhile"
    assert totals(database, cast.organiser_a, ItemFilter(tag="已核对"), ItemFilter(tag="重点")) == [0, 1]


@pytest.mark.parametrize("value", ["", "两 个", "党史，党章", "长" * 51, "看\u200b不见"])
def test_what_cannot_be_a_tag_is_refused_beside_its_field(database: Database, cast: Cast, value: str):
    with pytest.raises(Invalid) as refused, database.read() as session:
        plan_filing(session, cast.organiser_a, ItemFilter(), Filing(FilingAction.ADD_TAG, value))
    assert list(refused.value.fields) == ["value"]


def test_more_than_can_be_waited_for_is_refused(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(filing_module, "MOST", 20)
    with pytest.raises(Invalid, match="一次最多整理 20 道题"), database.read() as session:
        plan_filing(session, cast.organiser_a, ItemFilter(), CHECKED)


_tags = st.lists(st.sampled_from(["党史", "党章", "三会一课"]), max_size=3, unique=True).map(tuple)
_filings = st.builds(Filing, st.sampled_from(FilingAction), st.sampled_from(["党史", "党章", "党务/组织"]))


@given(tags=_tags, category=st.sampled_from(["", "党史"]), filing=_filings)
def test_filing_twice_is_filing_once_and_touches_nothing_else(
    tags: tuple[str, ...], category: str, filing: Filing
) -> None:
    item: BankItem = replace(bank()[0], tags=tags, category=category)
    once = refiled(item, filing)
    assert refiled(once, filing) is once
    assert replace(once, tags=tags, category=category) == item
    assert (once is item) == (item_to_dict(once) == item_to_dict(item))
