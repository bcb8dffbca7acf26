"""The numbers that Word writes by itself: a heading typed as “加强学习” may be shown as “一、加强学习”."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "ideographDigital", "chineseLegalSimplified", "taiwaneseCountingThousand"}  # fmt: skip


@dataclass
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


class Numbering:
    """Counts the numbered paragraphs of a document in reading order."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        if root is None:
            return
        definitions: dict[str, dict[int, _Level]] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            definitions[abstract.get(f"{W}abstractNumId", "")] = {
                int(level.get(f"{W}ilvl", "0")): _Level(
                    value(level, "numFmt", "decimal"),
                    value(level, "lvlText"),
                    number(value(level, "start", "1"), 1),
                )
                for level in abstract.iter(f"{W}lvl")
            }
        for instance in root.iter(f"{W}num"):
            name, abstract_id = instance.get(f"{W}numId", ""), value(instance, "abstractNumId")
            self._levels[name], self._abstract[name] = definitions.get(abstract_id, {}), abstract_id

    def label(self, name: str, level: int) -> tuple[str, bool]:
        """What Word shows before the next paragraph of a list, and whether it is only a bullet."""
        levels: Mapping[int, _Level] = self._levels.get(name, {})
        definition = levels.get(level)
        if definition is None or definition.format == "none":
            return "", False
        if definition.format == "bullet":
            return "", True
        counts = self._counts.setdefault(self._abstract[name], {})
        counts[level] = counts.get(level, definition.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        text = definition.text
        for each in range(9):
            if f"%{each + 1}" in text:
                known = levels.get(each, _Level())
                text = text.replace(f"%{each + 1}", written(counts.get(each, known.start), known.format))
        return text, False


def written(count: int, format: str) -> str:
    """A number as Word writes it in a numbering format; plain digits for formats of other languages."""
    if format in _CHINESE:
        return chinese_number(count)
    if format == "decimalZero":
        return f"{count:02d}"
    if format in {"lowerLetter", "upperLetter"} and 1 <= count <= 26:
        return chr((96 if format == "lowerLetter" else 64) + count)
    if format in {"lowerRoman", "upperRoman"} and 1 <= count < 40:
        roman = "X" * (count // 10) + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][count % 10]
        return roman if format == "upperRoman" else roman.lower()
    if format.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return _CIRCLED[count - 1]
    if format == "ideographTraditional" and 1 <= count <= 10:
        return _STEMS[count - 1]
    if format == "ideographZodiac" and 1 <= count <= 12:
        return _BRANCHES[count - 1]
    return str(count)


def chinese_number(count: int) -> str:
    """1 to 999 in Chinese: 一, 十, 十二, 二十, 一百零一; plain digits beyond."""
    if not 0 < count < 1000:
        return str(count)
    hundreds, tens, ones = count // 100, count // 10 % 10, count % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def value(element: Element, name: str, otherwise: str = "") -> str:
    """The w:val of a child element."""
    child = element.find(f"{W}{name}")
    return otherwise if child is None else child.get(f"{W}val", otherwise)


def number(text: str, otherwise: int = 0) -> int:
    """A small whole number from an attribute of a file by strangers."""
    return (
        int(text)
        if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 9
        else otherwise
    )
