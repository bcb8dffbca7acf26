"""Nothing that looks wrong goes out unless a person decided on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.materials.fidelity import WordList
from studyhub.study import queries, service
from studyhub.study.checking import Decision, Found, carry_decisions, check_content
from studyhub.study.content import Content, Struck, placed_texts, with_text
from studyhub.study.queries import FlagRow
from studyhub.study.rules import ParagraphDraft, SectionDraft, split_sentences
from tests.day_stage import DayStage

CLEAN = "支部党员大会由支部委员会召集，一般每季度召开一次。"
POLLUTED = "党课应当按期进行，加微信13800138000领取资料，由支部书记主讲。党员要认真听课，课后要有体会。"
ADDRESS = "支部的学习资料放在www.example.com网站上，大家都可以去看。"


def polluted(stage: DayStage, *texts: str, struck: tuple[Struck, ...] = ()) -> int:
    with stage.database.write() as session:
        return service.create_study_unit(
            session, stage.cast.organiser_a, stage.cast.committee_a.id, title="三会一课", struck=struck,
            sections=[SectionDraft("一、党课", tuple(map(ParagraphDraft, texts)))], now=stage.clock.now(),
        ).id  # fmt: skip


def flags(stage: DayStage, unit_id: int) -> list[FlagRow]:
    with stage.database.read() as session:
        unit = queries.get_for_editing(session, stage.cast.organiser_a, unit_id)
        return queries.list_flags(session, unit_id, {t.place: t.text for t in placed_texts(unit.content)})


def texts(stage: DayStage, unit_id: int) -> list[str]:
    with stage.database.read() as session:
        unit = queries.get_for_editing(session, stage.cast.organiser_a, unit_id)
    return [paragraph.text for paragraph in unit.content.paragraphs]


def test_a_draft_with_an_open_flag_is_not_sent_for_review(stage: DayStage) -> None:
    unit_id, organiser = polluted(stage, CLEAN, POLLUTED, ADDRESS), stage.cast.organiser_a
    found = flags(stage, unit_id)
    assert [(flag.place, flag.is_open) for flag in found] == [("s1p2", True), ("s1p3", True)]
    assert found[1].before + found[1].words + found[1].after == ADDRESS

    with stage.database.write() as session, pytest.raises(Conflict) as refused:
        service.submit_for_review(session, organiser, unit_id, now=stage.clock.now())
    assert refused.value.code == "undecided_flags"
    assert refused.value.message.startswith("还有 2 处")

    with stage.database.write() as session:
        for flag in flags(stage, unit_id):
            service.keep_flags(session, organiser, unit_id, flag.id, now=stage.clock.now())
        service.submit_for_review(session, organiser, unit_id, now=stage.clock.now())
    assert [(flag.kept_by, flag.kept_at) for flag in flags(stage, unit_id)] == [
        ("赵敏", stage.clock.now())
    ] * 2


def test_the_word_list_that_grew_meanwhile_holds_at_the_signature(stage: DayStage) -> None:
    unit_id, cast, now = polluted(stage, CLEAN), stage.cast, stage.clock.now()
    with stage.database.write() as session:
        service.submit_for_review(session, cast.organiser_a, unit_id, now=now)
        service.set_word_list(
            session,
            cast.administrator,
            cast.site.id,
            WordList.from_text("每季度召开 → 每季度至少召开"),
            now=now,
        )
        with pytest.raises(Conflict) as refused:
            service.sign(session, cast.administrator, unit_id, now=now)
    assert refused.value.code == "undecided_flags"


def test_a_correction_takes_the_words_away_and_leaves_decisions_on_other_sentences(stage: DayStage) -> None:
    unit_id, organiser, now = polluted(stage, POLLUTED, ADDRESS), stage.cast.organiser_a, stage.clock.now()
    wechat, address = flags(stage, unit_id)
    with stage.database.write() as session:
        service.keep_flags(session, organiser, unit_id, address.id, now=now)
        service.take_suggestion(session, organiser, unit_id, wechat.id, now=now)

    assert "13800138000" not in texts(stage, unit_id)[0]
    after = flags(stage, unit_id)
    assert [flag.words for flag in after if not flag.is_open] == [address.words]

    with stage.database.write() as session:
        service.write_text(
            session,
            organiser,
            unit_id,
            "s1p2",
            "改写后的学习资料放在www.example.com网站上，大家都可以去看。",
            now=now,
        )
    (again,) = [flag for flag in flags(stage, unit_id) if flag.place == "s1p2"]
    assert again.is_open  # the sentence is another: so is the decision


def test_a_decision_is_taken_back(stage: DayStage) -> None:
    unit_id, organiser = polluted(stage, CLEAN, ADDRESS), stage.cast.organiser_a
    (flag,) = flags(stage, unit_id)
    with stage.database.write() as session:
        service.keep_flags(session, organiser, unit_id, flag.id, now=stage.clock.now())
        service.reopen_flag(session, organiser, unit_id, flag.id)
    assert [each.is_open for each in flags(stage, unit_id)] == [True]


def test_half_width_signs_are_widened_in_one_go(stage: DayStage) -> None:
    unit_id = polluted(stage, "支部党员大会,由支部委员会召集。", "党课:应当按期进行,由支部书记主讲。")
    (flag,) = flags(stage, unit_id)
    with stage.database.write() as session:
        service.take_suggestion(session, stage.cast.organiser_a, unit_id, flag.id, now=stage.clock.now())
    assert texts(stage, unit_id) == [
        "支部党员大会，由支部委员会召集。",
        "党课：应当按期进行，由支部书记主讲。",
    ]
    assert flags(stage, unit_id) == []


def test_what_was_struck_out_comes_back_where_it_stood_and_can_be_struck_again(stage: DayStage) -> None:
    struck = (Struck("首页 > 党建", "面包屑导航"), Struck("党员要按时参加。", "链接列表", "s1p1"))
    unit_id, organiser = polluted(stage, CLEAN, "党课应当按期进行。", struck=struck), stage.cast.organiser_a
    with stage.database.write() as session:
        service.take_back_struck(session, organiser, unit_id, 1, now=stage.clock.now())
    assert texts(stage, unit_id) == [CLEAN, "党员要按时参加。", "党课应当按期进行。"]

    with stage.database.write() as session:
        anchor = queries.get_for_editing(session, organiser, unit_id).content.paragraphs[1].anchor
        assert anchor is not None
        service.strike(session, organiser, unit_id, anchor, now=stage.clock.now())
    assert texts(stage, unit_id) == [CLEAN, "党课应当按期进行。"]
    with stage.database.read() as session:
        kept = queries.get_for_editing(session, organiser, unit_id).content.struck
    assert [(each.text, each.after) for each in kept] == [("首页 > 党建", ""), ("党员要按时参加。", "s1p1")]


@pytest.mark.parametrize("place", ["#title", "#1", "s9p9", ""])
def test_only_paragraphs_can_be_struck(stage: DayStage, place: str) -> None:
    unit_id = polluted(stage, CLEAN, "党课应当按期进行。")
    with stage.database.write() as session, pytest.raises(Invalid):
        service.strike(session, stage.cast.organiser_a, unit_id, place, now=stage.clock.now())
    assert texts(stage, unit_id) == [CLEAN, "党课应当按期进行。"]


def test_a_published_paragraph_cannot_be_struck(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    with stage.database.write() as session, pytest.raises(Exception, match="已发布的段落不能删除"):
        service.strike(session, stage.cast.organiser_a, unit_id, "s1p1", now=stage.clock.now())


def test_flags_of_a_unit_out_of_range_are_out_of_reach(stage: DayStage) -> None:
    unit_id, stranger, now = polluted(stage, ADDRESS), stage.cast.organiser_b, stage.clock.now()
    (flag,) = flags(stage, unit_id)
    other = stage.study_unit()
    with stage.database.write() as session:
        for act in (
            lambda: service.keep_flags(session, stranger, unit_id, flag.id, now=now),
            lambda: service.take_suggestion(session, stranger, unit_id, flag.id, now=now),
            lambda: service.reopen_flag(session, stranger, unit_id, flag.id),
            lambda: service.write_text(session, stranger, unit_id, "s1p1", "改", now=now),
            lambda: service.strike(session, stranger, unit_id, "s1p1", now=now),
            # A flag of one unit is not reached through another.
            lambda: service.keep_flags(session, stage.cast.organiser_a, other, flag.id, now=now),
        ):
            with pytest.raises(NotFound):
                act()
    assert [each.is_open for each in flags(stage, unit_id)] == [True]


def test_titles_points_and_questions_are_checked_too() -> None:
    words = WordList.from_text("三会一科 → 三会一课")
    content = Content(
        "三会一科怎么开", "三会一科的要点", [], (SectionDraft("一、三会一科", (ParagraphDraft(CLEAN, "s1p1"),)),),
        ("记住三会一科。",), ("三会一科怎么开？",),
    )  # fmt: skip
    found = check_content(content, words)
    assert [flag.place for flag in found] == ["#title", "#summary", "#point-1", "#1", "#question-1"]
    for flag in found:
        content = with_text(
            content,
            flag.place,
            {t.place: t.text for t in placed_texts(content)}[flag.place].replace("科", "课"),
        )
    assert check_content(content, words) == []


FOUND = st.builds(
    Found, st.sampled_from(["s1p1", "s1p2"]), st.just(0), st.just(1), st.sampled_from(["stray", "contact"]),
    st.just("为什么"), st.sampled_from("甲乙"), st.sampled_from(["甲乙。", "乙甲。"]), st.none(),
)  # fmt: skip


@given(st.lists(FOUND), st.lists(FOUND))
def test_a_decision_is_used_once_and_only_for_the_same_words(
    found: list[Found], decided: list[Found]
) -> None:
    marks = [(each.sign, Decision(number, None)) for number, each in enumerate(decided)]  # type: ignore[arg-type]
    carried = carry_decisions(found, marks)
    assert [flag for flag, _ in carried] == found
    used = [decision.kept_by_id for _, decision in carried if decision]
    assert len(set(used)) == len(used)
    assert all(decided[decision.kept_by_id or 0].sign == flag.sign for flag, decision in carried if decision)
    for sign in {each.sign for each in found}:
        same = [decision for flag, decision in carried if flag.sign == sign]
        present = sum(each.sign == sign for each in decided)
        assert sum(decision is not None for decision in same) == min(len(same), present)


@given(st.text("甲乙。！？”）…, ", max_size=40))
def test_sentences_together_are_the_paragraph(text: str) -> None:
    assert "".join(split_sentences(text)) == text
