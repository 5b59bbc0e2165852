"""Registrations are counted per pass, repeats are not; logs name nobody."""

from io import StringIO

import pytest

from app.wallet.apple import registrations
from app.web import logs
from tests.conftest import Clock
from tests.standins.iphone import Held, IPhone
from tests.web.devices.conftest import Site


def test_a_pass_is_registered_so_often_in_an_hour(
    site: Site, phone: IPhone, held: Held, clock: Clock
) -> None:
    for _ in range(registrations.LIMIT.count - 1):
        assert site.iphone().register(held).status == 201
    refused = site.iphone().register(held)
    assert refused.status == 429
    assert 0 < int(refused.header("Retry-After")) <= 3600
    # What is registered already may be repeated, given up and fetched.
    assert phone.register(held).status == 200
    assert phone.fetch(held).status == 200
    other = phone.keep(site.download(site.card()).body)
    assert phone.register(other).status == 201
    clock.advance(hours=1)
    assert site.iphone().register(held).status == 201


def test_a_refused_registration_leaves_nothing(
    site: Site, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = registrations.Limit("pass_registrations", count=0, seconds=3600)
    monkeypatch.setattr(registrations, "LIMIT", none)
    late = site.iphone()
    assert late.register(held).status == 429
    assert late.updates(held.base, held.pass_type).status == 204


def test_the_log_of_requests_names_no_phone_and_no_token(
    site: Site, phone: IPhone, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even when a request fails in a way nobody thought of."""
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logs.init(site.config)

    def broken(*_: object) -> None:
        path = phone.registration(held)
        raise RuntimeError(f"{path} {held.authorization} {phone.push_token}")

    monkeypatch.setattr(registrations, "register", broken)
    site.app.testing = False
    assert phone.register(held).status == 500
    text = written.getvalue()
    assert "RuntimeError" in text
    secrets = (phone.device, phone.push_token, held.authorization.split()[1])
    assert [secret for secret in secrets if secret in text] == []
