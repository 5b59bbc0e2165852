"""What a second person, a look at unusual purchases and the radar have to show."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from app.core import audit, clock, db
from app.core.audit import Author
from app.core.ids import CardId, OutletId, ReceiptId, StaffId
from app.demo.places import Place
from app.demo.year import Guest
from app.people import queries as people
from app.sales import queries as receipts
from app.sales.actions import Line, Sale
from app.trust import adjustments, cases, moves, reviews, selling
from app.trust.selling import Shown

TEXTS = {
    "ru": (
        "Курьер опоздал на час",
        "Перенос с карты старой программы",
        (
            "За один день на карту пришло необычно много покупок. Расскажите, "
            "пожалуйста, кто и где их делал: это поможет быстро закрыть проверку."
        ),
        "В тот день у нас был праздник, мы заказывали по очереди.",
        "Покупки настоящие, гость приходил с детьми",
    ),
    "en": (
        "The parcel came a week late",
        "Stamps from the old paper card",
        (
            "Unusually many purchases came onto the card in one day. Please tell us who "
            "made them and where: it helps us to end this check soon."
        ),
        "We were buying presents that day, one after another.",
        "Real purchases: a reading group with one card",
    ),
}
_EVENING = timedelta(hours=2)


def look(
    place: Place, outlets: list[OutletId], guests: list[Guest], until: datetime
) -> None:
    """A month of second looks; runs inside the business's scope."""
    staff = {each.role: each.id for each in people.staff()}
    late, moved, question, answer, released = TEXTS[place.language]
    regular, friend, *others = (each.card_id for each in guests)
    _days_of_a_friend(outlets[0], friend, staff["cashier"], until)
    with clock.at(until - timedelta(days=8)), db.writing():
        audit.enter(Author(f"staff:{staff['owner']}", "demo"))
        for each in reviews.waiting_of(friend)[:1]:
            reviews.release(review_id=each.id, staff_id=staff["owner"], reason=released)
    _by_hand(staff, regular, (late, moved), until)
    with clock.at(until - timedelta(hours=20)), db.writing():
        case_id = cases.open_case(
            card_id=friend,
            reason="unusual",
            text=question,
            receipts=[ReceiptId(e.receipt_id) for e in reviews.waiting_of(friend)],
            is_blocking=True,
            days=5,
            staff_id=staff["administrator"],
        )
    with clock.at(until - timedelta(hours=4)), db.writing():
        cases.answer(case_id=case_id, card_id=friend, text=answer)
    _wrong_card(outlets[0], (regular, *others), staff["cashier"], until)
    audit.leave()


def _days_of_a_friend(
    outlet_id: OutletId, card_id: CardId, cashier: StaffId, until: datetime
) -> None:
    """Four purchases a day at one cashier, three times."""
    audit.enter(Author(f"staff:{cashier}", "demo"))
    for days in (9, 5, 2):
        for turn in range(4):
            at = until - timedelta(days=days) + timedelta(minutes=7 * turn)
            with clock.at(at), db.writing():
                sale = _sale(outlet_id, card_id, cashier, 480_00 + 60_00 * turn)
                selling.book(sale, Shown(entry="number", device="demo"))


def _by_hand(
    staff: dict[str, StaffId], card_id: CardId, notes: tuple[str, str], until: datetime
) -> None:
    """One change by hand that was made, one that waits."""
    audit.enter(Author(f"staff:{staff['administrator']}", "demo"))
    for days, amount, reason, note in (
        (6, 150, "late_delivery", notes[0]),
        (1, 600, "migration", notes[1]),
    ):
        with clock.at(until - timedelta(days=days)), db.writing():
            adjustments.adjust(
                card_id=card_id,
                amount=amount,
                reason=reason,
                note=note,
                staff_id=staff["administrator"],
            )


def _wrong_card(
    outlet_id: OutletId,
    card_ids: Sequence[CardId],
    cashier: StaffId,
    until: datetime,
) -> None:
    """A cheque on the previous guest's card that was moved the same morning.

    A cheque with somebody's own offer cannot move: then it was the next guest's.
    """
    audit.enter(Author(f"staff:{cashier}", "demo"))
    # Before the quiet hours of any of our places: a cheque with an offer cannot move.
    morning = (until - timedelta(days=3)).replace(hour=8)
    for card_id, next_id in pairwise(card_ids):
        with clock.at(morning), db.writing():
            sale = _sale(outlet_id, card_id, cashier, 900_00)
            booked = selling.book(sale, Shown(entry="code", device="demo"))
        if not receipts.receipt(booked.receipt_id).discounts:
            with clock.at(morning + _EVENING), db.writing():
                moves.move(
                    receipt_id=booked.receipt_id, card_id=next_id, staff_id=cashier
                )
            return


def _sale(
    outlet_id: OutletId, card_id: CardId, cashier: StaffId, amount_minor: int
) -> Sale:
    return Sale(
        outlet_id=outlet_id,
        card_id=card_id,
        number=None,
        lines=(Line(amount_minor=amount_minor),),
        source="till",
        actor=f"staff:{cashier}",
    )
