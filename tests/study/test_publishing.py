"""A unit goes out by two people; what it said before stays readable, and its readers learn what was corrected."""

from datetime import timedelta

import pytest

from studyhub.cli.publication import publish_as_two
from studyhub.cli.ticker import tick
from studyhub.core.errors import Conflict, NotFound
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitStatus
from studyhub.study.rules import ParagraphDraft, SectionDraft
from tests.day_stage import SECTIONS, DayStage


def draft(stage: DayStage, *texts: str) -> int:
    """赵敏 writes a unit of these paragraphs; gives its id."""
    with stage.database.write() as session:
        return service.create_study_unit(
            session, stage.cast.organiser_a, stage.cast.committee_a.id, title="三会一课", now=stage.clock.now(),
            sections=[SectionDraft("一、起点", tuple(map(ParagraphDraft, texts)))] if texts else SECTIONS,
        ).id  # fmt: skip


def rewrite(stage: DayStage, unit_id: int, anchor: str, text: str) -> None:
    with stage.database.write() as session:
        service.write_text(session, stage.cast.organiser_a, unit_id, anchor, text, now=stage.clock.now())


def status(stage: DayStage, unit_id: int) -> tuple[StudyUnitStatus, StudyUnitStatus]:
    """That of the unit, and that of its newest version."""
    with stage.database.read() as session:
        unit = queries.get_for_editing(session, stage.cast.administrator, unit_id)
    return unit.status, unit.version_status


def read_texts(stage: DayStage, unit_id: int) -> list[str]:
    with stage.database.read() as session:
        view = queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id)
    return [paragraph.text for section in view.sections for paragraph in section.paragraphs]


def test_the_writer_asks_and_somebody_else_signs(stage: DayStage) -> None:
    unit_id, cast, now = draft(stage), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        service.submit_for_review(session, cast.organiser_a, unit_id, now=now)
    assert status(stage, unit_id) == (StudyUnitStatus.IN_REVIEW, StudyUnitStatus.IN_REVIEW)

    with stage.database.write() as session, pytest.raises(Conflict) as refused:
        service.sign(session, cast.organiser_a, unit_id, now=now)
    assert refused.value.code == "own_work"
    with stage.database.write() as session, pytest.raises(NotFound):
        service.sign(session, cast.organiser_b, unit_id, now=now)
    with pytest.raises(NotFound):
        read_texts(stage, unit_id)

    with stage.database.write() as session:
        service.sign(session, cast.administrator, unit_id, now=now)
    assert status(stage, unit_id) == (StudyUnitStatus.PUBLISHED, StudyUnitStatus.PUBLISHED)
    assert len(read_texts(stage, unit_id)) == 3
    with stage.database.read() as session:
        (version,) = [each.version for each in queries.list_changes(session, unit_id)]
    assert (version.writer, version.signer, version.signed_at, version.published_at) == (
        "赵敏",
        "郭明",
        now,
        now,
    )


def test_what_nobody_reviewed_cannot_be_signed(stage: DayStage) -> None:
    unit_id, cast, now = draft(stage), stage.cast, stage.clock.now()
    with stage.database.write() as session, pytest.raises(Conflict):
        service.sign(session, cast.administrator, unit_id, now=now)
    with stage.database.write() as session:
        service.submit_for_review(session, cast.organiser_a, unit_id, now=now)
    rewrite(stage, unit_id, "s1p1", "送审之后又改了。")  # what was to be signed is no longer what it says

    assert status(stage, unit_id) == (StudyUnitStatus.DRAFT, StudyUnitStatus.DRAFT)
    with stage.database.write() as session, pytest.raises(Conflict):
        service.sign(session, cast.administrator, unit_id, now=now)


def test_a_reviewer_gives_it_back_with_a_remark(stage: DayStage) -> None:
    unit_id, cast, now = draft(stage), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        service.submit_for_review(session, cast.organiser_a, unit_id, now=now)
        service.send_back(session, cast.administrator, unit_id, remark="第二段缺出处", now=now)
    with stage.database.read() as session:
        unit = queries.get_for_editing(session, cast.organiser_a, unit_id)
    assert (unit.version_status, unit.version.remark) == (StudyUnitStatus.DRAFT, "第二段缺出处")


def test_a_signed_unit_waits_for_its_time_and_goes_out_by_itself(stage: DayStage) -> None:
    unit_id, cast, now = draft(stage), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        service.submit_for_review(
            session, cast.organiser_a, unit_id, publish_at=now + timedelta(hours=2), now=now
        )
        service.sign(session, cast.administrator, unit_id, now=now)
    assert status(stage, unit_id) == (StudyUnitStatus.SCHEDULED, StudyUnitStatus.SCHEDULED)

    stage.clock.advance(timedelta(hours=2) - timedelta(milliseconds=1))
    tick(stage.database, stage.clock)
    with stage.database.write() as session:
        assert service.publish_if_due(session, unit_id, now=stage.clock.now()) is False
    with pytest.raises(NotFound):
        read_texts(stage, unit_id)
    stage.clock.advance(timedelta(milliseconds=1))
    tick(stage.database, stage.clock)
    assert len(read_texts(stage, unit_id)) == 3
    with stage.database.write() as session:
        assert service.publish_if_due(session, unit_id, now=stage.clock.now()) is False


