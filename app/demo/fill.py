"""Filling an empty installation with the demo, once."""

from collections.abc import Callable
from random import Random

from app.businesses import actions as businesses
from app.businesses import queries
from app.core import audit, clock, db, tenancy
from app.core.config import DEMO_OPERATOR
from app.core.ids import OutletId, PersonId
from app.demo import (
    alliance,
    chats,
    checks,
    climbing,
    doors_open,
    fair_ends,
    friends,
    looks,
    mailings,
    neighbours,
    newcomers,
    offers,
    offline,
    posts,
    prices,
    reviews,
    shelf,
    sources,
    surveys,
    talk,
    team,
    told,
    treats,
    year,
)
from app.demo.places import PLACES, Place
from app.people import actions as people
from app.people.models import ROLES
from app.programmes import actions as programmes

SEED = 20261121
STAFF_NAMES = {
    "ru": ("Ольга Р.", "Максим Т.", "Вера С.", "Илья К."),
    "en": ("Margaret H.", "Owen P.", "Ruth L.", "Jamie D."),
}


def fill_once(say: Callable[[str], None] = print) -> bool:
    """Make the demo unless there is a business already; whether it was made."""
    if queries.businesses():
        return False
    chance = Random(SEED)  # noqa: S311 - a repeatable demo, not a secret
    for place in PLACES:
        say(f"Filling the demo: {place.name}, a year of {place.members} members…")
        _fill(place, chance)
    alliance.ally(clock.now())
    for place in PLACES:
        chats.fill(place.slug, queries.by_slug(place.slug).id)
    with db.writing():
        people.claim_address(person_id=None, channel="email", address=DEMO_OPERATOR)
    newcomers.knock(db.settings())
    return True


def _fill(place: Place, chance: Random) -> None:
    until = clock.now()
    with clock.at(until.replace(year=until.year - 1, day=1)), db.writing():
        business_id = businesses.found(
            slug=place.slug,
            name=place.name,
            about=place.about,
            language=place.language,
            currency=place.currency,
            zone=place.zone,
        )
        businesses.dress(
            business_id=business_id,
            brand_colour=place.colours[0],
            accent_colour=place.colours[1],
            motif=place.motif,
        )
        with tenancy.scope(business_id):
            outlets = [_outlet(place, *outlet) for outlet in place.outlets]
            programme_id = programmes.create(
                name=place.programme, rules=place.rules, actor="system"
            )
            for role, called in zip(ROLES, STAFF_NAMES[place.language], strict=True):
                people.add_staff(
                    person_id=_staff(place, role, called), role=role, name=called
                )
    with tenancy.scope(business_id), db.writing():
        doors_open.tell(place)
    with tenancy.scope(business_id):
        audit.enter(team.till())
        looks.dress(place.slug, until)
        guests = year.live(place, programme_id, outlets, chance, until)
        neighbours.move_in(place, outlets, guests, chance, until)
        treats.hand_out(place, outlets, guests, until)
        prices.settle(place, programme_id, outlets, guests, until)
        climbing.climb(place, programme_id, guests, until)
        friends.bring(place, programme_id, outlets, guests, until)
        offers.fill(place, outlets, guests, until)
        shelf.fill(place, outlets, until)
        posts.publish(place, outlets, until)
        reviews.fill(place, guests, until)
        surveys.fill(place, until)
        sources.fill(place, chance, until)
        checks.look(place, outlets, guests, until)
        told.tell(place, guests, until)
        mailings.send(place, until)
        team.work(place, until)
        offline.work(place, outlets, guests, until)
        fair_ends.warn(place, until)
    talk.fill(place.slug, business_id)


def _outlet(
    place: Place, code: str, name: str, address: str, latitude: int, longitude: int
) -> OutletId:
    return businesses.open_outlet(
        code=code,
        name=name,
        address=address,
        zone=place.zone,
        latitude_microdegrees=latitude,
        longitude_microdegrees=longitude,
    )


def _staff(place: Place, role: str, called: str) -> PersonId:
    person_id = people.start_anonymous(language=place.language, name=called)
    return people.claim_address(
        person_id=person_id, channel="email", address=f"{role}@{place.slug}.example"
    )
