"""Bring a friend: the member's own link, and how each invitation stands."""

from flask import Response, g, url_for
from werkzeug import Response as Answer

from app.cards.holding import HeldCard
from app.core import db
from app.core.errors import NotFound
from app.core.ids import ProgrammeId
from app.core.locales import gettext as _
from app.programmes import queries as programmes
from app.programmes.referral import Referral as Terms
from app.referrals import ambassadors, links, queries
from app.wallet.codes import qr_address, qr_file
from app.web import domains, marks, measures
from app.web.cabinet.door import blueprint, card
from app.web.page import page


@blueprint.get("/friends")
def friends() -> Response | Answer:
    """Show the link with its code, who came by it, and by whom the guest came."""
    held = card()
    terms = programmes.current_rules(ProgrammeId(held.programme_id)).referral
    sent = queries.brought_by(held.member_id)
    came = queries.brought(held.member_id)
    if terms is None and not sent and came is None:
        raise NotFound
    link = _link(held) if terms is not None else ""
    answer = page(
        "cabinet/friends.html",
        card=held,
        terms=terms,
        link=link,
        qr=qr_address(link) if link else "",
        share=_share(terms),
        progress=ambassadors.progress(held.member_id, terms) if terms else None,
        sent=sent,
        came=came,
    )
    # The browser that shows the link is the bringer's: a "friend" who joins in it is
    # looked at first (E25).
    marks.note(answer, held.member_id)
    return answer


@blueprint.get("/friends/code.png")
def friends_code() -> Response:
    """The code of the link as a picture, to print it or to send it along."""
    held = card()
    if programmes.current_rules(ProgrammeId(held.programme_id)).referral is None:
        raise NotFound
    picture = Response(qr_file(_link(held), "png"), content_type="image/png")
    name = f"{g.business.slug}-invitation.png"
    picture.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    picture.headers["Cache-Control"] = "no-store"
    return picture


def _link(held: HeldCard) -> str:
    """The address of the guest's own invitation, with a code that is made once."""
    code = links.known_code(held.member_id)
    if code is None:
        with db.writing():
            code = links.code_of(member_id=held.member_id)
    offered = [each.id for each in programmes.offered()]
    # Where several cards can be had, the friend is shown the one that rewards.
    named = held.programme_id if held.programme_id in offered[1:] else None
    path = url_for("public.join", r=code, p=named)
    return domains.address_of(g.business.slug, path)


def _share(terms: Terms | None) -> str:
    """Words to send along, in the guest's language; the link comes after them."""
    name = g.business.look.name
    if terms is None or not terms.friend_points:
        return _("I have a card of %(business)s. Take yours here:", business=name)
    return _(
        "I have a card of %(business)s. Take yours here, and you get a gift of "
        "%(points)s after your first purchase:",
        business=name,
        points=measures.of().text(terms.friend_points),
    )
