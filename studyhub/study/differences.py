"""What changed from one version of a study unit to the next, paragraph by paragraph, for people to read."""

from collections.abc import Iterator
from dataclasses import dataclass

from studyhub.materials.comparison import Piece, pieces_of
from studyhub.study.content import Content


@dataclass(frozen=True)
class TextChange:
    """A text that changed, was put in (nothing in `before`) or taken out (nothing in `after`), piece by piece.

    name: what the text is, in Chinese; anchor: the paragraph where readers find it, "" when it is of the whole unit.
    """

    name: str
    anchor: str
    before: str
    after: str
    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> tuple[Piece, ...]:
        """The pieces with what is the same for long left out in the middle."""
        return tuple(
            Piece(short, short) if piece.is_equal and (short := _shortened(piece.ours)) else piece
            for piece in self.pieces
        )


AROUND = 24
"""Characters shown on either side of a change."""


def _shortened(text: str) -> str:
    return text if len(text) <= 3 * AROUND else f"{text[:AROUND]}……{text[-AROUND:]}"


def differences(before: Content, after: Content) -> tuple[TextChange, ...]:
    """The texts that differ, in the order of the newer version; what was taken out comes where it stood."""
    old, new = dict(_texts(before)), dict(_texts(after))
    order = list(new)
    for number, key in enumerate(old):
        if key not in new:
            order.insert(min(number, len(order)), key)
    changed = [(key, old.get(key, ""), new.get(key, "")) for key in order]
    return tuple(TextChange(*key, was, now, pieces_of(was, now)) for key, was, now in changed if was != now)


def is_corrected(before: Content, after: Content) -> bool:
    """Whether the words of the material itself changed, and not only what organisers put around it."""
    around = {"摘要", "学习要点", "思考题", "音频和视频"}

    def words(content: Content) -> list[tuple[tuple[str, str], str]]:
        return [(key, text) for key, text in _texts(content) if key[0] not in around]

    return words(before) != words(after)


def _texts(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    """Every text under what it is and the paragraph it belongs to; a heading belongs to the paragraph that follows."""
    yield ("标题", ""), content.title
    yield ("摘要", ""), content.summary
    yield ("学习要点", ""), "\n".join(content.key_points)
    for number, section in enumerate(content.sections):
        following = [p.anchor or "" for later in content.sections[number:] for p in later.paragraphs]
        if section.title:
            # One that only heads others shares their first paragraph.
            name = "小标题" if section.paragraphs else "大标题"
            yield (name, following[0] if following else ""), section.title
        for paragraph in section.paragraphs:
            shown = f"（图片：{paragraph.picture}）" if paragraph.picture else ""
            yield ("段落", paragraph.anchor or ""), shown + paragraph.text
    yield ("思考题", ""), "\n".join(content.questions)
    yield ("音频和视频", ""), "\n".join(each.title for each in content.recordings)
