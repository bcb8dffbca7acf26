"""Bytes to text: strict UTF-8 (with or without a byte order mark), UTF-16 by its mark, else GB18030."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from .reading import FormatError, ReadProblem, Severity

_CHUNK = 1 << 18


class TextSource:
    """The text of a stream, with flat memory. Raises FormatError when no encoding fits.

    encoding: what was taken for it, from the first 256 KB.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head = stream.read(_CHUNK)
        self.encoding = _encoding(self._head)

    def notices(self) -> Iterator[ReadProblem]:
        """A warning when the encoding is a guess."""
        if self.encoding == "gb18030":
            yield ReadProblem(
                "全文", "文件不是 UTF-8 编码，已按 GB18030 读入，请看一看文字是否正常。", Severity.WARNING
            )

    def chunks(self) -> Iterator[str]:
        """The text in pieces, with line ends as \\n."""
        decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        data = self._head
        held = ""
        try:
            while True:
                text = held + decoder.decode(data, final=not data)
                # A \\r at the very end may be half of a \\r\\n: keep it for the next piece.
                held = "\r" if data and text.endswith("\r") else ""
                text = text[:-1] if held else text
                yield text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
                if not data:
                    return
                data = self._stream.read(_CHUNK)
        except UnicodeDecodeError as error:
            raise FormatError("文件的文字编码认不出来，请另存为 UTF-8 编码后再导入。") from error

    def lines(self) -> Iterator[str]:
        """The text line by line, without line ends."""
        rest = ""
        for chunk in self.chunks():
            first, *others = chunk.split("\n")
            rest += first
            if others:
                yield rest
                rest = others.pop()
                yield from others
        if rest:
            yield rest


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise FormatError("这不是文本文件，请确认选对了文件和格式。")
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
