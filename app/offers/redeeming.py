"""What promotions take off a cheque, and their use with the receipt that it becomes.

Sales ask ``discounts`` while they price, tell ``use`` in the transaction that books the
receipt, and ``free`` when nothing of the receipt is left (E23, E29). A code that gives
nothing is not answered at all, whatever the reason: sales then say of it what they say
of a code that nobody knows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, update

from app.core import clock, db, tenancy
from app.core.errors import Conflict
from app.core.ids import MemberId, PromotionId
from app.core.prepared import Prepared
from app.offers import actions, looking, spelling
from app.offers.looking import Found, FoundCode, FoundGrant
from app.offers.models import OfferCode, OfferGrant, OfferUse, Promotion
from app.offers.rules import SOURCE, Standing, Terms, why_not
from app.programmes.discounts import WITH_CARD, Discount, Stage, WhyNot
from app.programmes.offered import Offered, Redeemed, Redemption

HasBought = Callable[[], bool]
TRUSTED = frozenset({"import", "demo"})
"""Histories tell what was paid; nothing more is taken off."""
_ANY = Prepared(
    select(
        exists().where(
            Promotion.business_id == bindparam("business"),
            Promotion.state == "active",
        )
    )
)


class OfferUsedMeanwhile(Conflict):
    """Somebody else was faster while this cheque was worked out."""

    code = "offer_used_meanwhile"
    sentence = (
        "A promotion of this cheque was used up a moment ago. Work the cheque out "
        "again."
    )


@dataclass(frozen=True)
class _Asked:
    """A cheque, and how everything stands to it."""

    offered: Offered
    has_bought: HasBought
    by_member: dict[int, int]
    in_all: dict[int, int]

    def why_not(self, found: Found) -> WhyNot | None:
        """What stands against a promotion, whatever is in the cheque."""
        standing = Standing(
            is_running=found.is_running,
            is_here=found.is_here,
            is_theirs=found.is_theirs,
            has_bought=found.terms.is_first_only and self.has_bought(),
            by_member=self.by_member.get(found.id, 0),
            in_all=self.in_all.get(found.id, 0),
        )
        return why_not(found.terms, standing, self.offered.local)


def discounts(offered: Offered, has_bought: HasBought) -> list[Discount]:
    """What promotions could take off a cheque; ``has_bought`` is asked where it matters.

    Without a running promotion it is one statement, else at most seven.
    """
    if offered.source in TRUSTED:
        return []
    if not _ANY.run({"business": tenancy.current()}).scalar():
        return []
    codes = looking.codes(offered.codes)
    grants = looking.grants(offered.member_id, offered.codes)
    wanted = [own.promotion_id for own in codes]
    wanted += [own.promotion_id for own in grants]
    found = looking.promotions(wanted, offered.outlet_id, offered.member_id)
    by_member, in_all = looking.uses(found.values(), offered.member_id)
    asked = _Asked(offered, has_bought, dict(by_member), dict(in_all))
    return [
        *_open(asked, found.values()),
        *_granted(asked, grants, found),
        *_coded(asked, codes, found),
        *_said(asked, found.values()),
    ]


def _open(asked: _Asked, found: Iterable[Found]) -> Iterator[Discount]:
    """To whoever shows a card: of other hours and used up ones guests are told."""
    for own in found:
        if own.way != "open" or not own.is_here or not own.is_theirs:
            continue
        refusal = asked.why_not(own)
        if refusal is not WhyNot.NOT_YOURS:
            yield _discount(
                own.terms,
                stage=Stage.PROMOTION,
                ref=f"open:{own.id}",
                label=own.name,
                refusal=refusal,
            )


def _granted(
    asked: _Asked, grants: Iterable[FoundGrant], found: dict[PromotionId, Found]
) -> Iterator[Discount]:
    """The guest's own offers; one in other hands is refused in words of its own."""
    typed = {spelling.normal(text): text for text in asked.offered.codes}
    used = _used_grants([grant.id for grant in grants])
    for grant in grants:
        own, code = found[grant.promotion_id], typed.get(grant.code, "")
        is_own = grant.member_id == asked.offered.member_id
        refusal = asked.why_not(own) if is_own else WhyNot.NOT_YOURS
        is_over = not grant.is_open or grant.id in used or not own.is_running
        if is_over or (refusal is WhyNot.NOT_HERE and not code):
            continue
        yield _discount(
            own.terms,
            stage=Stage.OFFER,
            ref=f"grant:{grant.id}",
            label=own.name,
            code=code,
            refusal=refusal,
        )


def _coded(
    asked: _Asked, codes: Iterable[FoundCode], found: dict[PromotionId, Found]
) -> Iterator[Discount]:
    taken: set[PromotionId] = set()
    for code in codes:
        own = found[code.promotion_id]
        if code.is_usable and asked.why_not(own) is None and own.id not in taken:
            taken.add(own.id)
            ref = f"word:{own.id}" if code.id is None else f"code:{code.id}"
            yield _discount(
                own.terms, stage=Stage.CODE, ref=ref, label=own.name, code=code.typed
            )


