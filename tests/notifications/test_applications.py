"""Letters of an application: what they carry, and when they are not sent."""

from typing import Any

import pytest
from flask import Flask

from app.core import db
from app.core.config import Config
from app.core.errors import Permanent
from app.notifications import applications, letter
from app.notifications.letter import Letter
from app.onboarding import actions
from app.onboarding.events import ApplicationDecided, LinkAsked
from tests.onboarding import wishes
from tests.onboarding.test_actions import DOUBTFUL
from tests.world import create_person


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """The letters that would have gone out."""
    found: list[Letter] = []

    def send(config: Config, each: Letter) -> None:
        assert config.smtp_url
        found.append(each)

    monkeypatch.setattr(letter, "send", send)
    return found


def test_the_letter_carries_the_newest_link(app: Flask, sent: list[Letter]) -> None:
    application_id = wishes.apply(app)
    applications.send_link(LinkAsked(application_id))
    (each,) = sent
    end = wishes.token(app, application_id)
    assert each.button == (
        "Подтвердить и открыть",
        f"https://tessera.test/start/confirm/{end}",
    )
    assert (each.to, each.language) == ("owner@poldnik.example", "ru")
    assert "24" in letter.as_text(each)
    assert "Tessera" in letter.as_text(each)


def test_a_name_cannot_write_into_the_letter(app: Flask, sent: list[Letter]) -> None:
    application_id = wishes.apply(app, name='<a href="//evil">x</a>')
    applications.send_link(LinkAsked(application_id))
    assert '<a href="//evil">' not in letter.as_html(sent[0])


def test_after_it_was_used_nothing_is_sent(app: Flask, sent: list[Letter]) -> None:
    application_id = wishes.apply(app)
    wishes.confirm(app, wishes.token(app, application_id))
    applications.send_link(LinkAsked(application_id))
    applications.send_link(LinkAsked(application_id + 1))
    applications.send_decision(ApplicationDecided(application_id + 1))
    assert sent == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_decision_is_told_in_the_applicant_s_language(
    app: Flask, sent: list[Letter], language: str
) -> None:
    operator = create_person(name="Operator")
    ids = []
    for slug in ("first-one", "second-one"):
        application_id = wishes.apply(
            app,
            numbers=DOUBTFUL,
            slug=slug,
            email=f"{slug}@x.example",
            language=language,
        )
        wishes.confirm(app, wishes.token(app, application_id))
        ids.append(application_id)
    wishes.approve(ids[0], operator)
    with db.writing():
        actions.refuse(application_id=ids[1], operator_id=operator, reason="Why not")
    for application_id in ids:
        applications.send_decision(ApplicationDecided(application_id))
    good, bad = sent
    assert good.button is not None
    assert good.button[1] == "https://tessera.test/first-one/office/start"
    assert bad.button is not None
    assert bad.button[1] == "https://tessera.test/start"
    assert "Why not" in letter.as_text(bad)
    assert ("Причина" in letter.as_text(bad)) is (language == "ru")


def test_without_a_mail_server_it_fails_for_good(app: Flask, make_app: Any) -> None:
    application_id = wishes.apply(app)
    silent = make_app(smtp_url="")
    with silent.app_context(), pytest.raises(Permanent):
        applications.send_link(LinkAsked(application_id))
