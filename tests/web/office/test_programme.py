"""Rules of a card: made, changed by versions, explained by an example."""

import threading
from typing import Any

import pytest

from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.programmes import queries
from app.programmes.kinds.points import PointsRules
from app.programmes.queries import Version
from app.programmes.rules import LifeEnd, Reward, Rounding
from tests.conftest import Clock
from tests.page import Form, Page
from tests.web.office.conftest import Office
from tests.world import World, create_programme, sell


def versions(world: World, programme_id: int | None = None) -> list[Version]:
    with tenancy.scope(world.coffee.business_id):
        wanted = programme_id or world.coffee.programme_id
        found = queries.versions(ProgrammeId(wanted))
        db.session().rollback()
    return found


def opened(office: Office) -> Form:
    return office.get(f"programmes/{office.shop.programme_id}", status=200).form(
        id_="rules"
    )


def rules_form(page: Page) -> Form:
    return page.form(id_="rules")


EVERYTHING = {
    "name": "Зёрна",
    "earning": "percent",
    "percent": "2,5",
    "rounding": "half_up",
    "hold_days": "14",
    "life": "days",
    "life_count": "180",
    "life_end": "quarter",
    "spend_percent": "33.33",
    "spend_max": "1 000",
    "min_receipt": "250,50",
    "min_line": "1",
    "excluded": "Табак\r\n\r\n  Подарочные   карты \r\nТабак",
    "unprotected": "100",
    "static": "0",
    "reward_1_name": "Кофе",
    "reward_1_points": "150",
    "reward_2_name": "Завтрак",
    "reward_2_points": "400",
}


def test_a_card_is_made_with_every_rule(office: Office, world: World) -> None:
    form = rules_form(office.get("programmes/new", status=200))
    page = form.submit(EVERYTHING, status=303)
    assert page.h1 == "Зёрна"
    programme_id = int(page.path.partition("?")[0].rpartition("/")[2])
    (version,) = versions(world, programme_id)
    assert version.created_by == office.staff_id
    assert version.rules == PointsRules(
        rate_basis_points=250,
        rounding=Rounding.HALF_UP,
        hold_days=14,
        life_days=180,
        life_end=LifeEnd.QUARTER,
        spend_share_basis_points=3333,
        spend_max_points=1000,
        min_receipt_minor=250_50,
        min_line_money_minor=1_00,
        excluded_categories=("Табак", "Подарочные карты"),
        unprotected_spend_points=100,
        static_spend_points=0,
        rewards=(Reward(name="Кофе", points=150), Reward(name="Завтрак", points=400)),
    )


def test_what_was_saved_stands_in_the_form(office: Office, world: World) -> None:
    page = rules_form(office.get("programmes/new", status=200)).submit(EVERYTHING)
    stored = rules_form(page).values
    assert stored["percent"] == ["2.5"]
    assert stored["spend_percent"] == ["33.33"]
    assert stored["min_receipt"] == ["250.5"]
    assert stored["life"] == ["days"]
    assert stored["reward_2_points"] == ["400"]
    before = len(versions(world))
    rules_form(page).submit(status=303)
    assert len(versions(world)) == before


def test_a_card_may_give_a_point_per_step(office: Office, world: World) -> None:
    form = rules_form(office.get("programmes/new", status=200))
    page = form.submit(
        EVERYTHING | {"earning": "step", "step": "50", "percent": ""}, status=303
    )
    programme_id = int(page.path.partition("?")[0].rpartition("/")[2])
    assert versions(world, programme_id)[0].rules.step_minor == 50_00
    assert "earns 20 " in page.text


def test_a_card_made_twice_is_one(office: Office, world: World) -> None:
    form = rules_form(office.get("programmes/new", status=200))
    first = form.submit(EVERYTHING, status=303)
    second = form.submit(EVERYTHING, status=303)
    assert first.path == second.path
    with tenancy.scope(world.coffee.business_id):
        assert len(queries.programmes()) == 2


