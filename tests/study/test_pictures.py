"""Pictures of study units: at their place in the text, kept once, seen by those who may read what shows them."""

import hashlib

import pytest
from sqlalchemy import func, select

from studyhub.cli.publication import publish_as_two
from studyhub.core.errors import Invalid, NotFound
from studyhub.organisation.rules import Actor
from studyhub.pictures.models import StoredPicture
from studyhub.pictures.queries import PictureFile
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitPicture
from studyhub.study.queries import ParagraphView, PictureView
from studyhub.study.rules import ParagraphDraft, SectionDraft
from tests.day_stage import DayStage
from tests.question_bank.sample_items import png

HALL, CHART = png(400, 300, shade=1), png(200, 100, shade=2)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def picture(name: str, words: str = "", anchor: str | None = None) -> ParagraphDraft:
    return ParagraphDraft(words, anchor, "image", picture=name)


def create(stage: DayStage, *paragraphs: ParagraphDraft) -> int:
    """赵敏 writes a unit with two pictures; gives its id."""
    with stage.database.write() as session:
        return service.create_study_unit(
            session, stage.cast.organiser_a, stage.cast.committee_a.id, title="三会一课", now=stage.clock.now(),
            sections=[SectionDraft("一、起点", (ParagraphDraft("第一段讲来历。"), *paragraphs))],
            pictures={"图1": HALL, "图2": CHART},
        ).id  # fmt: skip


def publish(stage: DayStage, unit_id: int) -> None:
    with stage.database.write() as session:
        publish_as_two(
            session, stage.cast.organiser_a, stage.cast.administrator, unit_id, now=stage.clock.now()
        )


def edit(stage: DayStage, unit_id: int, *paragraphs: ParagraphDraft) -> None:
    with stage.database.write() as session:
        service.edit_study_unit(
            session, stage.cast.organiser_a, unit_id, title="三会一课", summary="", sources=[],
            sections=[SectionDraft("一、起点", paragraphs)], now=stage.clock.now(),
        )  # fmt: skip


def seen(stage: DayStage, actor: Actor, unit_id: int, data: bytes) -> PictureFile | None:
    """What a reader gets for a picture of the unit; None when nothing is found."""
    with stage.database.read() as session:
        try:
            return queries.get_picture_for_reading(session, actor, unit_id, digest(data))
        except NotFound:
            return None


def test_a_picture_stands_at_its_place_and_its_words_are_read_as_text(stage: DayStage) -> None:
    unit_id = create(stage, picture("图1", "会议 现场"), ParagraphDraft("第二段。"), picture("图2"))
    publish(stage, unit_id)
    with stage.database.read() as session:
        view = queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id)
        found = queries.search_for_member(session, stage.cast.wang_xiuying, "现场")
    assert view.sections[0].paragraphs == (
        ParagraphView("s1p1", "第一段讲来历。"),
        ParagraphView("s1p2", "会议 现场", "image", (), PictureView("图1", digest(HALL), 400, 300)),
        ParagraphView("s1p3", "第二段。"),
        ParagraphView("s1p4", "", "image", (), PictureView("图2", digest(CHART), 200, 100)),
    )
    assert (view.character_count, view.progress.paragraph_count) == (15, 4)
    assert [paragraph.anchor for paragraph in found.units[0].paragraphs] == ["s1p2"]


def test_readers_see_what_is_published_and_nobody_else_does(stage: DayStage) -> None:
    unit_id, cast = create(stage, picture("图1", "会议现场")), stage.cast
    assert seen(stage, cast.wang_xiuying, unit_id, HALL) is None  # a draft
    publish(stage, unit_id)
    assert seen(stage, cast.wang_xiuying, unit_id, HALL) == PictureFile("image/png", HALL)
    assert seen(stage, cast.he_yong, unit_id, HALL) is None  # of another committee
    assert seen(stage, cast.wang_xiuying, unit_id, CHART) is None  # no paragraph shows it
    edit(stage, unit_id, ParagraphDraft("第一段讲来历。", "s1p1"), picture("图2", "会议现场", "s1p2"))
    assert seen(stage, cast.wang_xiuying, unit_id, CHART) is None  # only the next version will
    with stage.database.read() as session:
        assert (
            queries.get_picture_for_editing(session, cast.organiser_a, unit_id, digest(CHART)).data == CHART
        )
        with pytest.raises(NotFound):
            queries.get_picture_for_editing(session, cast.organiser_b, unit_id, digest(CHART))
    with stage.database.write() as session:
        publish_as_two(session, cast.organiser_a, cast.administrator, unit_id, now=stage.clock.now())
        service.archive(session, cast.organiser_a, unit_id, now=stage.clock.now())
    assert seen(stage, cast.wang_xiuying, unit_id, CHART) is None  # taken down


