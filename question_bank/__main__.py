"""python -m question_bank: look into question files without the site."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from .blueprint import Blueprint
from .drawing import CannotDraw, draw_paper, prepare, verify_paper
from .duplicates import Likeness, find_duplicates
from .formats import FORMATS, CannotWrite, FormatError, ReadProblem, Severity, stream_items, write_items
from .lints import lints
from .model import TYPE_NAMES, Item
from .paper import Paper

_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.LOST: "舍去"}


class _Refused(Exception):
    """The command cannot be done; the message is a Chinese sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when all is well, 1 when something was found or differs, 2 when it cannot be done."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (_Refused, FormatError, CannotWrite, CannotDraw) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"打不开文件“{error.filename}”：请检查路径和权限。", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("question_bank", description="检查、转换题库文件，抽题和核验试卷。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help)
        made.set_defaults(run=run)
        made.add_argument("file", type=Path, help="题库文件")
        made.add_argument("--format", choices=sorted(FORMATS), help="文件格式；不写就按后缀判断")
        return made

    check = command("check", _check, "逐题检查，报告问题、重复和矛盾")
    check.add_argument("--advice", action="store_true", help="还报告不算错误、但值得改进的地方")
    convert = command("convert", _convert, "转换为另一种格式")
    convert.add_argument("target", type=Path, help="写到哪个文件")
    convert.add_argument("--to", choices=sorted(FORMATS), help="目标格式；不写就按后缀判断")
    draw = command("draw", _draw, "按组卷方案和种子抽一份试卷，输出 JSON")
    verify = command("verify", _verify, "重新抽题，核对一份试卷是否由这个种子抽出")
    verify.add_argument("paper", type=Path, help="试卷文件（draw 的输出）")
    for made in (draw, verify):
        made.add_argument("--blueprint", type=Path, required=True, help="组卷方案（JSON）")
        made.add_argument("--avoid", type=Path, help='各题已见次数（JSON，如 {"题目编号": 1}）')
    draw.add_argument("--seed", required=True, help="种子（文字；hex: 开头为十六进制字节）")
    command("stats", _stats, "统计题型、难度、分类和标签")
    return parser


def _format(path: Path, chosen: str | None) -> str:
    if chosen:
        return chosen
    for format in FORMATS.values():
        if path.suffix.lower() in format.endings:
            return format.name
    raise _Refused(
        f"从后缀“{path.suffix}”看不出格式，请用 --format 或 --to 写明：{'、'.join(sorted(FORMATS))}。"
    )


def _found(options: argparse.Namespace) -> Iterator[Item | ReadProblem]:
    with options.file.open("rb") as stream:
        yield from stream_items(stream, _format(options.file, options.format))


def _items(options: argparse.Namespace) -> tuple[list[Item], int]:
    """The items, and how many errors there were; problems are told as they come."""
    items: list[Item] = []
    told: Counter[Severity] = Counter()
    for found in _found(options):
        if isinstance(found, Item):
            items.append(found)
        else:
            told[found.severity] += 1
            print(f"{_SEVERITIES[found.severity]} {found.place}：{found.message}", file=sys.stderr)
    print(
        f"读入 {len(items)} 题，错误 {told[Severity.ERROR]} 处，提醒 {told[Severity.WARNING]} 处，"
        f"舍去 {told[Severity.LOST]} 处",
        file=sys.stderr,
    )
    return items, told[Severity.ERROR]


def _check(options: argparse.Namespace) -> int:
    items, errors = _items(options)
    alike = find_duplicates(items)
    for pair in alike:
        word = "重复" if pair.likeness is Likeness.DUPLICATE else "矛盾（题目相同，答案不同）"
        print(f"{word}：{pair.first} 与 {pair.second}")
    for advice in lints(items) if options.advice else ():
        print(f"建议 {advice.item_id or '整个题库'}：{advice.message}")
    return int(bool(errors or alike))


def _convert(options: argparse.Namespace) -> int:
    target = _format(options.target, options.to)
    items, errors = _items(options)
    unfinished = options.target.with_name(options.target.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            write_items(items, stream, target)
        unfinished.replace(options.target)
    finally:
        unfinished.unlink(missing_ok=True)
    return int(bool(errors))


def _json(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _Refused(f"“{path}”不是 UTF-8 编码的 JSON 文件。") from error


def _plan(options: argparse.Namespace) -> tuple[Blueprint, dict[str, int]]:
    try:
        avoid = json.loads(_json(options.avoid)) if options.avoid else {}
        plan = Blueprint.from_json(_json(options.blueprint))
    except ValueError as error:
        raise _Refused("组卷方案或已见次数不是正确的 JSON，请检查。") from error
    if not isinstance(avoid, dict) or not all(isinstance(times, int) for times in avoid.values()):
        raise _Refused('已见次数要写成 {"题目编号": 次数} 的样子。')
    if wrong := plan.problems():
        raise _Refused(wrong[0])
    return plan, avoid


def _draw(options: argparse.Namespace) -> int:
    plan, avoid = _plan(options)
    seed: str | bytes = options.seed
    if options.seed.startswith("hex:"):
        try:
            seed = bytes.fromhex(options.seed.removeprefix("hex:"))
        except ValueError as error:
            raise _Refused("种子 hex: 后面要是十六进制数字。") from error
    items, _ = _items(options)
    print(draw_paper(prepare(items, plan), plan, seed, avoid).to_json())
    return 0


def _verify(options: argparse.Namespace) -> int:
    plan, avoid = _plan(options)
    try:
        paper = Paper.from_json(_json(options.paper))
    except ValueError as error:
        raise _Refused(f"“{options.paper}”不是试卷文件，请用 draw 的输出。") from error
    items, _ = _items(options)
    is_same = verify_paper(items, plan, paper.seed, paper, avoid)
    print("一致：这份试卷确由这个种子抽出。" if is_same else "不一致：用这个种子抽出的是另一份试卷。")
    return int(not is_same)


def _stats(options: argparse.Namespace) -> int:
    items, errors = _items(options)
    for title, counts in (
        ("题型", Counter(TYPE_NAMES[item.type] for item in items)),
        ("难度", Counter(str(item.difficulty) for item in items)),
        ("分类", Counter(item.category or "（无）" for item in items)),
        ("标签", Counter(tag for item in items for tag in item.tags)),
    ):
        print(title)
        for name, count in counts.most_common():
            print(f"  {name}\t{count}")
    return int(bool(errors))


if __name__ == "__main__":
    sys.exit(main())
