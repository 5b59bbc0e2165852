"""Bringing one person's cards together: same phone, same card (R23)."""

from sqlalchemy import select, update

from app.cards.actions import join_cards, show_change
from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, MemberId, PersonId
from app.people import groups, traces
from app.people.actions import close_all_sessions
from app.people.models import Consent, Member
from app.people.queries import present_member
from app.programmes import queries as programmes


def bring_together(*, source_id: PersonId, target_id: PersonId) -> None:
    """Give all that an anonymous person holds to the person they turned out to be.

    In each business the source's cards are joined into the target's, or the membership
    moves where the target has none. The source's browsers are signed out. Proof of both
    is the caller's matter: the source by its session, the target by a verified contact.
    """
    if source_id == target_id:
        return
    with tenancy.across():
        memberships = list(
            db.session().scalars(select(Member).where(Member.person_id == source_id))
        )
        db.session().execute(
            update(Consent)
            .where(Consent.person_id == source_id)
            .values(person_id=target_id)
        )
    for membership in sorted(memberships, key=lambda m: m.business_id):
        with tenancy.scope(BusinessId(membership.business_id)):
            _bring(membership, target_id)
    traces.move(source_id, target_id)
    close_all_sessions(person_id=source_id)


def _bring(membership: Member, target_id: PersonId) -> None:
    session = db.session()
    twin = _twin(target_id)
    if twin is None:
        membership.person_id = target_id
        session.flush()
        for card in _cards(membership.id):
            show_change(CardId(card.id))
        return
    sold = {each.id for each in programmes.programmes() if each.is_sold}
    for card in _cards(membership.id):
        same_kind = (
            c
            for c in _cards(twin.id)
            if c.programme_id == card.programme_id and c.programme_id not in sold
        )
        target = next(same_kind, None)
        if target is None:
            # It moves as it is, and says another name from now on.
            show_change(CardId(card.id))
        else:
            join_cards(
                source_id=CardId(card.id),
                target_id=CardId(target.id),
                actor=f"member:{twin.id}",
            )
    session.execute(
        update(Card).where(Card.member_id == membership.id).values(member_id=twin.id)
    )
    groups.hand_over(source_id=MemberId(membership.id), target_id=MemberId(twin.id))
    traces.hand_over(MemberId(membership.id), MemberId(twin.id))
    lead(membership, twin)


def _twin(person_id: PersonId) -> Member | None:
    """The membership that a person's cards hang on in the business in scope."""
    known = present_member(person_id)
    return None if known is None else db.session().get_one(Member, known)


def lead(source: Member, target: Member) -> list[int]:
    """Let a membership lead to another one; which memberships had led to it before.

    Its row stays: what happened here goes on pointing at it. One that leads elsewhere
    already goes on doing that.
    """
    session = db.session()
    led = session.scalars(
        select(Member).where(Member.joined_into_id == source.id).order_by(Member.id)
    ).all()
    if source.joined_into_id is None:
        source.joined_into_id = target.id
    for each in led:
        each.joined_into_id = target.id
    session.flush()
    return [each.id for each in led]


def _cards(member_id: int) -> list[Card]:
    """A member's cards in use, read anew: joining changes them behind the session."""
    return list(
        db.session().scalars(
            select(Card)
            .where(Card.member_id == member_id, Card.state == "active")
            .order_by(Card.id)
            .execution_options(populate_existing=True)
        )
    )
