"""The certificate that signs passes."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.config import Config
from app.wallet import certificates
from app.wallet.certificates import NoPasses, PassRefused
from passes.testing import demo_identity
from tests.conftest import NOW, Clock


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A demo with an empty data folder."""
    return Config(data_dir=tmp_path / "data", secret_key="x" * 40, demo=True)


def own(folder: Path, **changes: object) -> Config:
    """An operator's own certificate, in files."""
    made = demo_identity("pass.org.example", "TEAM000001", now=NOW)
    paths = {}
    for name, pem in zip(("certificate", "key", "intermediate"), made, strict=False):
        path = folder / f"{name}.pem"
        path.write_bytes(pem)
        paths[f"apple_{name}"] = str(path)
    return Config(data_dir=folder, secret_key="x" * 40, **(paths | changes))  # type: ignore[arg-type]


def test_the_demo_makes_its_own_and_keeps_it_secret(config: Config) -> None:
    first = certificates.signer(config)
    assert first.pass_type_id == config.apple_pass_type
    assert certificates.signer(config) is first
    folder = config.data_dir / "certificates"
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in config.data_dir.iterdir()] == ["certificates"]


def test_expired_demo_certificates_are_made_again(config: Config, clock: Clock) -> None:
    first = certificates.signer(config)
    clock.set(first.expires_at + timedelta(days=1))
    second = certificates.signer(config)
    assert second.expires_at > clock.now


def test_demo_certificates_of_the_future_are_made_again(
    config: Config, clock: Clock
) -> None:
    """The clock of a demo goes back, and its passes are still signed."""
    certificates.signer(config)
    clock.advance(days=-100)
    second = certificates.signer(config)
    assert all(begins <= clock.now for _, begins, _ in second.validity)


def test_changed_identity_makes_new_demo_certificates(config: Config) -> None:
    certificates.signer(config)
    changed = Config(
        data_dir=config.data_dir,
        secret_key=config.secret_key,
        demo=True,
        apple_pass_type="pass.other",
    )
    assert certificates.signer(changed).pass_type_id == "pass.other"


def test_the_operators_certificate_goes_first(tmp_path: Path) -> None:
    found = certificates.signer(own(tmp_path, demo=True))
    assert (found.pass_type_id, found.team_id) == ("pass.org.example", "TEAM000001")
    assert not (tmp_path / "certificates").exists()


def test_without_either_there_are_no_passes(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, secret_key="x" * 40)
    assert not certificates.is_configured(config)
    with pytest.raises(NoPasses):
        certificates.signer(config)


@pytest.mark.parametrize("name", ["certificate", "key", "intermediate"])
def test_a_broken_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    config = own(tmp_path)
    (tmp_path / f"{name}.pem").write_text("nonsense")
    with pytest.raises(PassRefused):
        certificates.signer(config)
    (tmp_path / f"{name}.pem").unlink()
    with pytest.raises(PassRefused):
        certificates.signer(config)
