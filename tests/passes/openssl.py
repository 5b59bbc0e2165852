"""The openssl program as an independent judge of signatures."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from passes.testing import DemoIdentity
from tests.passes.samples import NOW, unpacked


def verify(
    package: bytes, identity: DemoIdentity, folder: Path, *, at: datetime = NOW
) -> None:
    """Let it check the signature up to the root; its own words when it refuses."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl program")
    files = unpacked(package)
    for name in ("signature", "manifest.json"):
        (folder / name).write_bytes(files[name])
    (folder / "root.pem").write_bytes(identity.root_pem)
    told = subprocess.run(
        [
            *(openssl, "cms", "-verify", "-binary", "-inform", "DER"),
            *("-in", "signature", "-content", "manifest.json"),
            *("-CAfile", "root.pem", "-purpose", "any"),
            *("-attime", str(int(at.timestamp())), "-out", "out"),
        ],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert (folder / "out").read_bytes() == files["manifest.json"]
