"""Sources: who came by which code, and what a business says of its codes."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.cards import erasing
from app.cards.joining import bring_together
from app.core import audit, db, tenancy
from app.core.errors import NotFound
from app.insights import actions, codes, queries, sources
from app.insights.codes import Touch
from app.insights.models import Arrival, Source, SourceDay
from app.insights.periods import Span
from app.insights.sources import NotAChannel, TooManySources
from app.people import actions as people
from app.sales import actions as sales
from app.space.models import Post
from tests.conftest import Clock
from tests.insights.conftest import Tell
from tests.insights.test_figures import refund
from tests.world import Holder, Shop, World, create_person, issue_card, sell

TODAY = date(2026, 3, 17)
MONTH = Span(TODAY - timedelta(days=27), TODAY)


def add(shop: Shop, **values: Any) -> str:
    """Make a link."""
    with tenancy.scope(shop.business_id), db.writing():
        return sources.add(**({"kind": "social", "title": "VK"} | values))


def join(shop: Shop, source: str) -> Holder:
    """A new member with a card, who came by a code."""
    person_id = create_person()
    with tenancy.scope(shop.business_id), db.writing():
        people.join_business(person_id=person_id, source=source)
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def counted(shop: Shop, span: Span = MONTH) -> dict[str, tuple[int, int, int]]:
    """Views, joins and first purchases by code."""
    with tenancy.scope(shop.business_id):
        rows = queries.by_source(span)
        db.session().rollback()
    return {
        row.source.code: (row.views, row.joins, row.first_purchases) for row in rows
    }


def view(shop: Shop, code: str, times: int = 1) -> None:
    """Count browsers."""
    with tenancy.scope(shop.business_id), db.writing():
        for _ in range(times):
            actions.count_view(code=code, day=TODAY)


def test_members_are_counted_by_the_code_they_came_by(world: World, tell: Tell) -> None:
    shop = world.coffee
    own = add(shop)
    for code in ("poster", "poster", own, ""):
        join(shop, code)
    view(shop, "poster", 5)
    tell()
    found = counted(shop)
    assert found["poster"] == (5, 2, 0)
    assert found[own] == (0, 1, 0)
    assert found[""] == (0, 1, 0)


def test_codes_of_nobody_share_one_row(world: World, tell: Tell) -> None:
    shop = world.coffee
    tell()
    for number in range(20):
        join(shop, f"stranger-{number}")
    join(shop, "post-1")
    tell()
    # One more: the world's own member came by "test".
    assert counted(shop) == {"other": (0, 22, 0)}
    with tenancy.scope(shop.business_id):
        rows = db.session().scalar(select(func.count(SourceDay.id)))
    assert rows == 2


def test_a_link_of_another_business_is_nobody_s_here(world: World, tell: Tell) -> None:
    theirs = add(world.books)
    join(world.coffee, theirs)
    tell()
    assert theirs not in counted(world.coffee)
    assert counted(world.books)[theirs] == (0, 0, 0)


def test_a_post_has_a_source_by_itself(world: World, tell: Tell, clock: Clock) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        post = Post(
            business_id=shop.business_id,
            kind="news",
            title="Новое меню",
            created_at=clock.now,
            changed_at=clock.now,
        )
        db.session().add(post)
        db.session().flush()
        code = codes.of_post(post.id)
    join(shop, code)
    tell()
    assert counted(shop)[code] == (0, 1, 0)
    with tenancy.scope(shop.business_id):
        assert sources.source(code).title == "Новое меню"
    with tenancy.scope(world.books.business_id), pytest.raises(NotFound):
        sources.source(code)


def test_a_first_purchase_counts_for_the_code_and_the_day_of_joining(
    world: World, tell: Tell, clock: Clock
) -> None:
    shop = world.coffee
    holder = join(shop, "flyer")
    clock.advance(days=29)
    sell(shop, holder, amount_minor=100_00)
    sell(shop, holder, amount_minor=100_00)
    tell()
    assert counted(shop)["flyer"] == (0, 1, 1)


def test_a_purchase_after_thirty_days_is_no_first_one(
    world: World, tell: Tell, clock: Clock
) -> None:
    shop = world.coffee
    holder = join(shop, "flyer")
    clock.advance(days=30)
    sell(shop, holder, amount_minor=100_00)
    tell()
    assert counted(shop)["flyer"] == (0, 1, 0)


def test_what_is_undone_or_given_back_was_no_purchase(
    world: World, tell: Tell, clock: Clock
) -> None:
    shop = world.coffee
    holder = join(shop, "flyer")
    first = sell(shop, holder, amount_minor=100_00)
    tell()
    assert counted(shop)["flyer"] == (0, 1, 1)
    with tenancy.scope(shop.business_id), db.writing():
        sales.undo(receipt_id=first.receipt_id, actor=shop.cashier.actor)
    tell()
    assert counted(shop)["flyer"] == (0, 1, 0)
    second = sell(shop, holder, amount_minor=100_00)
    third = sell(shop, holder, amount_minor=100_00)
    tell()
    clock.advance(days=3)
    refund(shop, second.receipt_id)
    tell()
    assert counted(shop)["flyer"] == (0, 1, 1)
    refund(shop, third.receipt_id)
    tell()
    assert counted(shop)["flyer"] == (0, 1, 0)


def test_shares_and_costs_name_their_base(world: World, tell: Tell) -> None:
    shop = world.coffee
    code = add(shop, cost_minor=300_00)
    for _ in range(2):
        join(shop, code)
    view(shop, code, 40)
    tell()
    with tenancy.scope(shop.business_id):
        row = next(r for r in queries.by_source(MONTH) if r.source.code == code)
        empty = next(
            r
            for r in queries.by_source(Span(TODAY.replace(day=1), TODAY.replace(day=2)))
            if r.source.code == code
        )
    assert row.join_basis_points == 500
    assert row.purchase_basis_points == 0
    assert row.cost_per_join_minor == 150_00
    assert (empty.joins, empty.join_basis_points) == (0, None)
    assert empty.cost_per_join_minor == 150_00


def test_a_recount_leaves_the_views_alone(world: World, tell: Tell) -> None:
    shop = world.coffee
    view(shop, "poster", 3)
    join(shop, "poster")
    tell()
    view(shop, "poster", 2)
    with tenancy.scope(shop.business_id), db.writing():
        actions.refresh_joins(day=TODAY)
    assert counted(shop)["poster"] == (5, 1, 0)


def test_who_left_with_a_joined_card_is_not_counted_at_the_next_recount(
    world: World, tell: Tell
) -> None:
    shop = world.coffee
    holder = join(shop, "poster")
    tell()
    with db.writing():
        bring_together(source_id=holder.person_id, target_id=shop.member.person_id)
    with tenancy.scope(shop.business_id), db.writing():
        actions.refresh_joins(day=TODAY)
    assert counted(shop) == {"other": (0, 1, 0)}


# --- How a member came -----------------------------------------------------------------


def remember(shop: Shop, holder: Holder, campaign: str = "spring") -> None:
    """Write down two addresses."""
    first = Touch(TODAY, "vk", "vk", "social", "winter")
    last = Touch(TODAY, "vk", "vk", "social", campaign)
    with tenancy.scope(shop.business_id), db.writing():
        actions.remember_arrival(member_id=holder.member_id, first=first, last=last)


def arrivals(shop: Shop) -> list[tuple[str, str]]:
    """Which touches are kept, with their campaigns."""
    with tenancy.scope(shop.business_id):
        rows = db.session().execute(
            select(Arrival.touch, Arrival.campaign).order_by(Arrival.touch)
        )
        found = [(row[0], row[1]) for row in rows]
        db.session().rollback()
    return found


def test_the_first_and_the_last_address_are_kept_once(world: World) -> None:
    shop = world.coffee
    remember(shop, shop.member)
    remember(shop, shop.member, "later")
    assert arrivals(shop) == [("first", "winter"), ("last", "spring")]
    assert arrivals(world.books) == []
    with tenancy.scope(shop.business_id):
        (campaign,) = queries.campaigns(MONTH)
        assert queries.campaigns(MONTH, "poster") == []
    assert (campaign.campaign, campaign.joins) == ("spring", 1)


def test_an_erased_member_leaves_no_words_behind(world: World, tell: Tell) -> None:
    shop = world.coffee
    remember(shop, shop.member)
    with db.writing():
        erasing.erase(person_id=shop.member.person_id, actor="holder")
    tell()
    assert arrivals(shop) == []


def test_a_membership_that_is_joined_into_another_counts_no_more(
    world: World,
) -> None:
    """Its words stay: the two may be parted again."""
    shop = world.coffee
    holder = join(shop, "poster")
    remember(shop, holder)
    with tenancy.scope(shop.business_id):
        assert [each.joins for each in queries.campaigns(MONTH)] == [1]
    with db.writing():
        bring_together(source_id=holder.person_id, target_id=shop.member.person_id)
    with tenancy.scope(shop.business_id):
        assert queries.campaigns(MONTH) == []


# --- The business's own links -----------------------------------------------------------


def test_a_link_has_a_code_that_nobody_chose(world: World) -> None:
    code = add(world.coffee, title="Профиль")
    assert code.startswith("social-")
    assert len(code) == len("social-") + 4
    with tenancy.scope(world.coffee.business_id):
        assert sources.source(code).title == "Профиль"
        (entry,) = audit.lines(kind="source")
    assert (entry.act, entry.subject) == ("source.added", f"source:{code}")


def test_a_code_that_is_taken_is_drawn_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter("aaaa" * 2 + "bbbb")
    monkeypatch.setattr(sources.secrets, "choice", lambda _: next(drawn))
    assert add(world.coffee) == "social-aaaa"
    assert add(world.coffee) == "social-bbbb"


def test_a_channel_is_one_of_ours(world: World) -> None:
    for kind in ("post", "card", "other", "x"):
        with pytest.raises(NotAChannel):
            add(world.coffee, kind=kind)


def test_there_is_an_end_to_links(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST", 1)
    add(world.coffee)
    with pytest.raises(TooManySources):
        add(world.coffee)
    add(world.books)


def change(shop: Shop, code: str, **values: Any) -> None:
    """Change a source."""
    usual = {"kind": "social", "title": "VK", "note": "", "cost_minor": None}
    with tenancy.scope(shop.business_id), db.writing():
        sources.change(code=code, **(usual | values))


def test_a_built_in_source_takes_cost_and_note_but_keeps_its_name(
    world: World,
) -> None:
    shop = world.coffee
    for cost in (100, 200):
        change(shop, "poster", title="Mine", note="A4", cost_minor=cost)
    with tenancy.scope(shop.business_id):
        found = sources.source("poster")
        assert db.session().scalar(select(func.count(Source.id))) == 1
        assert not sources.own()
    assert (found.note, found.cost_minor, found.kind) == ("A4", 200, "poster")
    assert found.title != "Mine"
    assert not found.is_own


def test_another_business_s_link_cannot_be_changed_or_put_aside(world: World) -> None:
    theirs = add(world.books)
    with pytest.raises(NotFound):
        change(world.coffee, theirs)
    with (
        tenancy.scope(world.coffee.business_id),
        db.writing(),
        pytest.raises(NotFound),
    ):
        sources.end(code=theirs, is_ended=True)


def test_a_link_put_aside_goes_on_counting_but_is_not_printed(
    world: World, tell: Tell
) -> None:
    shop = world.coffee
    code = add(shop)
    with tenancy.scope(shop.business_id):
        assert code in queries.printable()
        with db.writing():
            sources.end(code=code, is_ended=True)
        assert code not in queries.printable()
    join(shop, code)
    tell()
    assert counted(shop)[code] == (0, 1, 0)


def test_only_an_own_link_is_put_aside(world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        with pytest.raises(NotFound):
            sources.end(code="poster", is_ended=True)
        with pytest.raises(NotFound):
            sources.source("nobody")
