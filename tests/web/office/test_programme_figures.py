"""Figures beside the rules: what comes back, the floor, weeks to the first reward."""

from typing import Any

from app.core import db, tenancy
from app.insights import rhythm
from app.programmes import planning, queries
from tests.conftest import Clock
from tests.page import Form, Page
from tests.web.office.conftest import Office
from tests.world import Holder, Shop, World, issue_card, sell


def opened(office: Office) -> Form:
    return office.get(f"programmes/{office.shop.programme_id}", status=200).form(
        id_="rules"
    )


def counted(office: Office, values: dict[str, Any] | None = None, **more: Any) -> str:
    page = opened(office).submit(
        values or {}, button="Count the example", status=200, **more
    )
    return said(page)


def said(page: Page) -> str:
    words = " ".join("".join(page.one("section", id="_example").itertext()).split())
    return words.replace("\xa0", " ").replace("\u202f", " ")


def number(world: World) -> int:
    with tenancy.scope(world.coffee.business_id):
        found = queries.versions(world.coffee.programme_id)[0].number
        db.session().rollback()
    return found


def test_k19_break_even_is_told(office: Office) -> None:
    words = counted(office, percent="5", margin="40", spent="75")
    assert "Comes back of every ₽1,000₽50" in words
    assert "As a discount that is4.8%" in words
    assert "Left of the margin36.3%" in words
    assert "More sales needed to earn as before10.3%" in words


def test_k19_of_a_flat_discount(office: Office) -> None:
    form = office.get("programmes/new/discount", status=200).form(id_="rules")
    words = said(
        form.submit(
            name="Five",
            tier_1_percent="5",
            margin="40",
            button="Count the example",
            status=200,
        )
    )
    assert "More sales needed to earn as before14.3%" in words
    assert "As a discount that is5%" in words


def test_a_growing_discount_says_its_least_and_its_most(office: Office) -> None:
    form = office.get("programmes/new/discount", status=200).form(id_="rules")
    words = said(
        form.submit(
            name="Growing",
            tier_1_percent="3",
            tier_2_from="10000",
            tier_2_percent="7",
            button="Count the example",
            status=200,
        )
    )
    assert "₽30 – ₽70" in words


def test_below_the_floor_nothing_is_saved_until_the_owner_knows(
    office: Office, world: World
) -> None:
    generous = {"percent": "20", "margin": "40", "floor": "30", "spent": "100"}
    page = opened(office).submit(generous, status=422)
    assert "Only 20% of the sales is left" in page.text
    assert number(world) == 1
    form = page.form(id_="rules")
    assert form.values["percent"] == ["20"]
    form.submit(knows=True, status=303)
    assert number(world) == 2


def test_the_floor_does_not_disturb_a_new_name(office: Office, world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        planning.keep(
            wanted=planning.PlanView(margin_basis_points=1, floor_basis_points=1)
        )
    assert opened(office).submit(name="Beans", status=303).h1 == "Beans"


def test_what_gives_the_whole_margin_away_is_told(office: Office) -> None:
    words = counted(office, percent="50", margin="40", spent="100")
    assert "gives away the whole margin" in words
    assert "earn as beforenever" in words
    assert "-10%" in words.replace("−", "-")


def test_the_plan_is_kept_with_the_rules(office: Office) -> None:
    opened(office).submit(
        percent="6",
        margin="40",
        floor="10",
        plan_cheque="350",
        plan_gap="9",
        status=303,
    )
    kept = opened(office).values
    assert kept["margin"] == ["40"]
    assert kept["plan_cheque"] == ["350"]
    assert kept["plan_gap"] == ["9"]


def joined(shop: Shop) -> Holder:
    return issue_card(shop.business_id, shop.programme_id)


REWARD = {"reward_1_name": "Coffee", "reward_1_points": "150", "percent": "5"}


def test_weeks_come_from_what_the_owner_wrote(office: Office) -> None:
    # 25 points each, so the sixth purchase; five gaps of seven days.
    words = counted(office, {**REWARD, "plan_cheque": "500", "plan_gap": "7"})
    assert "To the first reward, “Coffee”5 weeks" in words
    assert "too few members" in words
    assert "weeks away" not in words


def test_row_34_more_than_eight_weeks_are_warned_of(office: Office) -> None:
    words = counted(office, {**REWARD, "plan_cheque": "500", "plan_gap": "14"})
    assert "10 weeks" in words
    assert "more than 8 weeks away" in words


def test_without_visits_and_words_nobody_guesses(office: Office) -> None:
    words = counted(office, REWARD)
    assert "“Coffee”not known" in words
    assert "Write your usual cheque" in words


def test_weeks_come_from_the_members_own_visits(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    members = [joined(shop) for _ in range(rhythm.ENOUGH_MEMBERS)]
    for _ in range(2):
        for each in members:
            sell(shop, each, amount_minor=1000_00)
        clock.advance(seconds=7 * 24 * 60 * 60)
    # 50 points each, so the third purchase; two gaps of a week.
    words = counted(office, {**REWARD, "plan_cheque": "1", "plan_gap": "365"})
    assert "2 weeks" in words
    assert "30 members' own visits" in words


def test_what_is_owed_in_a_year_follows_the_sales(office: Office, world: World) -> None:
    sell(world.coffee, world.coffee.member, amount_minor=10_000_00)
    words = counted(office, percent="5", spent="75")
    assert "Owed to members in a year₽125" in words


def test_wrong_figures_are_refused(office: Office, world: World) -> None:
    for name, value in {"margin": "101", "floor": "x", "plan_gap": "0"}.items():
        page = opened(office).submit({name: value}, status=422)
        assert page.form(id_="rules").values[name] == [value]
    assert number(world) == 1
