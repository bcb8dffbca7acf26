"""`python3 -m studyhub test`: every check of the project, one after another, and a summary."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from studyhub.core.settings import PROJECT_ROOT


def run_checks(pytest_arguments: Sequence[str] = ()) -> int:
    """Run them all, even after one has failed; status 0 when all are clean. Extra arguments go to pytest."""
    checks = (
        ("ruff check", ["ruff", "check"]),
        ("ruff format", ["ruff", "format", "--check"]),
        ("mypy", ["mypy"]),
        ("import contracts", ["lint-imports", "--no-logo"]),
        ("pytest", ["pytest", "-n", "2", *pytest_arguments]),
    )
    results = [(name, *_run(name, command)) for name, command in checks]
    print(
        "\n"
        + "\n".join(f"{_verdict(status):7}{name:20}{seconds:7.1f} s" for name, status, seconds in results)
    )
    return 1 if any(status for _, status, _ in results) else 0


def _run(name: str, command: list[str]) -> tuple[int, float]:
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    program = Path(sys.executable).parent / command[0]
    status = subprocess.run([str(program), *command[1:]], cwd=PROJECT_ROOT).returncode
    return status, time.monotonic() - started


def _verdict(status: int) -> str:
    return "FAILED" if status else "ok"
