"""What the doctor says about places, times, actions and tags of a `pass.json`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from passes.apple.grammar import (
    Complaint,
    Document,
    is_number,
    is_on_globe,
    listed,
    moment,
)
from passes.apple.relevance import MAX_ACTIONS, MAX_LOCATIONS

_LONGEST: Final = timedelta(hours=24)
_ACTIONS: Final = {
    *("addToBalance", "bookAppointment", "bookCar", "bookFlight", "bookStay", "call"),
    *("listenToMusic", "membershipBenefits", "order", "place", "shop"),
    *("viewOffersRewards", "viewSchedule", "watchTrailer"),
}
_DATE_TAGS: Final = ("eventStartDate", "eventEndDate", "venueDoorsOpenDate")


def relevance_complaints(document: Document) -> Iterator[Complaint]:
    """Everything wrong with `locations`, dates, `featuredActions` and `semantics`."""
    yield from _locations(document)
    yield from _dates(document)
    yield from _actions(document)
    yield from _semantics(document)


def _locations(document: Document) -> Iterator[Complaint]:
    if not isinstance(document.get("locations", []), list):
        yield True, "location", "locations must be a list"
    places = listed(document, "locations")
    if len(places) > MAX_LOCATIONS:
        yield False, "locations", "Wallet uses at most ten locations"
    if not all(map(is_on_globe, places)):
        yield True, "location", "a location needs numbers on the globe"
    if not is_number(document.get("maxDistance", 0)):
        yield False, "max-distance", "maxDistance must be a number of metres"


def _dates(document: Document) -> Iterator[Complaint]:
    if not isinstance(document.get("relevantDates", []), list):
        yield True, "relevant-date", "relevantDates must be a list"
    if "relevantDate" in document and moment(document["relevantDate"]) is None:
        yield True, "relevant-date", "relevantDate must be a time with its zone"
    for entry in listed(document, "relevantDates"):
        yield from _date(entry if isinstance(entry, dict) else {})


def _date(entry: Document) -> Iterator[Complaint]:
    moments = {key: moment(text) for key, text in entry.items()}
    if not moments or None in moments.values():
        yield True, "relevant-date", "a relevant date must be a time with its zone"
        return
    starts, ends = moments.get("startDate"), moments.get("endDate")
    if (starts is None) != (ends is None):
        yield True, "relevant-date", "startDate and endDate go together"
    elif starts and ends and not starts < ends <= starts + _LONGEST:
        yield False, "relevant-date", "a relevant interval lasts up to 24 hours"
    elif starts is None and len(moments) == 1:
        name = "date" if "relevantDate" in moments else "relevantDate"
        yield False, "relevant-date", f"some systems read {name}; write both names"


def _actions(document: Document) -> Iterator[Complaint]:
    if not isinstance(document.get("featuredActions", []), list):
        yield True, "action", "featuredActions must be a list"
    actions = listed(document, "featuredActions")
    if len(actions) > MAX_ACTIONS:
        yield False, "actions", "Wallet shows two featured actions"
    seen = []
    for action in actions:
        known = action if isinstance(action, dict) else {}
        seen.append(known.get("identifier"))
        yield from _action(known)
    if any(not isinstance(one, str) or seen.count(one) > 1 for one in seen):
        yield True, "action", "each featured action needs an identifier of its own"


def _action(action: Document) -> Iterator[Complaint]:
    kind, key = action.get("type"), "url"
    if kind == "place":
        key = "placeIdentifier"
    if kind not in _ACTIONS:
        yield True, "action", f"Wallet knows no featured action {kind!r}"
    elif not isinstance(action.get(key), str):
        yield True, "action", f"the featured action {kind} needs a {key}"
    elif kind == "call" and urlsplit(action[key]).scheme != "tel":
        yield True, "action", "the featured action call needs a tel: address"


def _semantics(document: Document) -> Iterator[Complaint]:
    tags = document.get("semantics", {})
    if not isinstance(tags, dict):
        yield True, "semantics", "semantics must be an object"
        return
    for key in _DATE_TAGS:
        if key in tags and moment(tags[key]) is None:
            yield False, "semantics", f"{key} must be a time with its zone"
    if "venueLocation" in tags and not is_on_globe(tags["venueLocation"]):
        yield False, "semantics", "venueLocation needs numbers on the globe"
    balance = tags.get("balance", {"amount": ""})
    if not isinstance(balance, dict) or not isinstance(balance.get("amount"), str):
        yield False, "semantics", "the amount of balance must be a text"
