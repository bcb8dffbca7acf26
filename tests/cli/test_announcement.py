"""What a site says when it serves: a line for programs first, then what helps a person."""

import io
import json
from pathlib import Path

from studyhub.cli.announcement import account_lines, write_announcement

ACCOUNTS = [
    {"login": login, "password": "study-2026", "role": role, "unit": unit, "name": name}
    for login, role, unit, name in (
        ("1001", "organiser", "机关党委", "赵敏"),
        ("1002", "secretary", "第一党支部", "孙立"),
        ("1003", "member", "第一党支部", "王秀英"),
        ("1004", "member", "第一党支部", "李建国"),
        ("1005", "member", "第二党支部", "刘洋"),
    )
]


def announced(host: str, network_address: str | None, data_dir: Path) -> list[str]:
    out = io.StringIO()
    write_announcement(out, host, 8000, network_address, data_dir)
    return out.getvalue().splitlines()


def test_a_site_for_this_machine_alone_says_how_to_open_it_to_phones(tmp_path: Path) -> None:
    assert announced("127.0.0.1", "192.0.2.7", tmp_path) == [
        "ready http://127.0.0.1:8000",
        "只有本机能打开；要在手机上打开，请加 --host 0.0.0.0",
    ]


def test_a_site_for_the_network_gives_the_address_for_phones_as_text_and_as_a_code(tmp_path: Path) -> None:
    lines = announced("0.0.0.0", "192.0.2.7", tmp_path)
    assert lines[:4] == [
        "ready http://0.0.0.0:8000",
        "",
        "本机打开  http://127.0.0.1:8000",
        "手机打开  http://192.0.2.7:8000  （与本机在同一网络，可扫码）",
    ]
    code = lines[5:]
    assert len(code) > 10
    assert set("".join(code)) <= set(" █▀▄")


def test_without_a_network_there_is_no_address_for_phones(tmp_path: Path) -> None:
    assert announced("0.0.0.0", None, tmp_path) == [
        "ready http://0.0.0.0:8000",
        "",
        "本机打开  http://127.0.0.1:8000",
    ]


def test_an_address_of_the_newer_kind_stands_in_brackets(tmp_path: Path) -> None:
    assert announced("::1", None, tmp_path)[0] == "ready http://[::1]:8000"


def test_a_demonstration_lists_one_account_for_each_way_of_seeing_the_site(tmp_path: Path) -> None:
    (tmp_path / "demo-accounts.json").write_text(json.dumps(ACCOUNTS), encoding="utf-8")
    assert announced("127.0.0.1", None, tmp_path)[2:] == [
        "",
        f"示范账号（全部在 {tmp_path / 'demo-accounts.json'}）",
        *account_lines(ACCOUNTS),
    ]
    assert account_lines(ACCOUNTS) == [
        "    1001  study-2026  组织者 赵敏（机关党委）",
        "    1002  study-2026  支部书记 孙立（第一党支部）",
        "    1003  study-2026  党员 王秀英（第一党支部）",
        "    1005  study-2026  党员 刘洋（第二党支部）",
    ]
