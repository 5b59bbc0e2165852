"""The page, the worker and a second window send at once: every deal happens once."""

from collections import Counter
from collections.abc import Callable

from flask import Flask

from app.ledger.queries import Balance
from app.sales.offline.queue import Outcome
from tests.ledger.test_races import at_once
from tests.sales.offline.device import Device, listed, prepare, receipts
from tests.world import Shop

See = Callable[[], Balance]


def test_one_letter_from_eight_windows(
    app: Flask, shop: Shop, device: Device, balance: See
) -> None:
    letter = device.write(device.sale(shop.member.number, 1000_00, 50))
    answers = at_once(app, [lambda: device.send(letter)] * 8)
    found = [answer for answer in answers if isinstance(answer, Outcome)]
    assert len(found) == 8
    assert Counter(answer.is_repeat for answer in found) == {False: 1, True: 7}
    assert len({answer.number for answer in found}) == 1
    assert receipts(shop) == 2
    assert balance().available == 97


def test_a_promise_is_not_spent_twice_by_two_letters(
    app: Flask, shop: Shop, device: Device, balance: See
) -> None:
    letters = [
        device.write(device.sale(shop.member.number, 100_00, 80)) for _ in range(2)
    ]
    answers = at_once(
        app, [lambda letter=letter: device.send(letter) for letter in letters]
    )
    states = Counter(a.state for a in answers if isinstance(a, Outcome))
    assert states == {"booked": 1, "refused": 1}
    assert balance().debt == 0


def test_two_tills_that_both_promised_both_keep_their_word(
    app: Flask, shop: Shop, device: Device, balance: See
) -> None:
    other = prepare(shop, "Hall")
    jobs = [
        (till, till.write(till.sale(shop.member.number, 100_00, 100)))
        for till in (device, other)
    ]
    at_once(app, [lambda till=till, job=job: till.send(job) for till, job in jobs])
    assert balance().debt == 100
    assert [row.is_overdrawn for row in listed(shop)] == [True]
