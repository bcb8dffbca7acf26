"""Writing items by hand: versions are appended, and nothing unsound gets in."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from question_bank import Choice, Item, ItemType, Source
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.models import ItemStatus, ItemVersion
from studyhub.items.queries import ItemDetail, get_item
from studyhub.items.service import StatusSet, create_item, edit_item, set_status
from tests.cast import Cast

QUESTION = Item(
    "q-1",
    ItemType.SINGLE_CHOICE,
    "支部党员大会一般多久召开一次？",
    (Choice("a", "每季度一次"), Choice("b", "每年一次")),
    key=("a",),
    explanation="应选 [[a]]。",
    difficulty=2,
    tags=("三会一课", "组织生活"),
    source=Source("sanhui-yike", "s1p1", "一般每季度召开一次"),
)


def create(database: Database, clock: FixedClock, cast: Cast, item: Item = QUESTION) -> int:
    with database.write() as session:
        return create_item(session, cast.organiser_a, cast.committee_a.id, item, now=clock.now())


def detail(database: Database, cast: Cast, item_id: int) -> ItemDetail:
    with database.read() as session:
        return get_item(session, cast.organiser_a, item_id)


def test_an_item_is_kept_as_it_was_written(database: Database, clock: FixedClock, cast: Cast):
    seen = detail(database, cast, create(database, clock, cast))
    assert (seen.item, seen.status, seen.version_number, seen.unit) == (
        QUESTION, ItemStatus.DRAFT, 1, cast.committee_a,
    )  # fmt: skip
    assert [(version.number, version.author) for version in seen.versions] == [(1, "赵敏")]


def test_an_edit_appends_a_version_and_the_old_one_stays(database: Database, clock: FixedClock, cast: Cast):
    item_id = create(database, clock, cast)
    better = replace(QUESTION, stem="支部党员大会，一般多久召开一次？", tags=("三会一课",))
    with database.write() as session:
        assert edit_item(session, cast.organiser_a, item_id, better, now=clock.now()) == 2
        # The same again is no edit, and the code is not for changing.
        renamed = replace(better, id="another")
        assert edit_item(session, cast.organiser_a, item_id, renamed, now=clock.now()) == 2
    seen = detail(database, cast, item_id)
    assert (seen.item, [version.number for version in seen.versions]) == (better, [2, 1])
    with database.read() as session:
        stems = session.scalars(select(ItemVersion.stem).order_by(ItemVersion.number)).all()
    assert stems == [QUESTION.stem, better.stem]


def test_two_organisers_do_not_overwrite_each_other_unseen(database: Database, clock: FixedClock, cast: Cast):
    item_id = create(database, clock, cast)
    with database.write() as session:
        edit_item(
            session,
            cast.organiser_a,
            item_id,
            replace(QUESTION, difficulty=4),
            now=clock.now(),
            expected_version=1,
        )
    with database.write() as session, pytest.raises(Conflict) as refused:
        edit_item(
            session,
            cast.administrator,
            item_id,
            replace(QUESTION, difficulty=5),
            now=clock.now(),
            expected_version=1,
        )
    assert refused.value.code == "edited_meanwhile"
    assert detail(database, cast, item_id).item.difficulty == 4


def test_an_unsound_item_is_refused_with_a_sentence_a_field(
    database: Database, clock: FixedClock, cast: Cast
):
    with pytest.raises(Invalid) as refused:
        create(database, clock, cast, replace(QUESTION, stem=" ", key=("z",), difficulty=9))
    assert {"stem", "key", "difficulty"} <= set(refused.value.fields)
    with pytest.raises(Invalid):
        create(database, clock, cast, replace(QUESTION, stem="看不见\x00的字"))


def test_a_code_is_used_once_in_a_bank_and_made_when_there_is_none(
    database: Database, clock: FixedClock, cast: Cast
):
    create(database, clock, cast)
    with pytest.raises(Invalid) as refused:
        create(database, clock, cast)
    assert set(refused.value.fields) == {"id"}
    made = detail(database, cast, create(database, clock, cast, replace(QUESTION, id="")))
    assert made.item.id.startswith("q-") and made.item.id != "q-1"


def test_items_are_made_ready_together_or_not_at_all(database: Database, clock: FixedClock, cast: Cast):
    mine = [create(database, clock, cast, replace(QUESTION, id=code)) for code in ("x", "y")]
    with database.write() as session:
        foreign = create_item(session, cast.organiser_b, cast.committee_b.id, QUESTION, now=clock.now())
    with database.write() as session, pytest.raises(NotFound):
        set_status(session, cast.organiser_a, [*mine, foreign], ItemStatus.READY, now=clock.now())
    assert detail(database, cast, mine[0]).status is ItemStatus.DRAFT
    for changed in (StatusSet(2), StatusSet(0)):
        with database.write() as session:
            assert set_status(session, cast.administrator, mine, ItemStatus.READY, now=clock.now()) == changed
    assert detail(database, cast, mine[1]).status is ItemStatus.READY


def test_nobody_reaches_the_bank_of_another_organisation(database: Database, clock: FixedClock, cast: Cast):
    item_id = create(database, clock, cast)
    for actor in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
        with database.write() as session:
            with pytest.raises(NotFound):
                get_item(session, actor, item_id)
            with pytest.raises(NotFound):
                edit_item(session, actor, item_id, QUESTION, now=clock.now())
            with pytest.raises(NotFound):
                set_status(session, actor, [item_id], ItemStatus.READY, now=clock.now())
            with pytest.raises(NotFound):
                create_item(session, actor, cast.committee_a.id, QUESTION, now=clock.now())
