"""An operator looks after a site from the terminal."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from studyhub.accounts.queries import find_credential
from studyhub.accounts.service import sign_in
from studyhub.cli.arguments import Arguments
from studyhub.cli.upkeep import check_site, migrate, reset_password_of
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.errors import Unauthenticated
from studyhub.core.migration import downgrade
from studyhub.organisation.service import create_first_administrator


@pytest.fixture(autouse=True)
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find the test's database as they find a site's: through the environment."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STUDYHUB_DATA", str(tmp_path))


def test_a_forgotten_password_is_replaced_by_one_that_must_be_changed(
    database: Database, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.write() as session:
        created = create_first_administrator(session, now=clock.now())
    assert created is not None
    number, forgotten = created

    assert reset_password_of(Arguments("reset-password", employee_number=number)) == 0
    first, second = capsys.readouterr().out.splitlines()
    told = "工号 admin 的一次性密码："
    assert first.startswith(told)
    assert second == "登录后须立即修改；此前的登录均已失效。"

    later = clock.now() + timedelta(minutes=1)
    with pytest.raises(Unauthenticated):
        sign_in(database, number, forgotten, device="", address="192.0.2.1", now=later)
    signed_in = sign_in(database, number, first.removeprefix(told), device="", address="192.0.2.1", now=later)
    assert signed_in.must_change_password


def test_a_number_that_nobody_has_is_a_sentence_and_changes_nothing(database: Database) -> None:
    with pytest.raises(SystemExit) as exit:
        reset_password_of(Arguments("reset-password", employee_number="9999"))
    assert exit.value.code == "没有工号或手机号为 9999 的在用账号，请核对。"
    with database.read() as session:
        assert find_credential(session, "9999") is None


def test_an_old_database_is_brought_up_to_date(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    downgrade(database, "base")
    assert migrate(Arguments("migrate")) == 0
    assert capsys.readouterr().out == "数据库已是当前版本。\n"
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM accounts")).scalar_one() == 0


def test_a_new_site_has_no_contradictions(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_site(Arguments("check")) == 0
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "核对完毕：数据一致。\n")
