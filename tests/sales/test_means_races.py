"""Many tills at once that pay by the same certificate, or by each other's points."""

from dataclasses import replace

from flask import Flask

from app.core.errors import AppError
from app.ledger.verify import verify
from app.programmes.kinds.certificate import CertificateRules
from app.sales import actions as sales
from app.sales.actions import Booked
from app.sales.payments import Payment
from tests.coalitions.alliance import Member, alliance
from tests.instruments.shelf import Shelf
from tests.rewards.test_races import at_once
from tests.world import World, issue_card


def booked(answers: list[object]) -> list[Booked]:
    """The sales that went through; the others have to be refusals."""
    assert all(isinstance(each, Booked | AppError) for each in answers), answers
    return [each for each in answers if isinstance(each, Booked)]


def test_e33_twenty_cheques_at_once_on_one_certificate(
    app: Flask, world: World
) -> None:
    shelf, shop = Shelf(world.coffee), world.coffee
    rules = CertificateRules(nominals=(100_00,))
    sold = shelf.sell(shelf.offer(rules), amount_minor=100_00)
    holders = [
        issue_card(shop.business_id, shop.programme_id, phone=f"+7999000{at:04}")
        for at in range(20)
    ]
    payment = Payment(kind="certificate", ref=str(sold.card_id), amount_minor=80_00)

    def buy(card_id: int) -> Booked:
        sale = sales.Sale(
            outlet_id=shop.outlet_id,
            card_id=card_id,  # type: ignore[arg-type]
            number=None,
            lines=(sales.Line(amount_minor=90_00),),
            payments=(payment,),
            source="till",
            actor="staff:1",
        )
        return shelf.do(sales.book, sale)

    answers = at_once(app, [lambda h=h: buy(h.card_id) for h in holders])  # type: ignore[misc]
    assert len(booked(answers)) == 1
    assert shelf.available(sold.card_id) == 20_00
    assert shelf.is_sound()


def test_partners_spend_each_others_points_at_once(app: Flask) -> None:
    """Opposite directions lock both cards in one order: nobody waits for ever."""
    here, there = alliance("Икс", "Игрек")
    for side in (here, there):
        side.give(50)
    pact_id = here.partner().pact.id

    def buy(at: Member, other: Member) -> Booked:
        payment = Payment(
            kind="partner",
            ref=f"{pact_id}:{other.card_id}",
            amount_minor=20_00,
            unit_minor=1_00,
            as_points=True,
        )
        sale = replace(at.sale(100_00), payments=(payment,))
        return at.do(sales.book, sale)

    ways = [(here, there), (there, here)] * 6
    answers = at_once(app, [lambda w=w: buy(*w) for w in ways])  # type: ignore[misc]
    assert all(isinstance(each, Booked | AppError) for each in answers), answers
    for side in (here, there):
        assert side.ask(lambda s=side: list(verify(s.business_id))) == []


def test_two_means_are_locked_in_one_order(app: Flask, world: World) -> None:
    shelf, shop = Shelf(world.coffee), world.coffee
    programme_id = shelf.offer(CertificateRules())
    pair = [shelf.sell(programme_id, amount_minor=1_000_00) for _ in range(2)]
    payments = [
        Payment(kind="certificate", ref=str(each.card_id), amount_minor=10_00)
        for each in pair
    ]

    def buy(turned: bool) -> Booked:  # noqa: FBT001 - a case
        sale = sales.Sale(
            outlet_id=shop.outlet_id,
            card_id=shop.member.card_id,
            number=None,
            lines=(sales.Line(amount_minor=90_00),),
            payments=tuple(reversed(payments) if turned else payments),
            source="till",
            actor="staff:1",
        )
        return shelf.do(sales.book, sale)

    ways = [True, False] * 4
    answers = at_once(app, [lambda t=t: buy(t) for t in ways])  # type: ignore[misc]
    assert len(booked(answers)) == 8
    assert shelf.available(pair[0].card_id) == 920_00