def test_the_same_bytes_are_kept_once_and_have_one_name_in_a_unit(stage: DayStage) -> None:
    first, second, cast = create(stage, picture("图1")), create(stage, picture("图1")), stage.cast
    with stage.database.write() as session:
        assert service.add_picture(session, cast.organiser_a, first, CHART) == "图2"
        assert service.add_picture(session, cast.organiser_a, first, png(9, 9)) == "图3"
        with pytest.raises(NotFound):
            service.add_picture(session, cast.organiser_b, first, png(8, 8))
        for wrong in (b"<svg/>", b"", HALL + b"\0" * 2_000_001):
            with pytest.raises(Invalid) as refused:
                service.add_picture(session, cast.organiser_a, first, wrong)
            assert list(refused.value.fields) == ["picture_file"]
    with stage.database.write() as session:
        assert session.scalar(select(func.count()).select_from(StoredPicture)) == 3
        service.discard(session, cast.organiser_a, second, now=stage.clock.now())
        owners = session.scalars(select(StudyUnitPicture.study_unit_id)).all()
    assert set(owners) == {first}


def test_a_picture_that_the_unit_does_not_have_is_refused(stage: DayStage) -> None:
    unit_id = create(stage, picture("图1"))
    with pytest.raises(Invalid, match="没有叫“图9”的图片"):
        edit(stage, unit_id, ParagraphDraft("第一段讲来历。", "s1p1"), picture("图9"))
    with pytest.raises(Invalid, match="没有叫“图9”的图片"):
        create(stage, picture("图9"))


def test_a_published_picture_is_replaced_but_not_removed_and_readers_are_told(stage: DayStage) -> None:
    unit_id = create(stage, picture("图1", "会议现场"))
    publish(stage, unit_id)
    text = ParagraphDraft("第一段讲来历。", "s1p1")
    with pytest.raises(Invalid, match="已发布的图片不能删除，请保留“图1”一行"):
        edit(stage, unit_id, text)
    edit(stage, unit_id, text, picture("图2", "会议现场", "s1p2"))
    publish(stage, unit_id)
    with stage.database.read() as session:
        view = queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id)
        (latest,) = queries.list_published_changes(session, unit_id)
    assert view.corrected_version == 2
    assert [(each.before, each.after, each.anchor) for each in latest.changes] == [
        ("（图片：图1）会议现场", "（图片：图2）会议现场", "s1p2")
    ]
    edit(stage, unit_id, text, ParagraphDraft("图片已撤下。", "s1p2"))
    publish(stage, unit_id)
    with stage.database.read() as session:
        view = queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id)
    assert view.sections[0].paragraphs[1] == ParagraphView("s1p2", "图片已撤下。")
    assert seen(stage, stage.cast.wang_xiuying, unit_id, CHART) is None


def test_taking_the_words_away_leaves_the_picture(stage: DayStage) -> None:
    unit_id, cast, now = create(stage, picture("图1", "会议现场")), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        service.strike(session, cast.organiser_a, unit_id, "s1p2", now=now)
        with pytest.raises(Invalid, match="没有说明文字可划"):
            service.strike(session, cast.organiser_a, unit_id, "s1p2", now=now)
        content = queries.get_for_editing(session, cast.organiser_a, unit_id).content
    assert content.paragraphs[1] == picture("图1", "", "s1p2")
    assert [struck.text for struck in content.struck] == ["会议现场"]
