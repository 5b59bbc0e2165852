"""The sections of a business's page, in their order: what each reads, how it is shown.

A part of the product that has something to say there adds one line. What reads nothing
is not shown, so that a page is never a row of empty boxes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.businesses import phones
from app.businesses.look import Contacts, Look
from app.businesses.queries import BusinessView
from app.core import clock
from app.offers import queries as promotions
from app.offers.queries import PromotionView
from app.programmes.rules import CardRules, Reward
from app.reviews import queries as reviews
from app.reviews.queries import Wanted
from app.reviews.rules import Rating
from app.reviews.views import ReviewView
from app.space import queries as space
from app.space import vacancies
from app.space.queries import PostCard
from app.space.vacancies import VacancyView
from app.web import levels
from app.web.levels import LevelLine
from app.web.public.places import PlaceView


class Room(StrEnum):
    """Where on the page: beside the name (a rating), or one below another."""

    TOP = "top"
    BODY = "body"


@dataclass(frozen=True)
class Shown:
    """What the page knows already, for whoever reads it."""

    business: BusinessView
    look: Look
    places: tuple[PlaceView, ...]
    rules: CardRules | None
    terms: str
    clauses: tuple[str, ...]
    rating: Rating


@dataclass(frozen=True)
class Section:
    """A fragment and what it shows as ``content``; it is left out when that is empty."""

    template: str
    read: Callable[[Shown], object]
    room: Room = Room.BODY


@dataclass(frozen=True)
class Terms:
    """How the card works."""

    clauses: tuple[str, ...]
    rewards: tuple[Reward, ...]


def benefits(shown: Shown) -> tuple[str, ...]:
    """Why to come here, in the owner's words (row 105)."""
    return shown.look.benefits


def terms(shown: Shown) -> Terms | None:
    """The rules one by one, and what points are good for."""
    if shown.rules is None:
        return None
    rewards = sorted(shown.rules.rewards, key=lambda reward: reward.points)
    return Terms(shown.clauses, tuple(rewards))


def card_levels(shown: Shown) -> tuple[LevelLine, ...]:
    """The levels of the card that everybody gets (rows 21, 114)."""
    return tuple(levels.lines(shown.rules)) if shown.rules is not None else ()


def outlets(shown: Shown) -> tuple[PlaceView, ...]:
    """Where to go and when."""
    return shown.places


@dataclass(frozen=True)
class ContactView:
    """A way to reach the business; ``kind`` names its icon and its words."""

    kind: str
    text: str
    url: str


def contacts(shown: Shown) -> tuple[ContactView, ...]:
    """How to reach the business as a whole."""
    return tuple(_contacts(shown.look.contacts))


def _contacts(told: Contacts) -> list[ContactView]:
    site, telegram, vk = (
        url.removeprefix("https://").rstrip("/")
        for url in (told.site, told.telegram, told.vk)
    )
    found = [
        ContactView("phone", phones.shown(told.phone), phones.link(told.phone)),
        ContactView("mail", told.email, f"mailto:{told.email}"),
        ContactView("site", site, told.site),
        ContactView("telegram", telegram, told.telegram),
        ContactView("vk", vk, told.vk),
    ]
    return [each for each in found if each.text]


POSTS_SHOWN = 3
JOBS_SHOWN = 3
REVIEWS_SHOWN = 2


@dataclass(frozen=True)
class Published:
    """What is new, in the order in which it matters to a guest."""

    posts: tuple[PostCard, ...]


def published(_shown: Shown) -> Published | None:
    """The next events, the offers in force and the latest news, each once."""
    found = {
        post.id: post
        for posts in (
            space.upcoming_events(POSTS_SHOWN),
            space.valid_offers(POSTS_SHOWN),
            space.latest(POSTS_SHOWN),
        )
        for post in posts
    }
    return Published(tuple(found.values())[:POSTS_SHOWN]) if found else None


def open_promotions(shown: Shown) -> list[PromotionView]:
    """What is taken off for whoever shows a card."""
    return promotions.public(clock.today(shown.business.zone))


def rating(shown: Shown) -> Rating | None:
    """What guests say, in one figure beside the name (row 98)."""
    return shown.rating if shown.rating.count else None


def latest_reviews(shown: Shown) -> list[ReviewView]:
    """What guests said last (row 97)."""
    if not shown.rating.count:
        return []
    return reviews.public(Wanted(), limit=REVIEWS_SHOWN).reviews


def jobs(_shown: Shown) -> tuple[VacancyView, ...]:
    """Vacancies that can be applied for."""
    return tuple(vacancies.open_vacancies(JOBS_SHOWN))


def talk(_shown: Shown) -> bool:
    """How to be called back and to get the news: always there (row 44)."""
    return True


SECTIONS = (
    Section("public/_benefits.html", benefits),
    Section("public/_terms.html", terms),
    Section("public/_levels.html", card_levels),
    Section("public/_promotions.html", open_promotions),
    Section("public/_published.html", published),
    Section("public/_rating.html", rating, Room.TOP),
    Section("public/_reviews.html", latest_reviews),
    Section("public/_outlets.html", outlets),
    Section("public/_jobs.html", jobs),
    Section("public/_talk.html", talk),
    Section("public/_contacts.html", contacts),
)


def filled(shown: Shown) -> dict[str, list[tuple[str, object]]]:
    """Fragment and content of every section that has something to say, by room."""
    found: dict[str, list[tuple[str, object]]] = {room: [] for room in Room}
    for section in SECTIONS:
        content = section.read(shown)
        if content:
            found[section.room].append((section.template, content))
    return found
