"""The project's own virtual environment, `.venv`: made when missing, mended when the pinned versions changed.

Runs on a bare Python with the standard library alone. Progress goes to standard error, never to standard output.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

PROJECT_ROOT = Path(__file__).resolve().parents[2]
VENV = PROJECT_ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    False: PROJECT_ROOT / "deploy" / "requirements.txt",
    True: PROJECT_ROOT / "deploy" / "requirements-test.txt",
}
STAMP = VENV / "studyhub-installed"
UNFINISHED = VENV / "studyhub-unfinished"
NO_PIP = """
这台机器的 Python 没有 pip，也没有 uv，无法安装 StudyHub 所需的软件包。请先安装其中之一，再运行一次：
    Debian / Ubuntu:   apt install python3-pip python3-venv
    Fedora / openEuler: dnf install python3-pip
Neither pip nor uv was found for this Python. Install one of them (see above) and run the same command again.
"""

NOT_INSTALLED = """
软件包没有装好，原因见上面的输出，多半是网络不通。修好网络后再运行一次即可；
没有互联网的机器，可先在别处备好软件包目录，用 STUDYHUB_WHEELS 指给它（见 docs/operating.md）。
The packages could not be installed; see the output above, and docs/operating.md for machines without internet.
"""


def ensure(*, for_development: bool, argv: list[str]) -> None:
    """Return when this very process runs in an environment that has all that is pinned.

    Otherwise build or mend `.venv`, and replace the process by the same command running there. With
    STUDYHUB_ENVIRONMENT=ready (a container) nothing is built. `for_development` adds the tools that test and measure.
    """
    if os.environ.get("STUDYHUB_ENVIRONMENT") == "ready":
        return
    if os.name != "posix":
        sys.exit("StudyHub 运行在 Linux 或 macOS 上。StudyHub runs on Linux or macOS (or WSL).")
    if not _is_ready(for_development):
        with _alone():
            if not _is_ready(for_development):  # another process may have built it while this one waited
                _build(for_development)
    if Path(sys.prefix).resolve() != VENV.resolve():
        _run_again_there(argv)


def _is_ready(for_development: bool) -> bool:
    if UNFINISHED.exists() or not STAMP.exists():
        return False
    installed = STAMP.read_text().split()
    return _mark(for_development) in installed and _python_of_venv() in installed


def _mark(for_development: bool) -> str:
    return hashlib.sha256(LOCKS[for_development].read_bytes()).hexdigest()


def _python_of_venv() -> str | None:
    # The system's Python may have been upgraded under the environment: its packages would then be out of reach.
    command = [str(PYTHON), "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One builder at a time. The lock is on the project's folder: `.venv` itself may be deleted meanwhile."""
    import fcntl  # absent on Windows, where the sentence in ensure() must still be reached

    folder = os.open(PROJECT_ROOT, os.O_RDONLY)
    # An installer that outlives a killed builder keeps the lock, until it too is done.
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("另一个进程正在准备运行环境，请稍候……")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _build(for_development: bool) -> None:
    started = time.monotonic()
    _say("正在准备运行环境（只在第一次和升级后需要，约半分钟）……")
    is_built = (shutil.which("uv") is not None and _with_uv(for_development)) or _with_pip(for_development)
    if not is_built:
        sys.exit(NOT_INSTALLED)
    # The development list contains the other one whole, with the same versions.
    marks = {_python_of_venv() or "", _mark(False), _mark(for_development)}
    STAMP.write_text("\n".join(sorted(marks)) + "\n")
    UNFINISHED.unlink()
    _say(f"运行环境已备好，用时 {time.monotonic() - started:.0f} 秒。")


def _with_uv(for_development: bool) -> bool:
    _begin()
    venv = ["uv", "venv", "--quiet", "--allow-existing", "--python", _base_python(), str(VENV)]
    install = ["uv", "pip", "install", "--quiet", "--python", str(PYTHON), *_what_to_install(for_development)]
    return (_python_of_venv() is not None or _succeeds(venv)) and _succeeds(install)


def _with_pip(for_development: bool) -> bool:
    _begin()
    if _python_of_venv() is None:
        venv = [_base_python(), "-m", "venv"]
        # Debian keeps ensurepip in a package of its own; the environment can do without a pip inside.
        has_ensurepip = importlib.util.find_spec("ensurepip") is not None
        if not (has_ensurepip and _succeeds([*venv, str(VENV)])):
            _succeeds([*venv, "--without-pip", str(VENV)])
    pips = ([str(PYTHON), "-m", "pip"], [_base_python(), "-m", "pip", "--python", str(PYTHON)])
    pip = next((pip for pip in pips if _succeeds([*pip, "--version"], quietly=True)), None)
    if pip is None:
        sys.exit(NO_PIP)
    quiet = ["--quiet", "--disable-pip-version-check"]
    return _succeeds([*pip, "install", *quiet, *_what_to_install(for_development)])


def _begin() -> None:
    # An interrupted installation may have left half a package, which no installer can mend: start from nothing.
    if UNFINISHED.exists() or _python_of_venv() is None:
        shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()


def _what_to_install(for_development: bool) -> list[str]:
    wheels = os.environ.get("STUDYHUB_WHEELS")
    source = ["--no-index", "--find-links", str(Path(wheels).resolve())] if wheels else []
    return [*source, "--no-deps", "-r", str(LOCKS[for_development])]


def _base_python() -> str:
    # Inside a virtual environment, the interpreter under it: `.venv` may be about to be cleared.
    return str(getattr(sys, "_base_executable", sys.executable))


def _succeeds(command: list[str], *, quietly: bool = False) -> bool:
    output = subprocess.DEVNULL if quietly else sys.stderr
    try:
        done = subprocess.run(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, close_fds=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _run_again_there(argv: list[str]) -> NoReturn:
    path = os.pathsep.join(filter(None, [str(PROJECT_ROOT), os.environ.get("PYTHONPATH")]))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(str(PYTHON), [str(PYTHON), "-m", "studyhub", *argv], {**os.environ, "PYTHONPATH": path})  # noqa: S606


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
