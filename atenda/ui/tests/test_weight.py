"""What a first visit brings along: styles and scripts within what the budget (250 kB compressed) leaves a page."""

from __future__ import annotations

import gzip
from pathlib import Path

import django_htmx

OURS = Path(__file__).parents[1] / "static"


def test_styles_and_scripts_of_a_first_visit_are_light() -> None:
    files = [
        OURS / "vendor" / "tabler.css",
        OURS / "vendor" / "dompurify.js",
        OURS / "vendor" / "tom-select.js",
        Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js",
        *OURS.glob("ui/css/*.css"),
        *OURS.glob("ui/js/*.js"),
    ]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 200_000
