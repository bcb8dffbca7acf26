"""The check-up of a bank: what contradicts, what repeats, what could be written better."""

from dataclasses import replace

import pytest

from question_bank import Choice
from question_bank import Item as BankItem
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.items.models import ItemStatus
from studyhub.items.queries import BankHealth, ItemFilter, bank_health, present_ids
from studyhub.items.queries import health as health_module
from studyhub.items.service import create_item, edit_item, import_items, set_status
from studyhub.organisation.rules import Actor
from tests.cast import Cast
from tests.quizzes.bank import bank


@pytest.fixture(autouse=True)
def filled(database: Database, clock: FixedClock, cast: Cast) -> None:
    """赵敏's bank: in order, but for three items that were added to it."""
    with database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, bank(), now=clock.now())


def add(database: Database, clock: FixedClock, actor: Actor, unit_id: int, *items: BankItem) -> None:
    with database.write() as session:
        for item in items:
            create_item(session, actor, unit_id, item, now=clock.now())


def check(database: Database, actor: Actor) -> BankHealth:
    with database.read() as session:
        return bank_health(session, actor)


def pairs(found: BankHealth) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return (
        [(pair.first.code, pair.second.code) for pair in found.contradictions],
        [(pair.first.code, pair.second.code) for pair in found.duplicates],
    )


def test_contradictions_and_repetitions_are_shown_with_both_answers(
    database: Database, clock: FixedClock, cast: Cast
):
    judge = bank()[7]
    add(
        database, clock, cast.organiser_a, cast.branch_a1.id,
        replace(judge, id="opposite", key=("false",)), replace(bank()[0], id="again"),
    )  # fmt: skip
    found = check(database, cast.organiser_a)
    assert (found.total, found.looked_at) == (23, 23)
    assert pairs(found) == ([(judge.id, "opposite")], [(bank()[0].id, "again")])
    (pair,) = found.contradictions
    assert (pair.first.answer, pair.second.answer) == ("正确", "错误")
    assert (pair.first.unit, pair.second.unit) == (cast.committee_a.name, cast.branch_a1.name)
    assert (pair.first.status, pair.second.status) == (ItemStatus.READY, ItemStatus.DRAFT)


def test_two_units_may_use_one_code(database: Database, clock: FixedClock, cast: Cast):
    add(database, clock, cast.organiser_a, cast.branch_a1.id, bank()[0])
    (pair,) = check(database, cast.organiser_a).duplicates
    assert pair.first.code == bank()[0].id != pair.second.code
    assert pair.first.id != pair.second.id


def test_what_is_mended_is_no_longer_told(database: Database, clock: FixedClock, cast: Cast):
    add(database, clock, cast.organiser_a, cast.committee_a.id, replace(bank()[0], id="again"))
    assert len(check(database, cast.organiser_a).duplicates) == 1
    with database.write() as session:
        ids = present_ids(session, cast.organiser_a, ItemFilter(status=ItemStatus.DRAFT))
        set_status(session, cast.organiser_a, ids, ItemStatus.RETIRED, now=clock.now())
    assert pairs(check(database, cast.organiser_a)) == ([], [])
    with database.write() as session:
        set_status(session, cast.organiser_a, ids, ItemStatus.DRAFT, now=clock.now())
    assert len(check(database, cast.organiser_a).duplicates) == 1
    with database.write() as session:
        edit_item(session, cast.organiser_a, ids[0], replace(bank()[0], stem="另问一件事？"), now=clock.now())
    assert pairs(check(database, cast.organiser_a)) == ([], [])


def test_advice_names_the_item_and_what_to_do(database: Database, clock: FixedClock, cast: Cast):
    """The bank of the tests repeats an explanation here and there; what is added stands last."""
    before = check(database, cast.organiser_a).advice
    unlocked = replace(
        bank()[0], id="unlocked", stem="哪些是党员？", explanation="都是，所以都对。",
        choices=(Choice("a", "正式党员"), Choice("b", "预备党员"), Choice("c", "以上都对")), key=("c",),
    )  # fmt: skip
    add(database, clock, cast.organiser_a, cast.committee_a.id, unlocked)
    after = check(database, cast.organiser_a).advice
    (new,) = [each for each in after if each not in before]
    assert (new.code, new.item and new.item.code) == ("unlocked_choice", "unlocked")
    assert "以上都对" in new.message


def test_everybody_is_shown_their_own_range(database: Database, clock: FixedClock, cast: Cast):
    """Also when the two banks look alike to whoever only counts."""
    add(database, clock, cast.organiser_b, cast.committee_b.id, bank()[0])
    assert [check(database, actor).total for actor in (cast.organiser_a, cast.organiser_b)] == [21, 1]
    assert pairs(check(database, cast.organiser_b)) == ([], [])
    assert len(check(database, cast.administrator).duplicates) == 1


def test_a_bank_too_large_is_looked_at_from_its_newest_end(
    database: Database, clock: FixedClock, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(health_module, "MOST", 10)
    add(database, clock, cast.organiser_a, cast.committee_a.id, replace(bank()[20], id="again"))
    found = check(database, cast.organiser_a)
    assert (found.total, found.looked_at) == (22, 10)
    assert pairs(found) == ([], [(bank()[20].id, "again")])
