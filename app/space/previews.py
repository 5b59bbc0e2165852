"""A post as guests would see it, of words that nobody has saved."""

from app.businesses import pictures
from app.businesses import queries as businesses
from app.businesses.look import PictureRef
from app.core import clock, tenancy
from app.core.ids import PostId
from app.space import rules
from app.space.actions import Content
from app.space.queries import PostView

NOT_SAVED = PostId(0)


def preview(kind: str, content: Content) -> PostView:
    """What the public page would show now; raises NotFound for a foreign outlet."""
    business = businesses.by_id(tenancy.current())
    outlet = businesses.outlet(content.outlet_id) if content.outlet_id else None
    zone = outlet.zone if outlet else business.zone
    picture = content.picture_id and PictureRef(
        pictures.digest_of(content.picture_id), content.crop
    )
    now = clock.now()
    return PostView(
        id=NOT_SAVED,
        kind=kind,
        title=content.title,
        excerpt="",
        picture=picture or None,
        picture_alt=content.picture_alt,
        outlet=outlet.name if outlet else "",
        address=outlet.address if outlet else "",
        place=content.place,
        zone=zone,
        home_zone=business.zone,
        starts_at=content.starts_at,
        ends_at=content.ends_at,
        archives_at=rules.archives_at(kind, content.starts_at, content.ends_at, zone),
        ad_label=content.ad_label,
        ad_advertiser=content.ad_advertiser,
        ad_token=content.ad_token,
        language=business.language,
        is_pinned=content.is_pinned,
        published_at=now,
        withdrawn_at=None,
        changed_at=now,
        text=content.text,
        outlet_id=content.outlet_id,
        picture_id=content.picture_id,
        link=content.link,
        conditions=content.conditions,
        has_comments=content.has_comments,
        created_at=now,
    )
