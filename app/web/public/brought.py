"""Who brought a newcomer: the link in the address, and what this browser was before."""

from dataclasses import dataclass

from flask import request
from werkzeug import Response as Answer

from app.core.ids import MemberId, PersonId
from app.people import queries as people
from app.programmes.referral import Referral as Terms
from app.programmes.rules import CardRules
from app.referrals import links
from app.referrals.links import LONGEST_CODE, Inviter
from app.web import marks


@dataclass(frozen=True)
class Welcome:
    """Who invites, and what the newcomer gets for their first purchase."""

    inviter: Inviter
    terms: Terms | None


def code() -> str:
    """What the address says; nothing where that cannot be a code."""
    told = request.args.get("r", "")
    return told if len(told) <= LONGEST_CODE else ""


def welcome(told: str, rules: CardRules | None) -> Welcome | None:
    """What the join page says of a link; None where it leads to nobody."""
    found = links.inviter(told)
    return None if found is None else Welcome(found, rules.referral if rules else None)


def is_newcomer(person_id: PersonId | None) -> bool:
    """Whether they become a member only now."""
    return person_id is None or people.present_member(person_id) is None


def bring(member_id: MemberId, told: str) -> None:
    """Write down who brought a newcomer. Runs inside ``writing()``.

    A browser that was another member's before is a reason to look first (E25).
    """
    if told:
        signals = ("device",) if marks.members() - {member_id} else ()
        links.bring(friend_id=member_id, code=told, signals=signals)


def remember(answer: Answer, person_id: PersonId) -> Answer:
    """Let this browser know whose card it has got."""
    member_id = people.present_member(person_id)
    if member_id is not None:
        marks.note(answer, member_id)
    return answer
