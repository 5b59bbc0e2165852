"""Official buttons that the operator brings along."""

import io
from pathlib import Path

import pytest
from PIL import Image

from app.wallet.badges import MAX_BYTES, badge

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" '
    'viewBox="0 0 120 40"><rect width="120" height="40" rx="8"/></svg>'
)


def png(width: int = 240, height: int = 80) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()


def test_a_drawing_is_shown_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "apple-ru.svg").write_text(SVG)
    found = badge(str(tmp_path), "apple", "ru")
    assert found is not None
    assert (found.body, found.media_type) == (SVG.encode(), "image/svg+xml")
    assert (found.width, found.height) == (120, 40)
    assert badge(str(tmp_path), "apple", "en") is None
    assert badge(str(tmp_path), "google", "ru") is None


def test_a_picture_does_as_well(tmp_path: Path) -> None:
    (tmp_path / "google-en.png").write_bytes(png())
    found = badge(str(tmp_path), "google", "en")
    assert found is not None
    assert (found.media_type, found.width, found.height) == ("image/png", 240, 80)


def test_another_file_is_another_button(tmp_path: Path) -> None:
    path = tmp_path / "google-en.png"
    path.write_bytes(png())
    first = badge(str(tmp_path), "google", "en")
    path.write_bytes(png(300, 90))
    second = badge(str(tmp_path), "google", "en")
    assert first is not None
    assert second is not None
    assert first.digest != second.digest


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("apple-ru.svg", SVG.replace("<rect", "<script>1</script><rect").encode()),
        ("apple-ru.svg", SVG.replace("<rect", '<rect onload="x()"').encode()),
        (
            "apple-ru.svg",
            SVG.replace("<rect", '<image href="file:///etc/passwd"/><rect').encode(),
        ),
        ("apple-ru.svg", b'<?xml-stylesheet href="//e/a.xsl"?>' + SVG.encode()),
        ("apple-ru.svg", b"no drawing"),
        ("apple-ru.svg", b" " * MAX_BYTES + SVG.encode()),
        ("apple-ru.png", SVG.encode()),
        ("apple-ru.png", png()[:40]),
        ("apple-ru.png", png(5000, 10)),
        ("apple-ru.png", b""),
    ],
)
def test_what_is_no_button_is_left_out(tmp_path: Path, name: str, body: bytes) -> None:
    (tmp_path / name).write_bytes(body)
    assert badge(str(tmp_path), "apple", "ru") is None


def test_without_a_folder_there_are_none() -> None:
    assert badge("", "apple", "ru") is None
    assert badge("/nowhere/at/all", "apple", "ru") is None
