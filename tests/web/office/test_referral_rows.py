"""What a card gives for a friend, as its owner fills it in."""

import pytest

from app.core import db, tenancy
from app.programmes import queries
from app.programmes.kinds.discount import DiscountRules
from app.programmes.referral import Ambassador, Referral
from tests.page import Form
from tests.web.office.conftest import Office
from tests.world import create_programme


def kept(office: Office) -> Referral | None:
    with tenancy.scope(office.shop.business_id):
        found = queries.versions(office.shop.programme_id)[0].rules.referral
        db.session().rollback()
    return found


def opened(office: Office, programme_id: int | None = None) -> Form:
    page = office.get(f"programmes/{programme_id or office.shop.programme_id}")
    return page.form(id_="rules")


def test_row6_it_is_switched_on_and_off(office: Office) -> None:
    assert kept(office) is None
    on = {"friend_bringer": "200", "friend_points": "100", "friend_min": "500"}
    page = opened(office).submit(on, status=303)
    assert kept(office) == Referral(
        bringer_points=200,
        friend_points=100,
        min_receipt_minor=500_00,
        hold_days=14,
        most_per_month=10,
    )
    assert "for a friend you bring" in page.text
    off = {"friend_bringer": "", "friend_points": ""}
    opened(office).submit(off, status=303)
    assert kept(office) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("friend_bringer", "-1"),
        ("friend_points", "сто"),
        ("friend_hold", "366"),
        ("friend_month", "0"),
        ("friend_min", "\0"),
    ],
)
def test_wrong_values_are_named_and_kept(
    office: Office, field: str, value: str
) -> None:
    typed = {"friend_bringer": "200", field: value}
    page = opened(office).submit(typed, status=422)
    if value.isprintable():
        assert page.form(id_="rules").values[field] == [value]
    assert kept(office) is None


def test_a_discount_card_has_nothing_to_give(office: Office) -> None:
    programme_id = create_programme(
        office.shop.business_id, DiscountRules(), name="Скидка"
    )  # type: ignore[arg-type]
    assert "friend_bringer" not in opened(office, programme_id).values


def test_row6_an_ambassador_gets_more(office: Office) -> None:
    on = {
        "friend_bringer": "200",
        "ambassador_friends": "5",
        "ambassador_points": "300",
        "ambassador_name": "Посол",
    }
    page = opened(office).submit(on, status=303)
    found = kept(office)
    assert found is not None
    assert found.ambassador == Ambassador(
        friends=5, days=365, bringer_points=300, name="Посол"
    )
    assert "from 5 friends in 365 days on 300 points for each further one" in (
        page.text.replace("\N{NO-BREAK SPACE}", " ")
    )
    off = {"ambassador_friends": "", "ambassador_points": "", "ambassador_name": ""}
    opened(office).submit(off, status=303)
    found = kept(office)
    assert found is not None
    assert found.ambassador is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"ambassador_friends": "5"},
        {"ambassador_points": "300"},
        {"ambassador_friends": "5", "ambassador_points": "200"},
        {"ambassador_friends": "101", "ambassador_points": "300"},
        {"ambassador_days": "0"},
        {
            "ambassador_friends": "5",
            "ambassador_points": "300",
            "ambassador_name": "x" * 41,
        },
    ],
)
def test_an_ambassador_s_terms_are_checked(
    office: Office, wrong: dict[str, str]
) -> None:
    page = opened(office).submit({"friend_bringer": "200", **wrong}, status=422)
    values = page.form(id_="rules").values
    assert {name: values[name][0] for name in wrong} == wrong
    assert kept(office) is None
