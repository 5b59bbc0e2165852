"""Whether the demo's guests would recommend the coffee shops: two quarters of answers."""

from datetime import date, datetime, timedelta

from app.core import clock, db
from app.core.ids import MemberId
from app.demo.places import POLDEN, Place
from app.notifications import runs
from app.notifications import surveys as notices
from app.people.models import Member
from app.surveys import actions, asking, rules

# Out of ten guests each: the second quarter went better than the first.
BEFORE = (9, 10, 6, 8, 10, 3, 9, 7, 9, 5)
NOW = (10, 9, 8, 9, 6, 10, 9, 7, 10, 9)
MOST = 64
WORDS = (
    (10, "Хлеб на закваске и всегда помнят, какой кофе я беру."),
    (9, "Спокойно работать у окна, никто не торопит."),
    (6, "По утрам на Мясницкой очередь, не всегда успеваю."),
    (8, "Не хватает чего-нибудь горячего после восьми."),
    (10, "Привела сюда всю команду, теперь встречаемся здесь по пятницам."),
    (3, "Дважды приносили остывший раф. Сказала, переделали, но осадок остался."),
    (9, "Честная карта: баллы видно сразу и они не сгорают внезапно."),
    (7, "Вкусно, но для каждого дня дороговато."),
)


def fill(place: Place, until: datetime) -> None:
    """Let regulars answer in both quarters; runs inside the business's scope."""
    # Who wants to see the log of messages should not find one question to everybody.
    runs.done(notices.JOB, clock.local_date(until, place.zone))
    if place is not POLDEN:
        return
    quarter = asking.current(place.zone)
    _answer(place, rules.moved(quarter, -1), BEFORE, until)
    _answer(place, quarter, NOW, until)


def _answer(
    place: Place, quarter: date, scores: tuple[int, ...], until: datetime
) -> None:
    """So many of the regulars as the demo needs, some of them in words."""
    ends = clock.day_start(rules.moved(quarter, 1), place.zone)
    at = min(until, ends - timedelta(days=1))
    chosen = asking.silent(quarter, place.zone).order_by(Member.id).limit(MOST)
    regulars = db.session().scalars(chosen).all()
    words = list(WORDS)
    with clock.at(at), db.writing():
        for number, member_id in enumerate(regulars):
            score = scores[number % len(scores)]
            said = next((each for each in words if each[0] == score), None)
            if said and number % 3 == 0:
                words.remove(said)
            actions.answer(
                member_id=MemberId(member_id),
                quarter=quarter,
                score=score,
                text=said[1] if said and number % 3 == 0 else "",
            )