def test_a_scheduled_unit_that_is_taken_back_does_not_go_out(stage: DayStage) -> None:
    unit_id, cast, now = draft(stage), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        service.submit_for_review(
            session, cast.organiser_a, unit_id, publish_at=now + timedelta(hours=2), now=now
        )
        service.sign(session, cast.administrator, unit_id, now=now)
        service.send_back(session, cast.organiser_a, unit_id, now=now)
    stage.clock.advance(timedelta(hours=3))
    tick(stage.database, stage.clock)
    assert status(stage, unit_id) == (StudyUnitStatus.DRAFT, StudyUnitStatus.DRAFT)


def test_members_read_the_old_words_until_the_new_ones_are_signed(stage: DayStage) -> None:
    unit_id, cast, now = stage.study_unit(), stage.cast, stage.clock.now()
    rewrite(stage, unit_id, "s1p2", "第二段改了说法。")

    assert status(stage, unit_id) == (StudyUnitStatus.PUBLISHED, StudyUnitStatus.DRAFT)
    assert read_texts(stage, unit_id)[1] == "第二段讲变化。"
    with stage.database.write() as session:
        service.submit_for_review(session, cast.organiser_a, unit_id, note="年份有误", now=now)
        service.sign(session, cast.administrator, unit_id, now=now)
    assert read_texts(stage, unit_id)[1] == "第二段改了说法。"


def test_versions_stay_whole_and_tell_what_changed(stage: DayStage) -> None:
    unit_id, cast = stage.study_unit(), stage.cast
    rewrite(stage, unit_id, "s1p2", "第二段讲巨变。")
    with stage.database.write() as session:
        publish_as_two(session, cast.organiser_a, cast.administrator, unit_id, now=stage.clock.now())

    with stage.database.read() as session:
        second, first = queries.list_changes(session, unit_id)
    assert [p.text for p in first.version.content.paragraphs][1] == "第二段讲变化。"
    (change,) = second.changes
    assert (change.name, change.anchor, change.before, change.after) == (
        "段落", "s1p2", "第二段讲变化。", "第二段讲巨变。",
    )  # fmt: skip
    assert [(p.ours, p.theirs) for p in change.pieces] == [
        ("第二段讲", "第二段讲"), ("", "巨"), ("变", "变"), ("化", ""), ("。", "。"),
    ]  # fmt: skip


def test_who_read_the_old_version_is_told_and_may_say_so_is_known(stage: DayStage) -> None:
    unit_id, cast = stage.study_unit(), stage.cast
    stage.read(cast.wang_xiuying, unit_id, "s1p1")
    rewrite(stage, unit_id, "s1p2", "第二段讲巨变。")
    with stage.database.write() as session:
        service.submit_for_review(session, cast.organiser_a, unit_id, note="用词有误", now=stage.clock.now())
        service.sign(session, cast.administrator, unit_id, now=stage.clock.now())

    with stage.database.read() as session:
        (told,) = queries.list_corrections(session, cast.wang_xiuying)
        assert (told.study_unit_id, told.note) == (unit_id, "用词有误")
        assert queries.get_for_reading(session, cast.wang_xiuying, unit_id).is_correction_new
        assert queries.list_corrections(session, cast.li_jianguo) == []
        assert not queries.get_for_reading(session, cast.li_jianguo, unit_id).is_correction_new
        assert [each.readers for each in queries.list_changes(session, unit_id)] == [0, 1]
    with stage.database.write() as session:
        service.acknowledge_corrections(session, cast.wang_xiuying, unit_id)
    with stage.database.read() as session:
        assert queries.list_corrections(session, cast.wang_xiuying) == []
        assert [each.readers for each in queries.list_changes(session, unit_id)] == [1, 0]
        assert queries.get_for_reading(session, cast.wang_xiuying, unit_id).corrected_version == 2


def test_marks_and_questions_are_no_correction(stage: DayStage) -> None:
    unit_id, cast = stage.study_unit(), stage.cast
    stage.read(cast.wang_xiuying, unit_id, "s1p1")
    with stage.database.write() as session:
        service.mark_sentences(
            session, cast.organiser_a, unit_id, {"s1p1": ["第一段讲来历。"]}, now=stage.clock.now()
        )
        publish_as_two(session, cast.organiser_a, cast.administrator, unit_id, now=stage.clock.now())
    with stage.database.read() as session:
        view = queries.get_for_reading(session, cast.wang_xiuying, unit_id)
        assert queries.list_corrections(session, cast.wang_xiuying) == []
    assert view.corrected_version is None
    assert view.sections[0].paragraphs[0].pieces == [("第一段讲来历。", True)]


def test_a_draft_can_be_thrown_away_and_so_can_a_change(stage: DayStage) -> None:
    unit_id, cast, now = draft(stage), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        assert service.discard(session, cast.organiser_a, unit_id, now=now) is None
    with stage.database.read() as session, pytest.raises(NotFound):
        queries.get_for_editing(session, cast.organiser_a, unit_id)

    published = stage.study_unit()
    rewrite(stage, published, "s1p2", "第二段讲巨变。")
    with stage.database.write() as session:
        service.discard(session, cast.organiser_a, published, now=now)
        with pytest.raises(Conflict):
            service.discard(session, cast.organiser_a, published, now=now)
    with stage.database.read() as session:
        unit = queries.get_for_editing(session, cast.organiser_a, published)
    assert (unit.version.number, unit.content.paragraphs[1].text) == (1, "第二段讲变化。")
