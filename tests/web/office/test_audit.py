"""The journal of changes: a sentence for every code, filters in the address."""

import ast
import re
from datetime import timedelta

import pytest

from app.businesses import actions as businesses
from app.core import audit, clock, db, tenancy
from app.core.audit import AuditEntry, Author
from app.core.ids import ReceiptId, StaffId
from app.people import actions as people
from app.programmes import actions as programmes
from app.sales import actions as sales
from app.web.office import act_words
from tests import sources
from tests.conftest import Clock
from tests.web.office.conftest import Enter, Office
from tests.world import World, sell

ACTOR = "staff:1"


CODE = re.compile(r"[a-z_]+\.[a-z_]+")


def codes() -> set[str]:
    """Every code that the source notes; where it is chosen before, all that look so."""
    found: set[str] = set()
    for source in sources.python("app"):
        firsts = [call.args[0] for call, name in source.calls() if name == "audit.note"]
        for first in firsts:
            nodes = ast.walk(first) if _is_plain(first) else source.nodes
            found |= {
                node.value
                for node in nodes
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and CODE.fullmatch(node.value)
            }
    return found


def _is_plain(first: ast.expr) -> bool:
    return isinstance(first, ast.Constant | ast.IfExp)


def test_every_code_has_a_sentence_and_a_kind() -> None:
    known = codes()
    assert len(known) > 20
    assert sorted(known - set(act_words.SENTENCES)) == []
    assert {code.partition(".")[0] for code in known} <= set(act_words.KINDS)


def test_a_line_with_fewer_details_is_read_all_the_same(
    office: Office, world: World
) -> None:
    """What was noted before a sentence got its present form never breaks the page."""
    shop = world.coffee
    subjects = (
        f"programme:{shop.programme_id}",
        f"outlet:{shop.outlet_id}",
        "x",
        "y:z",
    )
    with tenancy.scope(shop.business_id), db.writing():
        for code in (*act_words.SENTENCES, "some.thing_new"):
            for subject in subjects:
                db.session().add(bare_line(code, subject))
    page = office.get("audit", status=200)
    assert "some.thing_new" in page.text
    for code in act_words.SENTENCES:
        kind = code.partition(".")[0]
        assert office.get(f"audit?kind={kind}").status == 200
    closed = office.get("audit?kind=programme", status=200)
    assert "Closed the card “Points”" in closed.text


def bare_line(code: str, subject: str) -> AuditEntry:
    """A line without any detail."""
    return AuditEntry(
        happened_at=clock.now(),
        actor="system",
        origin="",
        act=code,
        subject=subject,
        details={},
    )


def do_things(world: World) -> None:
    """Some changes by the owner, some by a key, each where it belongs."""
    shop = world.coffee
    booked = sell(shop, shop.member, amount_minor=1000_00)
    with tenancy.scope(shop.business_id):
        audit.enter(Author(f"staff:{shop.owner.staff_id}", "192.0.2.7 · iPhone"))
        with db.writing():
            people.change_role(
                staff_id=StaffId(shop.cashier.staff_id), role="administrator"
            )
            businesses.dress(
                business_id=shop.business_id,
                brand_colour="#123456",
                accent_colour="#abcdef",
                motif="waves",
            )
            sales.refund(
                receipt_id=ReceiptId(booked.receipt_id),
                positions=None,
                number=None,
                outlet_id=shop.outlet_id,
                actor=ACTOR,
            )
        audit.leave()


def test_who_when_from_where_what(office: Office, world: World) -> None:
    do_things(world)
    page = office.get("audit", status=200)
    for words in (
        "Role of Cashier: Cashier → Administrator",
        "→ #abcdef, #123456, Waves",
        "Return on receipt",
        "192.0.2.7 · iPhone",
        "Owner",
        "The system",
    ):
        assert words in page.text, words
    assert page.all("time")


def test_it_is_linked_from_the_team(office: Office) -> None:
    assert office.get("team").click("Journal of changes").h1 == "Journal of changes"


def test_a_filter_finds_a_person_a_kind_and_days(
    office: Office, world: World, clock: Clock
) -> None:
    do_things(world)
    me = f"staff:{world.coffee.owner.staff_id}"
    form = office.get("audit", status=200).form(action="/audit")
    page = form.submit(who=me, kind="receipt", status=200)
    assert "Return on receipt" in page.text
    assert "Role of Cashier" not in page.text
    assert office.get("audit?kind=receipt", status=200).text == page.text
    tomorrow = (clock.now + timedelta(days=1)).date().isoformat()
    assert "Nothing like this" in form.submit(since=tomorrow, status=200).text
    assert "Role of" in form.submit(until=tomorrow, status=200).text


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"until": "9999-99-99"},
        {"since": "2026-03-02", "until": "2026-03-01"},
    ],
)
def test_what_is_no_day_is_refused_and_kept(
    office: Office, query: dict[str, str]
) -> None:
    page = office.get("audit", query_string=query, status=422)
    assert page.title.startswith("Error:")


@pytest.mark.parametrize(
    "query",
    [
        {"who": "staff:999999"},
        {"who": "\0"},
        {"kind": "x' OR 1=1"},
        {"kind": "%"},
    ],
)
def test_nonsense_in_the_address_is_harmless(
    office: Office, query: dict[str, str]
) -> None:
    assert office.get("audit", query_string=query).status == 200


@pytest.mark.parametrize("after", ["x", "9" * 40, "-1", "1-", "\0"])
def test_a_place_that_is_none_is_not_found(office: Office, after: str) -> None:
    assert office.get("audit", query_string={"after": after}).status == 404


def test_it_goes_on_page_by_page(office: Office, world: World) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        for number in range(60):
            programmes.rename(
                programme_id=shop.programme_id, name=f"Card {number} of all"
            )
    first = office.get("audit?kind=programme", status=200)
    assert "“Card 59 of all”" in first.text
    assert "“Card 5 of all”" not in first.text
    more = first.link("Earlier changes")
    rest = office.client.get(more, htmx=True, status=200)
    assert rest.is_fragment
    assert "“Card 5 of all”" in rest.text
    assert "“Card 59 of all”" not in rest.text


def test_another_business_s_journal_is_its_own(office: Office, world: World) -> None:
    with tenancy.scope(world.books.business_id), db.writing():
        programmes.rename(programme_id=world.books.programme_id, name="Secret card")
    assert "Secret card" not in office.get("audit", status=200).text


@pytest.mark.parametrize("role", ["moderator", "cashier"])
def test_only_owners_and_administrators_read_it(enter: Enter, role: str) -> None:
    assert enter(role).get("audit").status == 403


def test_the_till_and_the_office_say_from_where(office: Office, world: World) -> None:
    path = f"team/{world.coffee.cashier.staff_id}"
    office.get(path).form(action=path).submit(role="moderator", status=303)
    with tenancy.scope(world.coffee.business_id):
        line = audit.lines(limit=1)[0]
    assert line.actor == f"staff:{office.staff_id}"
    assert line.origin.startswith("127.0.0.1 · ")


def test_a_source_that_costs_nothing_more_is_read(office: Office, world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        audit.note("source.changed", subject="source:leaflet", cost_minor=None)
    assert "leaflet" in office.get("audit", status=200).text


def test_it_reads_in_russian(office: Office, world: World) -> None:
    do_things(world)
    office.get().form(action="/language").submit(status=303, follow=False)
    text = office.get("audit", status=200).text
    assert "Роль сотрудника Cashier: Кассир → Администратор" in text
