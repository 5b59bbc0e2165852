"""Find a Chromium for the browser tests, or get one.

``python -m tests.browser_setup`` prints the path of a Chromium that starts, or nothing.
It tries ``$CHROMIUM``, the system's own, Playwright's, and, as root, apt. Everything it
has to say goes to stderr. With ``REQUIRE_BROWSER=1`` finding none is an error.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = ("apt-get", "-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15")


def find() -> str | None:
    """The path of a Chromium on this machine that starts; downloads nothing."""
    return next((path for path in _candidates() if _starts(path)), None)


def is_required() -> bool:
    """Whether going without a browser is an error (``REQUIRE_BROWSER=1``)."""
    return os.environ.get("REQUIRE_BROWSER") == "1"


def _candidates() -> Iterator[str]:
    if given := os.environ.get("CHROMIUM"):
        yield given
    yield from filter(None, map(shutil.which, NAMES))
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    for binary in ("chrome", "chrome-headless-shell", "headless_shell"):
        yield from map(str, sorted(Path(home).expanduser().glob(f"*/*/{binary}")))


def _starts(path: str) -> bool:
    """Whether the binary loads all its libraries and says its version."""
    return _run(path, "--version", "--no-sandbox", seconds=30)


def _run(*command: str, seconds: int) -> bool:
    try:
        done = subprocess.run(
            command, check=False, timeout=seconds, capture_output=True, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def install() -> None:
    """Ask Playwright for its Chromium and, when that will not start, apt."""
    _say("No Chromium here; asking Playwright for one …")
    _run(sys.executable, "-m", "playwright", "install", "chromium", seconds=600)
    if not find() and os.geteuid() == 0 and shutil.which("apt-get"):
        _say("Playwright brought none that starts; asking apt …")
        _run(*APT, "update", seconds=120)
        _run(*APT, "install", "-y", "--no-install-recommends", "chromium", seconds=600)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> int:
    """Print the path; the exit status is 1 only where a browser is required."""
    path = find()
    if path is None:
        install()
        path = find()
    if path:
        sys.stdout.write(f"{path}\n")
        return 0
    if is_required():
        _say("REQUIRE_BROWSER=1, but there is no Chromium and none could be installed.")
        return 1
    _say("No Chromium: the browser tests are skipped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
