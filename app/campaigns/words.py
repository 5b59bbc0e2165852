"""What mailings say, read from their rows.

Words are settled when a mailing starts; a notice names them by a digest, so that what
was read once for a batch of letters is right for all of them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from app.businesses import pictures
from app.businesses.pictures import Crop
from app.businesses.queries import BusinessView
from app.campaigns.models import Mailing
from app.core import db, locales
from app.core.ids import PictureId
from app.core.locales import gettext as _
from app.core.locales import mark
from app.notifications.kinds.kind import NoticeKind, Words
from app.notifications.models import CHANNELS
from app.space import markdown

_AD_LABELS = {
    "advertising": mark("Advertisement"),
    "social": mark("Public service advertisement"),
}
_PATHS = {"card": "/card", "home": "/"}


@dataclass(frozen=True)
class _Home:
    """What words need of a business: where its pages are, and its own language."""

    slug: str
    language: str


def speak(business: BusinessView, payload: Mapping[str, Any]) -> Words:
    """What a notice of a mailing says, in the language in force."""
    return _said(
        int(payload["mailing"]),
        str(payload["words"]),
        locales.language(),
        _Home(business.slug, business.language),
    )


def is_stopped(payload: Mapping[str, Any]) -> bool:
    """Whether the mailing that a notice belongs to was stopped."""
    found = db.session().scalar(
        select(Mailing.stopped_at).where(Mailing.id == int(payload["mailing"]))
    )
    return found is not None


MAILING = NoticeKind(
    "mailing",
    mark("News and offers"),
    speak,
    channels=CHANNELS,
    is_advertising=True,
    is_over=is_stopped,
)


def kind_of(channels: Sequence[str]) -> NoticeKind:
    """The kind as one mailing uses it: by the channels that its author chose."""
    return replace(MAILING, channels=tuple(channels), is_exact=True)


@lru_cache(maxsize=256)
def _said(mailing_id: int, digest: str, language: str, home: _Home) -> Words:
    """``digest`` makes the answer last: other words have another one."""
    del digest
    row = db.session().scalar(select(Mailing).where(Mailing.id == mailing_id))
    if row is None:
        raise LookupError(mailing_id)
    return _words(row, language, home)


def words_of(row: Mailing, language: str, business: BusinessView) -> Words:
    """What a reader of a language is told: in it, or else in the business's."""
    return _words(row, language, _Home(business.slug, business.language))


def _words(row: Mailing, language: str, home: _Home) -> Words:
    said = row.words.get(language, {})
    if not said.get("text"):
        said = row.words.get(home.language, {})
    text, ad = said.get("text", ""), marked(row)
    small = Markup('<p style="font-size:12px;color:#6b665e">{}</p>')
    return Words(
        subject=said.get("subject", ""),
        paragraphs=tuple(words for words in (*_blocks(text), ad) if words),
        path=path_of(row),
        button=said.get("button") or _("Open"),
        rich=markdown.render(text) + (small.format(ad) if ad else ""),
        picture=_picture(row, home),
    )


def _picture(row: Mailing, home: _Home) -> tuple[str, str] | None:
    """The address under which everybody sees the picture, and what is on it."""
    if row.picture_id is None:
        return None
    config, crop = db.settings(), Crop()
    digest = pictures.digest_of(PictureId(row.picture_id))
    seal = pictures.seal(config.secret_key, digest, "post", crop)
    root = f"{config.address}/{home.slug}"
    return f"{root}/pictures/{digest}/post/{crop}/{seal}.jpg", row.picture_alt


def _blocks(text: str) -> Iterator[str]:
    """The plain words of each paragraph."""
    for block in text.split("\n\n"):
        yield markdown.plain(block)


def marked(row: Mailing) -> str:
    """The mark of advertising that the law asks for (38-FZ), on one line."""
    if not row.ad_label:
        return ""
    parts = (
        _(_AD_LABELS[row.ad_label]),
        row.ad_advertiser,
        row.ad_token and f"erid: {row.ad_token}",
    )
    return ". ".join(part for part in parts if part)


def path_of(row: Mailing) -> str:
    """The page that its button leads to, under a code that counts the visit."""
    path = f"/news/{row.post_id}" if row.target == "post" and row.post_id else None
    path = path or _PATHS.get(row.target, "/card")
    return f"{path}?s={row.source_code}" if row.source_code else path


def payload_of(row: Mailing) -> dict[str, Any]:
    """What a notice keeps: the mailing, and a digest of all that it says."""
    said = [
        row.words,
        row.picture_id and pictures.digest_of(PictureId(row.picture_id)),
        row.picture_alt,
        path_of(row),
        marked(row),
    ]
    text = json.dumps(said, sort_keys=True).encode()
    digest = hashlib.blake2b(text, digest_size=12).hexdigest()
    return {"mailing": row.id, "words": digest}
