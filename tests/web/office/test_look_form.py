"""The editor's form: pictures from strangers, and what is refused of them."""

import io

import pytest
from PIL import Image

from tests.page import Page
from tests.web.office.conftest import Enter, Office
from tests.web.office.test_look import desk, form, send, shown
from tests.world import World

SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9' width='90' height='90'>"
)


DOT = SVG + b"<circle cx='4' cy='4' r='3' fill='#fa0'/></svg>"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 240)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def send_large(office: Office, data: bytes, *, status: int) -> Page:
    """What the browser sends with a large file, in one piece of memory."""
    editor = form(office.get("look", status=200))
    values = {name: value[0] for name, value in editor.values.items() if value}
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**values, "name": "Иначе", "do": "publish"}.items()
    ]
    head = (
        '--cut\r\nContent-Disposition: form-data; name="logo"; filename="l.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    body = "".join((*parts, head)).encode() + data + b"\r\n--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    return office.client.post(editor.action, body, content_type=kind, status=status)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_sent_without_javascript(
    office: Office, world: World, kind: str
) -> None:
    data = picture(kind)
    page = send(office, "Publish", logo=(io.BytesIO(data), "logo.bin"))
    ref = shown(world).logo
    assert ref is not None
    assert any(ref.digest in e.attrib["src"] for e in page.all("img"))
    page = send(office, "Show", logo_x="20", logo_y="80", logo_zoom="150")
    look = desk(world).look.logo
    assert look is not None
    assert look.crop == "20-80-150"
    page = send(office, "Remove: Logo")
    assert desk(world).look.logo is None
    assert "Instead of the drawn sign" in page.text


def test_a_cover_is_judged_and_shown_in_each_format(
    office: Office, world: World
) -> None:
    page = send(
        office, "Show", cover=(io.BytesIO(picture(size=(1600, 900))), "hall.png")
    )
    assert "Words on the cover can be read" in page.text
    shapes = {
        e.attrib["src"].split("/")[4]
        for e in page.all("img")
        if "/pictures/" in e.attrib["src"]
    }
    assert {"cover", "cover-phone", "strip"} <= shapes
    for image in page.all("img"):
        if "/pictures/" in image.attrib["src"]:
            office.client.get(image.attrib["src"], status=200)


def test_a_drawing_is_taken_as_pixels(office: Office, world: World) -> None:
    send(office, "Show", logo=(io.BytesIO(DOT), "logo.svg"))
    assert desk(world).look.logo is not None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (SVG + b"<script>alert(1)</script></svg>", "contains scripts"),
        (SVG + b"<image href='file:///etc/passwd'/></svg>", "contains scripts"),
        (b"GIF89a" + b"\0" * 40, "not a JPEG, PNG or WebP"),
        (b"MZ\x90 not a picture", "not a JPEG, PNG or WebP"),
        (picture()[:200], "not a JPEG, PNG or WebP"),
    ],
    ids=["script", "file", "gif", "exe", "cut"],
)
def test_a_bad_file_is_refused_at_its_field(
    office: Office, world: World, data: bytes, words: str
) -> None:
    page = send(
        office,
        "Publish",
        name="Иначе",
        logo=(io.BytesIO(data), "logo.png"),
        status=422,
    )
    assert words in page.text
    assert form(page).values["name"] == ["Иначе"]
    assert desk(world).draft is None


def test_a_pixel_bomb_is_refused(office: Office) -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    page = send(
        office, "Publish", cover=(io.BytesIO(out.getvalue()), "b.png"), status=422
    )
    assert "too large" in page.text


def test_a_file_of_11_megabytes_is_refused_at_its_field(
    office: Office, world: World
) -> None:
    page = send_large(office, b"\x89PNG\r\n\x1a\n" + b"\0" * 11_000_000, status=422)
    assert "The picture is too large" in page.text
    assert form(page).values["name"] == ["Иначе"]
    assert desk(world).draft is None


def test_a_body_of_50_megabytes_is_refused_in_words(
    office: Office, world: World
) -> None:
    page = send_large(office, b"\0" * 50_000_000, status=413)
    assert "413" in page.h1 + page.text
    assert desk(world).draft is None


def test_a_good_picture_survives_an_error_elsewhere(
    office: Office, world: World
) -> None:
    page = send(
        office, "Show", name="", logo=(io.BytesIO(picture()), "logo.png"), status=422
    )
    assert form(page).values["logo_ref"] != [""]
    form(page).submit(name="Зерно", button="Show", status=303)
    assert desk(world).look.logo is not None


@pytest.mark.parametrize(
    "wrong", [{"logo_x": "101"}, {"logo_zoom": "99"}, {"logo_y": "-1"}]
)
def test_a_crop_has_bounds(office: Office, wrong: dict[str, str]) -> None:
    send(office, "Show", logo=(io.BytesIO(picture()), "logo.png"))
    page = send(office, "Show", wrong, status=422)
    assert "Write a whole number" in page.text


def test_a_picture_of_another_business_is_not_found(
    enter: Enter, office: Office, world: World
) -> None:
    send(office, "Show", logo=(io.BytesIO(picture()), "logo.png"))
    mine = desk(world).look.logo
    assert mine is not None
    browser = office.client.another()
    browser.sign_in(world.books.owner.person_id)
    there = Office(browser, world.books, world.books.owner.staff_id)
    editor = form(there.get("look", status=200))
    data = {**editor.values, "logo_ref": mine.digest, "do": "show"}
    browser.post(editor.action, data, status=404)
    data = {**editor.values, "logo_ref": "é" * 32, "do": "show"}
    browser.post(editor.action, data, status=404)
