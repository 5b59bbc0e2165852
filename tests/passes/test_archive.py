"""The archive is one that independent programs take."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from passes.apple.archive import NOTHING, archive, layer

PATHS = some.from_regex(r"[a-z]{1,8}(\.lproj/[a-z]{1,8})?", fullmatch=True)
FILES = some.dictionaries(PATHS, some.binary(max_size=300), max_size=6)


@given(first=FILES, more=FILES)
def test_everything_comes_out_again(
    first: dict[str, bytes], more: dict[str, bytes]
) -> None:
    more = {f"own-{path}": data for path, data in more.items()}
    made = archive(layer(first), more)
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == [*first, *more]
        assert {path: opened.read(path) for path in opened.namelist()} == first | more


def test_entries_say_nothing_of_the_day() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(NOTHING, {"a": b"1"}))) as opened:
        entry = opened.getinfo("a")
    assert entry.date_time == (1980, 1, 1, 0, 0, 0)
    assert entry.compress_type == zipfile.ZIP_STORED
    assert entry.external_attr >> 16 == 0o100644


def test_unzip_takes_it(package: bytes, tmp_path: Path) -> None:
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("there is no unzip program")
    path = tmp_path / "card.pkpass"
    path.write_bytes(package)
    told = subprocess.run(
        [unzip, "-t", path], capture_output=True, check=False, text=True
    )
    assert told.returncode == 0, told.stdout
    assert "No errors detected" in told.stdout
