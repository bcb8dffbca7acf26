"""An organiser writes, publishes and corrects study units."""

import pytest

from studyhub.cli.publication import publish_as_two
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitStatus
from studyhub.study.rules import ParagraphDraft, SectionDraft
from tests.day_stage import SECTIONS, DayStage


def correct(stage: DayStage, study_unit_id: int, sections: list[SectionDraft]) -> None:
    """An edit that somebody else signs, so that members read it."""
    edit(stage, study_unit_id, sections)
    with stage.database.write() as session:
        publish_as_two(
            session, stage.cast.organiser_a, stage.cast.administrator, study_unit_id, now=stage.clock.now()
        )


def edit(stage: DayStage, study_unit_id: int, sections: list[SectionDraft], title: str = "三会一课") -> None:
    with stage.database.write() as session:
        service.edit_study_unit(
            session, stage.cast.organiser_a, study_unit_id,
            title=title, summary="", sources=[], sections=sections, now=stage.clock.now(),
        )  # fmt: skip


def text_of(stage: DayStage, study_unit_id: int) -> list[tuple[str, list[tuple[str, str]]]]:
    with stage.database.read() as session:
        view = queries.get_for_reading(session, stage.cast.wang_xiuying, study_unit_id)
    return [(s.title, [(p.anchor, p.text) for p in s.paragraphs]) for s in view.sections]


def test_a_unit_is_written_and_read(stage: DayStage) -> None:
    with stage.database.write() as session:
        unit = service.create_study_unit(
            session,
            stage.cast.organiser_a,
            stage.cast.committee_a.id,
            title=" 三会一课 ",
            summary="怎么开，\n才算数",
            sources=[{"title": "条例", "publisher": "中央", "date": "2018-10-28"}, {"title": ""}],
            sections=[*SECTIONS, SectionDraft(" "), SectionDraft("", (ParagraphDraft("  "),))],
            now=stage.clock.now(),
        )
        publish_as_two(
            session, stage.cast.organiser_a, stage.cast.administrator, unit.id, now=stage.clock.now()
        )

    with stage.database.read() as session:
        view = queries.get_for_reading(session, stage.cast.wang_xiuying, unit.id)
    assert (view.title, view.summary, view.slug) == ("三会一课", "怎么开， 才算数", f"study-unit-{unit.id}")
    assert view.sources == [{"title": "条例", "publisher": "中央", "date": "2018-10-28", "note": ""}]
    assert (view.character_count, view.minutes) == (21, 1)
    assert view.progress == queries.Progress(None, 0, 3, 0, None)
    assert text_of(stage, unit.id) == [
        ("一、起点", [("s1p1", "第一段讲来历。"), ("s1p2", "第二段讲变化。")]),
        ("二、今天", [("s2p1", "第三段讲现在。")]),
    ]


