"""What holds for any text: nothing is lost on the way in, and a paragraph keeps its id whatever happens elsewhere."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from studyhub.materials.document import Block, BlockKind, Document, with_ids
from studyhub.materials.raw import INVISIBLE
from studyhub.materials.reading import read_text_here
from studyhub.materials.sections import split_sections
from tests.materials.files import clean_paragraphs

LINES = st.one_of(
    st.sampled_from(clean_paragraphs()),
    st.sampled_from(["一、谁来领学", "（一）时间", "1. 带笔记本", "首页", "来源：机关党委", "2024年3月5日", "上一篇：某文", "版权所有 机关党委", "分享到", "• 动态", "（李明）", ""]),
    st.text("学习制度支部会议，。：“”（）abc123 \u3000•|#*>-", max_size=40),
)  # fmt: skip
TEXTS = st.lists(LINES, min_size=1, max_size=14).map("\n".join)


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", INVISIBLE.sub("", text)))


def read(text: str) -> Document:
    return Document.from_data(read_text_here(text))


@settings(deadline=None, max_examples=150)
@given(TEXTS.filter(lambda text: letters(text).total() > 0))
def test_no_letter_of_a_plain_text_is_lost(text: str) -> None:
    document = read("纯文本\n" + text)
    if document.format == "text":
        assert letters("".join(block.text for block in document.blocks)) == letters("纯文本" + text)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(clean_paragraphs()), min_size=1, max_size=8))
def test_no_letter_of_a_page_is_lost(paragraphs: list[str]) -> None:
    document = read("<h1>学习材料</h1><p>引</p>" + "".join(f"<p>{text}</p>" for text in paragraphs))
    assert letters("".join(b.text for b in document.blocks)) == letters("学习材料引" + "".join(paragraphs))
    told = [b.text for section in split_sections(document) for b in section.blocks]
    assert [text for text in paragraphs if text not in told] == []


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(clean_paragraphs()), min_size=2, max_size=10, unique=True), st.data())
def test_ids_do_not_change_when_something_changes_elsewhere(texts: list[str], data: st.DataObject) -> None:
    blocks = with_ids(Block("", BlockKind.PARAGRAPH, text) for text in texts)
    place = data.draw(st.integers(0, len(texts) - 1))
    change = data.draw(st.sampled_from(["replace", "insert", "remove"]))
    new = [
        *texts[:place],
        *([] if change == "remove" else ["另外的一段。"]),
        *texts[place + (change != "insert") :],
    ]
    ids = {block.text: block.id for block in blocks}
    assert [
        (b.text, b.id) for b in with_ids(Block("", BlockKind.PARAGRAPH, t) for t in new) if b.text in ids
    ] == [(text, ids[text]) for text in new if text in ids]


def test_the_same_words_twice_have_two_ids() -> None:
    ids = [b.id for b in with_ids(Block("", BlockKind.PARAGRAPH, "同一段。") for _ in range(3))]
    assert len(set(ids)) == 3


@given(TEXTS)
@settings(deadline=None, max_examples=50)
def test_a_document_survives_being_kept(text: str) -> None:
    document = read("开头一行\n" + text)
    assert Document.from_data(document.to_data()) == document
