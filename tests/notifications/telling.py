"""Kinds and members for tests of notices."""

from sqlalchemy import select

from app.core import db, tenancy
from app.core.ids import MemberId, PersonId
from app.notifications import centre
from app.notifications.kinds import registry as kinds
from app.notifications.kinds.kind import NoticeKind, Words
from app.notifications.models import Delivery
from app.people import actions as people
from app.people.models import Member
from tests.world import Shop, create_member

NEWS = NoticeKind(
    "test_news",
    "News",
    lambda _, said: Words(said["subject"], (said["text"],), "/card/offers", "Открыть"),
    is_advertising=True,
)
LETTER = NoticeKind(
    "test_letter",
    "Letters",
    lambda _, said: Words(said["subject"], (said["text"],), "/card/history", "Открыть"),
)
OWED = NoticeKind("test_owed", "Owed", LETTER.words, is_switchable=False)
SALES = NoticeKind("test_sales", "Sales", NEWS.words, is_advertising=True)
SALES_OVER = NoticeKind(
    "test_sales_over", "Sales", NEWS.words, is_advertising=True, is_over=lambda _: True
)
SAID = {"subject": "новый сорт", "text": "Пробуйте завтра."}
kinds.add(NEWS, LETTER, OWED, SALES, SALES_OVER)


def addressed(shop: Shop, email: str) -> MemberId:
    """A member who has agreed to mailings, with an address."""
    person_id, member_id = create_member(shop.business_id)
    with tenancy.scope(shop.business_id), db.writing():
        people.claim_address(person_id=person_id, channel="email", address=email)
        people.give_consent(person_id=person_id, purpose="mailings", language="ru")
    return member_id


def tell(
    shop: Shop,
    member_id: MemberId,
    occurrence: str = "1",
    kind: NoticeKind = NEWS,
    **said: str,
) -> int:
    """Tell a member something; the notice's id."""
    with tenancy.scope(shop.business_id), db.writing():
        notice_id = centre.tell(
            member_id=member_id,
            kind=kind,
            occurrence=occurrence,
            payload={**SAID, **said},
        )
    assert notice_id is not None
    return notice_id


def email_of(shop: Shop, notice_id: int) -> Delivery:
    """How a notice goes by e-mail."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        row = db.session().scalar(
            select(Delivery).where(
                Delivery.notice_id == notice_id, Delivery.channel == "email"
            )
        )
        db.session().rollback()
    assert row is not None
    return row


def person_of(shop: Shop, member_id: MemberId) -> PersonId:
    """Whose membership it is."""
    with tenancy.scope(shop.business_id):
        found = db.session().scalar(
            select(Member.person_id).where(Member.id == member_id)
        )
    assert found is not None
    return PersonId(found)


def told_all(shop: Shop, names: str = "abcde") -> list[int]:
    """One notice to each of some members, in their order."""
    return [tell(shop, addressed(shop, f"{name}@example.test")) for name in names]


def states(shop: Shop, told: list[int]) -> list[str]:
    """How each of them goes by e-mail."""
    return [email_of(shop, each).state for each in told]
