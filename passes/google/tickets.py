"""Admission: Google's event tickets."""

from passes.brand import BadCard, text_in
from passes.card import Card
from passes.google import parts, words
from passes.google.resources import Json
from passes.places import Event


def class_fields(card: Card, language: str) -> Json:
    """The event: name, place with its address, times and small print."""
    event = _event(card)
    times = {"doorsOpen": event.doors_at, "start": event.starts_at}
    times["end"] = event.ends_at
    made: Json = {
        "eventName": words.localized(card.name, language),
        "venue": {
            "name": words.localized(event.venue.name, language),
            "address": words.localized(event.venue.address, language),
        },
        "dateTime": {name: words.moment(at) for name, at in times.items() if at},
    }
    if text_in(card.terms, language):
        made["finePrint"] = words.localized(card.terms, language)
    return made


def object_fields(card: Card) -> Json:
    """Whose ticket, its number, seat and gate."""
    event = _event(card)
    made: Json = {"ticketNumber": card.number}
    if card.holder:
        made["ticketHolderName"] = card.holder
    if text_in(card.level, card.language):
        made["ticketType"] = words.localized(card.level, card.language)
    seat = {
        name: words.localized(text, card.language)
        for name, text in (("seat", event.seat), ("gate", event.gate))
        if text_in(text, card.language)
    }
    if seat:
        made["seatInfo"] = seat
    return made | parts.modules(card, parts.front(card))


def _event(card: Card) -> Event:
    if card.event is None:
        message = "a ticket has an event"
        raise BadCard(message)
    return card.event
