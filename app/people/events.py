"""Facts about people that others react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CodeAsked:
    """Somebody waits for a sign-in code; the digits are derived on delivery."""

    code_id: int


@dataclass(frozen=True)
class MemberJoined:
    """A business has a new member; ``day`` is the local day, in ISO form."""

    business_id: int
    member_id: int
    day: str


@dataclass(frozen=True)
class StaffInvited:
    """A letter of invitation is to be sent; its link is derived on delivery."""

    business_id: int
    invitation_id: int


@dataclass(frozen=True)
class SecondFactorReset:
    """Somebody's second factor was removed by another; they are to know."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class ContactReplaced:
    """Staff gave a member another contact: the old one has to be told."""

    business_id: int
    change_id: int


@dataclass(frozen=True, kw_only=True)
class ErasureCertified:
    """Somebody was erased; their certificate goes out before the address is forgotten."""

    certificate_id: int
