"""Every link from one of our documents to a file leads to a file."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
ELSEWHERE = ("http://", "https://", "mailto:", "#")


def broken() -> list[str]:
    """Links that lead nowhere, with the document they stand in."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    complaints = []
    for name in listed.split():
        document = ROOT / name
        for match in LINK.finditer(document.read_text(encoding="utf-8")) if document.exists() else ():
            target = match[1] or match[2]
            if not target.startswith(ELSEWHERE) and not (document.parent / target.split("#")[0]).exists():
                complaints.append(f"{name}: {target} is not there.")
    return complaints


if __name__ == "__main__":
    found = broken()
    print("\n".join(found) or "Every link in the documents leads somewhere.")
    sys.exit(1 if found else 0)
