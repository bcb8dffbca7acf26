"""An organiser pastes a text, and it falls into sections and paragraphs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyhub.study.rules import ParagraphDraft, SectionDraft, parse_pasted_text


def section(title: str, *paragraphs: str) -> SectionDraft:
    return SectionDraft(title, tuple(ParagraphDraft(text) for text in paragraphs))


def test_numbered_headings_begin_sections() -> None:
    text = """　　在全市机关党建会议上的讲话稿，供学习使用。
一、总体要求
　　认真学习，深入调研。
　　边学边干，边查边改。
（一）学习安排
　　每月一次。
第二章 保障措施
　　加强领导。"""

    assert parse_pasted_text(text) == [
        section("", "在全市机关党建会议上的讲话稿，供学习使用。"),
        section("一、总体要求", "认真学习，深入调研。", "边学边干，边查边改。"),
        section("（一）学习安排", "每月一次。"),
        section("第二章 保障措施", "加强领导。"),
    ]


def test_markdown_headings_lose_their_marks() -> None:
    assert parse_pasted_text("# 主题党日\n每月一天。\n## 怎么开\n提前通知。\n#不是标题") == [
        section("主题党日", "每月一天。"),
        section("怎么开", "提前通知。", "#不是标题"),
    ]


def test_a_numbered_sentence_is_a_paragraph() -> None:
    text = "一、加强领导。各支部书记要亲自抓，做到有计划、有检查。\n二、按时上报：每月底前。"

    assert parse_pasted_text(text) == [
        section("", "一、加强领导。各支部书记要亲自抓，做到有计划、有检查。", "二、按时上报：每月底前。")
    ]


def test_each_line_is_a_paragraph_when_no_blank_lines_separate_them() -> None:
    assert parse_pasted_text("这一行没有写完\n下一行是另一段。") == [
        section("", "这一行没有写完", "下一行是另一段。")
    ]


def test_wrapped_lines_are_joined_where_blank_lines_separate_paragraphs() -> None:
    text = "党支部每季度召开一次\n党员大会，由支部委员会召集。\n党课另行安排。\n\nStudyHub is an\nonline platform。"

    assert parse_pasted_text(text) == [
        section(
            "",
            "党支部每季度召开一次党员大会，由支部委员会召集。",
            "党课另行安排。",
            "StudyHub is an online platform。",
        )
    ]


def test_a_short_bare_line_between_blank_lines_is_a_heading() -> None:
    text = "学习的意义\n\n学而时习之。\n\n具体安排\n\n每周五下午。\n\n2026年11月20日"

    assert parse_pasted_text(text) == [
        section("学习的意义", "学而时习之。"),
        section("具体安排", "每周五下午。", "2026年11月20日"),
    ]


@pytest.mark.parametrize("text", ["", "  \n　　\n\t", "\ufeff\u200b"])
def test_nothing_comes_of_nothing(text: str) -> None:
    assert parse_pasted_text(text) == []


LINES = st.one_of(
    st.sampled_from(
        ["一、总则", "（二）要求", "第三章 附则", "# 标题", "## a", "", "　　", "没有句号", "有句号。"]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
)


@given(st.lists(LINES).map("\n".join))
def test_no_character_is_lost_but_white_space_and_marks(text: str) -> None:
    parsed = parse_pasted_text(text)

    pieces = [piece for s in parsed for piece in (s.title, *(p.text for p in s.paragraphs))]
    assert _visible("".join(pieces)) == _visible(text)
    assert all(p.text == p.text.strip() != "" for s in parsed for p in s.paragraphs)


def _visible(text: str) -> str:
    invisible = {"\u200b", "\u2060", "\ufeff", "#"}
    return "".join(
        c for c in text if not c.isspace() and c not in invisible and unicodedata.category(c) != "Cc"
    )


def test_the_date_under_a_signature_stands_alone() -> None:
    (section,) = parse_pasted_text("请各支部照此执行。\n\n市直机关工委\n2026年11月20日")
    assert [paragraph.text for paragraph in section.paragraphs] == [
        "请各支部照此执行。", "市直机关工委", "2026年11月20日",
    ]  # fmt: skip
