"""Our own table of questions: its columns in order, its examples, and how to fill it in."""

from collections.abc import Sequence

from ..checking import problems
from ..model import Choice, Item, ItemType
from .extra_fields import extra_fields, same_question
from .reading import CannotWrite, OpenDesk, refuse_pictures
from .table_columns import HEADS, Columns
from .table_items import TableReader, item_cells

GUIDE_SHEET = "填写说明"

_BEFORE_CHOICES = ("type", "stem")
_AFTER_CHOICES = (
    *(
        "answer",
        "explanation",
        "points",
        "difficulty",
        "tags",
        "category",
        "stimulus",
        "id",
        "prompts",
        "locked",
        "tolerance",
    ),
    *("marking", "unit", "paragraph", "quote", "note"),
)


def _example(kind: ItemType, stem: str, answer: Sequence[str], *texts: str) -> Item:
    choices = tuple(Choice(chr(97 + n), text) for n, text in enumerate(texts))
    is_blank = kind is ItemType.FILL_IN
    return Item(
        f"example-{kind}",
        kind,
        f"（示例）{stem}",
        choices,
        key=() if is_blank else tuple(answer),
        blanks=(tuple(answer),) if is_blank else (),
    )


EXAMPLES = (
    _example(
        ItemType.SINGLE_CHOICE,
        "党的根本组织原则是什么？",
        "a",
        "民主集中制",
        "集体领导",
        "个别酝酿",
        "会议决定",
    ),
    _example(
        ItemType.MULTIPLE_RESPONSE,
        "“三会一课”中的“三会”指哪些会议？",
        "abc",
        "支部党员大会",
        "支部委员会",
        "党小组会",
        "职工代表大会",
    ),
    _example(ItemType.TRUE_FALSE, "预备党员的预备期为一年。", ("true",)),
    _example(ItemType.FILL_IN, "中国共产党成立于____年。", ("1921", "一九二一")),
)

GUIDE = (
    "一行写一道题。带“（示例）”的几行可以删去，不改动也不会被导入。",
    "题型：从下拉框里选。题干：写题目本身；填空题的空写成四个下划线“____”。",
    "选项：一格写一个选项，不必写 A、B；不够可以在后面加“选项G”“选项H”等栏。",
    "答案：单选题写 A，多选题写 ABC；判断题写 正确 或 错误。",
    "填空题的答案：几个空之间用 | 隔开，同一个空的几种正确写法用 ; 隔开；文字里本来就有的 | 和 ; 前面加 \\。",
    "排序题：答案按正确顺序写字母，如 CAB。连线题：左边各项写在“左栏”，一行一项；答案写 1-B；2-A。",
    "数值题：答案写数字，允许误差写在“允许误差”一栏。简答题：参考答案写在“解析”一栏。",
    "分值默认 1 分；难度写 1（最易）到 5（最难），默认 3；几个标签用顿号隔开；分类写成 党史/建党 这样的路径。",
    "固定选项：不随其他选项打乱位置的选项，例如“以上都对”是 D，就写 D。",
    "多选计分：全对得分、少选得部分分、少选得一半、对减错；不写就按试卷的规则。",
    "共用材料：几道题同用一段材料时，每道题的这一栏都写同一段文字。",
    "编号可以不写。导出后再导入时请保留“编号”和“附加数据”两栏，不要改动。",
)


def heads(choice_count: int) -> list[str]:
    """The header row with so many choice columns."""
    return [
        *(HEADS[name][0] for name in _BEFORE_CHOICES),
        *(f"选项{chr(65 + n)}" for n in range(choice_count)),
        *(HEADS[name][0] for name in _AFTER_CHOICES),
    ]


def row_of(item: Item, choice_count: int, max_cell: int | None = None) -> list[str]:
    """The row of an item under heads(choice_count), proved by reading it back. Raises CannotWrite.

    max_cell: how long a cell may be, where the format limits it.
    """
    if found := problems(item):
        raise CannotWrite(item.id, found[0].message)
    refuse_pictures(item, "表格")
    cells = item_cells(item)
    read = _read_back(_in_order(cells, choice_count), choice_count)
    if read is None or not same_question(read, item):
        raise CannotWrite(item.id, "这道题写进表格后读不回原样，请改用 JSON 行格式导出。")
    cells["note"] = extra_fields(read, item)
    row = _in_order(cells, choice_count)
    if _read_back(row, choice_count) != item:
        raise CannotWrite(item.id, "这道题写进表格后读不回原样，请改用 JSON 行格式导出。")
    if max_cell and max(map(len, row)) > max_cell:
        raise CannotWrite(item.id, f"有一格的文字超过 {max_cell} 个字，表格放不下。")
    return row


def _in_order(cells: dict[str, str], choice_count: int) -> list[str]:
    names = [*_BEFORE_CHOICES, *(chr(65 + n) for n in range(choice_count)), *_AFTER_CHOICES]
    return [cells.get(name, "") for name in names]


def _read_back(row: list[str], choice_count: int) -> Item | None:
    names = [*_BEFORE_CHOICES, *(chr(97 + n) for n in range(choice_count)), *_AFTER_CHOICES]
    columns = Columns()
    for position, name in enumerate(names):
        (columns.choices if len(name) == 1 else columns.fields)[name] = position
    found = TableReader(OpenDesk(), columns).read(row, "")
    return next((one for one in found if isinstance(one, Item)), None)
