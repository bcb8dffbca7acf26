"""Start a site: migrate its database, see that somebody can sign in, and become gunicorn."""

import os
import socket
import sqlite3
import sys
from typing import NoReturn

from studyhub.cli.arguments import Arguments
from studyhub.cli.site import open_database, settings_of
from studyhub.core.clock import SystemClock
from studyhub.core.db import Database
from studyhub.core.settings import Settings
from studyhub.organisation.service import create_first_administrator


def serve(given: Arguments) -> int:
    """Start a site, empty at first: its first administrator's one-time password is printed once, on the terminal."""
    settings = settings_of(given)
    refuse_taken_port(settings)
    database = open_database(settings)
    with database.write() as session:
        created = create_first_administrator(session, now=SystemClock().now())
    if created is not None:
        employee_number, password = created
        say(
            "这是一个新站点。请用下面的管理员账号登录，一次性密码首次登录后须修改，之后不再显示：\n"
            f"    工号  {employee_number}\n    密码  {password}"
        )
    become_gunicorn(settings, database)


def refuse_taken_port(settings: Settings) -> None:
    """End the program with a sentence when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        # As gunicorn does: a port that only waits for old connections to fade is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            sys.exit(
                f"不能在 {settings.host}:{settings.port} 上提供服务（{error.strerror}）。"
                "如果另一个程序占用了这个端口，可用 --port 另选一个，例如 --port 8001。"
            )


def become_gunicorn(settings: Settings, database: Database) -> NoReturn:
    """Replace this process by gunicorn, serving the site."""
    say(
        f"数据库：{database.engine.dialect.name}；数据目录：{settings.data_dir}；SQLite {sqlite3.sqlite_version}"
    )
    database.dispose()
    # The command line has been merged into the settings: the workers read them from here.
    environ = {
        **os.environ,
        "STUDYHUB_DATA": str(settings.data_dir),
        "STUDYHUB_HOST": settings.host,
        "STUDYHUB_PORT": str(settings.port),
        "STUDYHUB_WORKERS": str(settings.workers),
    }
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:studyhub.cli.gunicorn_config",
        "studyhub.wsgi:app",
    ]
    sys.stdout.flush()
    os.execve(sys.executable, gunicorn, environ)  # noqa: S606


def say(sentence: str) -> None:
    """Tell the person at the terminal, on standard error: the first line of standard output is for programs."""
    print(sentence, file=sys.stderr, flush=True)
