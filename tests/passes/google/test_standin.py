"""The stand-in is strict: what live Google may let pass is refused here."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from passes.google.callbacks import root_keys, verify
from passes.google.client import Client
from passes.google.patches import patch_of
from passes.google.resources import Resource
from passes.google.verdicts import Done, Missing, NotInvited, Refused
from tests.passes.google.examples import ISSUER, Clock, a_class, an_object, points
from tests.standins.google import GoogleStandIn
from tests.standins.google.wallet import merged

BAD = Refused("invalidResource", 400)


@pytest.fixture
def group(client: Client) -> Resource:
    """A class that Google has."""
    made = a_class(points(1))
    assert isinstance(client.insert(made), Done)
    return made


@pytest.fixture
def card(client: Client, group: Resource) -> Resource:
    """A card that Google has."""
    made = an_object(points(1))
    assert isinstance(client.insert(made), Done)
    return made


@pytest.fixture
def product() -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes callbacks: its address, and what it received."""
    received: list[bytes] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing on the screen."""

    server = HTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_callbacks_arrive_signed(
    google: GoogleStandIn,
    card: Resource,
    clock: Clock,
    product: tuple[str, list[bytes]],
) -> None:
    url, received = product
    keys = root_keys(requests.get(google.keys_url, verify=google.ca).content, clock())
    assert google.saved(card.id, url).status_code == 200
    assert google.card(card.id)["hasUsers"] is True
    assert google.deleted(card.id, url).status_code == 200
    assert google.card(card.id)["hasUsers"] is False
    events = [
        verify(body, issuer_id=ISSUER, keys=keys, now=clock()) for body in received
    ]
    assert [event.event for event in events] == ["save", "del"]
    assert {event.object_id for event in events} == {card.id}
    assert len({event.nonce for event in events}) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body | {"acountName": "Анна"},
        lambda body: body | {"state": "DELETED"},
        lambda body: body | {"hasUsers": True},
        lambda body: body | {"linkedObjectIds": [f"{ISSUER}.unknown"]},
        lambda body: {key: body[key] for key in body if key != "state"},
        lambda body: body | {"loyaltyPoints": {"balance": {"int": 1, "string": "1"}}},
        lambda body: body | {"textModulesData": [{"id": "a.b", "header": "a"}]},
        lambda body: body | {"merchantLocations": body["merchantLocations"] * 11},
    ],
)
def test_bad_objects(
    client: Client, group: Resource, spoil: Callable[[Any], Any]
) -> None:
    good = an_object(points(1))
    assert client.insert(Resource(good.type, spoil(good.body))) == BAD
    assert isinstance(client.insert(good), Done)


def test_classes_and_their_cards_belong_together(
    client: Client, google: GoogleStandIn, card: Resource
) -> None:
    gone = {"classId": f"{ISSUER}.unknown"}
    assert client.patch(card.type, card.id, gone) == Missing(is_class=True)
    coupon = Resource("offerObject", {**card.body, "id": f"{ISSUER}.coupon"})
    assert client.insert(coupon) == BAD
    foreign = Resource(card.type, {**card.body, "id": "7.card", "classId": "7.club"})
    assert client.insert(foreign) == NotInvited("permissionDenied")
    other = {"id": f"{ISSUER}.other"}
    assert isinstance(client.patch(card.type, card.id, other), Refused)


def test_drafts_carry_no_cards_and_do_not_come_back(
    client: Client, group: Resource
) -> None:
    draft = {**group.body, "id": f"{ISSUER}.draft", "reviewStatus": "DRAFT"}
    assert isinstance(client.insert(Resource(group.type, draft)), Done)
    made = an_object(points(1))
    early = Resource(made.type, {**made.body, "classId": draft["id"]})
    assert client.insert(early) == BAD
    review = {"reviewStatus": "UNDER_REVIEW"}
    assert isinstance(client.patch(group.type, draft["id"], review), Done)
    assert isinstance(client.insert(early), Done)
    back = {"reviewStatus": "DRAFT"}
    assert client.patch(group.type, draft["id"], back) == BAD
    assert client.patch(group.type, draft["id"], {"countryCode": "RU"}) == BAD


def test_strangers(google: GoogleStandIn, card: Resource) -> None:
    url = f"{google.base_url}loyaltyObject/{card.id}"
    for headers in ({}, {"Authorization": "Bearer guessed"}):
        answer = requests.get(url, headers=headers, verify=google.ca)
        assert answer.status_code == 401
    bad = {"grant_type": "password", "assertion": "a.b.c"}
    answer = requests.post(google.token_uri, data=bad, verify=google.ca)
    assert answer.json() == {"error": "unsupported_grant_type"}
    assert (
        requests.get(google.save_prefix + "a.b.c", verify=google.ca).status_code == 400
    )


def test_what_is_recorded(
    google: GoogleStandIn, client: Client, card: Resource
) -> None:
    client.patch(card.type, card.id, patch_of(card))
    (patch,) = google.calls("PATCH", card.id)
    assert patch.status == 200
    assert patch.body["accountName"] == "Анна Константинопольская"
    assert json.dumps(patch.body)


def test_merging() -> None:
    base = {"a": {"b": 1, "c": 2}, "d": [1, 2], "e": 3}
    change = {"a": {"b": None, "x": {"y": None}}, "d": [3], "f": {"g": 1}}
    assert merged(base, change) == {
        "a": {"c": 2, "x": {}},
        "d": [3],
        "e": 3,
        "f": {"g": 1},
    }
    assert base == {"a": {"b": 1, "c": 2}, "d": [1, 2], "e": 3}
