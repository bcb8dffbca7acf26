"""python -m question_bank works on files alone."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from question_bank import Blueprint, Cell, Paper, Section, read_items, write_items
from question_bank.__main__ import main

from .sample_items import EVERY, JUDGE, ORDER, SINGLE


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "bank.jsonl"
    with path.open("wb") as stream:
        write_items([*EVERY, replace(JUDGE, id="q9", key=("false",))], stream, "jsonl")
    return path


def test_check_tells_contradictions(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(bank)]) == 1
    told = capsys.readouterr()
    assert told.out == "矛盾（题目相同，答案不同）：q3 与 q9\n"
    assert told.err == "读入 9 题，错误 0 处，提醒 0 处，舍去 0 处\n"


def test_check_names_the_place_of_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.gift"
    path.write_text("题{T}\n\n题二{=", "utf-8")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().err.startswith("错误 第 3 行：大括号不成对")


def test_convert_to_a_sheet_and_back(bank: Path, tmp_path: Path) -> None:
    assert main(["convert", str(bank), str(tmp_path / "b.xlsx")]) == 0
    assert main(["convert", str(tmp_path / "b.xlsx"), str(tmp_path / "c.jsonl")]) == 0
    assert (tmp_path / "c.jsonl").read_bytes() == bank.read_bytes()


def test_convert_leaves_nothing_behind_when_the_format_cannot(
    bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(bank), str(tmp_path / "b.gift")]) == 2
    assert capsys.readouterr().err.endswith(
        "题目“q4”：GIFT 的填空题只能有一个空，请拆成几道题或改用其他格式。\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank.jsonl"]


def test_draw_and_verify(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(Blueprint((Section("一", (Cell(3),)),)).to_json(), "utf-8")
    assert main(["draw", str(bank), "--blueprint", str(plan), "--seed", "统一学习日"]) == 0
    paper = tmp_path / "paper.json"
    paper.write_text(capsys.readouterr().out, "utf-8")
    assert len(Paper.from_json(paper.read_text("utf-8")).slots) == 3
    assert main(["verify", str(bank), str(paper), "--blueprint", str(plan)]) == 0
    paper.write_text(paper.read_text("utf-8").replace('"number": 1', '"number": 7'), "utf-8")
    assert main(["verify", str(bank), str(paper), "--blueprint", str(plan)]) == 1


def test_a_bank_too_small_is_refused_with_the_cell(
    bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(Blueprint((Section("一", (Cell(99),)),)).to_json(), "utf-8")
    assert main(["draw", str(bank), "--blueprint", str(plan), "--seed", "s"]) == 2
    assert "“一”需要 99 道（任何题目），题库里只能凑出 9 道" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["check", "无此文件.gift"], ["check", "x.abc"], ["stats", "."]])
def test_what_cannot_be_opened_is_said_in_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_stats(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(bank)]) == 0
    assert "  判断题\t2\n" in capsys.readouterr().out


def test_it_needs_nothing_but_itself(bank: Path) -> None:
    """Neither the site nor the web framework nor the database is imported, and no sheet library until a sheet is read."""
    code = (
        "import sys; from question_bank.__main__ import main; main(['check', sys.argv[1]]);"
        "print(sorted({name.partition('.')[0] for name in sys.modules} &"
        " {'studyhub', 'flask', 'sqlalchemy', 'openpyxl', 'defusedxml'}))"
    )
    run = subprocess.run([sys.executable, "-c", code, str(bank)], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_items_that_convert_are_equal(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    with source.open("wb") as stream:
        write_items([SINGLE, ORDER], stream, "jsonl")
    main(["convert", str(source), str(tmp_path / "a.xlsx")])
    with (tmp_path / "a.xlsx").open("rb") as stream:
        assert read_items(stream, "xlsx").items == (SINGLE, ORDER)
