"""Requests: deadlines, who answers, what is closed once, how long they are kept."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.core import audit, clock, db, tenancy
from app.people import consents
from app.people.errors import PersonNotFound
from app.space import requests, retention, talk_rules, vacancies, wording
from app.space.requests import RequestView
from app.space.talk_errors import (
    RequestDone,
    RequestNotFound,
    VacancyClosed,
    VacancyNotFound,
)
from app.space.talk_models import GuestRequest
from app.space.talk_rules import Rules
from tests.conftest import Clock
from tests.space import talk
from tests.space.talk import BARISTA
from tests.world import Shop, World, create_staff


def found(shop: Shop, request_id: int) -> RequestView:
    with tenancy.scope(shop.business_id):
        view = requests.request(request_id)
        db.session().rollback()
    return view


def test_rules_chosen_for_the_first_time_twice_at_once(
    app: Flask, world: World
) -> None:
    """A double tap finds the row of the first one."""
    barrier, failures = threading.Barrier(4), list[Exception]()

    def choose() -> None:
        with app.app_context(), tenancy.scope(world.coffee.business_id):
            barrier.wait()
            try:
                with db.writing():
                    talk_rules.change(
                        rules=Rules(is_premoderated=False, call_back_minutes=30)
                    )
            except SQLAlchemyError as error:
                failures.append(error)

    threads = [threading.Thread(target=choose) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with tenancy.scope(world.coffee.business_id):
        assert talk_rules.rules() == talk_rules.Rules(False, 30)


def test_a_call_is_due_after_two_working_hours(world: World) -> None:
    view = found(world.coffee, talk.call_back(world.coffee))
    assert view.due_at == clock.now() + timedelta(hours=2)
    assert (view.state, view.phone) == ("new", "+79165550011")
    assert not view.is_overdue


def test_a_call_asked_for_at_night_is_due_in_the_morning(
    world: World, clock: Clock
) -> None:
    clock.set(datetime(2026, 3, 17, 20, 0, tzinfo=UTC))
    view = found(world.coffee, talk.call_back(world.coffee))
    assert view.due_at == datetime(2026, 3, 18, 8, 0, tzinfo=UTC)


def test_the_deadline_follows_the_business_s_rule(world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        talk_rules.change(rules=Rules(call_back_minutes=30))
    view = found(world.coffee, talk.call_back(world.coffee))
    assert view.due_at == clock.now() + timedelta(minutes=30)
    other = found(world.books, talk.call_back(world.books))
    assert other.due_at == clock.now() + timedelta(hours=2)


def test_a_wished_time_decides_instead(world: World) -> None:
    view = found(world.coffee, talk.call_back(world.coffee, when="evening"))
    assert view.due_at == datetime(2026, 3, 17, 18, 0, tzinfo=UTC)


def test_time_that_passed_makes_it_overdue_until_it_is_closed(
    world: World, clock: Clock
) -> None:
    shop, request_id = world.coffee, talk.call_back(world.coffee)
    clock.advance(hours=2, seconds=1)
    assert found(shop, request_id).is_overdue
    with tenancy.scope(shop.business_id), db.writing():
        requests.finish(
            request_id=request_id, staff_id=shop.owner.staff_id, note="Дозвонились."
        )
    view = found(shop, request_id)
    assert not view.is_overdue
    assert (view.state, view.note) == ("done", "Дозвонились.")
    assert view.assigned_to == shop.owner.staff_id


def test_a_request_goes_from_hand_to_hand(world: World) -> None:
    shop, request_id = world.coffee, talk.call_back(world.coffee)
    helper = create_staff(shop.business_id, "moderator")
    with tenancy.scope(shop.business_id):
        for staff_id in (shop.owner.staff_id, helper.staff_id):
            with db.writing():
                requests.take(request_id=request_id, staff_id=staff_id)
            assert found(shop, request_id).assigned_to == staff_id
        with db.writing():
            requests.give_back(request_id=request_id)
    assert (found(shop, request_id).state, found(shop, request_id).assigned_to) == (
        "new",
        None,
    )


def test_only_the_team_takes_requests(world: World) -> None:
    request_id = talk.call_back(world.coffee)
    with (
        tenancy.scope(world.coffee.business_id),
        pytest.raises(PersonNotFound),
        db.writing(),
    ):
        requests.take(request_id=request_id, staff_id=world.books.owner.staff_id)


def test_what_is_closed_is_closed_once_and_can_be_opened_again(world: World) -> None:
    shop, request_id = world.coffee, talk.call_back(world.coffee)
    me = shop.owner.staff_id
    with tenancy.scope(shop.business_id):
        with db.writing():
            requests.finish(request_id=request_id, staff_id=me, note="")
        with pytest.raises(RequestDone), db.writing():
            requests.finish(request_id=request_id, staff_id=me, note="again")
        with pytest.raises(RequestDone), db.writing():
            requests.take(request_id=request_id, staff_id=me)
        with db.writing():
            requests.reopen(request_id=request_id)
    view = found(shop, request_id)
    assert (view.state, view.done_at) == ("working", None)


def test_a_request_of_another_business_is_none(world: World) -> None:
    request_id = talk.call_back(world.coffee)
    with tenancy.scope(world.books.business_id):
        with pytest.raises(RequestNotFound):
            requests.request(request_id)
        with pytest.raises(RequestNotFound), db.writing():
            requests.erase(request_id=request_id)
    assert found(world.coffee, request_id).name == "Анна"


def test_the_consent_is_provable(world: World) -> None:
    """152-FZ: which text, in which version, in which language."""
    request_id = talk.call_back(world.coffee)
    with tenancy.scope(world.coffee.business_id):
        row = db.session().get_one(GuestRequest, request_id)
        text = wording.text("call-back", "ru", world.coffee.name)
        assert (row.consent_version, row.consent_digest) == (1, text.digest)
        assert row.language == "ru"
        db.session().rollback()


@pytest.mark.parametrize("purpose", wording.PURPOSES)
def test_each_purpose_has_a_text_of_its_own_that_says_the_term(purpose: str) -> None:
    digests = set()
    for language in ("ru", "en"):
        text = wording.text(purpose, language, "Зерно")
        words = " ".join(text.paragraphs)
        assert "Зерно" in words
        assert str(retention.KEPT_AFTER.days) in words
        digests.add(text.digest)
        digests.add(consents.text("processing", language, "Зерно").digest)
    assert len(digests) == 4


def test_an_application_needs_an_open_vacancy(world: World, clock: Clock) -> None:
    shop = world.coffee
    draft = talk.vacancy(shop, is_open=False)
    with pytest.raises(VacancyNotFound):
        talk.application(shop, draft)
    with pytest.raises(VacancyNotFound):
        talk.application(world.books, talk.vacancy(shop))
    vacancy_id = talk.vacancy(shop)
    assert found(shop, talk.application(shop, vacancy_id)).vacancy == "Бариста"
    with tenancy.scope(shop.business_id), db.writing():
        vacancies.close_vacancy(vacancy_id=vacancy_id)
    with pytest.raises(VacancyClosed):
        talk.application(shop, vacancy_id)


def test_a_vacancy_ends_with_its_last_day_in_the_business_s_zone(
    world: World, clock: Clock
) -> None:
    words = vacancies.VacancyWords(**vars(BARISTA) | {"last_day": date(2026, 3, 17)})
    vacancy_id = talk.vacancy(world.coffee, words)
    clock.set(datetime(2026, 3, 17, 20, 59, tzinfo=UTC))
    talk.application(world.coffee, vacancy_id)
    clock.advance(minutes=1)
    with pytest.raises(VacancyClosed):
        talk.application(world.coffee, vacancy_id)
    with tenancy.scope(world.coffee.business_id):
        assert vacancies.open_vacancies() == []


def test_a_vacancy_names_an_outlet_of_its_own_business(world: World) -> None:
    words = vars(BARISTA) | {"outlet_id": world.books.outlet_id}
    with pytest.raises(Exception, match="nothing at this address"):
        talk.vacancy(world.coffee, vacancies.VacancyWords(**words))


def test_opening_and_closing_leave_lines_in_the_trail(world: World) -> None:
    shop, vacancy_id = world.coffee, talk.vacancy(world.coffee)
    with tenancy.scope(shop.business_id):
        with db.writing():
            vacancies.open_vacancy(vacancy_id=vacancy_id)
            vacancies.close_vacancy(vacancy_id=vacancy_id)
            vacancies.close_vacancy(vacancy_id=vacancy_id)
        acts = [line.act for line in audit.lines(kind="vacancy")]
        db.session().rollback()
    assert acts == ["vacancy.closed", "vacancy.opened"]


def test_answered_requests_are_deleted_in_time(world: World, clock: Clock) -> None:
    shop = world.coffee
    answered, waiting = talk.call_back(shop), talk.call_back(shop)
    with tenancy.scope(shop.business_id), db.writing():
        requests.finish(
            request_id=answered, staff_id=shop.owner.staff_id, note="Да, есть."
        )
    clock.advance(days=retention.KEPT_AFTER.days)
    assert tidied() == 0
    clock.advance(minutes=1)
    assert tidied() == 1
    assert found(shop, waiting).state == "new"
    clock.advance(days=retention.KEPT_AT_MOST.days)
    assert tidied() == 1
    with tenancy.across():
        left = db.session().scalar(select(func.count(GuestRequest.id)))
    assert left == 0


def tidied() -> int:
    with tenancy.across(), db.writing():
        return retention.forget_old()


def test_a_withdrawn_consent_deletes_the_request_at_once(world: World) -> None:
    shop, request_id = world.coffee, talk.call_back(world.coffee)
    with tenancy.scope(shop.business_id):
        with db.writing():
            requests.erase(request_id=request_id)
        with pytest.raises(RequestNotFound):
            requests.request(request_id)
        (line,) = audit.lines(kind="request")
        assert line.act == "request.erased"
        assert "5550011" not in str(line.details)
        db.session().rollback()
