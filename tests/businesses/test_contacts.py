"""Contacts as owners type them."""

from collections.abc import Callable

import pytest

from app.businesses import contacts
from app.businesses.contacts import BadContact

Read = Callable[[str], str]


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (contacts.site, "polden.example.ru", "https://polden.example.ru/"),
        (contacts.site, "http://Polden.ru/menu?x=1", "https://polden.ru/menu?x=1"),
        (contacts.site, "https://полдень.рф", "https://xn--d1acqkbf0h.xn--p1ai/"),
        (contacts.site, "https://a.ru/меню", "https://a.ru/%D0%BC%D0%B5%D0%BD%D1%8E"),
        (contacts.site, 'https://a.ru/"><b>', "https://a.ru/%22%3E%3Cb%3E"),
        (contacts.telegram, "@polden_cafe", "https://t.me/polden_cafe"),
        (contacts.telegram, "polden_cafe", "https://t.me/polden_cafe"),
        (contacts.telegram, "https://t.me/polden_cafe/", "https://t.me/polden_cafe"),
        (contacts.telegram, "t.me/polden_cafe", "https://t.me/polden_cafe"),
        (contacts.vk, "vk.com/polden.cafe", "https://vk.com/polden.cafe"),
        (contacts.vk, "https://m.vk.ru/polden", "https://vk.com/polden"),
        (contacts.vk, "@polden", "https://vk.com/polden"),
        (contacts.email, "Hello@Polden.ru", "hello@polden.ru"),
    ],
)
def test_it_is_kept_in_one_form(read: Read, typed: str, kept: str) -> None:
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (contacts.site, "javascript:alert(1)"),
        (contacts.site, "data://text/html,x"),
        (contacts.site, "https://user:pass@example.com"),
        (contacts.site, "https://example.com:8080/"),
        (contacts.site, "https://127.0.0.1/"),
        (contacts.site, "http://localhost/"),
        (contacts.site, "https://[::1]/"),
        (contacts.site, "https://[broken/"),
        (contacts.site, "https://evil.example\\@good.example"),
        (contacts.site, "https://exa mple.com"),
        (contacts.site, "https://example.com/\u202etxt"),
        (contacts.site, "https://example.com/" + "a" * 300),
        (contacts.site, "."),
        (contacts.site, "https://" + "я" * 80 + ".рф"),
        (contacts.telegram, "https://evil.example/polden"),
        (contacts.telegram, "t.me"),
        (contacts.telegram, "po"),
        (contacts.telegram, "полдень"),
        (contacts.telegram, "a/../../b"),
        (contacts.vk, "https://vk.com/a?b=<script>"),
        (contacts.vk, "a b"),
        (contacts.email, "no-at.example"),
        (contacts.email, "a@b\r\nBcc: c@d.example"),
        (contacts.email, "a" * 300 + "@example.com"),
    ],
)
def test_what_is_no_contact_is_refused(read: Read, typed: str) -> None:
    with pytest.raises(BadContact):
        read(typed)


def test_phones_of_any_kind() -> None:
    assert contacts.phone("8 (495) 123-45-67", "RU") == "+74951234567"
    assert contacts.phone("8 800 555-35-35", "RU") == "+78005553535"
    for wrong in ("12", "call us", "+7 495 123 45 67 ext. 8", "+" + "7" * 60, "٣٤٥"):
        with pytest.raises(BadContact):
            contacts.phone(wrong, "RU")
