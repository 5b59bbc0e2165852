"""Addresses, methods and schemes that are not what a phone of Apple's sends."""

import io

import pytest

from app.wallet.models import AppleDevice
from tests.standins.iphone import Held, IPhone
from tests.web.devices.conftest import Site
from tests.world import Holder


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_15_other_methods(phone: IPhone, held: Held, method: str) -> None:
    answer = phone.call(method, held, f"/v1/passes/{held.pass_type}/{held.serial}")
    assert answer.status == 405
    assert "GET" in answer.header("Allow")
    assert phone.call("PUT", held, phone.registration(held)).status == 405
    assert phone.call("GET", held, "/v1/log").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/v1/passes/{type}/{serial}/",
        "/v1/v1/passes/{type}/{serial}",
        "/V1/passes/{type}/{serial}",
        "/v1/Passes/{type}/{serial}",
        "/v1//passes/{type}/{serial}",
        "/v1/passes//{serial}",
        "/v1/passes/{type}/",
        "/v1/passes/{type}",
        "/v1/passes/{type}/a%2Fb",
        "/v1/passes/{type}/..%2f..%2fetc",
        "/v1/passes/{type}/../../../etc/passwd",
        "/v1/log/",
        "/v1/",
        "/v1",
        "/v1/passes/{type}/{serial}/personalize",
    ],
)
def test_15_addresses_that_are_none(phone: IPhone, held: Held, path: str) -> None:
    answer = phone.call(
        "GET", held, path.format(type=held.pass_type, serial=held.serial)
    )
    assert answer.status == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "serial",
    ["..", ".", "%00", "%F0%9F%92%A9", "%FF%FE", "x" * 3000, "'%20OR%201=1", "%20"],
)
def test_15_serials_that_are_none(phone: IPhone, held: Held, serial: str) -> None:
    for path in (
        f"/v1/passes/{held.pass_type}/{serial}",
        f"/v1/devices/{phone.device}/registrations/{held.pass_type}/{serial}",
    ):
        for method in ("GET", "POST", "DELETE"):
            answer = phone.call(method, held, path, json={"pushToken": "ab"})
            assert answer.status in {401, 404, 405}, (method, path)


@pytest.mark.parametrize("device", ["%00", "%F0%9F%92%A9", "x" * 3000, ".", "%20"])
def test_15_devices_that_are_none(
    site: Site, phone: IPhone, held: Held, device: str
) -> None:
    before = len(site.rows(AppleDevice))
    base = f"/v1/devices/{device}/registrations/{held.pass_type}"
    register = f"{base}/{held.serial}"
    body = {"pushToken": "ab" * 32}
    assert phone.call("GET", held, base).status in {204, 404}
    assert phone.call("DELETE", held, register).status in {200, 404}
    if device != ".":
        assert phone.call("POST", held, register, json=body).status == 400
        assert len(site.rows(AppleDevice)) == before


@pytest.mark.parametrize(
    ("scheme", "token", "status"),
    [
        ("AndroidPass", "fcm:APA91b-_token", 201),
        ("WalletUnionPass", "union~1", 201),
        ("WalletUnionHMSPass", "hms.token", 201),
        ("ApplePass", "fcm:APA91b-_token", 400),
        ("ApplePass2", "ab", 401),
    ],
)
def test_other_wallets_speak_the_same_protocol(
    site: Site, phone: IPhone, anna: Holder, scheme: str, token: str, status: int
) -> None:
    held = phone.keep(site.download(anna).body)
    phone.push_token = token
    said = f"{scheme} {held.document['authenticationToken']}"
    assert phone.register(held, authorization=said).status == status
    assert [each.scheme for each in site.rows(AppleDevice)] == (
        [scheme] if status == 201 else []
    )
    assert phone.fetch(held, authorization=said).status == (
        401 if status == 401 else 200
    )


@pytest.mark.parametrize(
    ("path", "status"), [("/apple/v1/log", 413), ("/google/callback", 400)]
)
def test_14_a_long_body_is_heard_to_its_end_before_it_is_refused(
    site: Site, path: str, status: int
) -> None:
    """Over HTTP/2, who is refused in the middle of sending never reads the answer."""
    sent = io.BytesIO(b"x" * 1_500_000)
    answer = site.app.test_client().post(
        path, input_stream=sent, content_length=1_500_000
    )
    assert (answer.status_code, sent.tell()) == (status, 1_500_000)
