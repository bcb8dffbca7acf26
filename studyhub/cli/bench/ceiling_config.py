"""How gunicorn runs the ceiling: as it runs a site, but nothing else works beside the requests."""

from typing import Any

from studyhub.cli.gunicorn_config import (
    accesslog,
    bind,
    control_socket_disable,
    errorlog,
    graceful_timeout,
    keepalive,
    loglevel,
    post_fork,
    threads,
    timeout,
    worker_class,
    workers,
)

__all__ = [
    "accesslog",
    "bind",
    "control_socket_disable",
    "errorlog",
    "graceful_timeout",
    "keepalive",
    "loglevel",
    "post_fork",
    "threads",
    "timeout",
    "worker_class",
    "workers",
]


def post_worker_init(worker: Any) -> None:
    """The first worker says that the ceiling is ready, as a site does."""
    if worker.age == 1:
        print(f"ready http://127.0.0.1:{worker.sockets[0].getsockname()[1]}", flush=True)
