"""passkit-generator, the most complete peer: installed by npm, run by node."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.bench.peers.stock_pass import PASSWORD

VERSION = "3.6.1"
PASSES, INSTALL_SECONDS = 25, 180


def install(place: Path) -> str:
    """Put it into a folder; a word why it cannot be measured, or nothing."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "not measured: npm is missing"
    try:
        subprocess.run(
            [
                *(npm, "install", "--prefix", str(place), "--no-audit", "--no-fund"),
                *("--ignore-scripts", f"passkit-generator@{VERSION}"),
            ],
            capture_output=True,
            check=True,
            timeout=INSTALL_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return "not measured: npm could not install it"
    return ""


def measure(place: Path) -> tuple[float, bytes]:
    """Passes per second of CPU time once it is warm, and the last one."""
    script = Path(__file__).with_suffix(".cjs")
    done = subprocess.run(
        ["node", str(script), str(place), str(PASSES), PASSWORD],
        capture_output=True,
        check=True,
    )
    seconds = json.loads(done.stdout)["cpuSeconds"]
    return PASSES / seconds, (place / "passkit.pkpass").read_bytes()
