"""The texts of QTI 1.2 items: materials of many kinds, their pictures shown by tokens."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .gallery import NOT_THERE, Gallery, decoded
from .markup import plain_text
from .qti_files import Files
from .qti_text import TextOf


class LegacyText:
    """Turns the materials of one item into text; lost gathers what could not be kept."""

    def __init__(self, files: Files, gallery: Gallery) -> None:
        self._files, self._gallery = files, gallery
        self.lost: dict[str, None] = {}
        self.had_markup = False

    def parts(self, element: Element) -> Iterator[str | Element]:
        """The texts inside in their order, and the places to answer among them."""
        for child in element:
            if child.tag.startswith("response_") and child.tag != "response_label":
                yield child
            elif child.tag == "material":
                yield self._material(child)
            else:
                yield from self.parts(child)

    def prompt(self, response: Element) -> str:
        """The words of a place to answer."""
        return "\n".join(filter(None, map(self._material, response.iterfind("material")))).strip()

    def words(self, holder: Element, *, may_show: bool = True) -> str:
        """The text of all materials inside. may_show: whether pictures can be shown there."""
        found = (self._material(one, may_show).strip() for one in holder.iter("material"))
        return "\n".join(filter(None, found))

    def _material(self, material: Element, may_show: bool = True) -> str:
        return "".join(
            self._piece(piece, may_show) for piece in material.iter() if isinstance(piece.tag, str)
        )

    def _show(self, address: str, words: str) -> str:
        return self._gallery.show(address, words, lambda: self._files.picture(address))

    def _piece(self, piece: Element, may_show: bool) -> str:
        if piece.tag == "matbreak":
            return "\n"
        if piece.tag == "matimage":
            return self._image(piece) if may_show else ""
        if piece.tag in ("matvideo", "mataudio", "matapplet"):
            self.lost[NOT_THERE] = None
        if piece.tag not in ("mattext", "matemtext"):
            return ""
        show = self._show if may_show else None
        if len(piece):
            to_text = TextOf(show)
            text = to_text(piece)
            self.had_markup |= to_text.had_markup
            self.lost |= dict.fromkeys(f"题里的{what}没有读入，只保留了文字。" for what in to_text.lost)
            return text
        source = piece.text or ""
        if piece.get("texttype", "").lower() == "text/plain":
            return source
        plain = plain_text(source, is_html=piece.get("texttype", "").lower() == "text/html", show=show)
        self.had_markup |= plain.had_markup
        for kind in plain.lost:
            what = "图片或附件" if kind == "img" else "表格" if kind == "table" else "多媒体或公式"
            self.lost[f"题里的{what}没有读入，只保留了文字。"] = None
        return plain.text

    def _image(self, image: Element) -> str:
        """A picture by its address, or by the base64 inside."""
        address, inside = image.get("uri", "").strip(), (image.text or "").strip()
        data = decoded(inside) if inside and image.get("embedded", "base64") == "base64" else None
        words = image.get("label", "")
        return self._gallery.show(address, words, lambda: data or self._files.picture(address))
