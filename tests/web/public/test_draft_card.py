"""A guest's card in the look of a draft."""

from tests.web.office.conftest import Office
from tests.web.office.test_look import send
from tests.world import World


def test_the_card_of_a_draft_is_a_sample(office: Office, world: World) -> None:
    page = send(
        office, "Show", name="Черновик", en_other="beans", benefit_1="Тихий двор"
    )
    browser = office.client.another(language="en")
    page = browser.get(page.link("Open as a guest"), status=200)
    (draft,) = page.all("aside", id="_draft")
    links = [a.attrib["href"] for a in draft.iter("a")]
    card = browser.get(links[-1], status=200)
    assert card.h1 == "Draft of the card"
    assert "1,240 beans" in card.text.replace("\u202f", ",").replace("\xa0", " ")
    assert "Тихий двор" in card.text
    assert "noindex" in card.headers["X-Robots-Tag"]
    assert world.coffee.member.number not in card.markup
