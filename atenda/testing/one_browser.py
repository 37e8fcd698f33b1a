"""The browser that all tests of this worker share; each opens a context of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from atenda.testing.browser import launch_options

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
    "--in-process-gpu",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Only one, for Playwright keeps a loop in this thread and starts no second one beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Django's own calls here are as synchronous as ever
    options: Any = launch_options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**{**options, "args": [*options["args"], *QUIET]})
        yield browser
        browser.close()
