"""Who may call: keys, their scope, their end."""

import pytest

from app.businesses import actions as businesses
from app.businesses import queries
from app.core import clock, db, tenancy
from app.sales import queries as receipts
from app.web.api import keys
from tests.web.api.conftest import Software


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "Bearer", "Bearer ", "Bearer tsr_wrong", "Basic dGVzdA=="),
        *("tsr_x", "Bearer " + "x" * 5000, "Bearer tsr_" + "x" * 5000),
        "Bearer tsr_\xff",
    ],
)
def test_without_a_good_key(coffee: Software, value: str | None) -> None:
    answer = coffee.call(
        "POST",
        "/receipts",
        coffee.cheque(),
        status=401,
        headers={"Authorization": value},
    )
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Tessera"'


def test_a_revoked_key_ends_at_once(coffee: Software) -> None:
    coffee.sell()
    with tenancy.scope(coffee.shop.business_id), db.writing():
        businesses.revoke_api_key(key_id=queries.api_keys()[0].id)
    coffee.sell(status=401)


def test_a_key_is_not_looked_up_for_every_sale(coffee: Software) -> None:
    """Others' revocations are seen when the memory is stale (a few seconds)."""
    coffee.sell()
    known = coffee.app.extensions["tessera_api_keys"]
    (digest, (seen, holder)), *others = known.holders.items()
    assert others == []
    assert holder.outlet_id == coffee.shop.outlet_id
    known.holders[digest] = (seen - keys.FRESH_SECONDS - 1, holder)
    coffee.sell()
    assert known.holders[digest][0] >= clock.seconds() - keys.FRESH_SECONDS


def test_a_sign_in_cookie_opens_nothing(coffee: Software) -> None:
    """The API knows keys only; a browser's session is no key."""
    coffee.call(
        "GET",
        f"/cards/{coffee.shop.member.number}",
        status=401,
        headers={"Authorization": None, "Cookie": "session=x"},
    )


def test_the_key_decides_the_outlet(coffee: Software) -> None:
    booked = coffee.sell()
    with tenancy.scope(coffee.shop.business_id):
        assert receipts.receipt(booked["id"]).row.outlet_id == coffee.shop.outlet_id
