"""The client against a strict Google: life of a card, quotas, faults, tokens."""

import itertools
import logging
from typing import Any
from unittest.mock import Mock

import pytest
import requests

from passes.card import Kind
from passes.google.account import ServiceAccount
from passes.google.client import Client
from passes.google.links import Reference, save_link
from passes.google.patches import message, newest, patch_of, retired
from passes.google.resources import Resource, is_alike
from passes.google.session import Access, session
from passes.google.verdicts import (
    Done,
    Exists,
    Missing,
    NotInvited,
    Quota,
    Refused,
    Unavailable,
    Verdict,
    verdict,
)
from tests.passes.google.examples import (
    ISSUER,
    Clock,
    a_class,
    an_object,
    full,
    points,
)
from tests.standins.google import GoogleStandIn

TYPE = "loyaltyObject"


def done(answer: Verdict) -> dict[str, Any]:
    """The body of what worked."""
    assert isinstance(answer, Done), answer
    return answer.body


@pytest.fixture
def card(client: Client, google: GoogleStandIn) -> Resource:
    """A card with 100 points that Google has."""
    whole = points(100)
    done(client.insert(a_class(whole)))
    resource = an_object(whole)
    done(client.insert(resource))
    return resource


@pytest.mark.parametrize("legacy", [False, True], ids=["current", "legacy"])
@pytest.mark.parametrize("kind", list(Kind))
def test_life_of_every_kind(
    client: Client, google: GoogleStandIn, kind: Kind, *, legacy: bool
) -> None:
    """Class, object, link, change, message, retirement: nothing is refused."""
    google.wallet.legacy_spelling = legacy
    whole = full(kind)
    group, card = a_class(whole), an_object(whole)
    assert client.insert(card) == Missing(is_class=True)
    done(client.insert(group))
    done(client.insert(card))
    assert client.insert(card) == Exists()
    read = done(client.get(card.type, card.id))
    assert is_alike(read["state"], "ACTIVE")
    assert (read["state"] == "active") is legacy
    done(client.patch(card.type, card.id, patch_of(card, notify=True)))
    done(client.patch(group.type, group.id, patch_of(group)))
    done(client.put(group))
    told = message("m1", "Новость", "Скоро", language="ru")
    answer = done(client.add_message(card.type, card.id, told))
    assert answer["resource"]["messages"][0]["id"] == "m1"
    done(client.patch(card.type, card.id, retired(card.type, card.id)))
    left = str(google.card(card.id))
    assert not any(word in left for word in ("Анна", "381333931", "Новость", "TES"))
    assert google.card(card.id)["state"] == "INACTIVE"


def test_a_patch_makes_the_copy_equal(client: Client, google: GoogleStandIn) -> None:
    """From a full card to a bare one: what is gone is gone, texts into numbers too."""
    rich = full(Kind.STAMPS)
    bare = points(
        5, links=(), back=(), outlets=(), holder="", terms="", expires_at=None
    )
    first, second = an_object(rich), an_object(bare)
    done(client.insert(a_class(rich)))
    done(client.insert(first))
    done(client.patch(TYPE, first.id, patch_of(second)))
    kept = google.card(first.id)
    assert kept.pop("hasUsers") is False
    assert kept == second.body


