"""The key that signs sessions and links: given, or made once and kept in the data folder."""

import os
import secrets
from pathlib import Path

from atenda.server.faults import Misconfigured

SHORTEST = 32
FILE = "secret_key"


def secret_key(given: str | None, data: Path) -> str:
    """The key to use. Two processes starting at once end with the same one."""
    if given is not None:
        return _checked(given, "ATENDA_SECRET_KEY")
    path = data / FILE
    if not path.exists():
        _make(path)
    return _checked(path.read_text().strip(), str(path))


def _make(path: Path) -> None:
    """Write the whole key beside its place and link it there, so that nobody reads half of one."""
    draft = path.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _checked(key: str, source: str) -> str:
    if len(key) < SHORTEST or len(set(key)) < 8:
        raise Misconfigured(f"The secret key in {source} is too weak: give at least {SHORTEST} random characters.")
    return key
