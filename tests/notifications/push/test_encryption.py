"""Messages that only one browser can read (RFC 8291)."""

import pytest

from app.notifications.push import encryption
from app.notifications.push.encryption import BadKeys
from tests.standins.push import Browser, decoded, scalar

# RFC 8291, section 5 and appendix A.
SAID = b"When I grow up, I want to be a watermelon"
SENDER = scalar("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
RECEIVER_KEY = scalar("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
SALT = decoded("DGv6ra1nlYgDCS1FRnbzlw")
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_rfc_8291() -> None:
    body = encryption.encrypt(
        SAID, p256dh=RECEIVER, auth=SECRET, ours=SENDER, salt=SALT
    )
    assert body == decoded(BODY)


def test_the_stand_in_reads_the_example() -> None:
    browser = Browser("", key=RECEIVER_KEY, secret=decoded(SECRET))
    assert browser.p256dh == RECEIVER
    assert browser.read(decoded(BODY)) == SAID


@pytest.mark.parametrize("length", [0, 1, 3000])
def test_any_message_comes_back_and_no_two_bodies_are_alike(length: int) -> None:
    browser = Browser("")
    said = b"\x02" * length
    one, other = (
        encryption.encrypt(said, p256dh=browser.p256dh, auth=browser.auth)
        for _ in range(2)
    )
    assert browser.read(one) == browser.read(other) == said
    assert one != other
    assert len(one) <= 4096


def test_too_much_is_refused() -> None:
    browser = Browser("")
    with pytest.raises(ValueError, match="3001"):
        encryption.encrypt(b"x" * 3001, p256dh=browser.p256dh, auth=browser.auth)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "AAAA",
        "!" * 87,
        # The right length, and no point of the curve.
        "BA" + "A" * 85,
        RECEIVER + "AAAA",
        "ключ",
        RECEIVER[:-1] + "\0",
    ],
)
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(BadKeys):
        encryption.encrypt(b"x", p256dh=key, auth=SECRET)


@pytest.mark.parametrize("secret", ["", "AAAA", SECRET + "AA", "\r\n"])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(BadKeys):
        encryption.encrypt(b"x", p256dh=RECEIVER, auth=secret)
