"""A migrated, empty database cluster of this state of the migrations, to be copied into the folder of a new desk.

Made once, as `atenda migrate` makes it, and kept beside the tests' database; a desk that is to begin from nothing asks
for that (`Desk(from_nothing=True)`). Making it takes ten seconds of processor, copying it half a one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from atenda.server.child import command
from atenda.server.locks import held
from atenda.testing.database import DATA, state

FOLDER = DATA / "clusters"


def put_into(data: Path) -> None:
    """Unless there is a cluster already."""
    if (data / "postgres").exists():
        return
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with held(FOLDER / "lock"):
        draft = data / "postgres.copy"
        subprocess.run(["cp", "-a", str(_made()), str(draft)], check=True)
        draft.rename(data / "postgres")


def _made() -> Path:
    """Where it is; older ones go when it is made."""
    whole = FOLDER / state()
    if not whole.exists():
        for old in [path for path in FOLDER.iterdir() if path.is_dir()]:
            shutil.rmtree(old)
        draft = FOLDER / "draft"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ATENDA_")}
        variables = {**plain, "ATENDA_DATA": str(draft)}
        done = subprocess.run(command("migrate"), env=variables, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"No cluster could be made:\n{done.stdout}{done.stderr}")
        draft.rename(whole)
    return whole / "postgres"
