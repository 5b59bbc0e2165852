"""``flask wallet doctor`` says what would fail; ``flask demo wallet`` plays it all."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.core import clock, db
from app.wallet import halts
from app.wallet.apple import apns as connections
from passes.testing import DemoIdentity, demo_identity
from tests.conftest import NOW, MakeApp
from tests.standins import apns, demo
from tests.standins.google.standin import GoogleStandIn

PASS_TYPE, TEAM = "pass.test.tessera", "TESSERA001"


@pytest.fixture(scope="module")
def identity() -> DemoIdentity:
    return demo_identity(PASS_TYPE, TEAM, now=NOW)


@pytest.fixture
def settings(identity: DemoIdentity, tmp_path: Path) -> dict[str, str]:
    """Certificates of an installation, in files as they should be."""
    for name, pem in (
        ("certificate", identity.certificate_pem),
        ("key", identity.key_pem),
        ("intermediate", identity.intermediate_pem),
    ):
        file = tmp_path / f"{name}.pem"
        file.touch(mode=0o600)
        file.write_bytes(pem)
    return {
        "apple_pass_type": PASS_TYPE,
        "apple_team": TEAM,
        "apple_certificate": str(tmp_path / "certificate.pem"),
        "apple_key": str(tmp_path / "key.pem"),
        "apple_intermediate": str(tmp_path / "intermediate.pem"),
    }


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    connections.close()


def examine(app: Flask, *options: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["wallet", "doctor", *options])


def test_nothing_set_up_is_no_fault(app: Flask) -> None:
    result = examine(app)
    assert result.exit_code == 0, result.output
    assert "Apple Wallet is not set up" in result.output
    assert "Google Wallet is not set up" in result.output


def test_plain_http_is_a_fault(make_app: MakeApp, app: Flask) -> None:
    result = examine(make_app(base_url="http://loyalty.example"))
    assert result.exit_code == 1
    assert "TESSERA_BASE_URL" in result.output


def test_good_certificates_are_named(
    make_app: MakeApp, app: Flask, settings: dict[str, str]
) -> None:
    result = examine(make_app(**settings), "--offline")
    assert result.exit_code == 0, result.output
    assert f"Passes of {PASS_TYPE}, team {TEAM}, sign." in result.output


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"apple_team": "OTHER00001"}, "team 'OTHER00001' is not the certificate's"),
        ({"apple_pass_type": "pass.other"}, "pass type 'pass.other' is not"),
        ({"apple_key": "/nowhere/key.pem"}, "/nowhere/key.pem"),
        ({"apple_intermediate": ""}, "No pass can be signed"),
    ],
)
def test_what_does_not_fit_is_a_fault(
    make_app: MakeApp,
    app: Flask,
    settings: dict[str, str],
    changes: dict[str, str],
    words: str,
) -> None:
    result = examine(make_app(**settings | changes), "--offline")
    assert result.exit_code == 1
    assert words in result.output


def test_a_certificate_near_its_end_is_a_warning_then_a_fault(
    make_app: MakeApp, app: Flask, settings: dict[str, str]
) -> None:
    application = make_app(**settings)
    with clock.at(NOW + timedelta(days=350)):
        soon = examine(application, "--offline")
    with clock.at(NOW + timedelta(days=400)):
        ended = examine(application, "--offline")
    assert (soon.exit_code, ended.exit_code) == (0, 1)
    assert "days left" in soon.output
    assert "expired" in ended.output


def test_a_key_that_others_can_read_is_a_warning(
    make_app: MakeApp, app: Flask, settings: dict[str, str]
) -> None:
    Path(settings["apple_key"]).chmod(0o644)
    result = examine(make_app(**settings), "--offline")
    assert result.exit_code == 0
    assert "chmod 600" in result.output


def test_a_halted_queue_is_a_fault_until_it_goes_on(app: Flask) -> None:
    with db.writing():
        halts.halt("apple", "BadCertificate", "fingerprint")
    halted = examine(app)
    resumed = app.test_cli_runner().invoke(args=["wallet", "resume", "apple"])
    assert halted.exit_code == 1
    assert "BadCertificate" in halted.output
    assert resumed.exit_code == 0
    woken = {task.name for task in app.extensions["tessera_worker"].huey.pending()}
    assert woken >= {"apple", "google"}
    assert examine(app).exit_code == 0


def test_apple_is_asked_about_our_certificate(
    make_app: MakeApp, app: Flask, settings: dict[str, str], identity: DemoIdentity
) -> None:
    with apns.serving(identity.root_pem) as apple:
        own = make_app(**settings, apns_url=apple.url, apns_ca=apple.ca)
        apple.script("0" * 64, apns.Answer(400, "BadDeviceToken"))
        taken = examine(own)
        apple.script("0" * 64, apns.Answer(403, "BadCertificate"))
        refused = examine(own)
        down = apple.url
    connections.close()
    away = examine(make_app(**settings, apns_url=down))
    assert (taken.exit_code, refused.exit_code, away.exit_code) == (0, 1, 0)
    assert "takes our certificate" in taken.output
    assert "refuses our certificate" in refused.output
    assert "does not answer as it should" in away.output


def test_google_is_asked_about_our_account(
    make_app: MakeApp, app: Flask, tmp_path: Path
) -> None:
    with GoogleStandIn(now=clock.now) as google:
        key = tmp_path / "google.json"
        key.touch(mode=0o600)
        key.write_bytes(google.key_file())
        own = make_app(
            google_issuer=google.issuer_id,
            google_key=str(key),
            google_api_url=google.base_url,
            google_token_url=google.token_uri,
            google_ca=shutil.copy(google.ca, tmp_path / "ca.pem"),
        )
        invited = examine(own)
        google.is_invited = False
        stranger = examine(own)
    assert (invited.exit_code, stranger.exit_code) == (0, 1)
    assert "Google knows our issuer" in invited.output
    assert "Google refuses our account" in stranger.output


@pytest.mark.database
@pytest.mark.real_clock
def test_the_demo_plays_both_phones_to_the_end() -> None:
    """Enrol, buy, push, update, erase: the stand-ins judge every step."""
    said: list[str] = []
    demo.play(said.append)
    whole = "\n".join(said).replace("\xa0", " ")
    assert "lock screen: Теперь доступно: 45 баллов" in whole
    assert "messages shown: 1." in whole
    assert "voided: True" in whole
    assert "INACTIVE" in whole