def _said(asked: _Asked, found: Iterable[Found]) -> Iterator[Discount]:
    """Passwords of the day at this outlet (E24)."""
    typed = {spelling.normal(text): text for text in asked.offered.codes}
    typed.pop("", None)
    if not typed:
        return
    key = db.settings().secret_key
    valid = looking.passwords_now(found, asked.offered.local.date(), key)
    for word, own in valid.items():
        if word in typed and asked.why_not(own) is None:
            yield _discount(
                own.terms,
                stage=Stage.CODE,
                ref=f"password:{own.id}",
                label=own.name,
                code=typed[word],
            )


def _discount(
    terms: Terms,
    *,
    stage: Stage,
    ref: str,
    label: str,
    code: str = "",
    refusal: WhyNot | None = None,
) -> Discount:
    """A promotion as the cheque takes it (R11).

    A personal offer and the card's own discount: each line gets the better one (E29).
    """
    return Discount(
        stage=stage,
        source=SOURCE,
        ref=ref,
        label=label,
        share_basis_points=terms.share_basis_points,
        amount_minor=terms.amount_minor,
        max_minor=terms.max_minor,
        min_minor=terms.min_minor,
        goods=terms.goods,
        group=WITH_CARD if terms.is_exclusive else "",
        line_group=WITH_CARD if stage is Stage.OFFER else "",
        code=code,
        refusal=refusal,
    )


def _used_grants(grant_ids: list[int]) -> set[int]:
    if not grant_ids:
        return set()
    rows = db.session().scalars(
        select(OfferUse.grant_id).where(
            OfferUse.grant_id.in_(grant_ids), OfferUse.freed_at.is_(None)
        )
    )
    return {grant_id for grant_id in rows if grant_id is not None}


def use(redemption: Redemption) -> None:
    """Use a promotion up with a receipt; raises OfferUsedMeanwhile where it is gone.

    Who uses the same promotion at the same time waits for the promotion's row, if its
    uses are counted, or for the code's or the offer's own.
    """
    kind, _, number = redemption.ref.partition(":")
    promotion_id, code_id, grant_id = _take(kind, int(number), redemption.member_id)
    _check_limits(promotion_id, redemption.member_id)
    db.session().add(
        OfferUse(
            promotion_id=promotion_id,
            code_id=code_id,
            grant_id=grant_id,
            member_id=redemption.member_id,
            receipt_id=redemption.receipt_id,
            discount_minor=redemption.amount_minor,
            used_at=redemption.occurred_at,
        )
    )
    db.session().flush()


def free(redemption: Redemption) -> None:
    """Free what a receipt used, once nothing of it is left (E23); again is harmless."""
    session = db.session()
    kind, _, number = redemption.ref.partition(":")
    mine = {
        "code": OfferUse.code_id == int(number),
        "grant": OfferUse.grant_id == int(number),
    }.get(kind, OfferUse.promotion_id == int(number))
    rows = session.scalars(
        select(OfferUse)
        .where(
            OfferUse.receipt_id == redemption.receipt_id,
            OfferUse.freed_at.is_(None),
            mine,
        )
        .with_for_update()
    ).all()
    for row in rows:
        row.freed_at = clock.now()
        if row.code_id is not None:
            session.execute(
                update(OfferCode)
                .where(OfferCode.id == row.code_id, OfferCode.state == "used")
                .values(state="returned")
            )
    session.flush()


REDEEMED = Redeemed(use=use, free=free)


def _take(
    kind: str, number: int, member_id: MemberId
) -> tuple[PromotionId, int | None, int | None]:
    """Lock what is used and see that it still can be: promotion, code, offer."""
    if kind == "code":
        return _take_code(number), number, None
    if kind == "grant":
        return _take_grant(number, member_id), None, number
    return PromotionId(number), None, None


def _take_code(code_id: int) -> PromotionId:
    row = db.session().scalar(
        select(OfferCode)
        .where(OfferCode.id == code_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.state not in looking.USABLE:
        raise OfferUsedMeanwhile
    row.state = "used"
    return PromotionId(row.promotion_id)


def _take_grant(grant_id: int, member_id: MemberId) -> PromotionId:
    row = db.session().scalar(
        select(OfferGrant)
        .where(OfferGrant.id == grant_id, OfferGrant.member_id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.withdrawn_at is not None or _used_grants([grant_id]):
        raise OfferUsedMeanwhile
    return PromotionId(row.promotion_id)


def _check_limits(promotion_id: PromotionId, member_id: MemberId) -> None:
    """Count once more under the promotion's lock, where uses are limited."""
    session = db.session()
    data = session.scalar(select(Promotion.terms).where(Promotion.id == promotion_id))
    terms: Terms | None = None if data is None else looking.terms_of(data)
    if terms is None or not terms.is_limited:
        return
    actions.locked(promotion_id)
    mine, in_all = looking.counted(promotion_id, member_id)
    if terms.per_person is not None and mine >= terms.per_person:
        raise OfferUsedMeanwhile
    if terms.total is not None and in_all >= terms.total:
        raise OfferUsedMeanwhile
