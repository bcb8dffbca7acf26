"""Answers as people write them in tables and papers: letters, judgements, blanks."""

import re
import unicodedata

from ..model import ItemType
from ..text import BLANK

TYPE_WORDS: dict[str, ItemType] = {
    word: kind
    for kind, words in {
        ItemType.SINGLE_CHOICE: "单选题 单选 单项选择题 单项选择 单项 singlechoice",
        ItemType.MULTIPLE_RESPONSE: "多选题 多选 多项选择题 多项选择 多项 不定项选择题 不定项 multiplechoice multipleresponse",
        ItemType.TRUE_FALSE: "判断题 判断 是非题 是非 对错题 正误题 truefalse true/false",
        ItemType.FILL_IN: "填空题 填空 fillin",
        ItemType.MATCHING: "连线题 连线 匹配题 配对题 matching",
        ItemType.ORDERING: "排序题 排序 ordering",
        ItemType.NUMERIC: "数值题 数值 numeric",
        ItemType.EXTENDED_TEXT: "简答题 简答 问答题 论述题 主观题 名词解释 材料分析题 案例分析题 essay",
    }.items()
    for word in words.split()
}
_TRUE = frozenset(["对", "正确", "是", "√", "✓", "✔", "☑", "t", "true", "1", "y", "yes", "真", "v"])
_FALSE = frozenset(
    [
        "错",
        "错误",
        "否",
        "不对",
        "不正确",
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "╳",
        "❌",
        "x",
        "f",
        "false",
        "0",
        "n",
        "no",
        "假",
        "非",
    ]
)
_LETTERS = re.compile(r"[A-Z](?:[\s,、;|┋/.。和及&+]*[A-Z])*", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")
_PREFIX = re.compile(r"\s*[(]?([A-Za-z])\s*[.、.．:：)]\s*")
_INLINE = re.compile(r"(?<![A-Za-z0-9])[(（]?([A-Z])\s*[.、．:：)）]\s*")
_EMPTY_BRACKETS = re.compile(r"[（(【\[][\s\u3000]*[）)】\]]|(?<!_)_{2,3}(?!_)|(?:＿|﹍){2,}")
_BARS = re.compile(r"(?<!\\)[|｜]")
_SEMICOLONS = re.compile(r"(?<!\\)[;；]")
_ESCAPED = re.compile(r"\\([|｜;；])")


def fold(text: str) -> str:
    """Width and case folded, spaces gone."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def type_of_words(words: str) -> ItemType | None:
    """The type that a cell, a sheet's name or a heading names."""
    folded = re.sub(r"^[第一二三四五六七八九十\d、.．)）(（]+(?=.{2})", "", fold(words))
    return TYPE_WORDS.get(folded) or TYPE_WORDS.get(folded + "题")


def judgement(text: str) -> str | None:
    """ "true", "false" or None."""
    folded = fold(text).rstrip("。.;")
    return "true" if folded in _TRUE else "false" if folded in _FALSE else None


def letters(text: str) -> tuple[str, ...] | None:
    """The choice letters in small, as written (repeats kept), or None when it is something else."""
    folded = unicodedata.normalize("NFKC", text).strip().strip("。.,;()[]【】 ")
    if not _LETTERS.fullmatch(folded):
        return None
    return tuple(found.lower() for found in _LETTER.findall(folded))


def split_choices(text: str) -> list[tuple[str, str]]:
    """One cell of choices as (letter, text): lettered in a row, or one a line, or parted by |."""
    marks = list(_INLINE.finditer(text))
    if [mark[1] for mark in marks[:2]] == ["A", "B"]:
        kept: list[re.Match[str]] = []
        for mark in marks:
            if mark[1] == chr(65 + len(kept)):  # a letter out of turn belongs to the text
                kept.append(mark)
        ends = [mark.start() for mark in kept[1:]] + [len(text)]
        return [
            (mark[1].lower(), text[mark.end() : end].strip().rstrip("|;；").strip())
            for mark, end in zip(kept, ends, strict=True)
        ]
    parts = text.split("\n") if "\n" in text.strip() else _BARS.split(text)
    return [(chr(97 + n), part.strip()) for n, part in enumerate(filter(str.strip, parts)) if n < 26]


def strip_prefixes(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices without "A." before them, when every one has its own letter there."""
    found = [_PREFIX.match(text) for _, text in choices]
    if choices and all(
        mark and mark[1].lower() == letter and mark.end() < len(text)
        for mark, (letter, text) in zip(found, choices, strict=True)
    ):
        return [
            (letter, text[mark.end() :]) for mark, (letter, text) in zip(found, choices, strict=True) if mark
        ]
    return choices


def with_blanks(stem: str) -> str:
    """The stem with empty brackets and short underlines made into blanks, where it has no proper ones."""
    return stem if BLANK.search(stem) else _EMPTY_BRACKETS.sub("____", stem)


def split_blanks(answer: str) -> tuple[tuple[str, ...], ...]:
    """The accepted answers of each blank: blanks parted by |, alternatives by ;."""
    return tuple(map(split_alternatives, _BARS.split(answer)))


def split_alternatives(answer: str) -> tuple[str, ...]:
    """The accepted answers of one blank."""
    return tuple(_ESCAPED.sub(r"\1", one).strip() for one in _SEMICOLONS.split(answer) if one.strip())


def join_blanks(blanks: tuple[tuple[str, ...], ...]) -> str:
    """The cell that split_blanks reads."""
    return "|".join(";".join(re.sub(r"([|｜;；])", r"\\\1", one) for one in accepted) for accepted in blanks)
