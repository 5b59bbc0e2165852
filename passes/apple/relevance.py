"""Where, when and for what a phone brings the card up by itself."""

from typing import Final

from passes.apple.values import Json, moment_json
from passes.apple.words import Words
from passes.card import BadCard, Card, Event, Kind, Money, Occasion, Outlet

MAX_LOCATIONS: Final = 10
MAX_ACTIONS: Final = 2


def relevance_json(card: Card, words: Words) -> Json:
    """`locations`, `relevantDates` and `featuredActions`, each only with contents.

    Raises:
        BadCard: more places than Wallet looks at.
    """
    if len(card.outlets) > MAX_LOCATIONS:
        message = f"{len(card.outlets)} outlets; Apple Wallet takes {MAX_LOCATIONS}"
        raise BadCard(message)
    made: Json = {}
    outlets = card.outlets or ((card.event.venue,) if card.event else ())
    if outlets:
        made["locations"] = [_location(outlet, words) for outlet in outlets]
    occasions = card.occasions or _occasions(card.event)
    if occasions:
        made["relevantDates"] = [_date(occasion) for occasion in occasions]
    if card.event is not None:
        # Systems before iOS 18 know one date only.
        made["relevantDate"] = moment_json(card.event.starts_at)
    if card.actions:
        made["featuredActions"] = [
            {"identifier": f"{at}-{action.kind}", "type": str(action.kind)}
            | {"url": action.url}
            for at, action in enumerate(card.actions[:MAX_ACTIONS], start=1)
        ]
    return made


def semantics_json(card: Card, words: Words) -> Json:
    """What the card means to the system: search, reminders, directions."""
    if card.event is not None:
        return _event(card.event, words.key(card.name), words)
    if card.kind is Kind.COUPON:
        return {}
    made: Json = {
        "membershipProgramName": words.key(card.name),
        "membershipProgramNumber": card.number,
    }
    level = words.key(card.level)
    if level:
        made["membershipProgramStatus"] = level
    if card.kind is Kind.GIFT_CARD:
        sums = [_sum(f.value) for f in card.fields if isinstance(f.value, Money)]
        if sums:
            made["balance"] = sums[0]
    return made


def _location(outlet: Outlet, words: Words) -> Json:
    return {
        "latitude": outlet.latitude,
        "longitude": outlet.longitude,
        "relevantText": words.key(outlet.greeting or outlet.name),
    }


def _occasions(event: Event | None) -> tuple[Occasion, ...]:
    return () if event is None else (Occasion(event.starts_at),)


def _date(occasion: Occasion) -> Json:
    """An interval, or one moment by both of its names: iOS 26 and iOS 18."""
    starts = moment_json(occasion.starts_at)
    if occasion.ends_at is None:
        return {"date": starts, "relevantDate": starts}
    return {"startDate": starts, "endDate": moment_json(occasion.ends_at)}


def _event(event: Event, name: str, words: Words) -> Json:
    made: Json = {
        "eventType": "PKEventTypeGeneric",
        "eventName": name,
        "eventStartDate": moment_json(event.starts_at),
        "venueName": words.key(event.venue.name),
        "venueLocation": {
            "latitude": event.venue.latitude,
            "longitude": event.venue.longitude,
        },
    }
    for key, moment in (
        ("eventEndDate", event.ends_at),
        ("venueDoorsOpenDate", event.doors_at),
    ):
        if moment is not None:
            made[key] = moment_json(moment)
    gate, seat = words.key(event.gate), words.key(event.seat)
    if gate:
        made["venueEntrance"] = gate
    if seat:
        made["seats"] = [{"seatDescription": seat}]
    return made


def _sum(money: Money) -> Json:
    """An amount as Apple's tags want it: decimal digits in a text."""
    unit = 10**money.minor_digits
    whole, rest = divmod(abs(money.amount_minor), unit)
    sign = "-" if money.amount_minor < 0 else ""
    cents = f".{rest:0{money.minor_digits}}" if money.minor_digits else ""
    return {"amount": f"{sign}{whole}{cents}", "currencyCode": money.currency}