def test_others_fields_survive_a_patch(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    told = message("m1", "Новость", "Скоро", language="ru")
    done(client.add_message(TYPE, card.id, told))
    done(client.patch(TYPE, card.id, patch_of(an_object(points(7)))))
    assert google.card(card.id)["messages"] == [told]
    assert google.card(card.id)["loyaltyPoints"]["balance"] == {"int": 7}


def test_lost_answers_leave_one_card(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    """A 503 after it was applied: repeating is safe."""
    other = an_object(points(1, serial="another-card"))
    google.fail_next(503, after_applying=True, retry_after=7)
    assert client.insert(other) == Unavailable("http-503", 7.0)
    assert client.insert(other) == Exists()
    google.fail_next(503, after_applying=True)
    changed = patch_of(an_object(points(101)))
    assert isinstance(client.patch(TYPE, card.id, changed), Unavailable)
    done(client.patch(TYPE, card.id, changed))
    assert google.card(card.id)["loyaltyPoints"]["balance"] == {"int": 101}
    assert len(google.wallet.stored[TYPE]) == 2


def test_the_fourth_notice_of_a_day(
    client: Client, google: GoogleStandIn, card: Resource, clock: Clock
) -> None:
    def tell(at: int, *, notify: bool) -> Verdict:
        told = message(f"m{at}", "Баллы", "Начислены", language="ru", notify=notify)
        return client.add_message(TYPE, card.id, told)

    done(client.patch(TYPE, card.id, patch_of(an_object(points(101)), notify=True)))
    done(tell(1, notify=True))
    done(tell(2, notify=True))
    refused = tell(3, notify=True)
    assert refused == Quota("quotaExceeded")
    assert isinstance(refused, Quota)
    assert not refused.is_rate
    done(tell(3, notify=False))
    clock.advance(minutes=50)
    assert isinstance(tell(4, notify=True), Quota)
    clock.advance(hours=24)
    done(tell(5, notify=True))


def test_notify_preference_is_not_kept(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    done(client.patch(TYPE, card.id, patch_of(an_object(points(101)), notify=True)))
    assert "notifyPreference" not in google.card(card.id)
    assert len(google.wallet.notices[card.id]) == 1
    assert "notifyPreference" not in patch_of(an_object(full(Kind.VISITS)), notify=True)


def test_the_eleventh_message_needs_room(client: Client, card: Resource) -> None:
    for at in range(10):
        told = message(f"m{at}", "Новость", "Скоро", language="ru")
        body = done(client.add_message(TYPE, card.id, told))
    assert isinstance(client.add_message(TYPE, card.id, told), Refused)
    kept = newest(body["resource"]["messages"])
    assert [each["id"] for each in kept] == [f"m{at}" for at in range(1, 10)]
    done(client.patch(TYPE, card.id, {"messages": kept}))
    done(client.add_message(TYPE, card.id, told))


def test_a_class_always_asks_for_review(client: Client, google: GoogleStandIn) -> None:
    group = a_class(points(1))
    done(client.insert(group))
    approved = done(client.get(group.type, group.id))
    assert approved["reviewStatus"] == "APPROVED"
    echoed = Resource(group.type, approved)
    assert client.put(echoed) == Refused("invalidResource", 400)
    done(client.put(group))


def test_pages(client: Client, google: GoogleStandIn, card: Resource) -> None:
    objects = google.wallet.stored[TYPE]
    for at in range(249):
        other = {**objects[card.id], "id": f"{ISSUER}.extra-{at}"}
        objects[other["id"]] = other
    pages = [done(page) for page in client.pages(TYPE, card.body["classId"])]
    assert [len(page["resources"]) for page in pages] == [100, 100, 50]
    google.fail_next(500, times=1)
    assert list(client.pages(TYPE, card.body["classId"])) == [Unavailable("http-500")]
    (none,) = client.pages("offerObject", card.body["classId"])
    assert "resources" not in done(none)


def test_offers_are_linked(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    coupon = full(Kind.COUPON, serial="coupon")
    done(client.insert(a_class(coupon)))
    offer = an_object(coupon)
    assert client.modify_linked(TYPE, card.id, add=[offer.id]) == Missing(False)
    done(client.insert(offer))
    done(client.modify_linked(TYPE, card.id, add=[offer.id]))
    assert google.card(card.id)["linkedOfferIds"] == [offer.id]
    done(client.modify_linked(TYPE, card.id, remove=[offer.id]))
    assert google.card(card.id)["linkedOfferIds"] == []


def test_the_issuer(client: Client, google: GoogleStandIn) -> None:
    assert done(client.issuer(ISSUER))["issuerId"] == ISSUER
    google.is_invited = False
    assert client.issuer(ISSUER) == NotInvited("permissionDenied")


def test_rates(client: Client, google: GoogleStandIn, card: Resource) -> None:
    google.fail_next(429, retry_after=30)
    assert client.get(TYPE, card.id) == Quota("tooManyRequests", 30.0)
    google.limit_rate(2)
    answers = [client.get(TYPE, card.id) for _ in range(3)]
    assert answers[-1] == Quota("rateLimitExceeded")
    assert all(isinstance(each, Quota) and each.is_rate for each in answers[-1:])


@pytest.mark.parametrize("patience", [1.0])
def test_down_slow_silent_and_babbling(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    google.html_next()
    assert client.get(TYPE, card.id) == Unavailable("not-json")
    google.fail_next(502, is_html=True)
    assert client.get(TYPE, card.id) == Unavailable("http-502")
    google.fail_next(403, is_html=True)
    assert client.get(TYPE, card.id) == Unavailable("not-json")
    google.fail_next(302)
    assert client.get(TYPE, card.id) == Unavailable("http-302")
    google.hang_next()
    assert client.get(TYPE, card.id) == Unavailable("timeout")
    google.slow_next(0.1)
    done(client.get(TYPE, card.id))


def test_nobody_listens(account: ServiceAccount, clock: Clock) -> None:
    uri = "https://127.0.0.1:1/token"
    with session(Access(account, clock=clock, token_uri=uri)) as transport:
        client = Client(transport, base_url="https://127.0.0.1:1/")
        assert client.get(TYPE, f"{ISSUER}.a") == Unavailable("token")


def test_a_stranger_is_not_trusted(
    google: GoogleStandIn, account: ServiceAccount, clock: Clock
) -> None:
    """Without the stand-in's root the connection is refused, before any secret."""
    with session(Access(account, clock=clock)) as transport:
        answer = Client(transport, base_url=google.base_url).issuer(ISSUER)
    assert answer == Unavailable("token")
    assert google.recorded == []


def test_one_token_until_it_expires(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    for _ in range(5):
        done(client.get(TYPE, card.id))
    assert len(google.calls("POST", "/token")) == 1
    google.accounts.issued.clear()
    done(client.get(TYPE, card.id))
    assert len(google.calls("POST", "/token")) == 2
    assert [each.status for each in google.recorded[-3:]] == [401, 200, 200]
    google.fail_next(401, times=2, reason="authError")
    assert client.get(TYPE, card.id) == NotInvited("authError")
    assert len(google.calls("POST", "/token")) == 3


@pytest.mark.parametrize("patience", [1.0])
def test_tokens_refused_and_unavailable(client: Client, google: GoogleStandIn) -> None:
    google.fail_next(500, where="/token", is_html=True)
    assert client.issuer(ISSUER) == Unavailable("token")
    google.html_next(where="/token")
    assert client.issuer(ISSUER) == Unavailable("token")
    google.hang_next(where="/token")
    assert client.issuer(ISSUER) == Unavailable("token")
    google.accounts.is_known = False
    assert client.issuer(ISSUER) == NotInvited("token")


def test_the_settings_say_where_tokens_are(google: GoogleStandIn, clock: Clock) -> None:
    """A key file names Google's own address; the settings win, in the assertion too."""
    file = google.accounts.key_file("https://oauth2.googleapis.com/token")
    account = ServiceAccount.from_json(file)
    uri = google.token_uri
    with session(
        Access(account, clock=clock, token_uri=uri), ca=google.ca
    ) as transport:
        done(Client(transport, base_url=google.base_url).issuer(ISSUER))


def test_a_link_puts_the_card_into_the_phone(
    google: GoogleStandIn, account: ServiceAccount, card: Resource, clock: Clock
) -> None:
    prefix = google.save_prefix
    link = save_link(account, [Reference(TYPE, card.id)], now=clock(), prefix=prefix)
    assert google.card(card.id)["hasUsers"] is False
    assert google.open_link(link) == 200
    assert google.card(card.id)["hasUsers"] is True
    assert google.open_link(f"{link[:-8]}AAAAAAAA") == 400
    unknown = Reference(TYPE, f"{ISSUER}.unknown")
    link = save_link(account, [unknown], now=clock(), prefix=prefix)
    assert google.open_link(link) == 400


def test_nothing_secret_is_told(
    client: Client,
    google: GoogleStandIn,
    card: Resource,
    account: ServiceAccount,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    body = {**card.body, "accountName": "Анна", "nonsense": "Анна"}
    answer = client.patch(TYPE, card.id, body)
    assert answer == Refused("invalidResource", 400)
    found = client.get(TYPE, card.id)
    (token,) = google.accounts.issued
    for text in (caplog.text, repr(answer), repr(found), repr(account), repr(client)):
        assert "Анна" not in text
        assert token not in text
        assert "PRIVATE" not in text


def test_an_endless_answer_is_left() -> None:
    answer = Mock(status_code=200, headers={})
    answer.iter_content.side_effect = lambda size: itertools.repeat(b"x" * size)
    transport = Mock()
    transport.request.return_value = answer
    assert Client(transport).issuer(ISSUER) == Unavailable("timeout")
    answer.close.assert_called_once()


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (200, b"[]", Unavailable("not-json")),
        (200, b"[" * 100_000, Unavailable("not-json")),
        (409, b"<p>", Exists()),
        (404, b"<p>", Unavailable("not-json")),
        (404, b"{}", Missing(is_class=False)),
        (400, b'{"error": "x"}', Refused("unknown", 400)),
        (400, b'{"error": {"errors": [{"reason": "a b"}]}}', Refused("unknown", 400)),
        (400, b'{"error": {"status": "INVALID"}}', Refused("INVALID", 400)),
        (408, b"{}", Unavailable("http-408")),
        (
            403,
            b'{"error": {"details": [{"reason": "userRateLimitExceeded"}]}}',
            Quota("rateLimitExceeded"),
        ),
    ],
)
def test_verdicts(status: int, body: bytes, meaning: Verdict) -> None:
    assert verdict(status, {}, body) == meaning


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        ("Tue, 17 Mar 2026 09:01:00 GMT", 60.0),
        ("Tue, 17 Mar 2026 08:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    headers = {"RETRY-AFTER": header, "Date": "Tue, 17 Mar 2026 09:00:00 GMT"}
    assert verdict(503, headers, b"") == Unavailable("http-503", seconds)


def test_a_session_is_a_session(transport: requests.Session) -> None:
    """Callers close it like any other."""
    assert isinstance(transport, requests.Session)