def test_e48_a_change_is_a_new_version_and_old_credits_keep_theirs(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    first = sell(shop, shop.member, amount_minor=1000_00)
    page = opened(office).submit(percent="3", status=303)
    clock.advance(seconds=1)
    second = sell(shop, shop.member, amount_minor=1000_00)
    assert (first.earned_points, second.earned_points) == (50, 30)
    assert [v.number for v in versions(world)] == [2, 1]
    assert versions(world)[1].rules.rate_basis_points == 500
    assert "keeps its own rules" in page.text
    rows = page.one("tbody", id="versions").findall("tr")
    assert "5% back" in "".join(rows[1].itertext())
    assert "in force" in "".join(rows[0].itertext())


def test_a_version_sent_twice_is_one(office: Office, world: World) -> None:
    form = opened(office)
    for _ in range(2):
        form.submit(percent="3", status=303)
    assert len(versions(world)) == 2


def test_saving_without_a_change_makes_no_version(office: Office, world: World) -> None:
    opened(office).submit(status=303)
    assert len(versions(world)) == 1


def test_a_card_is_renamed_without_a_version(office: Office, world: World) -> None:
    assert opened(office).submit(name="Beans", status=303).h1 == "Beans"
    assert len(versions(world)) == 1


def test_rules_may_start_on_a_later_day(office: Office, world: World) -> None:
    page = opened(office).submit(
        percent="3", start="date", start_on="2026-03-20", status=303
    )
    # Midnight in Moscow.
    assert versions(world)[0].starts_at.isoformat() == "2026-03-19T21:00:00+00:00"
    assert "Version 2 starts on March 20, 2026" in page.text


def test_today_means_now(office: Office, world: World, clock: Clock) -> None:
    opened(office).submit(percent="3", start="date", start_on="2026-03-17", status=303)
    assert versions(world)[0].starts_at == clock.now


@pytest.mark.parametrize("day", ["2026-03-16", "2031-01-01", "9999-12-31", "", "soon"])
def test_a_day_that_is_over_or_too_far_is_refused(
    office: Office, world: World, day: str
) -> None:
    page = opened(office).submit(percent="3", start="date", start_on=day, status=422)
    assert rules_form(page).values["start_on"] == [day]
    assert len(versions(world)) == 1


def test_two_people_do_not_overwrite_each_other(office: Office, world: World) -> None:
    mine, theirs = opened(office), opened(office)
    theirs.submit(percent="4", status=303)
    page = mine.submit(percent="6", status=422)
    assert "Somebody changed these rules" in page.text
    assert versions(world)[0].rules.rate_basis_points == 400
    rules_form(page).submit(status=303)
    assert versions(world)[0].rules.rate_basis_points == 600


def test_rules_that_the_form_does_not_show_stay(office: Office, world: World) -> None:
    shown = PointsRules(
        excluded_skus=("A1",),
        grace_days=30,
        point_value_minor=10,
        rewards=tuple(Reward(name=f"R{n}", points=n) for n in range(1, 9)),
    )
    programme_id = create_programme(office.shop.business_id, shown, name="Other")
    page = office.get(f"programmes/{programme_id}", status=200)
    assert "Kept as they are: R7, R8" in page.text
    rules_form(page).submit(percent="7", status=303)
    changed = versions(world, programme_id)[0].rules
    assert changed.excluded_skus == ("A1",)
    assert (changed.grace_days, changed.point_value_minor) == (30, 10)
    assert [reward.name for reward in changed.rewards] == [f"R{n}" for n in range(1, 9)]


def test_the_example_is_counted_and_nothing_is_saved(
    office: Office, world: World
) -> None:
    page = opened(office).submit(
        percent="7",
        hold_days="14",
        spend_percent="30",
        reward_1_name="Coffee",
        reward_1_points="140",
        button="Count the example",
        status=200,
    )
    words = " ".join("".join(page.one("section", id="_example").itertext()).split())
    assert "RUB" in words or "₽" in words
    assert "earns 70 " in words
    assert "from March 31, 2026" in words
    assert "Up to 300 " in words
    assert "Coffee, takes purchases for" in words
    assert "2,000" in words
    assert rules_form(page).values["percent"] == ["7"]
    assert len(versions(world)) == 1


def test_htmx_gets_the_example_only(office: Office) -> None:
    form = opened(office)
    page = form.submit(percent="7", button="Count the example", htmx=True, status=200)
    assert page.is_fragment
    assert "earns 70 " in page.text
    wrong = form.submit(percent="x", button="Count the example", htmx=True, status=422)
    assert wrong.is_fragment
    assert "Write a percentage" in wrong.text


WRONG: list[dict[str, Any]] = [
    {"name": ""},
    {"name": "x" * 61},
    {"percent": ""},
    {"percent": "-1"},
    {"percent": "100.01"},
    {"percent": "NaN"},
    {"percent": "1e2"},
    {"percent": "5 %"},
    {"percent": "٥"},
    {"earning": "step", "step": ""},
    {"earning": "step", "step": "0"},
    {"earning": "magic"},
    {"rounding": "up"},
    {"hold_days": "366"},
    {"hold_days": "1,5"},
    {"hold_days": ""},
    {"hold_days": "9" * 400},
    {"life": "months", "life_count": ""},
    {"life": "months", "life_count": "0"},
    {"life": "months", "life_count": "121"},
    {"life": "days", "life_count": "10", "hold_days": "10"},
    {"life_end": "eternity"},
    {"spend_percent": ""},
    {"spend_max": "0"},
    {"spend_max": "-5"},
    {"min_receipt": "1.234"},
    {"min_receipt": "999999999999"},
    {"min_line": "abc"},
    {"excluded": "x" * 101},
    {"excluded": "\n".join(f"c{n}" for n in range(501))},
    {"unprotected": ""},
    {"static": "many"},
    {"reward_1_name": "Coffee"},
    {"reward_1_points": "100"},
    {"reward_1_name": "Coffee", "reward_1_points": "0"},
    {
        "reward_1_name": "Same",
        "reward_1_points": "1",
        "reward_2_name": "Same",
        "reward_2_points": "2",
    },
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(wrong)[:40])
def test_wrong_rules_are_refused_and_kept(
    office: Office, world: World, wrong: dict[str, Any]
) -> None:
    page = opened(office).submit(wrong, status=422)
    assert page.title.startswith("Error:")
    summary = page.one("div", cls="errors")
    assert summary.findall(".//a"), "the summary links to no field"
    kept = rules_form(page).values
    for name, value in wrong.items():
        if name not in {"earning", "rounding", "life_end", "excluded"}:
            assert kept.get(name) == [value], name
    assert len(versions(world)) == 1


def test_a_name_in_use_is_refused(office: Office, world: World) -> None:
    create_programme(office.shop.business_id, name="Taken")
    page = opened(office).submit(name="Taken", percent="9", status=422)
    assert "already a programme with this name" in page.text
    assert len(versions(world)) == 1


def test_null_bytes_are_dropped_from_what_is_shown(office: Office) -> None:
    page = opened(office).submit(percent="5\0x", name="a\0b", status=422)
    assert "\0" not in page.markup


def test_parallel_saves_of_one_version_make_one(office: Office, world: World) -> None:
    """Whoever comes second is told, also at the same moment."""
    pages = [opened(office) for _ in range(4)]
    barrier = threading.Barrier(len(pages))
    statuses: list[int] = []

    def save(number: int) -> None:
        form = pages[number]
        browser = office.client.another(language="en")
        with office.client.app.app_context():
            browser.sign_in(office.shop.owner.person_id)
            token = browser.get(form.action).form(id_="rules").values["csrf_token"]
            data = form.values | {"percent": [str(number + 1)], "csrf_token": token}
            barrier.wait()
            statuses.append(browser.post(form.action, data).status)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(len(pages))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422, 422, 422]
    assert len(versions(world)) == 2
