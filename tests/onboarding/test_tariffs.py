"""Promo codes and tariffs: dates, caps, and nobody counted twice."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.errors import NotFound
from app.onboarding import tariffs
from app.onboarding.errors import (
    BadPeriod,
    BadPromoCode,
    PromoCodeTaken,
    PromoCodeUseless,
)
from app.onboarding.models import Tariff
from app.onboarding.tariffs import Grant
from tests.conftest import Clock
from tests.onboarding import wishes

USUAL = Grant("trial", 3)


def make(code: str = "loyalen2022", **changes: Any) -> int:
    """The code of row 103: three months, the first companies a year."""
    values = {
        "trial_months": 3,
        "free_months": 12,
        "cap": 15,
        "starts_at": app_clock.now(),
        "ends_at": None,
        "operator_id": None,
    }
    with db.writing():
        return tariffs.create_code(code=code, **(values | changes))


def take(code: str) -> Grant:
    with db.writing():
        return tariffs.take(code, 3)


def test_the_first_fifteen_get_a_year_and_the_next_a_trial(app: Flask) -> None:
    code_id = make()
    grants = [take("Loyalen-2022") for _ in range(17)]
    assert grants[:15] == [Grant("free", 12, code_id)] * 15
    assert grants[15:] == [Grant("trial", 3, code_id)] * 2
    (view,) = tariffs.codes()
    assert (view.taken, view.state) == (15, "works")


def test_the_cap_holds_however_many_come_at_once(app: Flask) -> None:
    make(cap=3)
    barrier, grants = threading.Barrier(8), list[Grant]()

    def come() -> None:
        with app.app_context():
            barrier.wait()
            grants.append(take("loyalen2022"))

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(grant.kind for grant in grants) == ["free"] * 3 + ["trial"] * 5


def test_months_agreed_on_twice_at_once_follow_one_another(app: Flask) -> None:
    business_id = wishes.found(app).business_id
    barrier = threading.Barrier(2)

    def come() -> None:
        with app.app_context(), tenancy.scope(business_id):
            barrier.wait()
            with db.writing():
                tariffs.extend(months=6)

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenancy.scope(business_id):
        rows = db.session().scalars(select(Tariff).order_by(Tariff.id)).all()
        starts, ends = [r.starts_at for r in rows], [r.ends_at for r in rows]
        db.session().rollback()
    assert starts[1:] == ends[:-1]


def test_without_free_months_the_cap_ends_the_code(app: Flask) -> None:
    code_id = make(trial_months=6, free_months=0, cap=1)
    assert take("loyalen2022") == Grant("trial", 6, code_id)
    assert take("loyalen2022") == USUAL
    assert tariffs.codes()[0].state == "used_up"
    with pytest.raises(PromoCodeUseless):
        tariffs.offered("loyalen2022", 3)


def test_a_code_works_between_its_dates(app: Flask, clock: Clock) -> None:
    make(starts_at=clock.now + timedelta(days=1), ends_at=clock.now + timedelta(days=2))
    seen = []
    for _ in range(3):
        seen.append(tariffs.codes()[0].state)
        db.session().rollback()
        assert (take("loyalen2022") == USUAL) == (seen[-1] != "works")
        clock.advance(days=1)
    assert seen == ["ahead", "works", "over"]


@pytest.mark.parametrize("code", ["", "none2022", "%", "loyalen202", "x" * 300])
def test_other_words_are_no_code(app: Flask, code: str) -> None:
    make()
    assert take(code) == USUAL
    if code:
        with pytest.raises(PromoCodeUseless):
            tariffs.offered(code, 3)


def test_what_is_asked_beforehand_takes_nothing(app: Flask) -> None:
    make()
    assert tariffs.offered("LOYALEN2022", 3).kind == "free"
    assert tariffs.codes()[0].taken == 0


def test_a_code_is_ended_for_good(app: Flask) -> None:
    code_id = make()
    with db.writing():
        tariffs.end_code(promo_code_id=code_id)
        tariffs.end_code(promo_code_id=code_id)
    assert take("loyalen2022") == USUAL
    with pytest.raises(NotFound), db.writing():
        tariffs.end_code(promo_code_id=code_id + 1)


def test_nonsense_makes_no_code(app: Flask) -> None:
    make()
    with pytest.raises(PromoCodeTaken):
        make("LOYALEN 2022")
    for code in ("", "abc", "код2022", "x" * 33, "a_b_c_d"):
        with pytest.raises(BadPromoCode):
            make(code)
    with pytest.raises(BadPeriod):
        make("later2022", ends_at=app_clock.now())
    assert len(tariffs.codes()) == 1


def test_terms_are_whole_days_in_the_business_s_zone(app: Flask, clock: Clock) -> None:
    make()
    clock.set(datetime(2026, 11, 30, 20, 30, tzinfo=UTC))
    founded = wishes.found(app, promo_code="loyalen2022")
    with tenancy.scope(founded.business_id):
        terms = tariffs.in_force()
    assert terms is not None
    assert (terms.kind, terms.months, terms.code) == ("free", 12, "loyalen2022")
    # 30 November, 23:30 in Moscow: until the end of 30 November next year there.
    assert terms.ends_at == app_clock.day_end(date(2027, 11, 30), "Europe/Moscow")
    clock.set(terms.ends_at - timedelta(seconds=1))
    assert not terms.is_over
    clock.advance(seconds=1)
    assert terms.is_over


def test_a_code_used_up_before_the_link_was_pressed_gives_the_trial(app: Flask) -> None:
    make(cap=1, free_months=0, trial_months=6)
    end = wishes.token(app, wishes.apply(app, promo_code="loyalen2022"))
    take("loyalen2022")
    founded = wishes.confirm(app, end)
    assert founded is not None
    with tenancy.scope(founded.business_id):
        terms = tariffs.in_force()
    assert terms is not None
    assert (terms.kind, terms.months, terms.code) == ("trial", 3, None)
