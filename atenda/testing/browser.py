"""The browser of the tests: Chromium of the machine, installed when we may, or Playwright's own.

`python -m atenda.testing.browser` makes sure there is one."""

import os
import shutil
import subprocess
import sys

# The first is Chromium without what only a window needs: a journey takes a quarter less time in it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """The machine's own browser; None means the one Playwright keeps."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch_options() -> dict[str, object]:
    """What Playwright's `launch` needs here. Root may not use Chromium's sandbox; everybody else does."""
    options: dict[str, object] = {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    if path := executable():
        options["executable_path"] = path
    return options


def ensure() -> bool:
    """Find a browser, or install one the first way that works."""
    if executable() is not None or _playwright_has_one():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the tests.")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        for name in NAMES[:2]:
            subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", name], check=False)
            if executable() is not None:
                return True
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0


def _playwright_has_one() -> bool:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow, and most machines have their own

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)  # noqa: PTH110


if __name__ == "__main__":
    if not ensure():
        sys.exit("No browser was found or could be installed: put `chromium` on PATH.")
