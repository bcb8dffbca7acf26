"""A document in sections of readable length, each with the time it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from studyhub.materials.document import Block, BlockKind, Document

CHARACTERS_PER_MINUTE = 400
SECONDS_PER_PICTURE = 10
LONGEST = 2000
"""Characters after which a section is divided at the next paragraph: five minutes on a phone."""
SHORTEST = 300
"""A section with fewer is read together with the one that follows under the same heading."""


@dataclass(frozen=True, slots=True)
class MaterialSection:
    """A part to be read in one go. `part` counts from 1 where one heading's text was divided, else 0."""

    title: str
    blocks: tuple[Block, ...]
    characters: int
    minutes: int
    part: int = 0

    @property
    def full_title(self) -> str:
        """The title with its part: 一、总体要求（2）."""
        return f"{self.title}（{self.part}）" if self.part else self.title


def split_sections(document: Document, longest: int = LONGEST) -> tuple[MaterialSection, ...]:
    """The body of a document in sections, every block but the headings they are named by in exactly one of them.

    A section begins at each heading of the highest level used; one that grows longer than `longest` is divided at its
    subheadings, and where it has none, between paragraphs.
    """
    return tuple(part for section in _by_heading(document.body) for part in _divided(section, longest))


def _section(title: str, blocks: Sequence[Block], part: int = 0) -> MaterialSection:
    characters = sum(len("".join(block.text.split())) for block in blocks)
    pictures = sum(block.kind is BlockKind.IMAGE for block in blocks)
    seconds = characters * 60 / CHARACTERS_PER_MINUTE + pictures * SECONDS_PER_PICTURE
    return MaterialSection(title, tuple(blocks), characters, max(1, -int(-seconds // 60)), part)


def _by_heading(body: Sequence[Block]) -> Iterator[MaterialSection]:
    top = min((block.level for block in body if block.kind is BlockKind.HEADING), default=0)
    title, blocks = "", list[Block]()
    for block in body:
        if block.kind is BlockKind.HEADING and block.level == top:
            if blocks or title:
                yield _section(title, blocks)
            title, blocks = block.text, []
        else:
            blocks.append(block)
    if blocks or title:
        yield _section(title, blocks)


def _divided(section: MaterialSection, longest: int) -> Iterator[MaterialSection]:
    if section.characters <= longest:
        yield section
        return
    level = min((b.level for b in section.blocks if b.kind is BlockKind.HEADING), default=0)
    groups: list[list[Block]] = [[]]
    for block in section.blocks:
        size = sum(len(each.text) for each in groups[-1])
        is_subheading = block.kind is BlockKind.HEADING and block.level == level
        is_full = size >= SHORTEST and (is_subheading or size + len(block.text) > longest)
        follows_heading = bool(groups[-1]) and groups[-1][-1].kind is BlockKind.HEADING
        if groups[-1] and is_full and not follows_heading:
            groups.append([])
        groups[-1].append(block)
    if len(groups) > 1 and sum(len(each.text) for each in groups[-1]) < SHORTEST:
        groups[-2] += groups.pop()
    parts = [_section(section.title, group) for group in groups]
    for number, part in enumerate(parts, 1):
        yield replace(part, part=number if len(parts) > 1 else 0)
