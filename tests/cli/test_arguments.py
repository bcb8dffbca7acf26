"""What a person may type, and what it means."""

from pathlib import Path

import pytest

from studyhub.cli.arguments import Arguments, parse


def test_nothing_means_serve() -> None:
    assert parse([]) == Arguments("serve")


def test_options_alone_mean_serve() -> None:
    assert parse(["--port", "8001", "--workers", "4"]) == Arguments("serve", port=8001, workers=4)


def test_the_demonstration_is_open_to_phones_unless_told_otherwise() -> None:
    assert parse(["demo"]).host == "0.0.0.0"
    assert parse(["demo", "--host", "127.0.0.1"]).host == "127.0.0.1"


def test_a_data_folder_is_understood_from_where_the_person_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse(["check", "--data", "site"]).data_dir == tmp_path / "site"


def test_a_forgotten_password_needs_the_employee_number() -> None:
    assert parse(["reset-password", "0012"]) == Arguments("reset-password", employee_number="0012")
    with pytest.raises(SystemExit) as exit:
        parse(["reset-password"])
    assert exit.value.code == 2


def test_what_follows_test_is_for_pytest() -> None:
    assert parse(["test", "--", "-k", "name"]).rest == ("-k", "name")
    assert parse(["test", "-k", "name"]).rest == ("-k", "name")


@pytest.mark.parametrize("argv", [["--port", "65536"], ["--port", "x"], ["--workers", "0"], ["dance"]])
def test_nonsense_ends_with_status_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        parse(argv)
    assert exit.value.code == 2
    assert capsys.readouterr().out == ""
