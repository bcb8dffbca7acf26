"""Sections are as long as a phone can bear, and nothing falls between them."""

from studyhub.materials.document import Block, BlockKind, Document, with_ids
from studyhub.materials.sections import split_sections


def heading(text: str, level: int = 1) -> Block:
    return Block("", BlockKind.HEADING, text, level)


def paragraph(length: int) -> Block:
    return Block("", BlockKind.PARAGRAPH, "字" * length)


def document(*blocks: Block) -> Document:
    return Document("", "", "", None, with_ids(blocks))


def test_a_section_begins_at_each_heading_of_the_highest_level() -> None:
    made = document(
        paragraph(50),
        heading("一、学"),
        paragraph(400),
        heading("（一）怎样学", 2),
        paragraph(30),
        heading("二、做"),
        paragraph(801),
    )
    assert [(s.title, s.characters, s.minutes) for s in split_sections(made)] == [
        ("", 50, 1),
        ("一、学", 436, 2),
        ("二、做", 801, 3),
    ]


def test_a_long_section_is_divided_at_its_subheadings() -> None:
    parts = [each for name in "甲乙丙" for each in (heading(f"（{name}）", 2), paragraph(900))]
    sections = split_sections(document(heading("一、学"), *parts))
    assert [(s.full_title, s.blocks[0].text) for s in sections] == [
        ("一、学（1）", "（甲）"),
        ("一、学（2）", "（乙）"),
        ("一、学（3）", "（丙）"),
    ]


def test_a_long_section_without_subheadings_is_divided_between_paragraphs() -> None:
    sections = split_sections(document(heading("一、学"), *[paragraph(500)] * 9, paragraph(100)))
    assert [s.characters for s in sections] == [2000, 2000, 600]


def test_every_block_is_in_one_section_or_names_one() -> None:
    made = document(paragraph(9), heading("一"), paragraph(5000), heading("二"), heading("三"), paragraph(20))
    sections = split_sections(made)
    told = [block.id for section in sections for block in section.blocks]
    assert told == [block.id for block in made.body if block.kind is not BlockKind.HEADING]
    assert [s.title for s in sections] == ["", "一", "二", "三"]
