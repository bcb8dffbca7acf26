"""What a site is started with: folders, addresses, keys. Read once, at the edge."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """The settings of one running site; durations are in seconds."""

    data_dir: Path
    database_url: str
    secret_key: bytes
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 8
    longest_wait: float = 4.0
    https: bool = False
    proxy_count: int = 0


def load_settings(data_dir: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment: STUDYHUB_DATA, DATABASE_URL, STUDYHUB_HOST, STUDYHUB_PORT, STUDYHUB_WORKERS,
    STUDYHUB_THREADS, STUDYHUB_LONGEST_WAIT (see cli.admission), STUDYHUB_HTTPS (1 when members come by https) and
    STUDYHUB_PROXIES (proxies in front).

    Creates the data folder and, on first use, its secret key (mode 0600).
    """
    environ = os.environ if environ is None else environ
    folder = (data_dir or Path(environ.get("STUDYHUB_DATA") or PROJECT_ROOT / "instance")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the key and the database are nobody else's
    return Settings(
        data_dir=folder,
        database_url=_database_url(environ.get("DATABASE_URL", ""), folder),
        secret_key=_secret_key(folder / "secret.key"),
        host=environ.get("STUDYHUB_HOST", "127.0.0.1"),
        port=int(environ.get("STUDYHUB_PORT", "8000")),
        workers=int(environ.get("STUDYHUB_WORKERS", "2")),
        threads=int(environ.get("STUDYHUB_THREADS", "8")),
        longest_wait=float(environ.get("STUDYHUB_LONGEST_WAIT", "4")),
        https=environ.get("STUDYHUB_HTTPS", "") == "1",
        proxy_count=int(environ.get("STUDYHUB_PROXIES", "0")),
    )


def _database_url(given: str, folder: Path) -> str:
    if not given:
        return f"sqlite:///{folder / 'studyhub.sqlite3'}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    return given


def _secret_key(path: Path) -> bytes:
    # O_EXCL: of two processes that start at once, one writes and the other reads.
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
    except FileExistsError:
        pass
    return path.read_bytes()
