"""A fair write lock for SQLite, held by every writer from BEGIN IMMEDIATE through COMMIT and its checkpoint.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when one connection checkpoints while another commits; with one
writer at a time, checkpoint included, that cannot happen whatever the version. It also gives writers their turn in
the order in which they came, where SQLite's own busy waiting lets some starve for seconds.
See docs/decisions/0002-one-writer-at-a-time.md.
"""

import fcntl
import os
import threading
from collections import deque
from pathlib import Path
from types import TracebackType


class WriteLock:
    """Exclusive among threads (first come, first served) and among processes (flock). Re-entrant in a thread."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None
        self._depth = 0

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._owner == me:
            self._depth += 1
            return
        turn: threading.Lock | None = None
        with self._guard:
            if self._owner is None and not self._waiting:
                self._owner = me
            else:
                turn = threading.Lock()
                turn.acquire()
                self._waiting.append(turn)
        if turn is not None:
            turn.acquire()  # released by the one whose turn ends
            self._owner = me
        self._depth = 1
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if self._depth:
            return
        fcntl.flock(self._file, fcntl.LOCK_UN)
        with self._guard:
            # While it is handed over the lock is never free: _owner keeps the leaving thread until the next takes it.
            if self._waiting:
                self._owner = -1
                self._waiting.popleft().release()
            else:
                self._owner = None
