"""Looking after a site from the terminal: migrate its tables, check its data, help somebody who cannot sign in."""

import sys
from collections.abc import Callable, Mapping

from studyhub.accounts.queries import find_credential
from studyhub.accounts.service import reset_password
from studyhub.cli.arguments import Arguments
from studyhub.cli.site import open_database, settings_of
from studyhub.core.clock import SystemClock
from studyhub.reports.invariants import check


def migrate(given: Arguments) -> int:
    """Bring the database to the current version of the tables."""
    open_database(settings_of(given)).dispose()
    print("数据库已是当前版本。")
    return 0


def check_site(given: Arguments) -> int:
    """Print every contradiction found in the data, one sentence a line; status 1 when there is any."""
    database = open_database(settings_of(given))
    with database.read() as session:
        contradictions = check(session)
    for sentence in contradictions:
        print(sentence)
    if contradictions:
        print(f"核对完毕：发现 {len(contradictions)} 处不一致。", file=sys.stderr)
        return 1
    print("核对完毕：数据一致。", file=sys.stderr)
    return 0


def reset_password_of(given: Arguments) -> int:
    """Give a member a new one-time password, print it, and end the member's sessions."""
    assert given.employee_number is not None
    database = open_database(settings_of(given))
    with database.write() as session:
        credential = find_credential(session, given.employee_number)
        if credential is None:
            sys.exit(f"没有工号或手机号为 {given.employee_number} 的在用账号，请核对。")
        password = reset_password(session, credential.account_id, now=SystemClock().now())
    print(f"工号 {given.employee_number} 的一次性密码：{password}\n登录后须立即修改；此前的登录均已失效。")
    return 0


COMMANDS: Mapping[str, Callable[[Arguments], int]] = {
    "migrate": migrate,
    "check": check_site,
    "reset-password": reset_password_of,
}
