"""Small QTI files that tests write, and how they read them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from question_bank import (
    Item,
    read_items,
    write_items,
)

V3 = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'


FORMATS = ["qti", "qti3"]


def read(data: bytes | str) -> tuple[list[Item], list[tuple[str, str]]]:
    result = read_items(BytesIO(data.encode() if isinstance(data, str) else data), "qti")
    return list(result.items), [(p.severity.value, p.message) for p in result.problems]


def write(format: str, *stock: Item) -> bytes:
    stream = BytesIO()
    write_items(stock, stream, format)
    return stream.getvalue()


def package(files: dict[str, str | bytes], packing: int = ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", packing) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def assessment_item(body: str, declared: str, rest: str = "", title: str = "t") -> str:
    return f'<assessmentItem identifier="i1" title="{title}">{declared}<itemBody>{body}</itemBody>{rest}</assessmentItem>'


def declaration(right: str, cardinality: str = "single", base: str = "identifier", more: str = "") -> str:
    values = "".join(f"<value>{value}</value>" for value in right.split("|") if value)
    correct = f"<correctResponse>{values}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{more}</responseDeclaration>"
    )


CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>t</prompt>'
    '<simpleChoice identifier="A">甲</simpleChoice><simpleChoice identifier="B">乙</simpleChoice>'
    "</choiceInteraction>"
)
