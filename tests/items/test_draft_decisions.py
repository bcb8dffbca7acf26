"""Deciding on drafted questions: accepted once, discarded and taken back, within one's own range."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from question_bank import Item
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Invalid, NotFound
from studyhub.items.models import Item as ItemRow
from studyhub.items.models import ItemStatus
from studyhub.items.queries import DraftDecisions, TakenDraft, decisions_of, get_item
from studyhub.items.service import accept_drafts, discard_drafts, restore_draft
from tests.cast import Cast
from tests.quizzes.bank import bank

ONE, TWO = (replace(item, id=f"draft-{number}") for number, item in enumerate(bank()[:2]))
CODES = (ONE.id, TWO.id)


def decided(database: Database, cast: Cast) -> DraftDecisions:
    with database.read() as session:
        return decisions_of(session, cast.organiser_a, cast.committee_a.id, CODES)


def accept(database: Database, clock: FixedClock, cast: Cast, *drafts: Item) -> list[int]:
    with database.write() as session:
        return accept_drafts(session, cast.organiser_a, cast.committee_a.id, drafts, now=clock.now())


def test_what_is_accepted_is_a_draft_of_the_bank_and_only_once(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    (item_id,) = accept(database, clock, cast, ONE, ONE)
    assert decided(database, cast) == DraftDecisions(
        {ONE.id: TakenDraft(item_id, ItemStatus.DRAFT)}, frozenset()
    )
    with database.read() as session:
        assert get_item(session, cast.organiser_a, item_id).item == ONE
    assert accept(database, clock, cast, ONE) == []
    assert accept(database, clock, cast, ONE, TWO) == [item_id + 1]


def test_what_nobody_wants_does_not_come_back_until_it_is_restored(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    a, committee = cast.organiser_a, cast.committee_a.id
    for expected in (2, 2):  # the same thing twice is once
        with database.write() as session:
            assert discard_drafts(session, a, committee, CODES, now=clock.now()) == expected
        assert decided(database, cast) == DraftDecisions({}, frozenset(CODES))
    with database.write() as session:
        restore_draft(session, a, committee, ONE.id)
    assert decided(database, cast).discarded == {TWO.id}
    accept(database, clock, cast, TWO)
    assert decided(database, cast).discarded == frozenset()
    with database.write() as session:
        assert discard_drafts(session, a, committee, [TWO.id], now=clock.now()) == 0
    assert decided(database, cast).taken.keys() == {TWO.id}


def test_a_draft_with_problems_is_refused_and_nothing_is_taken(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    with pytest.raises(Invalid):
        accept(database, clock, cast, ONE, replace(TWO, stem=""))
    assert decided(database, cast).taken == {}


def test_nobody_decides_for_another_committee(database: Database, clock: FixedClock, cast: Cast) -> None:
    accept(database, clock, cast, ONE)
    b, committee = cast.organiser_b, cast.committee_a.id
    with database.read() as session, pytest.raises(NotFound):
        decisions_of(session, b, committee, CODES)
    for attempt in (
        lambda session: accept_drafts(session, b, committee, [TWO], now=clock.now()),
        lambda session: discard_drafts(session, b, committee, [TWO.id], now=clock.now()),
        lambda session: restore_draft(session, b, committee, TWO.id),
    ):
        with pytest.raises(NotFound), database.write() as session:
            attempt(session)
    with database.read() as session:
        assert session.scalars(select(ItemRow.code)).all() == [ONE.id]
    assert decided(database, cast).discarded == frozenset()
