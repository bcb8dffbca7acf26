"""The text of a study unit as it is edited: a line that begins with # is a heading, blank lines part paragraphs, and
[[picture:NAME]] begins a picture, with what it shows behind it."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from question_bank.text import PICTURE_TOKEN
from studyhub.study.rules import ParagraphDraft, SectionDraft

HEADING = "# "


def write_text(sections: Sequence[SectionDraft]) -> str:
    """The sections as text to edit; `read_text` gives them back equal but for the anchors."""
    blocks = []
    for section in sections:
        if section.title:
            blocks.append(HEADING + section.title)
        blocks += [paragraph.line for paragraph in section.paragraphs]
    return "\n\n".join(blocks)


def read_text(text: str) -> list[SectionDraft]:
    """The sections of an edited text. Every line that is not empty and no heading is a paragraph of its own."""
    sections: list[SectionDraft] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            sections.append(SectionDraft(line.lstrip("#").strip()))
        elif line:
            if not sections:
                sections.append(SectionDraft(""))
            sections[-1] = replace(sections[-1], paragraphs=(*sections[-1].paragraphs, *_paragraphs(line)))
    return sections


def _paragraphs(line: str) -> list[ParagraphDraft]:
    """A line as one paragraph; a picture in it begins another."""
    said, *pictures = PICTURE_TOKEN.split(line)
    drafts = [ParagraphDraft(said.strip())] if said.strip() else []
    for name, text in zip(pictures[::2], pictures[1::2], strict=True):
        drafts.append(ParagraphDraft(text.strip(), kind="image", picture=name))
    return drafts


def with_line(text: str, line: str, after: int) -> str:
    """The text with a line of its own more, behind the line of number `after` (from 1); 0 puts it at the end."""
    lines = text.splitlines()
    place = after if 0 < after <= len(lines) else len(lines)
    before, behind = "\n".join(lines[:place]).rstrip(), "\n".join(lines[place:]).strip()
    return "\n\n".join(part for part in (before, line, behind) if part)


def keep_anchors(sections: Sequence[SectionDraft], present: Sequence[tuple[str, str]]) -> list[SectionDraft]:
    """The sections with the anchors of `present` ((anchor, line) pairs in order) where a paragraph only changed words.

    Paragraphs between two that stayed are taken for the old ones in order, as far as they resemble them.
    """
    drafts = [paragraph for section in sections for paragraph in section.paragraphs]
    old, new = [line for _, line in present], [draft.line for draft in drafts]
    anchors: dict[int, str] = {}
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            anchors |= {new_start + i: present[old_start + i][0] for i in range(old_end - old_start)}
        elif kind == "replace":
            anchors |= _alike(present, new, range(old_start, old_end), range(new_start, new_end))
    numbered = iter(replace(draft, anchor=anchors.get(place)) for place, draft in enumerate(drafts))
    return [
        replace(section, paragraphs=tuple(next(numbered) for _ in section.paragraphs)) for section in sections
    ]


def _alike(present: Sequence[tuple[str, str]], new: list[str], olds: range, news: range) -> dict[int, str]:
    if len(olds) == len(news):
        return {place: present[old][0] for old, place in zip(olds, news, strict=True)}
    anchors: dict[int, str] = {}
    waiting = list(olds)
    for place in news:
        for old in waiting:
            if SequenceMatcher(None, present[old][1], new[place], autojunk=False).ratio() >= 0.5:
                anchors[place] = present[old][0]
                del waiting[: waiting.index(old) + 1]
                break
    return anchors
