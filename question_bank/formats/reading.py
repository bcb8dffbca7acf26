"""What every reader gives back: items, problems with their places, and the error for a wrong file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..checking import problems
from ..model import Item


class Severity(StrEnum):
    """error: the item was left out. warning: it was taken, look at it. lost: taken, but not all of it."""

    ERROR = "error"
    WARNING = "warning"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """One thing to know about a file: its place there (line, sheet and row ...), a Chinese sentence, how grave."""

    place: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The good items in the file's order, and the problems."""

    items: tuple[Item, ...]
    problems: tuple[ReadProblem, ...]

    @property
    def errors(self) -> tuple[ReadProblem, ...]:
        """The problems that cost an item."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


class FormatError(Exception):
    """The file as a whole is not of that format. The message is a Chinese sentence that says what to do."""


class CannotWrite(Exception):
    """An item cannot be said in this format: item_id, and the reason as a Chinese sentence."""

    def __init__(self, item_id: str, reason: str) -> None:
        super().__init__(f"题目“{item_id}”：{reason}")
        self.item_id, self.reason = item_id, reason


def refuse_pictures(item: Item, format_name: str) -> None:
    """Raises CannotWrite for an item with pictures, in a format that has no place for them."""
    if item.pictures:
        raise CannotWrite(item.id, f"{format_name}放不下图片，请改用 Moodle XML、QTI 或 JSON 行格式导出。")


Reading = Iterator[Item | ReadProblem]
"""What a reader yields, in the file's order; nothing is kept, so memory stays flat."""


class ItemDesk:
    """Where the items of one file pass on their way out: checked, with ids of their own, none twice."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._met: dict[str, int] = {}

    def check(self, item: Item, place: str) -> Reading:
        """The item when it is sound and its id is new, else what is wrong."""
        found = problems(item)
        for problem in found:
            yield ReadProblem(place, problem.message)
        if found:
            return
        if item.id in self._ids:
            yield ReadProblem(place, f"编号“{item.id}”在前面已经用过，请换一个编号。")
            return
        self._ids.add(item.id)
        yield item

    def own_id(self, wanted: str, *content: str) -> str:
        """The wanted id where it is new in this file, else one made from the content."""
        return wanted if wanted and wanted not in self._ids else self.make_id(*content)

    def make_id(self, *content: str) -> str:
        """An id for an item that came without: made from its content, so the same file gives the same ids again.

        Content met before in this file gets -2, -3 ... behind it.
        """
        digest = hashlib.blake2b("\0".join(content).encode("utf-8", "replace"), digest_size=6).hexdigest()
        # Where the counting stopped last time is kept: a file may hold the same question 100,000 times.
        times = self._met.get(digest, 1)
        while (made := f"q-{digest}-{times}" if times > 1 else f"q-{digest}") in self._ids:
            times += 1
        self._met[digest] = times
        return made


class OpenDesk(ItemDesk):
    """Lets every item through unchecked: for a writer that reads back what it wrote."""

    def check(self, item: Item, place: str) -> Reading:
        yield item
