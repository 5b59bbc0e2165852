"""A business's own page: who it is, what its card gives, where it is and when open."""

from flask import Response, g, redirect, request, url_for
from werkzeug import Response as Answer

from app.cards.holding import held_by
from app.core import locales
from app.core.ids import ProgrammeId
from app.core.locales import gettext as _
from app.programmes import explain
from app.programmes import queries as programmes
from app.programmes.kinds.registry import kind_of
from app.programmes.queries import ProgrammeNotFound
from app.programmes.rules import CardRules
from app.reviews import queries as reviews
from app.web import domains, measures, session
from app.web.page import page
from app.web.pictures import picture_url
from app.web.public import arrival, places, sections, sharing
from app.web.public.places import PlaceView
from app.web.public.sections import Room, Shown
from app.web.public.sharing import Share
from app.web.public.structured import structured

NEW_CARD_POINTS = 0


def rules(programme_id: ProgrammeId | None = None) -> CardRules | None:
    """The rules of a card, by default of that which new members get; None without one."""
    try:
        return programmes.current_rules(
            programme_id or programmes.default_programme().id
        )
    except ProgrammeNotFound:
        return None


def terms(told: CardRules | None) -> str:
    """The rules in one sentence."""
    if told is None:
        return ""
    unit, currency = g.business.unit, g.business.currency
    return explain.describe(told, locales.language(), unit=unit, currency=currency)


def clauses(told: CardRules | None) -> tuple[str, ...]:
    """The rules one by one."""
    if told is None:
        return ()
    unit, currency = g.business.unit, g.business.currency
    return explain.clauses(told, locales.language(), unit=unit, currency=currency)


def business() -> Response | Answer:
    """The page behind ``/<business>/``; on a host of its own, behind ``/``."""
    if domains.here() is not None and request.path != url_for("public.landing"):
        query = request.query_string.decode("ascii", "replace")
        home = url_for("public.landing")
        return redirect(f"{home}?{query}" if query else home, 301)
    return show()


def show() -> Response:
    """The page itself, wherever it stands."""
    visitor = session.visitor()
    known, shops = rules(), places.places()
    if known is not None:
        measures.speak_of(kind_of(known).unit)
    shown = Shown(
        g.business,
        g.business.look,
        shops,
        known,
        terms(known),
        clauses(known),
        reviews.rating(),
    )
    share = _share(shown)
    filled = sections.filled(shown)
    return page(
        "public/business.html",
        look=shown.look,
        share=share,
        structured=_structured(shown, share),
        points=NEW_CARD_POINTS,
        has_card=known is not None,
        card=held_by(visitor.person_id) if visitor else None,
        join_url=url_for("public.join", **arrival.tags()),
        open_now=places.summary(shops),
        top=filled[Room.TOP],
        body=filled[Room.BODY],
    )


def _share(shown: Shown) -> Share:
    words = shown.look.about or shown.terms or _("Loyalty card in your phone")
    return sharing.share(
        path=url_for("public.business"), title=shown.look.name, description=words
    )


def _structured(shown: Shown, share: Share) -> object:
    logo, origin = shown.look.logo, domains.origin_of(g.business.slug)
    shops: tuple[PlaceView, ...] = shown.places
    return structured(
        shown.look,
        tuple(place.outlet for place in shops),
        url=share.url,
        picture_url=share.picture_url,
        logo_url=origin + picture_url(logo.digest, "logo", logo.crop) if logo else "",
        currency=g.business.currency,
        rating=shown.rating,
    )
