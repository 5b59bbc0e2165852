"""A queue stands still when nobody would be served, and not because of one phone."""

from datetime import timedelta

from app.core import clock, db
from app.core.config import Config
from app.wallet import halts
from tests.conftest import Database
from tests.standins import apns as standin
from tests.wallet.apple import apple, phones
from tests.wallet.apple.apple import Apple
from tests.world import Shop


def test_a_foreign_token_halts_nothing_while_others_are_taken(
    shop: Shop, there: Apple, config: Config
) -> None:
    """Anybody with a card can register the token of another app."""
    ours = phones.give(shop, shop.member)
    apple.change(shop)
    apple.drain(config)
    clock.advance(timedelta(minutes=1))
    foreign = phones.give(shop, shop.member)
    there.apns.script(foreign, standin.NOT_FOR_TOPIC)
    apple.change(shop)
    apple.drain(config)
    assert halts.halts() == []
    assert phones.waiting() == 0
    assert phones.device(foreign).push_answer == "400 DeviceTokenNotForTopic"
    assert set(there.apns.taken) == {ours}


def test_a_topic_that_is_nobodys_halts_though_others_were_taken_before(
    shop: Shop, there: Apple, config: Config
) -> None:
    tokens = [phones.give(shop, shop.member) for _ in range(2)]
    apple.change(shop)
    apple.drain(config)
    there.apns.default = standin.NOT_FOR_TOPIC
    apple.change(shop)
    apple.drain(config)
    assert [alarm.reason for alarm in halts.halts()] == ["400 DeviceTokenNotForTopic"]
    assert phones.waiting() == len(tokens)


def test_senders_that_are_refused_at_once_halt_together(
    shop: Shop, database: Database
) -> None:
    """What one of them found out is no reason to lose what the other was answered."""

    def halt() -> None:
        with database.app.app_context(), db.writing():
            halts.halt("apple", "403", "identity")

    for _ in range(5):
        apple.together(*[halt] * 4)
        assert halts.is_halted("apple", "identity")
        with db.writing():
            halts.lift("apple")
