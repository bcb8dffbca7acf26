"""What a version of a study unit says, whole: as values, as JSON, and as texts each with a name for its place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from studyhub.study.rules import ParagraphDraft, SectionDraft, clean

TITLE = "#title"
SUMMARY = "#summary"


@dataclass(frozen=True)
class Struck:
    """A text that was struck out on the way in, why, and the anchor of the paragraph it stood behind ("" at the top)."""

    text: str
    reason: str
    after: str = ""


@dataclass(frozen=True)
class Recording:
    """An audio or video file of a unit: the SHA-256 (hex) of its bytes, what it is, what readers see it called."""

    digest: str
    media_type: str
    title: str


@dataclass(frozen=True)
class Content:
    """A unit from title to questions. `sources` holds {title, publisher, date, note}."""

    title: str
    summary: str
    sources: Sequence[dict[str, Any]]
    sections: tuple[SectionDraft, ...]
    key_points: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    struck: tuple[Struck, ...] = ()
    recordings: tuple[Recording, ...] = ()

    @property
    def paragraphs(self) -> list[ParagraphDraft]:
        """All paragraphs in their order."""
        return [paragraph for section in self.sections for paragraph in section.paragraphs]

    def to_data(self) -> dict[str, Any]:
        """The content as JSON values."""
        data = asdict(self)
        return {
            **data,
            **{
                name: list(data[name])
                for name in ("key_points", "questions", "struck", "sources", "recordings")
            },
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Content":
        """What to_data gave."""
        return cls(
            data["title"],
            data["summary"],
            data["sources"],
            tuple(
                SectionDraft(
                    section["title"],
                    tuple(
                        ParagraphDraft(
                            p["text"], p["anchor"], p["kind"], tuple(p["key_sentences"]), p.get("picture", "")
                        )
                        for p in section["paragraphs"]
                    ),
                )
                for section in data["sections"]
            ),
            tuple(data["key_points"]),
            tuple(data["questions"]),
            tuple(Struck(**each) for each in data["struck"]),
            tuple(Recording(**each) for each in data.get("recordings", ())),
        )

    def change_paragraphs(self, change: Callable[[ParagraphDraft], Sequence[ParagraphDraft]]) -> "Content":
        """The content with each paragraph replaced by what `change` makes of it."""
        return replace(
            self,
            sections=tuple(
                replace(section, paragraphs=tuple(new for old in section.paragraphs for new in change(old)))
                for section in self.sections
            ),
        )


@dataclass(frozen=True)
class PlacedText:
    """A text of a unit and the name of its place: the anchor of a paragraph, #title, #summary, #1 for a section's title."""

    place: str
    text: str
    kind: str = "heading"


def placed_texts(content: Content) -> Iterator[PlacedText]:
    """All texts of a unit that readers see, in reading order."""
    yield PlacedText(TITLE, content.title)
    yield PlacedText(SUMMARY, content.summary)
    for number, point in enumerate(content.key_points, 1):
        yield PlacedText(f"#point-{number}", point)
    for number, section in enumerate(content.sections, 1):
        yield PlacedText(f"#{number}", section.title)
        for paragraph in section.paragraphs:
            yield PlacedText(paragraph.anchor or "", paragraph.text, paragraph.kind)
    for number, question in enumerate(content.questions, 1):
        yield PlacedText(f"#question-{number}", question)


def with_text(content: Content, place: str, text: str) -> Content:
    """The content with another text at a place; an empty one takes a paragraph without a picture, a point or a question
    away."""
    text = clean(text)
    if place == TITLE:
        return replace(content, title=text)
    if place == SUMMARY:
        return replace(content, summary=text)
    name, _, number = place.partition("-")
    if name == "#point":
        return replace(content, key_points=_replaced(content.key_points, int(number), text))
    if name == "#question":
        return replace(content, questions=_replaced(content.questions, int(number), text))
    if place.startswith("#"):
        at = int(place[1:]) - 1
        sections = [
            replace(section, title=text) if number == at else section
            for number, section in enumerate(content.sections)
        ]
        return replace(content, sections=tuple(sections))
    return content.change_paragraphs(
        lambda old: [old] if old.anchor != place else [replace(old, text=text)] if text or old.picture else []
    )


def _replaced(texts: tuple[str, ...], number: int, text: str) -> tuple[str, ...]:
    changed = [text if at == number else old for at, old in enumerate(texts, 1)]
    return tuple(each for each in changed if each)


def insert_paragraph(content: Content, after: str, paragraph: ParagraphDraft) -> Content:
    """The content with a paragraph more, behind the one of anchor `after`; at the top when there is none."""
    if after in {each.anchor for each in content.paragraphs}:
        return content.change_paragraphs(lambda old: [old, paragraph] if old.anchor == after else [old])
    first, *others = content.sections
    return replace(content, sections=(replace(first, paragraphs=(paragraph, *first.paragraphs)), *others))
