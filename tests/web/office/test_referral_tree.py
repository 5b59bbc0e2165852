"""Who brought whom: an indented list, the cost of a period, a file."""

import pytest

from app.core import db
from app.people import actions as people
from app.referrals import trees
from tests.conftest import Clock
from tests.referrals.bringing import bring, buy, give_back, link_of, promise
from tests.web.office.conftest import Enter, Office
from tests.world import World

PAGE = "referrals/tree"


@pytest.fixture
def brought(world: World, clock: Clock) -> None:
    """Anna brought Boris and Vera; Boris brought Gleb a day later."""
    shop = world.coffee
    promise(shop)
    with db.writing():
        people.rename(person_id=shop.member.person_id, name="Anna")
    boris, vera = bring(shop, name="Boris"), bring(shop, name="Vera <i>")
    clock.advance(days=1)
    gleb = bring(shop, code=link_of(shop, boris), name="Gleb")
    bring(world.books, name="Elsewhere")
    buy(shop, boris, 600_00)
    buy(shop, gleb, 700_00)
    give_back(shop, buy(shop, vera, 800_00))


def test_an_empty_tree_says_what_will_be_there(office: Office) -> None:
    assert "who brought whom is shown here" in office.get(PAGE, status=200).text


def test_row6_each_level_stands_below_who_brought_it(
    office: Office, brought: None
) -> None:
    page = office.get("referrals", status=200).click("Who brought whom")
    tree = page.one("ul", cls="tree")
    words = " ".join("".join(tree.itertext()).split())
    assert words.startswith("Anna 3 friends, 1 own one has bought:")
    assert "Boris on hold" in words
    assert words.index("Boris") < words.index("Gleb") < words.index("Vera")
    assert "Vera <i> purchase returned" in words
    assert "Elsewhere" not in page.text
    (gleb,) = [a for a in page.all("a") if a.text == "Gleb"]
    depth = tree.findall(".//{*}ul/{*}li/{*}ul/{*}li")
    assert any(gleb in list(each.iter()) for each in depth)


def test_row6_the_cost_is_of_the_days_of_the_purchases(
    office: Office, brought: None
) -> None:
    page = office.get(f"{PAGE}?since=2026-03-18&until=2026-03-18", status=200)
    stats = ["".join(each.itertext()) for each in page.all("div", cls="stat")]
    assert [words.split("\n")[0] for words in stats] == stats
    assert "Friends joined1" in stats
    assert "Friends who bought2" in stats
    assert "Points for who invited400" in stats
    assert "Points for friends200" in stats
    assert "Points in all600" in stats
    assert any(
        words.startswith("Their first purchases") and "1,300" in words
        for words in stats
    )
    before = office.get(f"{PAGE}?since=2026-03-17&until=2026-03-17", status=200)
    stats = ["".join(each.itertext()) for each in before.all("div", cls="stat")]
    assert "Friends joined2" in stats
    assert "Points in all0" in stats
    assert office.get(f"{PAGE}?since=x&until=y", status=422).title.startswith("Error:")


def test_it_comes_as_a_file(office: Office, brought: None) -> None:
    text = office.get(f"{PAGE}.csv", status=200).data.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Depth,Guest,Invited by,Joined,State")
    assert lines[1].startswith("0,Anna,,,,3")
    assert any(line.startswith("2,Gleb,Boris,") for line in lines)
    office.get(f"{PAGE}.xlsx", status=200)


def test_a_tree_too_deep_for_a_page_ends(
    office: Office, world: World, clock: Clock
) -> None:
    shop = world.coffee
    promise(shop)
    holder = shop.member
    for number in range(trees.DEEPEST + 2):
        clock.advance(days=1)
        holder = bring(shop, code=link_of(shop, holder), name=f"Guest {number}")
    text = office.get(PAGE, status=200).text
    assert f"Guest {trees.DEEPEST - 1}" in text
    assert f"Guest {trees.DEEPEST + 1}" not in text


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 200), ("moderator", 403), ("cashier", 403)]
)
def test_roles(enter: Enter, role: str, status: int) -> None:
    enter(role).get(PAGE, status=status)
    enter(role).get(f"{PAGE}.csv", status=status)
