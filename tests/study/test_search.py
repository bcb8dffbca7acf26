"""Members and organisers look for words in study units."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.study import queries, service
from studyhub.study.models import StudyUnitStatus
from studyhub.study.queries import Found
from studyhub.study.rules import ParagraphDraft, SectionDraft, excerpt, search_words
from tests.day_stage import DayStage

MEETINGS = [
    SectionDraft(
        "一、三会", (ParagraphDraft("支部党员大会每季度召开一次。"), ParagraphDraft("支委会每月一次。"))
    ),
    SectionDraft("二、一课", (ParagraphDraft("党课按期进行，100%参加，用 WPS 记录。"),)),
]
DUES = [SectionDraft("", (ParagraphDraft("党费按月交纳，每季度公布。"),))]


def found(stage: DayStage, actor: Actor, text: str) -> list[tuple[str, list[str]]]:
    with stage.database.read() as session:
        return shown(queries.search_for_member(session, actor, text))


def shown(result: Found) -> list[tuple[str, list[str]]]:
    """(title, anchors) of each unit, words in brackets."""
    return [
        (
            "".join(f"[{piece.text}]" if piece.is_word else piece.text for piece in unit.title),
            [paragraph.anchor for paragraph in unit.paragraphs],
        )
        for unit in result.units
    ]


def test_two_characters_are_enough_and_every_word_must_occur(stage: DayStage) -> None:
    stage.study_unit("三会一课", sections=MEETINGS)
    stage.study_unit("党费", sections=DUES)
    wang = stage.cast.wang_xiuying

    assert found(stage, wang, "季度") == [("党费", ["s1p1"]), ("三会一课", ["s1p1"])]
    assert found(stage, wang, "季度 每月") == [("三会一课", ["s1p1", "s1p2"])]
    assert found(stage, wang, "季度 党费") == [("[党费]", ["s1p1"])]  # one word in the text, one in the title
    assert found(stage, wang, "wps") == [("三会一课", ["s2p1"])]
    assert found(stage, wang, "一课") == [("三会[一课]", [])]
    assert found(stage, wang, "季度 十九大") == found(stage, wang, "  ") == []


def test_signs_of_patterns_are_only_signs(stage: DayStage) -> None:
    stage.study_unit("三会一课", sections=MEETINGS)
    assert found(stage, stage.cast.wang_xiuying, "100%") == [("三会一课", ["s2p1"])]
    assert found(stage, stage.cast.wang_xiuying, "0%参") == [("三会一课", ["s2p1"])]
    assert [found(stage, stage.cast.wang_xiuying, sign) for sign in ("_", "10%加", "(", "\\")] == [
        [],
        [],
        [],
        [],
    ]


def test_only_what_one_may_read_is_found(stage: DayStage) -> None:
    published = stage.study_unit("已发布", sections=MEETINGS)
    organiser, now = stage.cast.organiser_a, stage.clock.now()
    with stage.database.write() as session:
        service.create_study_unit(
            session, organiser, stage.cast.committee_a.id, title="草稿", sections=MEETINGS, now=now
        )
    assert found(stage, stage.cast.wang_xiuying, "季度") == [("已发布", ["s1p1"])]
    assert found(stage, stage.cast.he_yong, "季度") == found(stage, organiser, "季度") == []

    def at_desk(session: Session, actor: Actor, status: StudyUnitStatus | None = None) -> set[str]:
        return {
            title for title, _ in shown(queries.search_for_organiser(session, actor, "季度", status=status))
        }

    with stage.database.read() as session:
        assert at_desk(session, organiser) == {"已发布", "草稿"}
        assert at_desk(session, organiser, StudyUnitStatus.DRAFT) == {"草稿"}
        assert at_desk(session, stage.cast.organiser_b) == at_desk(session, stage.cast.wang_xiuying) == set()
    with stage.database.write() as session:
        service.archive(session, organiser, published, now=now)
    assert found(stage, stage.cast.wang_xiuying, "季度") == []


def test_the_best_paragraphs_are_shown_and_the_others_counted(stage: DayStage) -> None:
    paragraphs = [ParagraphDraft(f"第{number}段说季度。") for number in range(1, 6)]
    paragraphs[4] = ParagraphDraft("这一段说季度也说每月。")
    stage.study_unit("长文", sections=[SectionDraft("", tuple(paragraphs))])
    with stage.database.read() as session:
        unit = queries.search_for_member(session, stage.cast.wang_xiuying, "季度 每月").units[0]
    assert [paragraph.anchor for paragraph in unit.paragraphs] == ["s1p1", "s1p2", "s1p5"]
    assert unit.paragraph_count == 5
    assert [piece.text for piece in unit.paragraphs[2].pieces if piece.is_word] == ["季度", "每月"]


@given(st.text(), st.text("党课季度a ", min_size=1))
def test_an_excerpt_is_a_part_of_the_text_with_the_words_marked(text: str, asked: str) -> None:
    words = search_words(asked)
    if not words or "……" in text:
        return
    for whole in (text, text + asked + text):
        pieces = [piece for piece in excerpt(whole, words) if piece.text != "……"]
        assert "".join(piece.text for piece in pieces) in whole
        assert {piece.text.lower() for piece in pieces if piece.is_word} <= set(words)
        assert any(piece.is_word for piece in pieces) == any(word in whole.lower() for word in words)
