"""The rules of reviews: who reads first, whether guests are asked, the themes."""

import pytest

from app.core import db, tenancy
from app.reviews import policy
from app.reviews.policy import Policy
from tests.web.office.conftest import Enter, Office
from tests.world import World


def now(world: World) -> Policy:
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id):
        return policy.policy()


def test_they_are_chosen(office: Office, world: World) -> None:
    page = office.get("reviews/rules", status=200)
    page = page.form(id_="rules").submit(
        order="before", asks=False, themes="Кофе\n\n Выпечка \nКофе"
    )
    assert "The rules are changed" in page.text
    assert now(world) == Policy(
        is_premoderated=True, is_asking=False, themes=("Кофе", "Выпечка")
    )
    assert page.form(id_="rules").values["order"] == ["before"]


@pytest.mark.parametrize(
    "themes", ["", "x" * 41, "\n".join(str(n) for n in range(13)), "x" * 5000]
)
def test_wrong_themes_are_refused_and_kept(
    office: Office, world: World, themes: str
) -> None:
    page = office.get("reviews/rules").form(id_="rules").submit(themes=themes)
    assert page.status == 422
    assert page.form(id_="rules").values["themes"] == [themes]
    assert len(now(world).themes) == 6


def test_moderators_do_not_change_rules(enter: Enter) -> None:
    assert enter("moderator").get("reviews/rules").status == 403
