"""Open promotions on a business's page, and the one that a post carries (row 82)."""

from app.core import db, tenancy
from app.core.ids import GroupId, PostId
from app.offers import actions
from app.offers.rules import Terms
from app.people import groups
from tests.offers.giving import promote
from tests.page import Client
from tests.space.conftest import write
from tests.world import World

FIFTH = Terms(share_basis_points=20_00)


def test_open_promotions_are_a_section(client: Client, world: World) -> None:
    assert not client.get("/zerno/", status=200).all("section", id="promotions")
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        group_id: GroupId = groups.create(name="Клуб")
    promote(shop.business_id, "open", FIFTH, name="Тихие часы")
    promote(shop.business_id, "open", FIFTH, name="Для клуба", group_ids=(group_id,))
    promote(shop.business_id, "open", FIFTH, name="Черновик", is_begun=False)
    promote(shop.business_id, "word", FIFTH, name="Тайна", word="TAINA")
    words = client.get("/zerno/", status=200).text
    assert "Тихие часы" in words
    assert "Скидка 20 % на всё" in words
    for name in ("Для клуба", "Черновик", "Тайна"):
        assert name not in words
    assert "Тихие часы" not in client.get("/margin/", status=200).text


def test_row82_a_post_carries_a_code_for_the_till(client: Client, world: World) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        post_id = PostId(write())
    promotion_id = promote(
        shop.business_id, "word", FIFTH, name="Май", word="МАЙ15", post_id=post_id
    )
    page = client.get(f"/zerno/news/{post_id}", status=200)
    assert "Назовите или покажите на кассе: МАЙ15" in page.text
    picture = page.one("img", cls="offer-picture")
    assert picture.attrib["src"].startswith("data:image/svg+xml")
    with tenancy.scope(shop.business_id), db.writing():
        actions.pause(promotion_id=promotion_id)
    assert "МАЙ15" not in client.get(f"/zerno/news/{post_id}", status=200).text
