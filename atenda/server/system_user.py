"""PostgreSQL refuses to run as root, so when Atenda runs as root its database runs as a user of its own."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atenda.server.faults import ServerFault

NAME = "atenda-postgres"
STAND_IN = "nobody"


@dataclass(frozen=True)
class SystemUser:
    """Who runs the database."""

    uid: int
    gid: int

    def owns(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    @property
    def process_options(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def database_user() -> SystemUser | None:
    """The user of our own when we are root; None when we are somebody ordinary already."""
    if os.geteuid() != 0:
        return None
    entry = _found(NAME) or _made() or _found(STAND_IN)
    if entry is None:
        raise ServerFault(f"PostgreSQL cannot run as root: make a system user called {NAME}, or start as another user.")
    return SystemUser(entry.pw_uid, entry.pw_gid)


def stand_in() -> int | None:
    """The number of the user who serves where none of our own can be made."""
    entry = _found(STAND_IN)
    return entry.pw_uid if entry else None


def make_passable(path: Path) -> None:
    """Let other users pass through the folders above a path, without letting them look inside."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def make_readable(folder: Path) -> None:
    """Let other users read and run what is in a folder of programs, whatever umask it was installed with."""
    make_passable(folder / "any")
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        wanted = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if mode & wanted != wanted:
            path.chmod(mode | wanted)


def _found(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd | None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        return None
    command = [program, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603  fixed words
    return _found(NAME)
