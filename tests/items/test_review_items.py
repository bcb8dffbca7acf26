"""Four eyes: whoever wrote what an item says now does not sign it."""

from dataclasses import replace

from sqlalchemy import select

from studyhub.audit.models import AuditEntry
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemDetail, ItemFilter, count_to_sign, get_item, list_items, ready_pool
from studyhub.items.service import StatusSet, create_item, edit_item, import_items, set_status
from studyhub.organisation.rules import Actor
from tests.cast import Cast
from tests.quizzes.bank import bank

QUESTION = bank()[0]


def create(database: Database, clock: FixedClock, cast: Cast) -> int:
    with database.write() as session:
        return create_item(session, cast.organiser_a, cast.committee_a.id, QUESTION, now=clock.now())


def set_to(database: Database, clock: FixedClock, actor: Actor, item_id: int, status: str) -> StatusSet:
    with database.write() as session:
        return set_status(session, actor, [item_id], ItemStatus(status), now=clock.now())


def edit(database: Database, clock: FixedClock, actor: Actor, item_id: int, explanation: str) -> None:
    with database.write() as session:
        edit_item(session, actor, item_id, replace(QUESTION, explanation=explanation), now=clock.now())


def detail(database: Database, cast: Cast, item_id: int) -> ItemDetail:
    with database.read() as session:
        return get_item(session, cast.organiser_a, item_id)


def waiting(database: Database, cast: Cast) -> tuple[int, int, int]:
    with database.read() as session:
        return (
            count_to_sign(session, cast.organiser_a),
            count_to_sign(session, cast.administrator),
            count_to_sign(session, cast.organiser_b),
        )


def test_the_writer_sends_it_to_review_and_another_signs(database: Database, clock: FixedClock, cast: Cast):
    item_id = create(database, clock, cast)
    # Wanting to sign one's own is understood as wanting a signature.
    assert set_to(database, clock, cast.organiser_a, item_id, "ready") == StatusSet(0, 1)
    assert detail(database, cast, item_id).status is ItemStatus.IN_REVIEW
    assert waiting(database, cast) == (0, 1, 0)
    with database.read() as session:
        assert ready_pool(session, cast.committee_a.path) == []

    assert set_to(database, clock, cast.administrator, item_id, "ready") == StatusSet(1)
    seen = detail(database, cast, item_id)
    assert (seen.status, seen.signed_by, seen.signed_at) == (
        ItemStatus.READY, cast.administrator.name, clock.now(),
    )  # fmt: skip
    assert waiting(database, cast) == (0, 0, 0)


def test_an_edit_of_a_signed_item_has_to_be_signed_again(database: Database, clock: FixedClock, cast: Cast):
    item_id = create(database, clock, cast)
    set_to(database, clock, cast.administrator, item_id, "ready")
    edit(database, clock, cast.administrator, item_id, "审的人自己改了一句。")
    seen = detail(database, cast, item_id)
    assert (seen.status, seen.signed_by, seen.signed_at) == (ItemStatus.IN_REVIEW, None, None)
    # Now the first writer is the second pair of eyes.
    assert set_to(database, clock, cast.administrator, item_id, "ready") == StatusSet(0, 1)
    assert set_to(database, clock, cast.organiser_a, item_id, "ready") == StatusSet(1)
    # Saying the same again is no edit.
    edit(database, clock, cast.administrator, item_id, "审的人自己改了一句。")
    assert detail(database, cast, item_id).status is ItemStatus.READY


def test_an_edit_of_a_draft_stays_a_draft(database: Database, clock: FixedClock, cast: Cast):
    item_id = create(database, clock, cast)
    edit(database, clock, cast.organiser_a, item_id, "改一改。")
    assert detail(database, cast, item_id).status is ItemStatus.DRAFT


def test_an_import_may_be_ready_at_once_and_the_audit_says_so(
    database: Database, clock: FixedClock, cast: Cast
):
    corrected = [replace(item, difficulty=5) for item in bank()]
    for items, status in (
        (bank(), ItemStatus.READY),
        (corrected, ItemStatus.READY),
        (bank(), ItemStatus.DRAFT),
    ):
        with database.write() as session:
            import_items(
                session, cast.organiser_a, cast.committee_a.id, items, now=clock.now(), status=status
            )
    with database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "items.imported")).all()
        in_review = list_items(session, cast.organiser_a, ItemFilter(status=ItemStatus.IN_REVIEW)).total
    assert [(each.detail["status"], each.detail["is_signed"]) for each in entries] == [
        ("ready", False), ("ready", False), ("draft", False),
    ]  # fmt: skip
    assert in_review == 21


def test_words_of_two_characters_are_found_wherever_they_stand_and_categories_with_what_is_below(
    database: Database, clock: FixedClock, cast: Cast
):
    item = replace(QUESTION, explanation="见《中国共产党章程》。", category="党建/组织生活")
    with database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, [item], now=clock.now())
    choice = next(choice.text for choice in item.choices)
    with database.read() as session:
        for narrowed, found in (
            (ItemFilter(text="章程"), 1),
            (ItemFilter(text=choice[:2]), 1),
            (ItemFilter(text="规程"), 0),
            (ItemFilter(category="党建"), 1),
            (ItemFilter(category="党建/组织生活"), 1),
            (ItemFilter(category="党建/组织"), 0),
        ):
            assert list_items(session, cast.organiser_a, narrowed).total == found
