"""A person starts a site, and it starts, stops, reloads and dies as the operator's page says."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from studyhub.core.settings import PROJECT_ROOT
from tests.running_site import RunningSite, running_site, start_site, stop_site


def status_of(site: RunningSite, path: str) -> int:
    with urllib.request.urlopen(site.url + path, timeout=10) as response:
        return int(response.status)


def workers_of(site: RunningSite) -> set[int]:
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    return {int(pid) for pid in children.split()}


def wait_until(is_so: Callable[[], bool], within: float = 15) -> bool:
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[0] != "Z"
    except OSError:
        return False


def test_an_empty_site_serves_and_gives_its_administrator_a_password_once(tmp_path: Path) -> None:
    with running_site(tmp_path) as site:
        assert status_of(site, "/healthz") == 200
        assert status_of(site, "/readyz") == 200
        assert "工号  admin" in site.messages.read_text()
        assert stop_site(site) == 0
    site.messages.write_text("")
    with running_site(tmp_path) as again:
        assert "密码" not in again.messages.read_text()


def test_a_taken_port_is_a_sentence_and_leaves_the_other_program_alone(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "studyhub", "--data", str(tmp_path), "--port", port],
            cwd=PROJECT_ROOT,
            env={**os.environ, "STUDYHUB_ENVIRONMENT": "ready"},
            capture_output=True,
            text=True,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"不能在 127.0.0.1:{port} 上提供服务（Address already in use）。"
        "如果另一个程序占用了这个端口，可用 --port 另选一个，例如 --port 8001。\n"
    )


def test_an_unreachable_database_is_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "studyhub", "migrate", "--data", str(tmp_path)],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "STUDYHUB_ENVIRONMENT": "ready",
            "DATABASE_URL": f"postgresql://nobody@/site?host={tmp_path}",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("打不开数据库（")
    assert "Traceback" not in done.stderr


def test_the_site_runs_on_postgresql(postgres_server: str, tmp_path: Path) -> None:
    with running_site(tmp_path, environ={"DATABASE_URL": postgres_server}) as site:
        assert status_of(site, "/readyz") == 200
    assert not (tmp_path / "studyhub.sqlite3").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties workers to their master on Linux only")
def test_no_worker_outlives_a_killed_master_and_the_port_is_free_at_once(tmp_path: Path) -> None:
    site = start_site(tmp_path)
    workers = workers_of(site)
    assert len(workers) == 2
    site.process.kill()
    site.process.wait()
    # Left to themselves, workers notice after a second or so, and still finish what they are at.
    assert wait_until(lambda: not any(is_running(pid) for pid in workers), within=0.3)
    port = site.url.rsplit(":", 1)[1]
    with running_site(tmp_path, "--port", port) as again:
        assert again.url == site.url
        assert status_of(again, "/readyz") == 200


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of workers from /proc")
def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with running_site(tmp_path) as site:
        before = workers_of(site)
        os.kill(min(before), signal.SIGKILL)
        assert wait_until(lambda: len(workers_of(site) - before) == 1)
        assert [status_of(site, "/readyz") for _ in range(10)] == [200] * 10
        assert len([line for line in site.lines if line.startswith("ready ")]) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of workers from /proc")
def test_a_reload_changes_the_workers_without_refusing_anybody(tmp_path: Path) -> None:
    with running_site(tmp_path) as site:
        before = workers_of(site)
        site.process.send_signal(signal.SIGHUP)
        statuses = []

        def all_are_new() -> bool:
            statuses.append(status_of(site, "/healthz"))
            return len(workers_of(site)) == 2 and not workers_of(site) & before

        assert wait_until(all_are_new)
        assert set(statuses) == {200}
