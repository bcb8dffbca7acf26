"""The launcher on a bare Python: a small project of its own, with one hand-made package to install, offline."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from studyhub.core.settings import PROJECT_ROOT

BARE_PYTHON = str(getattr(sys, "_base_executable", sys.executable))
# Stands where the real commands stand: shows what the launcher prepared.
COMMANDS = """
import sys, tiny

def run(given):
    print(given.command, given.port, tiny.VERSION, sys.prefix)
    return 7
"""

# Debian's Python without python3-venv: no ensurepip, so the environment gets no pip of its own.
WITHOUT_ENSUREPIP = """
import importlib.util as util

find = util.find_spec
util.find_spec = lambda name, *package: None if name == "ensurepip" else find(name, *package)
"""


def make_wheel(folder: Path, version: str) -> None:
    """A package `tiny` of one line, as an installer expects it."""
    info = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(folder / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", f"VERSION = {version!r}\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with the real launcher, a lock of one package, and a folder of wheels."""
    root = tmp_path / "a folder with spaces"
    (root / "studyhub" / "cli").mkdir(parents=True)
    (root / "deploy").mkdir()
    (root / "wheels").mkdir()
    for name in ("__init__.py", "__main__.py", "cli/__init__.py", "cli/arguments.py", "cli/environment.py"):
        shutil.copy(PROJECT_ROOT / "studyhub" / name, root / "studyhub" / name)
    (root / "studyhub" / "cli" / "commands.py").write_text(COMMANDS)
    for version in ("1.0", "2.0"):
        make_wheel(root / "wheels", version)
    (root / "debian").mkdir()
    (root / "debian" / "sitecustomize.py").write_text(WITHOUT_ENSUREPIP)
    pin(root, "1.0")
    return root


def pin(project: Path, version: str) -> None:
    for lock in ("requirements.txt", "requirements-test.txt"):
        (project / "deploy" / lock).write_text(f"tiny=={version}\n")


def launch(project: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    """Start the launcher as on a Debian without python3-venv, without uv and without internet."""
    settings = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(project),
        "STUDYHUB_WHEELS": str(project / "wheels"),
        "PYTHONPATH": str(project / "debian"),
    }
    return subprocess.Popen(
        [BARE_PYTHON, "-m", "studyhub", *arguments],
        cwd=project,
        env={**settings, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, messages = process.communicate(timeout=120)
    return process.returncode, out, messages


def served(project: Path, version: str) -> tuple[int, str]:
    """What the command must have seen: its arguments, the pinned package, the project's environment."""
    return 7, f"serve 8001 {version} {project / '.venv'}\n"


def test_a_bare_python_builds_its_environment_once_and_mends_it_when_versions_change(project: Path) -> None:
    *first, messages = outcome(launch(project, "--port", "8001"))
    assert tuple(first) == served(project, "1.0")
    assert messages.splitlines()[0] == "正在准备运行环境（只在第一次和升级后需要，约半分钟）……"

    *second, messages = outcome(launch(project, "--port", "8001"))
    assert tuple(second) == served(project, "1.0")
    assert messages == ""

    pin(project, "2.0")
    *third, _ = outcome(launch(project, "--port", "8001"))
    assert tuple(third) == served(project, "2.0")
    assert not (project / ".venv" / "bin" / "pip").exists()


def test_where_python_can_make_a_pip_the_environment_has_its_own(project: Path) -> None:
    *first, _ = outcome(launch(project, "--port", "8001", PYTHONPATH=""))
    assert tuple(first) == served(project, "1.0")
    assert (project / ".venv" / "bin" / "pip").exists()


def test_two_who_start_at_once_build_one_environment(project: Path) -> None:
    both = [launch(project, "--port", "8001") for _ in range(2)]
    results = [outcome(process) for process in both]
    assert [(status, out) for status, out, _ in results] == [served(project, "1.0")] * 2
    assert sorted("运行环境已备好" in messages for _, _, messages in results) == [False, True]


def test_a_start_that_was_killed_half_way_is_made_good_by_the_next(project: Path) -> None:
    broken = launch(project, "--port", "8001")
    while not (project / ".venv" / "studyhub-unfinished").exists():
        time.sleep(0.01)
    broken.send_signal(signal.SIGKILL)
    broken.communicate()
    (project / ".venv" / "half-written").touch()

    *after, _ = outcome(launch(project, "--port", "8001"))
    assert tuple(after) == served(project, "1.0")
    assert not (project / ".venv" / "half-written").exists()


def test_without_the_packages_it_says_what_to_do_and_tries_again_next_time(project: Path) -> None:
    wheels = project / "wheels"
    wheels.rename(project / "elsewhere")
    wheels.mkdir()
    status, out, messages = outcome(launch(project))
    assert (status, out) == (1, "")
    assert "软件包没有装好" in messages
    assert "Traceback" not in messages

    shutil.rmtree(wheels)
    (project / "elsewhere").rename(wheels)
    *after, _ = outcome(launch(project, "--port", "8001"))
    assert tuple(after) == served(project, "1.0")


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not on this machine")
def test_uv_is_used_where_it_is(project: Path) -> None:
    path = os.environ["PATH"]
    *first, _ = outcome(launch(project, "--port", "8001", PATH=path, HOME=os.environ["HOME"]))
    assert tuple(first) == served(project, "1.0")
    assert "uv = " in (project / ".venv" / "pyvenv.cfg").read_text()


def test_a_typing_mistake_costs_no_installation(project: Path) -> None:
    status, _, _ = outcome(launch(project, "dance"))
    assert status == 2
    assert not (project / ".venv").exists()


def test_in_a_container_nothing_is_built(project: Path) -> None:
    status, _, messages = outcome(launch(project, STUDYHUB_ENVIRONMENT="ready"))
    assert status == 1
    assert "No module named 'tiny'" in messages
    assert not (project / ".venv").exists()
