"""The bytes of a picture are kept once; items refer to them, and nothing is lost on the way in, out and through edits."""

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from question_bank import Item, Picture
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Invalid, NotFound
from studyhub.items.documents import ShownPicture, from_document, pictures_of, to_document
from studyhub.items.models import ItemStatus, ItemVersion, VersionPicture
from studyhub.items.queries import (
    ItemFilter,
    bank_health,
    get_item,
    get_picture,
    items_for_export,
    list_items,
    load_versions,
    version_changes,
    with_bytes,
)
from studyhub.items.rules import Filing, FilingAction
from studyhub.items.service import (
    bank_state,
    compare,
    create_item,
    drop_staged,
    edit_item,
    file_items,
    import_items,
    plan_filing,
    plan_import,
    stage_items,
)
from studyhub.pictures.models import StoredPicture
from studyhub.pictures.queries import PictureFile
from tests.cast import Cast
from tests.items.test_create_item import QUESTION
from tests.question_bank.sample_items import png

MAP, PLAN = png(40, 30, shade=1), png(8, 6, shade=2)
DRAWN = replace(
    QUESTION,
    id="drawn",
    stem="[[picture:地图.png]]图中是哪里？",
    explanation="应选 [[a]]。[[picture:plan]]",
    pictures=(
        Picture("地图.png", "image/png", MAP, "一张地图"),
        Picture("plan", "image/png", PLAN),
    ),
)
TWIN = replace(QUESTION, id="twin", stem="另一问[[picture:m]]", pictures=(Picture("m", "image/png", MAP),))


def fill(database: Database, clock: FixedClock, cast: Cast, *items: Item) -> None:
    with database.write() as session:
        import_items(session, cast.organiser_a, cast.committee_a.id, items or (DRAWN, TWIN), now=clock.now())


def exported(database: Database, cast: Cast) -> tuple[Item, ...]:
    with database.read() as session:
        return items_for_export(session, cast.organiser_a)


def test_what_goes_in_comes_out_and_the_same_bytes_are_kept_once(
    database: Database, clock: FixedClock, cast: Cast
):
    fill(database, clock, cast)
    assert exported(database, cast) == (DRAWN, TWIN)
    with database.read() as session:
        kept = session.execute(select(StoredPicture.digest, StoredPicture.data)).all()
        assert {tuple(row) for row in kept} == {(sha256(data).hexdigest(), data) for data in (MAP, PLAN)}
        assert session.scalar(select(func.count()).select_from(VersionPicture)) == 3
        documents = session.scalars(select(ItemVersion.document).order_by(ItemVersion.id)).all()
    assert documents[0]["pictures"][0] == {
        "name": "地图.png",
        "media_type": "image/png",
        "data": f"{sha256(MAP).hexdigest()} 40x30",
        "description": "一张地图",
    }


def test_the_items_of_a_pool_carry_no_bytes(database: Database, clock: FixedClock, cast: Cast):
    fill(database, clock, cast)
    with database.read() as session:
        light = load_versions(session, [1])[1]
        assert with_bytes(session, light) == DRAWN
    assert sum(len(picture.data) for picture in light.pictures) < 200
    assert pictures_of(light, light.stem) == (
        ShownPicture("地图.png", sha256(MAP).hexdigest(), 40, 30, "一张地图"),
    )
    assert pictures_of(light) == pictures_of(DRAWN)
    assert from_document(to_document(light)) == light


def test_the_same_file_again_changes_nothing(database: Database, clock: FixedClock, cast: Cast):
    fill(database, clock, cast)
    changed = replace(TWIN, pictures=(replace(TWIN.pictures[0], data=PLAN),))
    with database.read() as session:
        planned = plan_import(session, cast.organiser_a, cast.committee_a.id, [DRAWN, changed])
        assert [each.action for each in planned] == ["unchanged", "changed"]
        state = bank_state(session, cast.committee_a.id)
        assert [action for action, _ in compare(state, [DRAWN, changed])] == ["unchanged", "changed"]


def test_an_edit_keeps_what_old_papers_show(database: Database, clock: FixedClock, cast: Cast):
    fill(database, clock, cast, DRAWN)
    with database.write() as session:
        detail = get_item(session, cast.organiser_a, 1)
        whole = with_bytes(session, detail.item)
        assert whole == DRAWN
        bare = replace(whole, explanation="应选 [[a]]。", pictures=whole.pictures[:1])
        edit_item(session, cast.organiser_a, 1, bare, now=clock.now())
    with database.read() as session:
        assert get_picture(session, cast.organiser_a, sha256(PLAN).hexdigest()).data == PLAN
        detail = get_item(session, cast.organiser_a, 1)
        assert [change.name for change in version_changes(session, detail, 2)] == ["解析"]


def test_filing_many_items_takes_their_pictures_along(database: Database, clock: FixedClock, cast: Cast):
    fill(database, clock, cast)
    with database.write() as session:
        plan = plan_filing(session, cast.organiser_a, ItemFilter(), Filing(FilingAction.ADD_TAG, "地理"))
        file_items(session, cast.organiser_a, plan, now=clock.now())
    assert exported(database, cast) == tuple(
        replace(item, tags=(*item.tags, "地理")) for item in (DRAWN, TWIN)
    )


def test_a_picture_is_seen_within_the_range_of_its_items(database: Database, clock: FixedClock, cast: Cast):
    fill(database, clock, cast)
    digest = sha256(MAP).hexdigest()
    with database.read() as session:
        for actor in (cast.organiser_a, cast.administrator):
            assert get_picture(session, actor, digest) == PictureFile("image/png", MAP)
        for actor in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
            with pytest.raises(NotFound):
                get_picture(session, actor, digest)
        with pytest.raises(NotFound):
            get_picture(session, cast.organiser_a, "0" * 64)


def test_where_no_picture_can_be_shown_a_word_stands(database: Database, clock: FixedClock, cast: Cast):
    fill(database, clock, cast)
    with database.read() as session:
        page = list_items(session, cast.organiser_a, ItemFilter(text="图中是哪里"))
        assert [row.stem for row in page.rows] == ["（图）图中是哪里？"]
        assert bank_health(session, cast.organiser_a).looked_at == 2


def test_a_picture_that_is_none_is_refused(database: Database, clock: FixedClock, cast: Cast):
    fake = replace(TWIN, id="", pictures=(Picture("m", "image/png", b"<svg onload=alert(1)>" * 10),))
    with database.write() as session, pytest.raises(Invalid) as refused:
        create_item(session, cast.organiser_a, cast.committee_a.id, fake, now=clock.now())
    assert set(refused.value.fields) == {"pictures"}


def test_what_was_staged_and_never_finished_goes_with_its_pictures(
    database: Database, clock: FixedClock, cast: Cast
):
    with database.write() as session:
        stage_items(session, cast.committee_a.id, [DRAWN, TWIN], now=clock.now(), status=ItemStatus.READY)
    with database.write() as session:
        assert drop_staged(session, cast.committee_a.id) == 2
        assert session.scalar(select(func.count()).select_from(VersionPicture)) == 0
