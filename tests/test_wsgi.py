"""What ``flask --app wsgi`` says before anything is set up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.config import PREFIX

ROOT = Path(__file__).parent.parent


def _started(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``wsgi`` as a command line with these words loads it, without any setting."""
    code = (
        f"import sys; sys.argv = ['flask', *{words!r}]; import wsgi; "
        "print(wsgi.app.extensions['tessera_config'].demo, *wsgi.app.cli.commands)"
    )
    plain = {name: os.environ[name] for name in os.environ if PREFIX not in name}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=plain | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_setting_is_a_sentence(tmp_path: Path) -> None:
    done = _started(tmp_path, "work")
    assert done.returncode == 1
    assert done.stderr.startswith("TESSERA_SECRET_KEY is not set.")
    assert "Traceback" not in done.stderr


@pytest.mark.database
def test_the_wallet_demo_needs_no_settings(tmp_path: Path) -> None:
    done = _started(tmp_path, "demo", "wallet")
    assert done.returncode == 0, done.stderr
    is_demo, *commands = done.stdout.split()
    assert is_demo == "False"
    assert "demo" in commands
