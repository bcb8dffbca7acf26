"""A large import is staged in short steps that nobody sees, and shown in one; cut off, it leaves nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from question_bank import Alike, Likeness
from question_bank import Item as BankItem
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Conflict
from studyhub.items.models import Item, ItemStatus, ItemTag, ItemVersion
from studyhub.items.queries import (
    ItemFilter,
    bank_health,
    items_for_export,
    list_items,
    list_tags,
    ready_pool,
)
from studyhub.items.service import (
    BankState,
    Change,
    ImportCounts,
    bank_state,
    create_item,
    drop_staged,
    find_alike,
    finish_import,
    import_items,
    stage_items,
    stem_digest,
)
from tests.cast import Cast
from tests.quizzes.bank import bank


@pytest.fixture
def state(database: Database, clock: FixedClock, cast: Cast) -> BankState:
    """The bank of committee A holds its first five items."""
    with database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, bank()[:5], now=clock.now())
    with database.read() as session:
        return bank_state(session, cast.committee_a.id)


def stage(database: Database, clock: FixedClock, cast: Cast, items: list[BankItem]) -> None:
    with database.write() as session:
        stage_items(session, cast.committee_a.id, items, now=clock.now(), status=ItemStatus.READY)


def finish(
    database: Database, clock: FixedClock, state: BankState, staged: int, *changes: Change
) -> ImportCounts:
    with database.write() as session:
        return finish_import(session, state, staged, changes, now=clock.now(), status=ItemStatus.READY)


def seen(database: Database, cast: Cast) -> tuple[object, ...]:
    with database.read() as session:
        return (
            list_items(session, cast.organiser_a).total,
            len(items_for_export(session, cast.organiser_a)),
            len(ready_pool(session, cast.committee_a.path)),
            list_tags(session, cast.organiser_a),
            list_items(session, cast.organiser_a, ItemFilter(is_unsigned=True)).total,
            bank_health(session, cast.organiser_a).total,
        )


def rows(database: Database) -> list[int]:
    with database.read() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Item, ItemVersion, ItemTag)
        ]


def test_nobody_sees_what_is_staged_until_all_of_it_is_shown(
    database: Database, clock: FixedClock, cast: Cast, state: BankState
):
    before = seen(database, cast)
    assert before == (5, 5, 5, (("三会一课", 5),), 5, 5)
    stage(database, clock, cast, bank()[5:9])
    stage(database, clock, cast, bank()[9:])
    assert seen(database, cast) == before
    known = state.present[bank()[0].id]
    changed = Change(known.item_id, known.number, replace(bank()[0], tags=("改过",)))
    assert finish(database, clock, state, 16, changed) == ImportCounts(16, 1, 0)
    assert seen(database, cast) == (21, 21, 21, (("三会一课", 8), ("改过", 1)), 21, 21)


def test_what_was_cut_off_is_cleared_away_and_nothing_else(
    database: Database, clock: FixedClock, cast: Cast, state: BankState
):
    before = rows(database)
    stage(database, clock, cast, bank()[5:])
    with database.write() as session:
        assert (drop_staged(session, cast.committee_b.id), drop_staged(session, cast.committee_a.id)) == (
            0,
            16,
        )
    assert rows(database) == before


def test_an_import_that_another_has_cleared_shows_nothing(
    database: Database, clock: FixedClock, cast: Cast, state: BankState
):
    stage(database, clock, cast, bank()[5:9])
    with database.write() as session:
        drop_staged(session, cast.committee_a.id)
    clock.advance(timedelta(seconds=1))
    stage(database, clock, cast, bank()[9:13])
    clock.advance(timedelta(seconds=-1))
    with pytest.raises(Conflict):
        finish(database, clock, state, 4)
    assert seen(database, cast)[0] == 5


def test_a_bank_that_changed_meanwhile_stops_it(
    database: Database, clock: FixedClock, cast: Cast, state: BankState
):
    stage(database, clock, cast, bank()[5:9])
    with database.write() as session:
        create_item(session, cast.organiser_a, cast.committee_a.id, bank()[20], now=clock.now())
    with pytest.raises(Conflict, match="有了变化"):
        finish(database, clock, state, 4)
    assert seen(database, cast)[0] == 6


def test_the_desk_does_not_import_into_a_bank_that_is_being_filled(
    database: Database, clock: FixedClock, cast: Cast, state: BankState
):
    stage(database, clock, cast, bank()[5:9])
    with pytest.raises(Conflict, match="命令行"), database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, bank()[5:], now=clock.now())
    with database.write() as session:
        import_items(session, cast.organiser_b, cast.committee_b.id, bank()[5:], now=clock.now())


@pytest.mark.parametrize("at_once", [1, 3, 10_000])
def test_what_repeats_or_contradicts_is_found_in_file_and_bank(
    database: Database, cast: Cast, state: BankState, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    monkeypatch.setattr("studyhub.items.service.streaming.AT_ONCE", at_once)
    first, judge = bank()[0], bank()[7]
    file = [
        replace(first, id="again"),
        judge,
        replace(judge, id="opposite", key=("false",)),
        bank()[1],  # the bank's own, unchanged: not a repetition of itself
        replace(bank()[2], stem="改了题干？"),
    ]

    def items() -> Iterator[BankItem]:
        return iter(file)

    with database.read() as session:
        coming = {item.id: stem_digest(item) for item in file}
        found = set(find_alike(session, state, coming, items))
    assert found == {
        Alike(first.id, "again", Likeness.DUPLICATE),
        Alike(judge.id, "opposite", Likeness.CONTRADICTION),
    }
