"""Settings come from the environment, and a wrong one says which and why."""

from pathlib import Path

import pytest

from app.core.config import BadSetting, Config

KEY = "k" * 32


def test_port_is_honoured_without_the_prefix() -> None:
    assert Config.from_env({"PORT": "9001", "TESSERA_SECRET_KEY": KEY}).port == 9001


def test_the_prefixed_port_wins() -> None:
    config = Config.from_env(
        {"PORT": "9001", "TESSERA_PORT": "9002", "TESSERA_SECRET_KEY": KEY}
    )
    assert config.port == 9002


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("TESSERA_PORT", "eighty", "TESSERA_PORT"),
        ("TESSERA_DEMO", "perhaps", "TESSERA_DEMO"),
        ("TESSERA_SECRET_KEY", "short", "TESSERA_SECRET_KEY"),
        ("TESSERA_LANGUAGE", "tlh", "TESSERA_LANGUAGE"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, word: str) -> None:
    with pytest.raises(BadSetting, match=word):
        Config.from_env({"TESSERA_SECRET_KEY": KEY} | {name: value})


def test_outside_the_demo_a_key_is_required() -> None:
    with pytest.raises(BadSetting, match="TESSERA_SECRET_KEY is not set"):
        Config.from_env({})


def test_the_demo_keeps_its_key(tmp_path: Path) -> None:
    environ = {"TESSERA_DEMO": "1", "TESSERA_DATA_DIR": str(tmp_path)}
    first, second = Config.from_env(environ), Config.from_env(environ)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "demo.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_plain_postgresql_addresses_use_our_driver(scheme: str) -> None:
    config = Config(database_url=f"{scheme}://u@h/d", secret_key=KEY)
    assert config.database == "postgresql+psycopg://u@h/d"
