"""Files made to cost, to fetch or to mislead: refused with a sentence, or read for what is sound in them, and soon."""

import os
import time
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from question_bank import FormatError, ReadResult, read_items

SOON = 10.0
MEMORY = 256 * 1024 * 1024


def read(format: str, data: bytes) -> ReadResult | str:
    """What a reader makes of the data, or the sentence of its refusal; within the time and the memory of a child."""
    tracemalloc.start()
    start = time.process_time()
    try:
        return read_items(BytesIO(data), format)
    except FormatError as error:
        assert str(error)
        return str(error)
    finally:
        assert time.process_time() - start < SOON
        assert tracemalloc.get_traced_memory()[1] < MEMORY
        tracemalloc.stop()


def zipped(files: dict[str, bytes | str]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(20_000))
LAUGHS = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(("format", "root"), [("moodle", "quiz"), ("qti", "assessmentItem")])
@pytest.mark.parametrize(
    "make",
    [
        lambda root: f'<!DOCTYPE {root} [<!ENTITY b0 "ha">{LAUGHS}]><{root}>&b9;</{root}>',
        lambda root: f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}>&x;</{root}>',
        lambda root: f'<!DOCTYPE {root} [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><{root}/>',
        lambda root: f"<{root}>{'<a>' * 200_000}{'</a>' * 200_000}</{root}>",
        lambda root: f"<{root} {ATTRIBUTES}/>",
        lambda root: f'<{root}><question type="{"x" * 3_000_000}"/></{root}>',
        lambda root: f"<{root}><question>",
        lambda root: f"<{root}>{'<' * 500_000}",
        lambda root: f"<{root}>{'<!--' * 100_000}",
    ],
)
def test_hostile_xml_is_refused(format: str, root: str, make: Callable[[str], str]) -> None:
    assert isinstance(read(format, make(root).encode()), str)


def test_a_question_of_moodle_with_endless_parts_is_refused() -> None:
    assert isinstance(
        read("moodle", question("x").replace(b"</question>", b"<a/>" * 110_000 + b"</question>")), str
    )


def question(text: str, kind: str = "multichoice", form: str = "html") -> bytes:
    return (
        f'<quiz><question type="{kind}"><questiontext format="{form}"><text>{text}</text></questiontext><single>true</single>'
        '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question></quiz>'
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        question("&lt;img " + 'src="a" ' * 100_000 + "&gt;"),
        question("&lt;a " + "\"'" * 300_000),
        question("&lt;script&gt;" * 100_000),
        question("![](" * 200_000, form="markdown"),
        question("{1:MC:" * 200_000, "cloze"),
        question("{1:MC:=a~b}" * 10_000, "cloze"),
        question('&lt;img src="data:image/png;base64,AAAA"&gt;' * 50_000),
        question("x").replace(b'"100"', b'"1e999"'),
        question("x").replace(b'"100"', b'"NaN"'),
        question("x").replace(
            b"</question>", b'<answer fraction="0"><text>c</text></answer>' * 500 + b"</question>"
        ),
        question("x").replace(b"</question>", b'<file name="a.png" encoding="base64">%%</file></question>'),
    ],
)
def test_a_hostile_question_of_moodle_costs_little(data: bytes) -> None:
    result = read("moodle", data)
    assert isinstance(result, ReadResult)
    assert len(result.items) + len(result.errors) in (1, 2)


ITEM = (
    '<assessmentItem identifier="i" title="t"><responseDeclaration identifier="R" cardinality="single" '
    'baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration>{0}<itemBody><p>{1}</p>'
    '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="A">a</simpleChoice>'
    '<simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody></assessmentItem>'
)


@pytest.mark.parametrize("name", ["../x.xml", "/x.xml", "a\\x.xml", "c:x.xml", "x" * 300 + ".xml"])
def test_names_that_lead_out_of_a_package_are_refused(name: str) -> None:
    assert isinstance(read("qti", zipped({name: ITEM.format("", "x")})), str)


def test_a_picture_or_a_passage_shown_very_often_is_read_seldom() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(400_000)
    many = {f"{n}.xml": ITEM.format("", '<img src="p.png"/>' * 200) for n in range(200)}
    assert isinstance(
        read("qti", zipped({"imsmanifest.xml": "<manifest/>", "p.png": picture, **many})), ReadResult
    )
    passage = (
        f"<assessmentStimulus><stimulusBody><p>{'a b ' * 50_000}</p></stimulusBody></assessmentStimulus>"
    )
    asking = {f"{n}.xml": ITEM.format('<assessmentStimulusRef href="s.xml"/>' * 300, "x") for n in range(50)}
    assert isinstance(
        read("qti", zipped({"imsmanifest.xml": "<manifest/>", "s.xml": passage, **asking})), ReadResult
    )


def test_a_picture_that_unpacks_without_end_is_not_read_to_its_end() -> None:
    flat = b"\x89PNG\r\n\x1a\n" + os.urandom(300_000) + b"\0" * 15_000_000
    item = ITEM.format("", '<img src="p.png"/>')
    result = read("qti", zipped({"imsmanifest.xml": "<manifest/>", "p.png": flat, "1.xml": item}))
    assert isinstance(result, ReadResult)
    assert result.items[0].pictures == ()
    assert any("512 KB" in problem.message for problem in result.problems)


HEAD = "题干,答案\n"


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("csv", HEAD.encode() + b"," * 3_000_000),
        ("csv", HEAD.encode() + b'"' * 1_000_001),
        ("csv", HEAD.encode() + "甲,对\n".encode() * 9_000 + "乙,错\n".encode("gb18030")),
        ("csv", HEAD.encode() + b"\xed\xa0\x80,\xe5\xaf\xb9\n"),
        ("gift", b"x{" + b"~" * 900_000 + b"}"),
        ("gift", b"x{" + b"=a->b " * 150_000 + b"}"),
        ("gift", b"x" + b"<img src=x>" * 80_000 + b"{T}"),
        ("aiken", b"A. " * 1_000_000),
        ("jsonl", b'{"id":' + b"[" * 2_000_000),
        ("jsonl", b'{"id":"a","type":"extended_text","stem":"x","points":' + b"9" * 2_000_000 + b"}"),
        ("jsonl", b'{"id":"a","type":"true_false","stem":"' + b"[[picture:" * 100_000 + b'","key":["true"]}'),
        ("paper", "一、单选题\n1. ".encode() + "（ ）".encode() * 6_000),
        ("paper", "一、单选题\n".encode() + b"1-5 ABCDE " * 2_000),
        ("paper", ("1. 甲（A）\nA.一 B.二\n" + "阅读材料，回答1-2题。\n" * 5_000).encode()),
        ("paper", ("1. 甲" + "【答案：A】" * 3_000 + "\n").encode() * 20),
    ],
)
def test_hostile_text_costs_little(format: str, data: bytes) -> None:
    result = read(format, data)
    assert isinstance(result, str) or len(result.problems) < 50_000
