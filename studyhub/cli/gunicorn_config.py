"""How gunicorn runs a site. Read by gunicorn in its master process; the settings come through the environment."""

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Any

from studyhub.cli import announcement, ticker
from studyhub.core.settings import load_settings

_settings = load_settings()
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (gunicorn makes an unpredictable name in it)
_PR_SET_PDEATHSIG = 1

bind = (
    f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
)
worker_class = "studyhub.cli.admission.AdmittingWorker"
workers = _settings.workers
threads = _settings.threads
# A phone saves an answer every ten seconds or so: its connection should still be there.
keepalive = 15
timeout = 60
graceful_timeout = 10
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
proc_name = "studyhub"
if os.access(_SHARED_MEMORY, os.W_OK):
    worker_tmp_dir = str(_SHARED_MEMORY)  # a heartbeat file on a slow disk can block a worker


def post_fork(_server: Any, worker: Any) -> None:
    """Tie a worker's life to its master's: workers that outlived a killed master would hold the port and the data."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != worker.ppid:  # the master died before the line above
            os._exit(1)


def post_worker_init(worker: Any) -> None:
    """The application is loaded: start the worker's ticker; the very first worker says that the site is ready."""
    ticker.start(_settings)
    if worker.age == 1:
        # The socket as it is, and not as it was asked for: with port 0 the system chose one.
        port = worker.sockets[0].getsockname()[1]
        announcement.announce(_settings, port)
