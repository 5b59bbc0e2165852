"""Screens of the office: one module each, hung on the blueprint of its door."""

from app.web.office import (
    api_keys,
    look,
    member,
    members,
    outlet,
    outlets,
    plastic,
    print_cards,
    printing,
    programme,
    programmes,
    public_page,
    staff,
    symbology,
    team,
    today,
    wallets,
)
from app.web.office.door import blueprint

__all__ = [
    "api_keys",
    "blueprint",
    "look",
    "member",
    "members",
    "outlet",
    "outlets",
    "plastic",
    "print_cards",
    "printing",
    "programme",
    "programmes",
    "public_page",
    "staff",
    "symbology",
    "team",
    "today",
    "wallets",
]
