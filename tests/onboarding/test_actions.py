"""Applying, the one-time link, review, founding; and what two at once cannot do."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.businesses.slugs import AddressTaken
from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.errors import Refused, TooMany
from app.core.outbox import OutboxRow
from app.onboarding import actions, queries
from app.onboarding.errors import (
    ApplicationNotFound,
    DecidedAlready,
    LinkOver,
    NumberTaken,
    PromoCodeUseless,
    ReasonNeeded,
)
from app.onboarding.models import Application, Registration
from app.onboarding.numbers import Numbers
from app.onboarding.trades import TRADES
from app.people import queries as people
from app.programmes import queries as programmes
from tests.conftest import Clock
from tests.onboarding import wishes
from tests.onboarding.wishes import INN, OTHER_INN, OTHER_OGRN
from tests.world import create_business, create_person

DOUBTFUL = Numbers("RU", INN, OTHER_OGRN, ("kinds_differ",))


def facts(name: str) -> int:
    """How many facts of a kind wait to be told."""
    counted = db.session().scalar(
        select(func.count()).select_from(OutboxRow).where(OutboxRow.fact == name)
    )
    db.session().rollback()
    return int(counted or 0)


def businesses_count() -> int:
    found = len(businesses.businesses())
    db.session().rollback()
    return found


@pytest.mark.parametrize("trade", sorted(TRADES))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_confirmed_application_is_a_business_of_its_trade(
    app: Flask, trade: str, language: str
) -> None:
    founded = wishes.found(app, trade=trade, language=language)
    business, start = businesses.by_id(founded.business_id), TRADES[trade]
    assert (business.slug, business.name) == ("poldnik", "Кофейня «Полдник»")
    assert (business.brand_colour, business.accent_colour) == start.colours
    assert business.motif == start.motif
    assert business.about == start.said(start.about, language)
    assert (business.currency, business.zone) == ("RUB", "Europe/Moscow")
    with tenancy.scope(founded.business_id):
        (programme,) = programmes.programmes()
        assert programme.name == start.said(start.card, language)
        assert programmes.current_rules(programme.id) == start.rules(language, "RUB")
        registration = queries.registration()
        acts = db.session().scalars(select(AuditEntry.act)).all()
    assert registration is not None
    assert (registration.tax_number, registration.trade) == (INN, trade)
    assert "business.founded" in acts
    owner = people.staff_of(founded.person_id, founded.business_id)
    assert owner is not None
    assert owner.role == "owner"
    assert people.person(founded.person_id).email == "owner@poldnik.example"


def test_the_database_holds_nothing_that_opens(app: Flask) -> None:
    application_id = wishes.apply(app)
    end = wishes.token(app, application_id)
    row = db.session().get_one(Application, application_id)
    kept = " ".join(str(value) for value in vars(row).values())
    payloads = " ".join(
        str(each) for each in db.session().scalars(select(OutboxRow.payload))
    )
    assert end.rpartition("-")[2] not in kept + payloads


@pytest.mark.parametrize(
    "end",
    ["", "x", "1-1-" + "a" * 32, "0-1-" + "a" * 32, "1-1", "9" * 30 + "-1-" + "a" * 32],
)
def test_a_link_that_is_none_of_ours_leads_nowhere(app: Flask, end: str) -> None:
    wishes.apply(app)
    with pytest.raises(ApplicationNotFound):
        queries.link(end, wishes.key_of(app))
    db.session().rollback()
    with pytest.raises(ApplicationNotFound):
        wishes.confirm(app, end)


def test_a_link_of_another_application_opens_only_its_own(app: Flask) -> None:
    first = wishes.token(app, wishes.apply(app))
    second = wishes.apply(app, email="other@poldnik.example", slug="drugoy")
    forged = f"{second}-1-{first.rpartition('-')[2]}"
    with pytest.raises(ApplicationNotFound):
        wishes.confirm(app, forged)


def test_a_link_is_good_for_a_day_and_for_one_use(app: Flask, clock: Clock) -> None:
    application_id = wishes.apply(app)
    end = wishes.token(app, application_id)
    clock.advance(hours=23, minutes=59)
    assert queries.link(end, wishes.key_of(app)).state == "open"
    db.session().rollback()
    clock.advance(minutes=1)
    assert queries.link(end, wishes.key_of(app)).state == "over"
    db.session().rollback()
    with pytest.raises(LinkOver):
        wishes.confirm(app, end)
    _again(app, application_id)
    newer = wishes.token(app, application_id)
    assert wishes.confirm(app, newer) is not None
    assert queries.link(newer, wishes.key_of(app)).state == "founded"
    db.session().rollback()
    with pytest.raises(LinkOver):
        wishes.confirm(app, newer)
    assert businesses_count() == 1


def _again(app: Flask, application_id: int) -> None:
    with db.writing():
        actions.send_again(
            application_id=application_id, ip="x", secret_key=wishes.key_of(app)
        )


def test_another_letter_ends_the_link_before_and_comes_after_a_minute(
    app: Flask, clock: Clock
) -> None:
    application_id = wishes.apply(app)
    first = wishes.token(app, application_id)
    _again(app, application_id)
    assert wishes.token(app, application_id) == first
    assert facts("LinkAsked") == 1
    clock.advance(seconds=60)
    _again(app, application_id)
    assert wishes.token(app, application_id) != first
    assert facts("LinkAsked") == 2
    with pytest.raises(LinkOver):
        wishes.confirm(app, first)


def test_letters_are_limited_by_mailbox(app: Flask, clock: Clock) -> None:
    application_id = wishes.apply(app)
    for _ in range(actions.APPLY_MAIL.count - 1):
        clock.advance(seconds=61)
        _again(app, application_id)
    clock.advance(seconds=61)
    with pytest.raises(TooMany):
        _again(app, application_id)
    with pytest.raises(TooMany):
        wishes.apply(app, email="ow.ner+more@poldnik.example", slug="drugoy")


def test_nothing_is_sent_again_once_it_is_confirmed(app: Flask, clock: Clock) -> None:
    application_id = wishes.apply(app)
    wishes.confirm(app, wishes.token(app, application_id))
    clock.advance(minutes=5)
    with pytest.raises(DecidedAlready):
        _again(app, application_id)


def test_the_same_form_sent_twice_is_one_application(app: Flask) -> None:
    assert wishes.apply(app, form_key=b"one") == wishes.apply(app, form_key=b"one")
    assert facts("LinkAsked") == 1


def test_a_number_counts_once(app: Flask) -> None:
    waiting = wishes.apply(app, slug="second-one", email="b@poldnik.example")
    wishes.found(app)
    with pytest.raises(NumberTaken) as refusal:
        wishes.apply(app, slug="third-one", email="c@poldnik.example")
    assert "Полдник" not in str(refusal.value)
    # Who had applied before the other opened is refused as well, and founds nothing.
    with pytest.raises(NumberTaken):
        wishes.confirm(app, wishes.token(app, waiting))
    assert businesses_count() == 1
    assert queries.application(waiting).state == "asked"


def test_two_links_with_one_number_at_once_found_one_business(app: Flask) -> None:
    ends = [
        wishes.token(app, wishes.apply(app, slug=slug, email=f"{slug}@x.example"))
        for slug in ("first-one", "second-one")
    ]
    barrier, outcomes = threading.Barrier(2), list[str]()

    def press(end: str) -> None:
        with app.app_context():
            barrier.wait()
            try:
                wishes.confirm(app, end)
                outcomes.append("founded")
            except Refused as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=press, args=(end,)) for end in ends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["business_number_taken", "founded"]
    with tenancy.across():
        assert len(db.session().scalars(select(Registration.id)).all()) == 1


def test_an_address_that_was_taken_meanwhile_can_be_changed(app: Flask) -> None:
    end = wishes.token(app, wishes.apply(app))
    create_business(slug="poldnik")
    with pytest.raises(AddressTaken):
        wishes.confirm(app, end)
    founded = wishes.confirm(app, end, slug="poldnik-na-uglu")
    assert founded is not None
    assert founded.slug == "poldnik-na-uglu"


def test_a_code_that_does_not_work_is_refused(app: Flask) -> None:
    with pytest.raises(PromoCodeUseless):
        wishes.apply(app, promo_code="nothing2022")


def test_what_does_not_fit_waits_for_a_person(app: Flask) -> None:
    application_id = wishes.apply(app, numbers=DOUBTFUL)
    assert queries.waiting(10) == []
    db.session().rollback()
    assert wishes.confirm(app, wishes.token(app, application_id)) is None
    assert [view.id for view in queries.waiting(10)] == [application_id]
    assert queries.waiting_count() == 1
    db.session().rollback()
    assert businesses_count() == 0
    operator = create_person(name="Operator")
    founded = wishes.approve(application_id, operator)
    with tenancy.scope(founded.business_id):
        acts = db.session().scalars(select(AuditEntry.act)).all()
    assert "registration.approved" in acts
    assert facts("ApplicationDecided") == 1
    with pytest.raises(DecidedAlready):
        wishes.approve(application_id, operator)


@pytest.mark.parametrize("slug", ["platform", "x" * 5000, "../../etc", "taken-one"])
def test_an_address_that_waits_for_a_person_is_one(app: Flask, slug: str) -> None:
    create_business(slug="taken-one")
    application_id = wishes.apply(app, numbers=DOUBTFUL)
    with pytest.raises(Refused):
        wishes.confirm(app, wishes.token(app, application_id), slug=slug)
    view = queries.application(application_id)
    assert (view.slug, view.state) == ("poldnik", "asked")


def test_a_refusal_needs_a_reason_and_founds_nothing(app: Flask) -> None:
    application_id = wishes.apply(app, numbers=DOUBTFUL)
    operator = create_person(name="Operator")
    wishes.confirm(app, wishes.token(app, application_id))
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(ReasonNeeded), db.writing():
            actions.refuse(
                application_id=application_id, operator_id=operator, reason=reason
            )
    with db.writing():
        actions.refuse(
            application_id=application_id, operator_id=operator, reason="Нет в реестре."
        )
    view = queries.application(application_id)
    assert (view.state, view.reason) == ("refused", "Нет в реестре.")
    assert businesses_count() == 0
    # The number is free for who brings it in order.
    assert wishes.found(app, numbers=Numbers("RU", OTHER_INN, OTHER_OGRN))


def test_only_what_was_confirmed_can_be_decided(app: Flask) -> None:
    application_id = wishes.apply(app, numbers=DOUBTFUL)
    with pytest.raises(DecidedAlready):
        wishes.approve(application_id, create_person(name="Operator"))
    with pytest.raises(ApplicationNotFound):
        wishes.approve(10**6, create_person(name="Operator"))


def test_a_known_person_owns_the_new_business_too(app: Flask) -> None:
    first = wishes.found(app)
    second = wishes.found(
        app, slug="drugoy", numbers=Numbers("RU", OTHER_INN, OTHER_OGRN)
    )
    assert first.person_id == second.person_id
    assert len(people.workplaces(first.person_id)) == 2


def test_what_nobody_confirms_is_forgotten(app: Flask, clock: Clock) -> None:
    forgotten = wishes.apply(app)
    kept = wishes.apply(app, slug="drugoy", email="b@poldnik.example")
    wishes.confirm(app, wishes.token(app, kept))
    clock.advance(days=31)
    with db.writing():
        assert actions.forget_old() == 1
    with pytest.raises(ApplicationNotFound):
        queries.application(forgotten)
    assert queries.application(kept).state == "founded"
