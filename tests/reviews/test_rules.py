"""The rating's formula and the windows of a review."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reviews import rules
from app.reviews.rules import Rating

Said = list[tuple[int, bool]]
SAID = st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=60)
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def rated(said: Said) -> Rating:
    every: dict[int, int] = {}
    recent: dict[int, int] = {}
    for stars, is_recent in said:
        every[stars] = every.get(stars, 0) + 1
        if is_recent:
            recent[stars] = recent.get(stars, 0) + 1
    return Rating(every, recent)


@given(SAID)
def test_the_rating_lies_between_the_worst_and_the_best(said: Said) -> None:
    found = rated(said).hundredths
    if len(said) < rules.LEAST:
        assert found is None
        return
    stars = [each for each, _ in said]
    assert found is not None
    assert 100 * min(stars) <= found <= 100 * max(stars)


@given(SAID, st.randoms())
def test_the_order_of_reviews_plays_no_part(said: Said, chance: object) -> None:
    mixed = list(said)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert rated(mixed).hundredths == rated(said).hundredths


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=5), st.data())
def test_a_better_review_never_makes_it_worse(said: Said, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(said) - 1))
    stars, is_recent = said[place]
    better = [*said]
    better[place] = (min(5, stars + 1), is_recent)
    before, after = rated(said).hundredths, rated(better).hundredths
    assert before is not None
    assert after is not None
    assert after >= before


@given(SAID.filter(lambda said: len(said) >= rules.LEAST))
def test_it_is_the_weighted_mean_to_half_a_hundredth(said: Said) -> None:
    weights = [rules.RECENT_WEIGHT if recent else 1 for _, recent in said]
    mean = sum(
        weight * stars for weight, (stars, _) in zip(weights, said, strict=True)
    ) / sum(weights)
    found = rated(said).hundredths
    assert found is not None
    assert abs(found / 100 - mean) <= 0.005 + 1e-9


def test_recent_reviews_count_twice() -> None:
    said = [(1, False)] * 4 + [(5, True)] * 4
    found = rated(said)
    assert (found.total, found.weight) == (4 + 40, 12)
    assert found.hundredths == 367


def test_shares_are_whole_per_cents() -> None:
    found = rated([(5, False), (5, True), (1, False)])
    assert [found.share(stars) for stars in rules.STARS] == [33, 0, 0, 0, 66]
    assert Rating({}, {}).share(5) == 0


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("Смотрите https://example.org", True),
        ("www.example.org лучше", True),
        ("пишите на coffee-shop.ru", True),
        ("кофейня.рф открылась", True),
        ("Было вкусно.Спасибо", False),
        ("Ждал 15.30 минут, 4.5 из 5", False),
        ("", False),
    ],
)
def test_links_are_seen(text: str, *, is_link: bool) -> None:
    assert rules.has_link(text) is is_link


@pytest.mark.parametrize(
    ("state", "has_reply", "days", "can"),
    [
        ("draft", False, 100, True),
        ("shown", False, 6, True),
        ("hidden", False, 6, True),
        ("shown", True, 1, False),
        ("shown", False, 7, False),
        ("withdrawn", False, 1, False),
    ],
)
def test_a_week_to_change_it(
    state: str, days: int, *, has_reply: bool, can: bool
) -> None:
    found = rules.can_edit(
        state=state,
        published_at=None if state == "draft" else AT,
        has_reply=has_reply,
        at=AT + timedelta(days=days),
    )
    assert found is can


def test_a_day_to_correct_a_reply() -> None:
    day = timedelta(days=1)
    assert rules.can_change_reply(replied_at=None, at=AT)
    assert rules.can_change_reply(replied_at=AT, at=AT + day - timedelta(seconds=1))
    assert not rules.can_change_reply(replied_at=AT, at=AT + day)
