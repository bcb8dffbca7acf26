"""Pictures come along from inside a file; those from elsewhere are never fetched, and what is left out is told."""

import zipfile
from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest

from studyhub.materials.document import BlockKind
from studyhub.materials.reading import Reading, read_with_pictures
from studyhub.pictures.rules import LARGEST, MOST
from tests.materials.files import docx, paragraph
from tests.question_bank.sample_items import png

LONG = "把学习安排写在日历上，比写在墙上更有用。每个月固定一个下午，全支部坐在一起读同一份材料。"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PHOTO = png(640, 480, shade=9)


def drawing(relation: str, words: str = "") -> str:
    """A w:p that shows a picture, with what its author wrote about it."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{WP}"><wp:docPr id="1" name="图片 1" descr="{words}"/>'
        f'<a:blip r:embed="{relation}"/></wp:inline></w:drawing></w:r></w:p>'
    )


def word_file(folder: Path, body: str, **files: bytes) -> Path:
    """A .docx that holds these pictures, each under its name as relation and as file."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{IMAGE}" Target="media/{name}.png"/>' for name in files
    )
    relations += (
        f'<Relationship Id="far" Type="{IMAGE}" Target="http://127.0.0.1:9/a.png" TargetMode="External"/>'
    )
    path = docx(folder / "a.docx", body, relations=relations)
    with zipfile.ZipFile(path, "a") as archive:
        for name, data in files.items():
            archive.writestr(f"word/media/{name}.png", data)
    return path


def shown(reading: Reading) -> list[tuple[str, bytes | None]]:
    """The pictures of the body in their order: their words, and their bytes if they came along."""
    return [
        (block.text, reading.pictures.get(block.image))
        for block in reading.document.body
        if block.kind is BlockKind.IMAGE
    ]


def test_a_word_files_pictures_come_with_their_descriptions(tmp_path: Path) -> None:
    body = (
        paragraph(LONG)
        + drawing("one", "会议现场")
        + paragraph(LONG + "二")
        + drawing("two", "C:\\照片\\IMG_1.png")
    )
    reading = read_with_pictures(word_file(tmp_path, body, one=PHOTO, two=png(100, 100)))
    assert shown(reading) == [("会议现场", PHOTO), ("", png(100, 100))]
    assert reading.left_out == ()
    kinds = [block.kind for block in reading.document.body]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.IMAGE, BlockKind.PARAGRAPH, BlockKind.IMAGE]


def test_pictures_of_a_table_and_of_a_text_box_come_once(tmp_path: Path) -> None:
    cells = f"<w:tbl><w:tr><w:tc>{drawing('one')}</w:tc><w:tc>{paragraph('说明')}</w:tc></w:tr></w:tbl>"
    box = f"<w:p><w:r><w:txbxContent>{drawing('two')}</w:txbxContent></w:r></w:p>"
    body = paragraph(LONG) + cells + box
    reading = read_with_pictures(word_file(tmp_path, body, one=PHOTO, two=png(100, 100)))
    assert shown(reading) == [("", PHOTO), ("", png(100, 100))]


def test_what_is_left_out_is_told_and_the_text_still_comes(tmp_path: Path) -> None:
    body = paragraph(LONG) + "".join(drawing(name) for name in ("far", "big", "fake", "icon", "one"))
    files = {
        "big": PHOTO + b"\0" * LARGEST,
        "fake": b"<svg onload='alert(1)'/>",
        "icon": png(16, 16),
        "one": PHOTO,
    }
    reading = read_with_pictures(word_file(tmp_path, body, **files))
    assert list(reading.pictures.values()) == [PHOTO]
    assert reading.left_out == (
        "第3段的一张图片超过 2 MB，没有放进来。",
        "第4段的一张图片不是完好的 PNG、JPEG、GIF 或 WebP 图片，没有放进来。",
        "有 1 张图片不在文件里（只是网上的链接），没有取回；需要的请在编辑页面添加。",
    )
    assert reading.document.body[0].text == LONG


def test_too_many_pictures_are_told(tmp_path: Path) -> None:
    files = {f"r{number}": png(60, 60 + number) for number in range(MOST + 3)}
    body = paragraph(LONG) + "".join(map(drawing, files))
    reading = read_with_pictures(word_file(tmp_path, body, **files))
    assert len(reading.pictures) == MOST
    assert reading.left_out == (f"图片太多：一个学习单元最多 {MOST} 张，多出的 3 张没有放进来。",)


INLINE = f"data:image/png;base64,{b64encode(PHOTO).decode()}"


@pytest.mark.parametrize(
    "text",
    [
        f'<html><body><p>{LONG}</p><img src="{INLINE}" alt="会议现场"><img src="http://127.0.0.1:9/b.png" alt=""></body></html>',
        f"# 学习\n\n{LONG}\n\n![会议现场]({INLINE})\n\n![](http://127.0.0.1:9/b.png)\n",
    ],
)
def test_a_page_and_a_markdown_text_bring_the_pictures_that_stand_in_them(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text, encoding="utf-8")
    reading = read_with_pictures(tmp_path / "a")
    assert shown(reading) == [("会议现场", PHOTO), ("", None)]
    assert len(reading.left_out) == 1


def test_a_page_saved_as_one_file_brings_its_pictures(tmp_path: Path) -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    page = f'<html><body><p>{LONG}</p><img src="https://a.example/b.png"><img src="cid:c@d"></body></html>'
    message.set_content(page, subtype="html")
    message.make_related()
    message.add_related(PHOTO, "image", "png", headers=["Content-Location: https://a.example/b.png"])
    message.add_related(png(99, 99), "image", "png", cid="<c@d>")
    (tmp_path / "a.mhtml").write_bytes(bytes(message))
    assert shown(read_with_pictures(tmp_path / "a.mhtml")) == [("", PHOTO), ("", png(99, 99))]
