"""Servers as processes of their own: gunicorn with the site or with the ceiling, and the CPU time that they use."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Server:
    """A running gunicorn: the port on 127.0.0.1, and the process id of its master."""

    port: int
    master: int


@contextmanager
def serving(config: str, application: str, environ: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Run gunicorn with a configuration module and an application until the block ends; it logs to `log`."""
    command = [sys.executable, "-m", "gunicorn", "-c", f"python:{config}", application]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("ready "):
            raise RuntimeError(f"gunicorn did not start:\n{log.read_text(errors='replace')}")
        yield Server(int(line.rsplit(":", 1)[1]), process.pid)
    finally:
        process.terminate()
        process.wait(30)


def cpu_seconds(master: int) -> float | None:
    """User and system time that the children of a process have used, in seconds; None where there is no /proc."""
    if not (_PROC / "self" / "stat").exists():
        return None
    ticks = 0
    for process in _PROC.glob("[0-9]*"):
        try:
            # The name in brackets may hold spaces: count the fields behind it.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == master:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
