"""Make the pictures a page shows of a file: in a child that may be killed, so that a bomb hurts nobody (7.18)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from atenda.files import drawing, limits, storage
from atenda.files.kinds import Family, family_of
from atenda.files.models import Content


def draw(content: Content) -> int:
    """How many pages were drawn; 0 when none could be. What was drawn before is drawn over."""
    family = family_of(content.kind)
    if family not in (Family.IMAGE, Family.PDF):
        return 0
    source = storage.path_of(content)
    folder = storage.root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix="drawing-") as made:
        pages = _in_a_child(family, source, Path(made) / "page")
        for number in range(pages + 1 if pages else 0):
            (Path(made) / f"page.{number}.webp").replace(storage.page_of(content, number))
    return pages


def _in_a_child(family: Family, source: Path, target: Path) -> int:
    figures = (limits.MOST_PAGES, limits.LARGEST_IMAGE, limits.DRAWING_MEMORY, limits.DRAWING_SECONDS)
    try:
        done = subprocess.run(  # noqa: S603  our own program, and paths we made
            [sys.executable, "-I", drawing.__file__, family.value, str(source), str(target), *map(str, figures)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2 * limits.DRAWING_SECONDS,
            cwd=target.parent,
            env={"HOME": str(target.parent), "OMP_NUM_THREADS": "1"},
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return 0
    said = done.stdout.strip()
    return int(said) if said.isdigit() else 0
