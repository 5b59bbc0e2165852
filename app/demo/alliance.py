"""Polden and Folio as partners, and what Polden gives to a fund."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.models import Card
from app.charity import actions as charity
from app.charity.actions import Promise
from app.coalitions import consents, pacts, pairing, purses, statements
from app.coalitions.terms import SideTerms, Terms
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId, MemberId, OutletId, PersonId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.people import actions as people
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.sales import actions as sales
from app.sales.actions import Line, Sale

SLUGS = ("polden", "folio")
BEGAN, LAST_MONTH, LATELY = timedelta(75), timedelta(40), timedelta(3)
POINTS = 600


def ally(until: datetime) -> None:
    """Make them partners, with a month that is settled and some days that are not."""
    first, second = (businesses.by_slug(slug).id for slug in SLUGS)
    with clock.at(until - BEGAN):
        _agree(first, second)
        person_id = _guest(first)
        cards_of = {side: _card(side, person_id) for side in (first, second)}
        _open_purses(person_id, first, second)
        _give(second, cards_of[second])
    for ago, money in ((LAST_MONTH, 150_00), (LATELY, 100_00)):
        with clock.at(until - ago):
            _buy(first, cards_of[first], person_id, money)
            _buy(second, cards_of[second], person_id, 1_20)
    with tenancy.across(), db.writing():
        statements.make_due()
    _donate(first, until)


def _agree(first: BusinessId, second: BusinessId) -> None:
    with tenancy.scope(first):
        ours = (programmes.default_programme().id,)
    with tenancy.scope(second):
        theirs = (programmes.default_programme().id,)
    offered = Terms(
        currency="RUB",
        first=SideTerms(
            price=80_00, worth_minor=1, credit_minor=50_000_00, programmes=ours
        ),
        second=SideTerms(price=80_00, worth_minor=1_00, credit_minor=50_000_00),
    )
    secret = db.settings().secret_key
    zone = "Europe/Moscow"
    with tenancy.scope(first), db.writing():
        invitation_id = pairing.invite(
            offered=offered, starts_on=clock.today(zone), secret_key=secret
        )
        code = pairing.invitation(invitation_id, secret).code
    with tenancy.scope(second), db.writing():
        pact_id = pairing.accept(code=code, own_programmes=theirs, secret_key=secret)
    with tenancy.scope(first), db.writing():
        pacts.confirm(pact_id=pact_id)


def _guest(business_id: BusinessId) -> PersonId:
    """A guest who can be reached, so that the purse has no small limit."""
    with tenancy.scope(business_id):
        found = db.session().scalar(
            select(Member.person_id)
            .join(Person, Person.id == Member.person_id)
            .join(Card, Card.member_id == Member.id)
            .where(Person.email.is_not(None), Person.name.is_not(None))
            .order_by(Card.version.desc(), Card.id)
            .limit(1)
        )
    return PersonId(found or 0)


def _card(business_id: BusinessId, person_id: PersonId) -> CardId:
    with tenancy.scope(business_id), db.writing():
        member_id = MemberId(people.join_business(person_id=person_id, source=""))
        programme_id = programmes.default_programme().id
        return cards.issue(member_id=member_id, programme_id=programme_id).id


def _open_purses(person_id: PersonId, first: BusinessId, second: BusinessId) -> None:
    for giver, told in ((first, second), (second, first)):
        with tenancy.scope(giver), db.writing():
            for purpose in ("purse", "contacts"):
                consents.give(
                    person_id=person_id,
                    recipient_id=told,
                    purpose=purpose,
                    language="ru",
                )


def _give(business_id: BusinessId, card_id: CardId) -> None:
    with tenancy.scope(business_id), db.writing():
        ledger.credit(
            card_id=card_id,
            cause=Cause(
                key="alliance:welcome",
                actor="system",
                reason="welcome",
                occurred_at=clock.now(),
            ),
            amount=POINTS,
            available_at=clock.now(),
            expires_at=None,
            kind="gift",
        )


def _buy(
    business_id: BusinessId, card_id: CardId, person_id: PersonId, most_minor: int
) -> None:
    with tenancy.scope(business_id), db.writing():
        sale = Sale(
            outlet_id=OutletId(businesses.outlets()[0].id),
            card_id=card_id,
            number=None,
            lines=(Line(amount_minor=4 * most_minor),),
            source="demo",
            actor="system",
        )
        paid = purses.offer(sale, person_id, most_minor).payments
        sales.book(replace(sale, payments=paid))


def _donate(business_id: BusinessId, until: datetime) -> None:
    """A fund that gets a ruble for each card shown, since yesterday."""
    promise = Promise(
        fund="Фонд «Тёплый дом»",
        about="Помогает приютам для бездомных животных кормом и лечением.",
        link="",
        programme_id=None,
        amount_minor=1_00,
        budget_minor=10_000_00,
        cooldown_minutes=60,
    )
    with clock.at(until - timedelta(days=1)), tenancy.scope(business_id), db.writing():
        charity.begin(promise=promise)
    with clock.at(until - timedelta(hours=1)), tenancy.scope(business_id), db.writing():
        shown = db.session().scalars(
            select(Card.id).where(Card.state == "active").order_by(Card.id).limit(37)
        )
        for card_id in list(shown):
            charity.present(
                card_id=CardId(card_id),
                outlet_id=OutletId(businesses.outlets()[0].id),
                actor="system",
                key=f"demo:{card_id}",
            )
