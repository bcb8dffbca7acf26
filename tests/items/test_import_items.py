"""Importing: planned and looked at first, then all or none."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from question_bank import ItemType
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Invalid, NotFound
from studyhub.items.models import Item, ItemTag, ItemVersion
from studyhub.items.queries import ItemFilter, items_for_export, list_items
from studyhub.items.rules import ImportAction
from studyhub.items.service import ImportCounts, import_items, plan_import
from tests.cast import Cast
from tests.quizzes.bank import bank


def import_all(database: Database, clock: FixedClock, cast: Cast, items: list) -> ImportCounts:
    with database.write() as session:
        return import_items(session, cast.organiser_a, cast.committee_a.id, items, now=clock.now())


def counts(database: Database) -> tuple[int, ...]:
    with database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Item, ItemVersion, ItemTag)
        )


def test_the_same_file_twice_changes_nothing(database: Database, clock: FixedClock, cast: Cast):
    assert import_all(database, clock, cast, bank()) == ImportCounts(21, 0, 0)
    before = counts(database)
    assert before == (21, 21, 9)
    assert import_all(database, clock, cast, bank()) == ImportCounts(0, 0, 21)
    assert counts(database) == before


def test_a_corrected_file_appends_versions_to_what_changed(database: Database, clock: FixedClock, cast: Cast):
    import_all(database, clock, cast, bank())
    corrected = [replace(bank()[0], tags=("新标签",)), *bank()[1:], replace(bank()[0], id="new")]
    with database.read() as session:
        planned = plan_import(session, cast.organiser_a, cast.committee_a.id, corrected)
    assert [each.action for each in planned] == [
        ImportAction.CHANGED, *[ImportAction.UNCHANGED] * 20, ImportAction.NEW,
    ]  # fmt: skip
    assert counts(database) == (21, 21, 9)
    assert import_all(database, clock, cast, corrected) == ImportCounts(1, 1, 20)
    assert counts(database) == (22, 23, 10)
    with database.read() as session:
        assert list_items(session, cast.organiser_a, ItemFilter(tag="新标签")).total == 1
        exported = {item.id: item for item in items_for_export(session, cast.organiser_a)}
    assert exported == {item.id: item for item in corrected}


def test_one_unsound_item_and_nothing_is_imported(database: Database, clock: FixedClock, cast: Cast):
    wrong = replace(bank()[0], id="wrong", key=("z",))
    twice = replace(bank()[1], stem="同一个编号又来一次？")
    items = [*bank(), wrong, twice]
    with database.read() as session:
        planned = plan_import(session, cast.organiser_a, cast.committee_a.id, items)
    refused = {each.item.id: each.reasons for each in planned if each.action is ImportAction.REFUSED}
    assert set(refused) == {"wrong", twice.id}
    assert refused[twice.id] == (f"题目编号“{twice.id}”在文件里出现了不止一次。",)
    with pytest.raises(Invalid) as error:
        import_all(database, clock, cast, items)
    assert set(error.value.fields) == {"wrong", twice.id}
    assert counts(database) == (0, 0, 0)


def test_repeated_and_contradicting_questions_are_pointed_out_and_none_is_dropped(
    database: Database, clock: FixedClock, cast: Cast
):
    import_all(database, clock, cast, bank())
    single = bank()[0]
    again = replace(single, id="again", stem=single.stem.replace("？", " ?"))
    opposite = replace(single, id="opposite", key=("b",))
    corrected = replace(bank()[1], difficulty=1)
    fresh = replace(single, id="fresh", stem="党小组会一般由谁召集？")
    opposite_in_file = replace(fresh, id="fresh-opposite", key=("c",))
    items = [again, opposite, corrected, fresh, opposite_in_file]
    with database.read() as session:
        planned = plan_import(session, cast.organiser_a, cast.committee_a.id, items)
    assert {each.item.id: each.notices for each in planned} == {
        "again": ("与题目“single-1”重复。",),
        "opposite": ("与题目“single-1”题干相同、答案不同，请核对哪一道是对的。",),
        corrected.id: (),
        "fresh": (),
        "fresh-opposite": ("与题目“fresh”题干相同、答案不同，请核对哪一道是对的。",),
    }
    assert import_all(database, clock, cast, items) == ImportCounts(4, 1, 0)


def test_a_bank_is_filled_by_those_who_keep_it(database: Database, clock: FixedClock, cast: Cast):
    for actor in (cast.organiser_b, cast.secretary_a1, cast.li_jianguo):
        with database.write() as session:
            with pytest.raises(NotFound):
                import_items(session, actor, cast.committee_a.id, bank(), now=clock.now())
            with pytest.raises(NotFound):
                plan_import(session, actor, cast.committee_a.id, bank())


def test_the_same_code_may_live_in_two_banks(database: Database, clock: FixedClock, cast: Cast):
    import_all(database, clock, cast, bank())
    with database.write() as session:
        other = [replace(item, difficulty=5) for item in bank()]
        assert import_items(
            session, cast.organiser_b, cast.committee_b.id, other, now=clock.now()
        ) == ImportCounts(21, 0, 0)
    with database.read() as session:
        assert {item.difficulty for item in items_for_export(session, cast.organiser_a)} == {3}


def test_thousands_of_items_keep_their_order_and_their_tags(
    database: Database, clock: FixedClock, cast: Cast
):
    single = bank()[0]
    many = [
        replace(single, id=f"n-{number:05}", stem=f"第 {number} 题？", tags=(f"标签{number % 7}",))
        for number in range(2500)
    ]
    started = time.perf_counter()
    assert import_all(database, clock, cast, many) == ImportCounts(2500, 0, 0)
    assert time.perf_counter() - started < 20
    with database.read() as session:
        rows = session.execute(
            select(Item.code, ItemVersion.stem, ItemTag.tag)
            .join(ItemVersion, ItemVersion.item_id == Item.id)
            .join(ItemTag, ItemTag.item_id == Item.id)
            .order_by(Item.code)
        ).all()
    assert rows == [(item.id, item.stem, item.tags[0]) for item in many]
    assert {item.type for item in many} == {ItemType.SINGLE_CHOICE}
