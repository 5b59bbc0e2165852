"""Waiting: never too early, never all at once, never too fast."""

import pytest

from passes.google.pacing import Bucket, pause


def test_pauses_double_up_to_an_hour() -> None:
    assert [pause(attempt) for attempt in (1, 2, 3, 4)] == [0.5, 1, 2, 4]
    assert [pause(attempt, jitter=1.0) for attempt in (1, 2, 3)] == [1, 2, 4]
    assert pause(40, jitter=1.0) == 3600
    assert pause(0) == pause(1)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_what_google_asks_for_is_kept(jitter: float) -> None:
    assert 30 <= pause(1, 30.0, jitter=jitter) <= 33
    assert pause(12, 30.0, jitter=jitter) > 1000
    assert pause(1, 1e9, jitter=jitter) < 3961


def test_a_thousand_cards_do_not_come_back_together() -> None:
    times = {pause(5, 30.0, jitter=at / 1000) for at in range(1000)}
    assert len(times) == 1000


def test_twenty_a_second_and_no_more() -> None:
    """However the calls come, no second holds more than its burst and its rate."""
    bucket = Bucket(20)
    sent = [now + bucket.wait(now) for now in [100.0] * 100]
    assert sent[:20] == [100.0] * 20
    assert sent[-1] == pytest.approx(104.0)
    assert sent == sorted(sent)
    assert bucket.wait(200.0) == 0.0


def test_a_smooth_bucket() -> None:
    bucket = Bucket(20, burst=1)
    sent = [bucket.wait(0.0) for _ in range(5)]
    assert sent == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = Bucket(1, burst=1)
    assert bucket.wait(10.0) == 0
    assert bucket.wait(5.0) == 1
    assert bucket.wait(10.0) == 2
