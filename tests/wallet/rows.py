"""Rows of passes and phones, for tests that only look at them."""

from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId
from app.wallet.models import (
    AppleDevice,
    ApplePass,
    AppleRegistration,
    DeviceLog,
    GooglePass,
)
from tests.world import Shop

HOSTILE = "<script>alert(1)</script> \u202etxt.exe"


def hand_out(shop: Shop, *, tag: int = 7, held_tag: int = 7, name: str = "a") -> int:
    """The member's card on a phone that holds ``held_tag``; the pass's id."""
    with tenancy.scope(shop.business_id), db.writing():
        row = ApplePass(
            card_id=shop.member.card_id,
            serial=f"{shop.slug}-{name}",
            tag=tag,
            card_version=1,
            modified_at=clock.now(),
            created_at=clock.now(),
        )
        device = AppleDevice(
            digest=f"{shop.slug}-{name}".encode(),
            scheme="ApplePass",
            push_token="ab" * 32,
            token_since=clock.now(),
            push_answer="503 Shutdown",
        )
        db.session().add_all([row, device])
        db.session().flush()
        db.session().add(
            AppleRegistration(
                pass_id=row.id,
                device_id=device.id,
                held_tag=held_tag,
                registered_at=clock.now(),
            )
        )
        return row.id


def complain(business_id: BusinessId | None, pass_id: int | None, text: str) -> None:
    """A line in the phones' log."""
    with db.writing():
        db.session().add(
            DeviceLog(
                business_id=business_id,
                pass_id=pass_id,
                agent="iOS/19",
                message=text,
                logged_at=clock.now(),
            )
        )


def save_at_google(shop: Shop, card_id: CardId, *, is_held: bool = True) -> None:
    """The card at Google."""
    with tenancy.scope(shop.business_id), db.writing():
        db.session().add(
            GooglePass(
                card_id=card_id,
                resource="loyaltyObject",
                resource_id=f"1.{card_id}",
                is_held=is_held,
                sent_at=clock.now(),
                created_at=clock.now(),
            )
        )
