"""Whatever bytes come in, a reader gives a result or a FormatError, and soon: never another exception."""

import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import FORMATS, FormatError, Item, bare_question, read_items, write_items

from .sample_items import EVERY, FILL, JUDGE, ORDER, SEEN, SINGLE, png
from .test_paper import PAPER
from .test_word_paper import DRAWING, NUMBERING, RELATIONS, docx, paragraph

FIXTURES = Path(__file__).parents[1] / "fixtures"
SOON = 5.0
ZIPPED = ("xlsx", "qti", "paper")


PASSAGES = """阅读材料，回答1-2题。
材料一：甲[[picture:a]]
1. 乙（A）
A.一 B.二
2. 丙（ ）
A.一 B.二
【单选题】3. 丁。[答案：A]
a. 一 b. 二
单选题答案：1-2 AB
"""
DRAWN = docx(
    [f"<w:p><w:r><w:t>1. 看图（A）</w:t></w:r>{DRAWING.format('图', 'r1')}</w:p>", paragraph("A.一 B.二")],
    {"word/_rels/document.xml.rels": RELATIONS, "word/media/image7.png": png().decode("latin-1")},
)


def written(format: str, *stock: Item) -> bytes:
    stream = BytesIO()
    write_items(stock, stream, format)
    return stream.getvalue()


def seeds() -> dict[str, list[bytes]]:
    """Files that the readers do read, to be spoilt."""
    found = {
        "gift": [written("gift", *(item for item in EVERY if item not in (FILL, ORDER)))],
        "aiken": [written("aiken", bare_question(SINGLE))],
        "paper": [
            PAPER.encode(),
            docx([paragraph(line, "3", 1) for line in PAPER.split("\n")], {"word/numbering.xml": NUMBERING}),
        ],
    }
    for format in FORMATS.values():
        if format.read is not None and format.name not in found:
            rich = [
                replace(item, explanation="见[[a]]", tags=("一",)) if item.choices else item for item in EVERY
            ]
            found[format.name] = [written(format.name, *rich)]
    shown = [replace(SEEN, stimulus="材料[[picture:c.jpg]]"), replace(JUDGE, stimulus="材料")]
    for name in ("jsonl", "moodle", "qti"):
        found[name].append(written(name, *shown))
    found["qti"].append(written("qti3", *shown))
    found["paper"] += [PASSAGES.encode(), DRAWN]
    found["gift"] += [path.read_bytes() for path in sorted((FIXTURES / "gift").glob("*.gift"))]
    found["qti"].append(written("qti3", *EVERY))
    found["qti"] += [path.read_bytes() for path in sorted((FIXTURES / "qti").glob("items_*/*.xml"))]
    return found


SEEDS = seeds()
PIECES = [
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"{",
    b"}",
    b"=",
    b"~",
    b"\n",
    b"\xff",
    b"\xe4\xb8",
    b"]]>",
    b"<![CDATA[",
    b"%",
]

mutations = st.lists(
    st.tuples(
        st.sampled_from(["cut", "double", "insert", "overwrite"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 60),
        st.sampled_from(PIECES) | st.binary(max_size=4),
    ),
    min_size=1,
    max_size=6,
)


def spoilt(data: bytes, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, place, length, piece in changes:
        at = int(place * len(data))
        middle = data[at : at + length]
        end = data[at + length :]
        match kind:
            case "cut":
                middle = b""
            case "double":
                middle *= 2
            case "insert":
                middle = piece + middle
            case _:
                middle = piece
        data = data[:at] + middle + end
    return data


def spoilt_inside(data: bytes, which: float, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    """The zip with one of its members spoilt, and whole otherwise."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = names[int(which * len(names))]
        for name in names:
            inside = source.read(name)
            target.writestr(name, spoilt(inside, changes) if name == chosen else inside)
    return stream.getvalue()


def survives(format: str, data: bytes) -> None:
    start = time.process_time()
    try:
        read_items(BytesIO(data), format)
    except FormatError as error:
        assert str(error)
    assert time.process_time() - start < SOON


READABLE = [format.name for format in FORMATS.values() if format.read is not None]


@pytest.mark.parametrize("format", READABLE)
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(format: str, data: bytes) -> None:
    survives(format, data)


@pytest.mark.parametrize("format", READABLE)
@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1, exclude_max=True), mutations)
def test_a_spoilt_file(format: str, which: float, changes: list[tuple[str, float, int, bytes]]) -> None:
    files = SEEDS[format]
    survives(format, spoilt(files[int(which * len(files))], changes))


@pytest.mark.parametrize("format", ZIPPED)
@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1, exclude_max=True), mutations)
def test_a_zip_spoilt_inside(format: str, which: float, changes: list[tuple[str, float, int, bytes]]) -> None:
    zipped = next(data for data in SEEDS[format] if data.startswith(b"PK"))
    survives(format, spoilt_inside(zipped, which, changes))


@pytest.mark.parametrize("format", READABLE)
@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18]
)
def test_next_to_nothing(format: str, data: bytes) -> None:
    survives(format, data)
