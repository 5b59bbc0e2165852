"""What a join page offers: the open cards, or those of a group by its link."""

from dataclasses import dataclass

from flask import request

from app.cards import actions as cards
from app.cards import audiences as entering
from app.cards import holding
from app.cards.queries import cards_of
from app.core.errors import Refused
from app.core.ids import CardId, MemberId, PersonId, ProgrammeId
from app.people import audiences as groups
from app.people.audiences import GroupNotFound, GroupView
from app.programmes import audiences
from app.programmes import queries as programmes
from app.programmes.queries import ProgrammeView

_LONGEST_ID = 18


class InvitationEnded(Refused):
    """The link leads into no group any more."""

    code = "invitation_ended"
    sentence = "This invitation has ended. Ask for a new link, or take the usual card."


@dataclass(frozen=True)
class Offer:
    """What this visitor can get here.

    ``choices`` are cards for everybody that they do not hold, the default one first;
    ``named`` is the one that the address asks for. ``group`` is the one that its link
    leads into; with cards of its own those are given, and nothing is chosen.
    """

    choices: tuple[ProgrammeView, ...]
    named: ProgrammeId | None
    held: tuple[holding.HeldCard, ...]
    group: GroupView | None
    group_cards: tuple[ProgrammeId, ...]
    is_in_group: bool

    @property
    def is_new(self) -> bool:
        """Whether there is anything in it for this visitor."""
        if not self.held or self.named is not None:
            return True
        return self.group is not None and not self.is_in_group

    @property
    def shown(self) -> ProgrammeId | None:
        """The card to be described: of the group, the one asked for, the first."""
        if self.group_cards:
            return self.group_cards[0]
        return self.named or next((each.id for each in self.choices), None)

    @property
    def asked(self) -> CardId | None:
        """The card that the address asks for, where the visitor holds it already."""
        wanted = _wanted()
        return next((c.id for c in self.held if c.programme_id == wanted), None)


def offer(person_id: PersonId | None, code: str) -> Offer:
    """What the visitor can get; ``code`` is a group's, nothing while it leads nowhere."""
    held = tuple(holding.all_held_by(person_id)) if person_id else ()
    own = {card.programme_id for card in held}
    choices = tuple(each for each in programmes.offered() if each.id not in own)
    wanted = _wanted()
    named = next((each.id for each in choices if each.id == wanted), None)
    group = _group(code)
    is_in = bool(group and held and groups.is_in(group.id, held[0].member_id))
    group_cards = tuple(audiences.programmes_of(group.id)) if group else ()
    return Offer(choices, named, held, group, group_cards, is_in)


def take(
    member_id: MemberId, programme_id: ProgrammeId | None, code: str
) -> CardId | None:
    """Give a member what was offered; the new card. Runs inside ``writing()``.

    Without a programme it is the first one for everybody, for who has no card at all.
    Raises InvitationEnded.
    """
    given = None
    if code:
        group = _group(code)
        if group is None:
            raise InvitationEnded
        entering.enter(group_id=group.id, member_ids=[member_id])
        for each in audiences.programmes_of(group.id):
            issued = cards.issue(member_id=member_id, programme_id=each)
            given = given or issued.id
    if given is None and (programme_id is not None or not cards_of(member_id)):
        wanted = programme_id or programmes.default_programme().id
        given = cards.issue(member_id=member_id, programme_id=wanted).id
    return given


def _wanted() -> ProgrammeId | None:
    """The programme in the address or in the form; nothing for what cannot be one."""
    text = request.form.get("programme") or request.args.get("p", "")
    is_id = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID
    return ProgrammeId(int(text)) if is_id else None


def _group(code: str) -> GroupView | None:
    try:
        return groups.group_of_code(code)
    except GroupNotFound:
        return None
