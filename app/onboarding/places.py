"""Money and clock of a new business, as far as its country and INN tell."""

from babel.core import get_global
from babel.numbers import get_territory_currencies

from app.onboarding.numbers import HOME

_CAPITAL = "Europe/Moscow"
_ZONES = {
    "Europe/Kaliningrad": "39",
    "Europe/Samara": "18 63",
    "Europe/Saratov": "64",
    "Europe/Ulyanovsk": "73",
    "Europe/Astrakhan": "30",
    "Asia/Yekaterinburg": "02 45 56 59 66 72 74 86 89",
    "Asia/Omsk": "55",
    "Asia/Barnaul": "04 22",
    "Asia/Novosibirsk": "54",
    "Asia/Tomsk": "70",
    "Asia/Novokuznetsk": "42",
    "Asia/Krasnoyarsk": "17 19 24",
    "Asia/Irkutsk": "03 38",
    "Asia/Chita": "75",
    "Asia/Yakutsk": "14 28",
    "Asia/Vladivostok": "25 27 79",
    "Asia/Magadan": "49",
    "Asia/Sakhalin": "65",
    "Asia/Kamchatka": "41",
    "Asia/Anadyr": "87",
}
_BY_REGION = {region: zone for zone, all_ in _ZONES.items() for region in all_.split()}


def zone_of(country: str, tax_number: str) -> str:
    """An IANA zone: by the region in an INN's first two digits, else the country's first."""
    if country == HOME:
        return _BY_REGION.get(tax_number[:2], _CAPITAL)
    zones: list[str] = get_global("territory_zones").get(country, [])
    return zones[0] if zones else "UTC"


def currency_of(country: str) -> str:
    """The ISO 4217 code of the money a country pays with; rubles where there is none."""
    found = get_territory_currencies(country)
    return str(found[0]) if found else "RUB"
