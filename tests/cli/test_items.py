"""An operator brings a bank in and takes it out at the terminal."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from question_bank import read_items, write_items
from studyhub.cli import items
from studyhub.cli.arguments import Arguments, parse
from studyhub.cli.items import export_file, import_file
from studyhub.core.db import Database
from studyhub.items.models import Item, ItemStatus, ItemVersion
from tests.cast import Cast
from tests.quizzes.bank import bank

GIFT = """党的根本组织原则是什么？{=民主集中制 ~集体领导}

坏题 {~a ~b}

三会一课中的一课是党课。{T}
"""


@pytest.fixture(autouse=True)
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """The commands find the test's database as they find a site's: through the environment."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STUDYHUB_DATA", str(tmp_path))


def given(action: str, file: Path, **options: object) -> Arguments:
    return Arguments("items", action=action, file=file, **options)  # type: ignore[arg-type]


def sizes(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        items, ready = (
            session.scalar(select(func.count()).select_from(Item).where(condition)) or 0
            for condition in (Item.id > 0, Item.status == ItemStatus.READY)
        )
        return items, ready, session.scalar(select(func.count()).select_from(ItemVersion)) or 0


def test_the_command_line_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse(["items", "import", "a.csv", "--unit", "机关党委", "--dry-run"]) == given(
        "import", tmp_path / "a.csv", unit="机关党委", is_dry_run=True
    )
    assert parse(["items", "export", "a.xml", "--format", "moodle"]) == given(
        "export", tmp_path / "a.xml", format="moodle"
    )


def test_good_items_come_in_and_bad_ones_are_told_with_their_place(
    database: Database, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "题目.txt"
    file.write_text(GIFT, "utf-8")
    assert import_file(given("import", file, is_dry_run=True)) == 0
    assert capsys.readouterr().out == "imported 0, refused 1, warned 0\n"
    assert sizes(database) == (0, 0, 0)

    assert import_file(given("import", file, unit=cast.committee_a.name)) == 0
    said = capsys.readouterr()
    assert said.out == "imported 2, refused 1, warned 0\n"
    assert "错误 第 3 行：" in said.err and "新增 2 道，更新 0 道，0 道没有变化。" in said.err
    assert sizes(database) == (2, 2, 2)

    assert import_file(given("import", file, unit=str(cast.committee_a.id))) == 0
    assert capsys.readouterr().out == "imported 0, refused 1, warned 0\n"


def test_a_bank_goes_out_and_comes_back_changed(
    database: Database, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, back = tmp_path / "bank.jsonl", tmp_path / "back.jsonl"
    with file.open("wb") as stream:
        write_items(bank(), stream, "jsonl")
    assert import_file(given("import", file, is_draft=True)) == 0
    assert export_file(given("export", back)) == 0
    with back.open("rb") as stream:
        assert set(read_items(stream, "jsonl").items) == set(bank())
    assert capsys.readouterr().out == "imported 21, refused 0, warned 0\nexported 21\n"
    assert sizes(database) == (21, 0, 21)

    back.write_text(back.read_text("utf-8").replace("行政办公室", "办公室"), "utf-8")
    assert import_file(given("import", back)) == 0
    changed = int(capsys.readouterr().out.split()[1].rstrip(","))
    assert (changed > 0, sizes(database)) == (True, (21, 0, 21 + changed))


def test_what_cannot_be_read_or_written_is_a_sentence_and_status_one(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 not really a workbook")
    assert import_file(given("import", file)) == 1
    said = capsys.readouterr()
    assert said.out == "imported 0, refused 1, warned 0\n"
    assert "文件不完整或已损坏，请重新保存或重新上传。" in said.err

    with file.open("wb") as stream:
        write_items(bank(), stream, "jsonl")
    assert import_file(given("import", file)) == 0
    assert export_file(given("export", tmp_path / "bank.aiken")) == 1
    assert "没有导出：题目“" in capsys.readouterr().err
    assert [path.name for path in tmp_path.glob("bank*")] == []
    for wrong in (
        given("import", tmp_path / "none"),
        given("import", file, unit="没有的党委"),
        given("export", tmp_path / "a.doc"),
    ):
        with pytest.raises(SystemExit):
            (import_file if wrong.action == "import" else export_file)(wrong)


def test_repetitions_and_contradictions_are_warnings_with_their_places(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bank.jsonl"
    judge, new = bank()[7], bank()[8]
    with file.open("wb") as stream:
        write_items([judge, bank()[0]], stream, "jsonl")
    assert import_file(given("import", file)) == 0
    capsys.readouterr()
    opposite, twice = replace(judge, id="opposite", key=("false",)), replace(new, id="twice")
    with file.open("wb") as stream:
        write_items([opposite, new, twice, bank()[0]], stream, "jsonl")
    assert import_file(given("import", file)) == 0
    said = capsys.readouterr()
    assert said.out == "imported 3, refused 0, warned 2\n"
    assert [line for line in said.err.splitlines() if line.startswith("提醒")] == [
        "提醒 第 1 道“opposite”：与题库里的“judge-1”题干相同、答案不同，请核对哪一道是对的。",
        f"提醒 第 3 道“twice”：与文件里第 2 道“{new.id}”重复。",
    ]
    assert sizes(database)[0] == 5


def test_an_import_that_was_cut_off_leaves_nothing_and_runs_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bank.jsonl"
    with file.open("wb") as stream:
        write_items(bank(), stream, "jsonl")
    monkeypatch.setattr(items, "STEP", 8)

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(items, "finish_import", cut_off)
        with pytest.raises(KeyboardInterrupt):
            import_file(given("import", file))
        assert sizes(database) == (0, 0, 0)
        patched.setattr(items, "_clear", lambda *_: None)  # killed: it had no time to clear up
        with pytest.raises(KeyboardInterrupt):
            import_file(given("import", file))
        assert sizes(database)[0] == 21
    assert import_file(given("import", file)) == 0
    assert sizes(database) == (21, 21, 21)
