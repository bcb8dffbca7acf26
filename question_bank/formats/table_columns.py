"""The columns of a table of questions, whatever they are called and wherever they stand."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

# The heads of our own template come first; then what other people write.
HEADS: dict[str, tuple[str, ...]] = {
    "type": ("题型", "类型", "试题类型", "题目类型", "题类", "试题题型", "题目题型", "问题类型", "type"),
    "stem": (
        "题干",
        "题目",
        "试题内容",
        "题目内容",
        "试题题干",
        "题干内容",
        "试题",
        "问题",
        "题目描述",
        "问题描述",
        "标题",
        "题目标题",
        "题面",
        "单选题题目",
        "多选题题目",
        "判断题题目",
        "填空题题目",
        "question",
        "stem",
    ),
    "choices": ("选项", "备选项", "选项内容", "备选答案", "候选项", "options", "choices"),
    "answer": (
        "答案",
        "正确答案",
        "参考答案",
        "标准答案",
        "试题答案",
        "题目答案",
        "正确选项",
        "answer",
        "correctanswer",
        "key",
    ),
    "explanation": ("解析", "答案解析", "试题解析", "题目解析", "解答", "详解", "答题解析", "explanation"),
    "points": ("分值", "分数", "每题分值", "题目分值", "试题分值", "试题分数", "得分", "points", "score"),
    "difficulty": (
        "难度",
        "难易度",
        "难易程度",
        "难度系数",
        "难度等级",
        "试题难度",
        "题目难度",
        "difficulty",
    ),
    "tags": ("标签", "知识点", "关键词", "考点", "tags"),
    "category": (
        "分类",
        "类别",
        "题目分类",
        "试题分类",
        "所属分类",
        "目录",
        "章节",
        "分类名称",
        "章节名称",
        "所属题库",
        "category",
    ),
    "stimulus": (
        "共用材料",
        "材料",
        "背景材料",
        "材料内容",
        "阅读材料",
        "共用题干",
        "大题题干",
        "案例",
        "stimulus",
    ),
    "id": ("编号", "题目编号", "试题编号", "id"),
    "prompts": ("左栏",),
    "tolerance": ("允许误差", "误差"),
    "locked": ("固定选项",),
    "marking": ("多选计分", "计分规则", "评分规则"),
    "unit": ("学习单元",),
    "paragraph": ("段落",),
    "quote": ("原文", "出处原文"),
    "note": ("附加数据",),
    "number": ("序号", "题号", "no", "num"),
}

_FIELD_OF = {head: name for name, heads in HEADS.items() for head in heads}
_BRACKETED = re.compile(r"[(\[【].*?[)\]】]")
_LIMIT = re.compile(r"-max\d+\w*\Z")
_CHOICE = re.compile(
    r"(?:选项|答案选项|备选项|option|choice)?([a-z])(?:选项|项)?|(?:选项|备选答案|备选项|option|answer)([1-9]|1\d|2[0-6])"
)
_BLANK = re.compile(r"(?:空|填空|答案|第)([1-9]\d?)空?")


@dataclass(slots=True)
class Columns:
    """Which column holds what: fields by name, choice columns by letter, blank columns by number."""

    fields: dict[str, int] = field(default_factory=dict)
    choices: dict[str, int] = field(default_factory=dict)
    blanks: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    is_numbered: bool = False  # the choices are 1, 2, 3 rather than A, B, C


def find_columns(heads: Sequence[str]) -> Columns | None:
    """The columns of a header row; None when it is not one (it needs a stem and an answer or choices)."""
    columns = Columns()
    for position, head in enumerate(heads):
        folded = _fold(head)
        if not folded:
            continue
        if name := _FIELD_OF.get(folded):
            holder, key = columns.fields, name
        elif found := _CHOICE.fullmatch(folded):
            holder, key = columns.choices, found[1] or chr(96 + int(found[2]))
            columns.is_numbered |= found[1] is None
        elif found := _BLANK.fullmatch(folded):
            holder, key = columns.blanks, found[1]
        else:
            columns.unknown.append(head.strip())
            continue
        if key in holder:
            columns.repeated.append(head.strip())
        else:
            holder[key] = position
    if "stem" in columns.fields and ("answer" in columns.fields or columns.choices or columns.blanks):
        return columns
    return None


def _fold(head: str) -> str:
    folded = unicodedata.normalize("NFKC", head).casefold()
    return _LIMIT.sub("", re.sub(r"[\s*:_.]+", "", _BRACKETED.sub("", folded)))
