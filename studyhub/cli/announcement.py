"""What a site says on standard output once it serves: one line for programs, then addresses and names for people."""

import contextlib
import json
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

import segno

from studyhub.core.settings import Settings
from studyhub.organisation.rules import Role

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 (compared with, not listened on)

ROLE_NAMES = {
    Role.ADMINISTRATOR: "管理员",
    Role.ORGANISER: "组织者",
    Role.SECRETARY: "支部书记",
    Role.MEMBER: "党员",
}


def announce(settings: Settings, port: int) -> None:
    """Print the `ready` line and what helps to open the site; `port` is the one really listened on."""
    # Whoever started the site may have closed its output: no reason to stop serving.
    with contextlib.suppress(OSError):
        write_announcement(sys.stdout, settings.host, port, address_in_network(), settings.data_dir)
        sys.stdout.flush()


def write_announcement(
    out: TextIO, host: str, port: int, network_address: str | None, data_dir: Path
) -> None:
    """The whole announcement. A data folder with demo-accounts.json also gets its sign-in names listed."""
    print(f"ready {_url(host, port)}", file=out)
    if host in ANY_ADDRESS:
        print(f"\n本机打开  {_url('127.0.0.1', port)}", file=out)
        if network_address is not None:
            print(f"手机打开  {_url(network_address, port)}  （与本机在同一网络，可扫码）\n", file=out)
            segno.make(_url(network_address, port)).terminal(out, compact=True)
    elif host in ("127.0.0.1", "localhost", "::1"):
        print("只有本机能打开；要在手机上打开，请加 --host 0.0.0.0", file=out)
    accounts = data_dir / "demo-accounts.json"
    if accounts.exists():
        print(f"\n示范账号（全部在 {accounts}）", file=out)
        for line in account_lines(json.loads(accounts.read_text(encoding="utf-8"))):
            print(line, file=out)


def account_lines(accounts: Sequence[Mapping[str, str]]) -> list[str]:
    """One line for each pair of role and unit: its first account, so that every way of seeing the site can be tried."""
    lines: dict[tuple[str, str], str] = {}
    for account in accounts:
        role, unit = account["role"], account["unit"]
        person = f"{ROLE_NAMES[Role(role)]} {account['name']}"
        lines.setdefault((role, unit), f"    {account['login']}  {account['password']}  {person}（{unit}）")
    return list(lines.values())


def address_in_network() -> str | None:
    """This machine's address as its network sees it, or None without a network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the routing table is asked
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
