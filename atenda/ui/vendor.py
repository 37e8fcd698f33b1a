"""Copy the third-party styles and scripts the pages use from node_modules into static/vendor, which git ignores, and
the fonts of what is printed to PDF into casefiles/fonts.

Run by `make run` and by packaging, after `npm ci`. Exactly the files named here reach a browser; the fonts do not.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
TARGET = Path(__file__).parent / "static" / "vendor"
FONTS = Path(__file__).parents[1] / "casefiles" / "fonts"
ICONS = Path(__file__).parent / "static" / "vendor" / "icons.json"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "dompurify/dist/purify.min.js": "dompurify.js",
    "sortablejs/Sortable.min.js": "sortable.js",
    "trix/dist/trix.esm.min.js": "trix.js",
    "tom-select/dist/js/tom-select.popular.min.js": "tom-select.js",
}
FONT_FILES = {
    "dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf": "regular.ttf",
    "dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf": "bold.ttf",
    "dejavu-fonts-ttf/LICENSE": "LICENSE",
}
ICON_NODES = "@tabler/icons/tabler-nodes-outline.json"
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")


def main() -> int:
    missing = [name for name in (*FILES, *FONT_FILES, ICON_NODES) if not (MODULES / name).exists()]
    if missing:
        print(f"These third-party files are missing: {', '.join(missing)}. Run `npm ci` first.", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for source, name in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (TARGET / name).write_text(_SOURCE_MAP.sub("", text), encoding="utf-8")
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for source, name in FONT_FILES.items():
        shutil.copyfile(MODULES / source, FONTS / name)
    nodes = json.loads((MODULES / ICON_NODES).read_text(encoding="utf-8"))
    drawings = {name: "".join(_element(tag, attributes) for tag, attributes in parts) for name, parts in nodes.items()}
    ICONS.write_text(json.dumps(drawings, separators=(",", ":")), encoding="utf-8")
    return 0


def _element(tag: str, attributes: dict[str, Any]) -> str:
    written = " ".join(f'{name}="{escape(str(value))}"' for name, value in attributes.items())
    return f"<{tag} {written}/>"


if __name__ == "__main__":
    raise SystemExit(main())
