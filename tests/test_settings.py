"""Settings: every one is documented, and nonsense is refused in words."""

import re
from dataclasses import fields

import pytest

from app.core.config import PREFIX, BadSetting, Config
from tests.sources import ROOT

KEY = {"TESSERA_SECRET_KEY": "x" * 32}
ROW = re.compile(r"^\| `(?P<name>TESSERA_\w+)` \| (?P<default>.*?) \| (?P<doc>.*?) \|$")


def documented() -> dict[str, tuple[str, str]]:
    """Name → default and meaning, from the tables of docs/settings.md."""
    lines = (ROOT / "docs/settings.md").read_text().splitlines()
    found = [match for line in lines if (match := ROW.match(line))]
    names = [match["name"] for match in found]
    assert len(names) == len(set(names)), "a setting is documented twice"
    return {match["name"]: (match["default"], match["doc"]) for match in found}


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    expected = {}
    for field in fields(Config):
        default = field.default
        shown = int(default) if isinstance(default, bool) else default
        text = f"`{shown}`" if str(shown) else "empty"
        expected[PREFIX + field.name.upper()] = (text, field.metadata["doc"])
    assert documented() == expected


def test_settings_come_from_the_environment() -> None:
    config = Config.from_env(KEY | {"TESSERA_PORT": "8123", "TESSERA_LANGUAGE": "en"})
    assert (config.port, config.language) == (8123, "en")


def test_port_is_honoured_and_the_longer_name_wins() -> None:
    assert Config.from_env(KEY | {"PORT": "9000"}).port == 9000
    both = KEY | {"PORT": "9000", "TESSERA_PORT": "9001"}
    assert Config.from_env(both).port == 9001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TESSERA_PORT", "eighty"),
        ("TESSERA_PORT", "-1"),
        ("TESSERA_DEMO", "maybe"),
        ("TESSERA_LANGUAGE", "fr"),
        ("TESSERA_SECRET_KEY", "short"),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Config.from_env(KEY | {name: value})


@pytest.mark.parametrize(
    "url",
    [
        "me:secret@mx.test/INBOX",
        "pop3://me:secret@mx.test",
        "imaps://mx.test/INBOX",
        "imaps://me:secret@/INBOX",
        "imaps://me:secret@mx.test:99999/INBOX",
        "imaps://me:secret@[mx.test/INBOX",
        "imaps://me:secret@mx.test/IN%0D%0ABOX",
    ],
)
def test_a_wrong_mailbox_stops_the_start_and_keeps_its_password(url: str) -> None:
    with pytest.raises(BadSetting, match="TESSERA_BOUNCES_URL") as refused:
        Config.from_env(KEY | {"TESSERA_BOUNCES_URL": url})
    assert "secret" not in str(refused.value)


def test_a_mailbox_is_taken_as_it_is() -> None:
    url = "imaps://me%40mx.test:s%2Fe@mx.test:993/INBOX"
    assert Config.from_env(KEY | {"TESSERA_BOUNCES_URL": url}).bounces_url == url


def test_a_secret_has_no_default_outside_the_demo() -> None:
    with pytest.raises(BadSetting, match="TESSERA_SECRET_KEY"):
        Config.from_env({})


def test_own_domains_name_their_businesses() -> None:
    config = Config.from_env(
        KEY
        | {
            "TESSERA_BASE_URL": "https://tessera.test",
            "TESSERA_DOMAINS": " Loyalty.Cafe.ru=polden, xn--80ak6aa92e.com = folio ,",
        }
    )
    assert config.own_domains == {
        "loyalty.cafe.ru": "polden",
        "xn--80ak6aa92e.com": "folio",
    }


@pytest.mark.parametrize(
    ("domains", "base"),
    [
        ("loyalty.cafe.ru", "https://tessera.test"),
        ("loyalty.cafe.ru=", "https://tessera.test"),
        ("https://loyalty.cafe.ru=polden", "https://tessera.test"),
        ("loyalty.cafe.ru:443=polden", "https://tessera.test"),
        ("localhost=polden", "https://tessera.test"),
        ("карта.рф=polden", "https://tessera.test"),
        ("a.test=polden,a.test=folio", "https://tessera.test"),
        ("a.test=polden,b.test=polden", "https://tessera.test"),
        ("tessera.test=polden", "https://tessera.test"),
        ("a.test=polden", ""),
    ],
)
def test_wrong_domains_stop_the_start(domains: str, base: str) -> None:
    with pytest.raises(BadSetting, match="TESSERA_DOMAINS"):
        Config.from_env(KEY | {"TESSERA_DOMAINS": domains, "TESSERA_BASE_URL": base})