def test_readers_see_a_correction_once_it_is_signed_and_anchors_stay(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    text_of(stage, unit_id)  # by now the content is kept in the process, and the clock stands still

    correct(
        stage,
        unit_id,
        [
            SectionDraft("序", (ParagraphDraft("新的第一段。"),)),
            SectionDraft("一、起点", (ParagraphDraft("第二段讲变化。"), ParagraphDraft("改过了。", "s1p1"))),
            SectionDraft("二、今天", (ParagraphDraft("第三段讲现在。"),)),
        ],
    )

    assert text_of(stage, unit_id) == [
        ("序", [("s1p3", "新的第一段。")]),
        ("一、起点", [("s1p2", "第二段讲变化。"), ("s1p1", "改过了。")]),
        ("二、今天", [("s2p1", "第三段讲现在。")]),
    ]


def test_progress_follows_its_paragraph(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    stage.read(stage.cast.wang_xiuying, unit_id, "s1p2")

    correct(stage, unit_id, [SectionDraft("序", (ParagraphDraft("新的第一段。"),)), *SECTIONS])

    with stage.database.read() as session:
        progress = queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id).progress
    assert progress == queries.Progress("s1p2", 2, 4, 50, None, frozenset({"s1p1", "s1p2"}))


def test_a_published_paragraph_cannot_disappear(stage: DayStage) -> None:
    unit_id = stage.study_unit()

    with pytest.raises(Invalid) as error:
        edit(stage, unit_id, [SECTIONS[0]])

    assert error.value.fields == {
        "sections": "已发布的段落不能删除，请保留“第三段讲现在。……”一段，或修改其文字。"
    }


def test_a_draft_may_lose_paragraphs_and_is_seen_by_nobody(stage: DayStage) -> None:
    organiser = stage.cast.organiser_a
    with stage.database.write() as session:
        unit_id = service.create_study_unit(
            session, organiser, stage.cast.committee_a.id,
            title="草稿", sections=SECTIONS, now=stage.clock.now(),
        ).id  # fmt: skip
    edit(stage, unit_id, [SECTIONS[1]], title="草稿")

    with stage.database.read() as session:
        view = queries.get_for_editing(session, organiser, unit_id)
        assert [[p.anchor for p in s.paragraphs] for s in view.sections] == [["s2p1"]]
        assert queries.list_for_member(session, stage.cast.wang_xiuying) == []
        with pytest.raises(NotFound):
            queries.get_for_reading(session, stage.cast.wang_xiuying, unit_id)


def test_archived_units_are_gone_for_members_until_published_again(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    organiser, member = stage.cast.organiser_a, stage.cast.wang_xiuying

    with stage.database.write() as session:
        service.archive(session, organiser, unit_id, now=stage.clock.now())
        assert queries.list_for_member(session, member) == []
        service.restore(session, organiser, unit_id, now=stage.clock.now())
        assert [card.id for card in queries.list_for_member(session, member)] == [unit_id]

    with stage.database.write() as session:
        draft = service.create_study_unit(
            session, organiser, stage.cast.committee_a.id,
            title="草稿", sections=SECTIONS, now=stage.clock.now(),
        )  # fmt: skip
        with pytest.raises(Conflict):
            service.archive(session, organiser, draft.id, now=stage.clock.now())


@pytest.mark.parametrize(
    ("title", "sections", "field"),
    [
        ("", SECTIONS, "title"),
        ("长" * 81, SECTIONS, "title"),
        ("好", [SectionDraft("只有标题")], "sections"),
        ("好", [SectionDraft("一", (ParagraphDraft("甲", "a"), ParagraphDraft("乙", "a")))], "sections"),
        ("好", [SectionDraft("一", (ParagraphDraft("甲", "<b>"),))], "sections"),
    ],
)
def test_what_cannot_be_a_unit_is_refused_by_field(
    stage: DayStage, title: str, sections: list[SectionDraft], field: str
) -> None:
    with stage.database.write() as session, pytest.raises(Invalid) as error:
        service.create_study_unit(
            session, stage.cast.organiser_a, stage.cast.committee_a.id,
            title=title, sections=sections, now=stage.clock.now(),
        )  # fmt: skip
    assert list(error.value.fields) == [field]


def test_each_organiser_has_a_realm(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    cast = stage.cast

    with stage.database.write() as session:
        for stranger in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
            with pytest.raises(NotFound):
                queries.get_for_editing(session, stranger, unit_id)
            with pytest.raises(NotFound):
                service.archive(session, stranger, unit_id, now=stage.clock.now())
            with pytest.raises(NotFound):
                service.create_study_unit(
                    session, stranger, cast.committee_a.id,
                    title="越界", sections=SECTIONS, now=stage.clock.now(),
                )  # fmt: skip
            assert queries.list_for_organiser(session, stranger) == []
        assert [row.id for row in queries.list_for_organiser(session, cast.administrator)] == [unit_id]
        assert queries.list_for_organiser(session, cast.organiser_a)[0].status is StudyUnitStatus.PUBLISHED
