"""A file is known by its content, whatever it is called."""

from io import BytesIO

import pytest

from question_bank import FORMATS, bare_question, write_items
from studyhub.items.recognition import recognise_format
from tests.quizzes.bank import bank

TEXTS = {
    "gift": "三会一课中的一课是党课。{T}",
    "aiken": "党的根本组织原则是什么？\nA. 集体领导\nB. 民主集中制\nANSWER: B\n",
    "csv": "2026年题库,,\n题干,选项A,选项B,答案\n党的根本组织原则是什么？,集体领导,民主集中制,B\n",
    "moodle": '<?xml version="1.0"?>\n<!-- question: 1 -->\n<quiz>\n</quiz>',
    "qti": '<?xml version="1.0"?><assessmentItem xmlns="x"/>',
    "jsonl": '{ "id": "a"}\n',
    "paper": "一、单选题\n1. 党的根本组织原则是（B）\nA. 集体领导\nB. 民主集中制\n",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_known_in_every_encoding(name: str, encoding: str):
    assert recognise_format(BytesIO(TEXTS[name].encode(encoding))) == name


@pytest.mark.parametrize("name", [each.name for each in FORMATS.values() if each.write])
def test_what_we_write_is_known_again(name: str):
    stream = BytesIO()
    choices = [bare_question(item) for item in bank() if item.type == "single_choice"]
    write_items(choices, stream, name)
    assert recognise_format(stream) == ("qti" if name == "qti3" else name)


def test_a_character_cut_by_the_window_changes_nothing():
    assert recognise_format(BytesIO(b"{" + "题".encode() * 40_000)) == "gift"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old"])
def test_broken_files_go_to_a_reader_that_refuses_them(data: bytes):
    assert FORMATS[recognise_format(BytesIO(data))].read is not None
