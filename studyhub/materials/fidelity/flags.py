"""A flag: something in a text that a person must look at before it goes out."""

from dataclasses import dataclass
from enum import StrEnum


class FlagKind(StrEnum):
    """What seems to be wrong."""

    FOREIGN = "foreign"
    CONTACT = "contact"
    STRAY = "stray"
    BROKEN = "broken"
    REPEATED = "repeated"
    CUT_OFF = "cut_off"
    PAIRING = "pairing"
    PUNCTUATION = "punctuation"
    HALF_WIDTH = "half_width"
    TRADITIONAL = "traditional"
    MISREAD = "misread"
    WORDING = "wording"


FLAG_NAMES = {
    FlagKind.FOREIGN: "夹带的广告、游戏等文字",
    FlagKind.CONTACT: "网址、电话、号码",
    FlagKind.STRAY: "多余的数字、字母或符号",
    FlagKind.BROKEN: "乱码",
    FlagKind.REPEATED: "重复",
    FlagKind.CUT_OFF: "没有写完",
    FlagKind.PAIRING: "括号、引号不成对",
    FlagKind.PUNCTUATION: "标点有误",
    FlagKind.HALF_WIDTH: "半角标点",
    FlagKind.TRADITIONAL: "繁简混用",
    FlagKind.MISREAD: "疑似错字",
    FlagKind.WORDING: "本单位词表",
}


class Gravity(StrEnum):
    """LOW: a matter of style for the whole text; HIGH: may make the text say something false."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Flag:
    """A place in a block's text (from start up to end), what seems wrong there, why, and what may be meant instead.

    suggestion: the words that could stand there; None when only a person can tell, "" to leave them out.
    """

    block: str
    start: int
    end: int
    kind: FlagKind
    reason: str
    suggestion: str | None = None
    gravity: Gravity = Gravity.HIGH


@dataclass(frozen=True, slots=True)
class Finding:
    """A flag before it is known of which block: what the checks of one text give."""

    start: int
    end: int
    kind: FlagKind
    reason: str
    suggestion: str | None = None
    gravity: Gravity = Gravity.HIGH

    def of(self, block: str) -> Flag:
        """The same as a flag of a block."""
        return Flag(block, self.start, self.end, self.kind, self.reason, self.suggestion, self.gravity)
