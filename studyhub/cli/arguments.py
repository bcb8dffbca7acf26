"""What may be typed after `python3 -m studyhub`. Standard library only: it is read before anything is installed."""

import argparse
from dataclasses import dataclass
from pathlib import Path

COMMANDS = {
    "serve": "启动站点（不写命令时即为此项）",
    "demo": "启动一个带示范内容的站点",
    "install": "只准备运行环境，不启动",
    "migrate": "把数据库升级到当前版本",
    "check": "核对数据：总分与积分记录等是否一致",
    "reset-password": "为一名成员生成一次性密码",
    "items": "题库：从文件导入，导出为文件",
    "test": "运行全部检查（-- 之后的参数交给 pytest）",
    "bench": "测量速度（-- 之后的参数交给测速程序）",
}
DEVELOPMENT_COMMANDS = frozenset({"test", "bench"})
DEMO_HOST = "0.0.0.0"  # noqa: S104 (the demonstration is meant to be opened from a phone in the same network)


@dataclass(frozen=True)
class Arguments:
    """One command with its options; None means "not given"."""

    command: str
    data_dir: Path | None = None
    host: str | None = None
    port: int | None = None
    workers: int | None = None
    employee_number: str | None = None
    action: str | None = None
    file: Path | None = None
    unit: str | None = None
    format: str | None = None
    is_dry_run: bool = False
    is_draft: bool = False
    rest: tuple[str, ...] = ()


def parse(argv: list[str]) -> Arguments:
    """Read a command line. A wrong one ends the program with a sentence and status 2."""
    if not argv or (argv[0].startswith("-") and argv[0] not in ("-h", "--help")):
        argv = ["serve", *argv]
    rest: list[str] = []
    if argv[0] in DEVELOPMENT_COMMANDS:
        argv, rest = argv[:1], argv[1:]
        if argv[0] == "test" and rest in (["-h"], ["--help"]):
            argv, rest = [*argv, "--help"], []
    given = _parser().parse_args(argv)
    data_dir: Path | None = getattr(given, "data", None)
    file: Path | None = getattr(given, "file", None)
    return Arguments(
        command=given.command,
        data_dir=data_dir.resolve() if data_dir else None,
        host=getattr(given, "host", None) or (DEMO_HOST if given.command == "demo" else None),
        port=getattr(given, "port", None),
        workers=getattr(given, "workers", None),
        employee_number=getattr(given, "employee_number", None),
        action=getattr(given, "action", None),
        file=file.resolve() if file else None,
        unit=getattr(given, "unit", None),
        format=getattr(given, "format", None),
        is_dry_run=getattr(given, "dry_run", False),
        is_draft=getattr(given, "draft", False),
        rest=tuple(rest[1:] if rest[:1] == ["--"] else rest),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m studyhub", description="统一学习日平台 StudyHub")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, meaning in COMMANDS.items():
        command = commands.add_parser(name, help=meaning, description=meaning)
        if name == "install" or name in DEVELOPMENT_COMMANDS:
            continue
        if name == "items":
            _add_item_actions(command)
            continue
        _add_data(command)
        if name in ("serve", "demo"):
            command.add_argument("--host", help="监听地址；0.0.0.0 表示同一网络里的手机也能打开")
            command.add_argument("--port", type=_port, help="端口，默认 8000")
            command.add_argument("--workers", type=_at_least_one, help="工作进程数，默认 2")
        if name == "reset-password":
            command.add_argument("employee_number", metavar="工号")
    return parser


def _add_item_actions(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="操作")
    for name, meaning in (("import", "从文件导入题目"), ("export", "把题库导出为文件")):
        action = actions.add_parser(name, help=meaning, description=meaning)
        action.add_argument("file", type=Path, metavar="FILE", help="题目文件")
        action.add_argument("--unit", metavar="NAME", help="党组织的名称或编号；不写为最上级党组织")
        action.add_argument(
            "--format", metavar="FORMAT", help="文件格式；不写时导入按内容识别，导出按后缀判断"
        )
        if name == "import":
            action.add_argument("--dry-run", action="store_true", help="只检查和比对，不写入题库")
            action.add_argument("--draft", action="store_true", help="新题先存为草稿；不写为可用")
        _add_data(action)


def _add_data(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--data", type=Path, metavar="DIR", help="数据目录（默认 instance，demo 为 instance/demo）"
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("端口应在 0 到 65535 之间")
    return port


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("至少为 1")
    return number
