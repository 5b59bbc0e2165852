"""What some members were told, and how they want to be: the notices of a lively week."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.cards import queries as cards
from app.core import clock, db
from app.core.ids import MemberId
from app.demo.places import Place
from app.demo.year import Guest
from app.notifications import centre, choices, reading
from app.notifications.choices import Habits
from app.notifications.kinds.checks import ADJUSTED
from app.notifications.kinds.talk import CHAT_REPLY

ANSWERS = {
    "ru": (
        "Да, в субботу мы открыты до десяти. Стол у окна за вами.",
        "Зерно из Уилы приедет в четверг, отложим вам пачку.",
    ),
    "en": (
        "Yes, the reading group meets on Thursday. We kept you a chair.",
        "The second volume has come in; it waits for you at the counter.",
    ),
}


def tell(place: Place, guests: Sequence[Guest], until: datetime) -> None:
    """Tell the first guests of answers and of a change; inside the business's scope."""
    lively = sorted(guests, key=lambda each: each.visits_per_month * _life(each, until))
    members = [
        MemberId(cards.card(guest.card_id).member_id) for guest in lively[:-7:-1]
    ]
    for number, (days, answer) in enumerate(
        zip((5, 0), ANSWERS[place.language], strict=True)
    ):
        with clock.at(until - timedelta(days=days, minutes=40)), db.writing():
            centre.tell_many(
                member_ids=members[:4],
                kind=CHAT_REPLY,
                occurrence=f"demo:{number}",
                payload={"text": answer},
            )
            if days:
                for member_id in members[:3]:
                    reading.read_all(member_id)
    with clock.at(until - timedelta(days=6)), db.writing():
        centre.tell_many(
            member_ids=members[:1],
            kind=ADJUSTED,
            occurrence="demo",
            payload={
                "points": 150,
                "is_more": True,
                "is_undoing": False,
                "reason": "late_delivery",
            },
        )
    with db.writing():
        choices.keep_habits(members[1], Habits(calm=(22 * 60, 9 * 60), is_daily=True))
        choices.choose(members[2], {(CHAT_REPLY.code, "email"): False})


def _life(guest: Guest, until: datetime) -> float:
    return (until - guest.since) / timedelta(days=1)
