"""Phones of outlets: landlines, free numbers and extensions."""

import pytest

from app.businesses import phones
from app.businesses.phones import BadPhone


@pytest.mark.parametrize(
    ("text", "country", "kept", "shown"),
    [
        ("8 (495) 123-45-67", "RU", "+74951234567", "+7 495 123-45-67"),
        ("+7 916 123-45-67", "RU", "+79161234567", "+7 916 123-45-67"),
        ("8-800-555-35-35", "RU", "+78005553535", "+7 800 555-35-35"),
        ("+44 20 7946 0141", "RU", "+442079460141", "+44 20 7946 0141"),
        ("020 7946 0141", "GB", "+442079460141", "+44 20 7946 0141"),
        ("8 495 123-45-67 доб. 12", "RU", "+74951234567;ext=12", None),
    ],
)
def test_a_phone_has_one_form(
    text: str, country: str, kept: str, shown: str | None
) -> None:
    found = phones.parse(text, country)
    assert found == kept
    written = phones.shown(found).replace("\u00a0", " ").replace("\u2011", "-")
    assert shown is None or written == shown
    assert phones.link(found) == f"tel:{kept}"
    assert phones.plain(found) == kept.partition(";")[0]
    # What the form shows is read again as the same number.
    assert phones.parse(" ".join(phones.shown(found).split()), country) == kept


@pytest.mark.parametrize(
    "text", ["", "12", "phone", "+7 495", "8 495 123-45-67" * 5, "+999 1234567", "\0"]
)
def test_what_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(BadPhone):
        phones.parse(text, "RU")
