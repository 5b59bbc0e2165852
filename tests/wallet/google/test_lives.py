"""A card's life at Google, from the button to being nobody's, in both spellings."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update
from structlog.testing import capture_logs

from app.businesses import actions as businesses
from app.businesses.queries import by_id
from app.cards import actions as cards
from app.cards import codes, erasing, queries
from app.core import clock, db, tenancy
from app.programmes.models import Programme
from app.wallet.google import account, holders, links, pictures, queue, sync
from app.wallet.google import cards as google_cards
from app.wallet.google.account import AccountRefused, NoGoogle, is_configured
from passes.card import Card
from passes.google import totp
from tests.conftest import Clock
from tests.wallet.google.conftest import Room
from tests.world import Holder, create_person, issue_card

NAME = "Мария Иванова"
PHONE = "+79161234567"


@pytest.fixture(params=[False, True], ids=["present words", "old words"])
def spelling(request: pytest.FixtureRequest, room: Room) -> None:
    """Google answers in one of its two spellings."""
    room.google.wallet.legacy_spelling = request.param


@pytest.fixture
def named(room: Room) -> Holder:
    """A member who told us a name."""
    person_id = create_person(name=NAME, phone=PHONE)
    shop = room.shop
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


@pytest.mark.usefixtures("spelling")
def test_2_from_the_button_to_being_nobodys(room: Room, named: Holder) -> None:
    room.want(named.card_id)
    room.drain()
    assert room.copy(named.card_id)["state"] == "ACTIVE"
    # What crosses the border: an opaque id, the number, points and look.
    assert NAME not in str(room.google.recorded)
    assert room.copy(named.card_id)["accountId"] == named.number
    with tenancy.scope(room.shop.business_id):
        link = links.save_link(named.card_id, room.config)
    assert room.google.open_link(link) == 200
    assert holders.reconcile(room.config) == 1
    assert room.row(named.card_id).is_held is True
    with db.writing():
        erasing.erase(person_id=named.person_id, actor="system")
    room.drain()
    left = room.copy(named.card_id)
    assert left.pop("hasUsers") is True
    own = room.row(named.card_id)
    assert left == {
        "id": own.resource_id,
        "classId": left["classId"],
        "state": "INACTIVE",
    }
    assert {each.status for each in room.google.recorded} == {200}


@pytest.mark.usefixtures("spelling")
def test_2_a_joined_card_shows_the_others_balance_and_is_over(
    room: Room, named: Holder
) -> None:
    room.want(named.card_id)
    room.want()
    room.sell()
    room.drain()
    room.google.wallet.find(room.row(named.card_id).resource_id)[1]["messages"] = [
        {"id": "balance-1", "header": "Зерно", "body": "5", "messageType": "TEXT"}
    ]
    with tenancy.scope(room.shop.business_id), db.writing():
        cards.join_cards(
            source_id=named.card_id, target_id=room.member.card_id, actor="system"
        )
    room.drain()
    room.sell()
    room.drain()
    over = room.copy(named.card_id)
    assert over["state"] == "INACTIVE"
    assert over["loyaltyPoints"]["balance"]["int"] == room.points() == 10
    personal = {"barcode", "rotatingBarcode", "messages"}
    assert not personal & over.keys()
    assert room.copy()["state"] == "ACTIVE"
    assert {each.status for each in room.google.recorded} == {200}


def test_what_an_insert_left_behind_is_taken_back(
    room: Room, named: Holder, clock: Clock
) -> None:
    room.google.fail_next(503, after_applying=True, where="loyaltyObject")
    room.want(named.card_id)
    room.drain()
    room.switch(is_on=False)
    with db.writing():
        erasing.erase(person_id=named.person_id, actor="system")
    clock.advance(minutes=5)
    room.drain()
    assert room.copy(named.card_id)["state"] == "INACTIVE"
    assert "barcode" not in room.copy(named.card_id)


def test_an_erased_card_that_google_never_had_is_left_alone(
    room: Room, named: Holder
) -> None:
    room.want(named.card_id)
    with db.writing():
        erasing.erase(person_id=named.person_id, actor="system")
    room.drain()
    assert room.row(named.card_id).sync_due_at is None
    assert room.google.wallet.stored["loyaltyObject"] == {}


def test_a_new_level_moves_the_card_to_another_class(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = google_cards.neutral
    level = {"ru": "Серебро", "en": "Silver"}

    def with_level(*args: object, **options: object) -> Card:
        return replace(plain(*args, **options), level=level)

    room.want()
    room.drain()
    before = room.copy()["classId"]
    monkeypatch.setattr(google_cards, "neutral", with_level)
    room.sell()
    room.drain()
    assert room.copy()["classId"] != before
    level = {"ru": "Золото", "en": "Gold"}
    room.sell()
    room.drain()
    gold = room.google.wallet.stored["loyaltyClass"][room.copy()["classId"]]
    assert gold["rewardsTier"] == "Золото"
    assert [each.level for each in room.classes()] == ["", "Серебро", "Золото"]
    assert len(room.google.wallet.stored["loyaltyObject"]) == 1


def test_a_new_look_reaches_class_and_card_once(room: Room) -> None:
    room.want()
    room.drain()
    before = len(room.writes())
    with tenancy.scope(room.shop.business_id), db.writing():
        businesses.dress(
            business_id=room.shop.business_id,
            brand_colour="#123456",
            accent_colour="#ffcc00",
            motif="waves",
        )
    room.drain()
    (made,) = room.google.wallet.stored["loyaltyClass"].values()
    assert made["hexBackgroundColor"].lower() == "#123456"
    (patch,) = room.google.calls("PATCH", "loyaltyClass")
    assert patch.body["reviewStatus"] == "UNDER_REVIEW"
    assert len(room.writes()) == before + 1


def test_bars_do_not_turn(room: Room) -> None:
    with tenancy.scope(room.shop.business_id), db.writing():
        db.session().execute(update(Programme).values(symbology="code128"))
    room.want()
    room.drain()
    assert room.copy()["barcode"]["type"] == "CODE_128"
    assert "rotatingBarcode" not in room.copy()


def test_the_till_reads_what_the_phone_shows(room: Room) -> None:
    room.want()
    room.drain()
    code = room.copy()["rotatingBarcode"]
    key = bytes.fromhex(code["totpDetails"]["parameters"][0]["key"])
    seconds = int(clock.now().timestamp())
    shown = (
        code["valuePattern"]
        .replace("{totp_timestamp_seconds}", str(seconds))
        .replace("{totp_value_0}", totp.code(key, clock.now()))
    )
    with tenancy.scope(room.shop.business_id):
        found = queries.find(shown)
    assert (found.card_id, found.is_rotating) == (room.member.card_id, True)
    assert found.step == codes.step_of(clock.now())


def test_pictures_are_of_the_size_that_google_asks_for(room: Room) -> None:
    room.want()
    room.drain()
    made = room.writes()[0].body
    sizes = []
    for name in ("programLogo", "heroImage"):
        digest = made[name]["sourceUri"]["uri"].rpartition("/")[2]
        path = pictures.stored(digest.removesuffix(".png"), room.config)
        with Image.open(io.BytesIO(path.read_bytes())) as picture:
            sizes.append(picture.size)
    assert sizes == [(660, 660), (1032, 336)]


@pytest.mark.parametrize("name", ["", "..", "../google.json", "A" * 32, "0" * 31])
def test_nothing_but_pictures_is_found(room: Room, name: str) -> None:
    assert pictures.stored(name, room.config) is None


def test_logs_hold_no_secret_and_nobody(room: Room, named: Holder) -> None:
    with capture_logs() as logs:
        room.google.fail_next(503)
        room.want(named.card_id)
        room.drain()
        clock.advance(timedelta(minutes=5))
        room.google.fail_next(400, reason="invalidResource", where="loyaltyObject")
        room.drain()
    assert len(logs) == 2
    told = repr(logs)
    assert not any(secret in told for secret in (NAME, PHONE, named.number, "Bearer"))
    answer = room.row(named.card_id).answer
    assert answer == "Refused 400 invalidResource"


def test_nightly_lists_correct_what_callbacks_did_not_tell(room: Room) -> None:
    room.want()
    room.drain()
    own = room.row().resource_id
    room.google.wallet.find(own)[1]["hasUsers"] = True
    room.worker.google_holders()
    assert room.row().is_held is True
    assert room.row().held_at == clock.now()
    room.google.wallet.find(own)[1]["hasUsers"] = False
    room.worker.google_holders()
    assert (room.row().is_held, room.row().removed_at) == (False, clock.now())


def test_lists_of_many_pages_are_read_to_the_end(room: Room) -> None:
    room.want()
    room.drain()
    _, mine = room.google.wallet.find(room.row().resource_id)
    others = {
        f"{room.google.issuer_id}.a{number}": {
            **mine,
            "id": f"{room.google.issuer_id}.a{number}",
        }
        for number in range(250)
    }
    room.google.wallet.stored["loyaltyObject"] = {**others, mine["id"]: mine}
    mine["hasUsers"] = True
    assert holders.reconcile(room.config) == 1
    assert len(room.google.calls("GET", "loyaltyObject")) == 3


def test_a_list_that_breaks_off_changes_nothing_more(room: Room) -> None:
    room.want()
    room.drain()
    room.google.fail_next(503)
    assert holders.reconcile(room.config) == 0
    assert room.row().is_held is False


def test_who_offers_google_wallet(room: Room) -> None:
    business = by_id(room.shop.business_id)
    assert is_configured(room.config, business)
    assert not is_configured(room.config, replace(business, has_google_wallet=False))
    for missing in ({"google_issuer": ""}, {"google_key": ""}, {"base_url": ""}):
        assert not is_configured(replace(room.config, **missing), business)


@pytest.mark.parametrize(
    ("issuer", "key", "refusal"),
    [
        ("", None, NoGoogle),
        ("123456789012345678901", None, AccountRefused),
        ("abc", None, AccountRefused),
        (None, "{}", AccountRefused),
        (None, "not json", AccountRefused),
    ],
)
def test_a_bad_account_is_refused_and_sends_nothing(
    room: Room, issuer: str | None, key: str | None, refusal: type[Exception]
) -> None:
    room.want()
    config = room.config
    if issuer is not None:
        config = replace(config, google_issuer=issuer)
    if key is not None:
        Path(config.google_key).write_text(key)
    with pytest.raises(refusal):
        account.account(config)
    assert sync.send(config) == 0
    assert room.google.recorded == []


def test_another_issuer_gets_the_card_anew(room: Room) -> None:
    room.want()
    room.drain()
    room.google.issuer_id = room.google.wallet.issuer_id = "3388000000099999999"
    config = replace(room.config, google_issuer=room.google.issuer_id)
    with tenancy.scope(room.shop.business_id):
        queue.cards_changed([room.member.card_id])
    assert sync.send(config) == 1
    assert room.row().resource_id.startswith("3388000000099999999.")
    assert room.copy()["state"] == "ACTIVE"
