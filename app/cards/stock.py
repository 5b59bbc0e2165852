"""Numbers that are printed before anybody holds them, and those brought along.

A stock number waits without a card. Its first scan makes an anonymous member with a
card that has this number, and from then on it is a card like any other.
"""

import secrets

from sqlalchemy import func, insert, select, update

from app.businesses import queries as businesses
from app.cards import actions, articles, audiences, codes, queries
from app.cards.errors import CardAsleep
from app.cards.models import Card, CardNumber
from app.cards.numbers import known
from app.cards.queries import FoundCard
from app.core import clock, db, ids, tenancy
from app.core.ids import CardId, ProgrammeId
from app.people import actions as people

SOURCE = "plastic"
"""Where members come from who were given a printed card."""
SHORT_ROOM = 1_000_000
_TRIES = 20


def find(code: str) -> FoundCard:
    """The card behind a scan; a number that waits comes alive. Inside ``writing()``.

    Raises what ``cards.queries.find`` does, but for CardAsleep.
    """
    try:
        return queries.find(code)
    except CardAsleep:
        _wake(code)
    return queries.find(code)


def _wake(code: str) -> None:
    """Give the number a holder and a card; of two tills at once, one does it."""
    other = known(code)
    if other is None:
        return
    row = db.session().get(CardNumber, other.id, with_for_update=True)
    if row is None or row.card_id is not None:
        return
    if row.claimed_by_id is not None:
        claimed = db.session().get_one(Card, row.claimed_by_id)
        row.card_id, row.claimed_by_id = claimed.joined_into_id or claimed.id, None
        db.session().flush()
        actions.show_change(CardId(row.card_id))
        return
    language = businesses.by_id(tenancy.current()).language
    member_id = people.join_business(
        person_id=people.start_anonymous(language=language), source=SOURCE
    )
    card = actions.issue(
        member_id=member_id,
        programme_id=ProgrammeId(row.programme_id),
        number=row.value if _is_free_own(row.value) else None,
    )
    row.card_id = card.id
    audiences.let_in(member_id=member_id, programme_id=ProgrammeId(row.programme_id))
    db.session().flush()


def _is_free_own(value: str) -> bool:
    """Whether the printed number can be the card's own one."""
    taken = select(Card.id).where(Card.number == value)
    return codes.is_number(value) and db.session().execute(taken).first() is None


def draw(count: int, *, is_short: bool) -> set[str]:
    """Numbers by chance, EAN-8 ones if ``is_short``; some may be in use already."""
    number = _short if is_short else _number
    return {number() for _ in range(count)}


def lay_in(values: set[str], *, run_id: int, programme_id: ProgrammeId) -> int:
    """Add those numbers that nobody has to a print run; how many it were.

    A few at a time, for the till waits behind this transaction.
    """
    fresh, business_id, instant = _unused(values), tenancy.current(), clock.now()
    if fresh:
        db.connection().execute(
            insert(CardNumber),
            [
                {
                    "business_id": business_id,
                    "value": value,
                    "programme_id": programme_id,
                    "run_id": run_id,
                    "added_at": instant,
                }
                for value in fresh
            ],
        )
    return len(fresh)


def _number() -> str:
    digits = ids.digits(codes.NUMBER_LENGTH - 1)
    return digits + codes.check_digit(digits)


def _short() -> str:
    digits = f"{secrets.randbelow(SHORT_ROOM):0{articles.EAN8_DIGITS}}"
    return articles.completed(articles.EAN8_PREFIX + digits)


def _unused(values: set[str]) -> list[str]:
    session = db.session()
    cards = session.scalars(select(Card.number).where(Card.number.in_(values)))
    others = session.scalars(
        select(CardNumber.value).where(CardNumber.value.in_(values))
    )
    return list(values.difference(cards, others))


def free_shorts() -> int:
    """How many EAN-8 numbers the business in scope has left."""
    used = db.session().execute(
        select(func.count()).where(
            CardNumber.value >= articles.EAN8_PREFIX,
            CardNumber.value < chr(ord(articles.EAN8_PREFIX) + 1),
            func.length(CardNumber.value) == articles.EAN8_LENGTH,
        )
    )
    return max(SHORT_ROOM - used.scalar_one(), 0)


def give_short(card_id: CardId) -> str | None:
    """An EAN-8 number for a card that has none; None when all are taken.

    Inside ``writing()``. Cards of one business take turns by the card's row.
    """
    session = db.session()
    card = session.execute(
        select(Card).where(Card.id == card_id).with_for_update()
    ).scalar_one()
    own = session.scalars(
        select(CardNumber.value)
        .where(CardNumber.card_id == card_id)
        .order_by(CardNumber.id.desc())
    )
    short = next(filter(articles.is_ean8, own), None)
    if short is None:
        short = _free_short()
        if short is not None:
            _attach(short, card)
            actions.show_change(card_id)
    return short


def _attach(value: str, card: Card) -> None:
    row = CardNumber(
        business_id=card.business_id,
        value=value,
        programme_id=card.programme_id,
        card_id=card.id,
        added_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()


def _free_short() -> str | None:
    for _ in range(_TRIES):
        if fresh := _unused({_short()}):
            return fresh[0]
    return _gap() if free_shorts() else None


def _gap() -> str | None:
    """One of the last free ones, when chance alone finds none."""
    for start in range(0, SHORT_ROOM, 1000):
        numbers = range(start, start + 1000)
        digits = (f"{number:0{articles.EAN8_DIGITS}}" for number in numbers)
        whole = {articles.completed(articles.EAN8_PREFIX + each) for each in digits}
        if fresh := _unused(whole):
            return fresh[0]
    return None


def count_asleep(run_id: int) -> int:
    """How many numbers of a print run wait for their first scan."""
    found = db.session().execute(
        select(func.count()).where(
            CardNumber.run_id == run_id, CardNumber.card_id.is_(None)
        )
    )
    return int(found.scalar_one())


def take_out(run_id: int, *, limit: int) -> int:
    """Forget up to ``limit`` waiting numbers of a print run; how many it were.

    When none is left, those that came alive are set free from the run.
    """
    session = db.session()
    waiting = session.scalars(
        select(CardNumber)
        .where(CardNumber.run_id == run_id, CardNumber.card_id.is_(None))
        .limit(limit)
        .with_for_update()
    ).all()
    for row in waiting:
        session.delete(row)
    if not waiting:
        session.execute(
            update(CardNumber).where(CardNumber.run_id == run_id).values(run_id=None)
        )
    session.flush()
    return len(waiting)


def printed(run_id: int, *, offset: int, limit: int) -> list[str]:
    """Numbers of a print run in the order in which they were made."""
    rows = db.session().scalars(
        select(CardNumber.value)
        .where(CardNumber.run_id == run_id)
        .order_by(CardNumber.id)
        .offset(offset)
        .limit(limit)
    )
    return list(rows)
