"""A real site in its own process, started as a person starts it, for tests that look at it from outside."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from studyhub.core.settings import PROJECT_ROOT


@dataclass(frozen=True)
class RunningSite:
    """`url` without a slash at the end; `lines` is standard output so far, `messages` the file of standard error."""

    url: str
    process: subprocess.Popen[str]
    lines: list[str]
    messages: Path


def start_site(
    data_dir: Path, *arguments: str, command: str = "serve", environ: Mapping[str, str] | None = None
) -> RunningSite:
    """Start a site on a free port of this machine and wait until it serves. Whoever starts it stops it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    messages = data_dir / "messages.log"
    options = ["--data", str(data_dir), "--host", "127.0.0.1", "--port", "0", *arguments]
    with messages.open("a") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "studyhub", command, *options],
            cwd=PROJECT_ROOT,
            env={**os.environ, "STUDYHUB_ENVIRONMENT": "ready", **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert process.stdout is not None
    first = process.stdout.readline()
    if not first.startswith("ready "):
        process.kill()
        process.wait()
        raise RuntimeError(f"the site did not start: {first!r}\n{messages.read_text()}")
    lines = [first.rstrip("\n")]
    # Whatever else it prints must be taken from the pipe, or it would one day wait for a reader.
    threading.Thread(
        target=lambda: lines.extend(line.rstrip("\n") for line in process.stdout or ()), daemon=True
    ).start()
    return RunningSite(first.split()[1], process, lines, messages)


def stop_site(site: RunningSite) -> int:
    """Stop it as a service is stopped; gives its exit status."""
    site.process.terminate()
    try:
        return site.process.wait(15)
    finally:
        site.process.kill()


@contextmanager
def running_site(
    data_dir: Path, *arguments: str, command: str = "serve", environ: Mapping[str, str] | None = None
) -> Iterator[RunningSite]:
    """A site that serves inside the block."""
    site = start_site(data_dir, *arguments, command=command, environ=environ)
    try:
        yield site
    finally:
        stop_site(site)
