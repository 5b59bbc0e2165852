"""Every kind of card in Google's form for it, from the first insert to the end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.cards import erasing
from app.core import db
from app.wallet.google import cards as google_cards
from passes.card import Card, Field, Kind, Money, Progress
from passes.google.resources import FAMILIES
from tests.passes.google.examples import full
from tests.wallet.google.conftest import Room

Change = Callable[[Card], Card]
LATER: dict[Kind, Change] = {
    Kind.STAMPS: lambda card: replace(card, progress=Progress(4, 8)),
    Kind.VISITS: lambda card: replace(card, progress=Progress(3, 10)),
    Kind.GIFT_CARD: lambda card: replace(
        card, header=(Field("balance", "Баланс", Money(90_000, "RUB")),)
    ),
    Kind.TICKET: lambda card: replace(
        card, event=card.event and replace(card.event, seat="Ряд 3, место 7")
    ),
}


@pytest.fixture
def show(room: Room, monkeypatch: pytest.MonkeyPatch) -> Callable[[Card], None]:
    """Let the member's card be one of another kind."""
    plain = google_cards.neutral

    def make(shown: Card) -> None:
        def neutral(*args: Any) -> Card:
            made = plain(*args)
            if made.voided:
                return made
            return replace(shown, serial=made.serial, number=made.number)

        monkeypatch.setattr(google_cards, "neutral", neutral)

    return make


@pytest.mark.parametrize("kind", list(Kind))
def test_1_every_kind_lives_and_dies_as_google_wants_it(
    room: Room, show: Callable[[Card], None], kind: Kind
) -> None:
    first = full(kind)
    show(first)
    room.want()
    room.drain()
    family = FAMILIES[kind]
    assert list(room.google.wallet.stored[f"{family}Object"]) == [
        room.row().resource_id
    ]
    assert room.copy()["state"] == "ACTIVE"
    assert room.row().resource == f"{family}Object"
    more = LATER.get(
        kind, lambda card: replace(card, header=(Field("points", "Баллы", 7),))
    )
    show(more(first))
    room.want()
    room.drain()
    (patch,) = room.google.calls("PATCH", f"{family}Object")
    assert patch.status == 200
    with db.writing():
        erasing.erase(person_id=room.member.person_id, actor="system")
    room.drain()
    assert room.copy()["state"] == "INACTIVE"
    assert not {"barcode", "rotatingBarcode", "textModulesData"} & room.copy().keys()
    assert {each.status for each in room.google.recorded} == {200}


def test_each_stamp_has_a_picture_of_its_own(
    room: Room, show: Callable[[Card], None]
) -> None:
    seen = set()
    for done in range(3):
        show(full(Kind.STAMPS, progress=Progress(done, 8)))
        room.want()
        room.drain()
        assert room.copy()["loyaltyPoints"]["balance"] == {"string": f"{done}/8"}
        seen.add(room.copy()["heroImage"]["sourceUri"]["uri"])
    assert len(seen) == 3
    assert len(room.google.wallet.notices[room.row().resource_id]) == 2
