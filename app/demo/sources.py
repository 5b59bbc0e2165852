"""Links of the demo's businesses, and a year of people who opened them."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import insert, select, update

from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.demo.places import Place
from app.insights import actions, sources
from app.insights.codes import Touch
from app.insights.models import SourceDay
from app.people.models import Member

DAYS = 365
VIEWERS_PER_JOIN = 26
_Link = tuple[str, str, str, int | None]
LINKS: dict[str, tuple[_Link, ...]] = {
    "ru": (
        ("social", "Профиль ВКонтакте", "Ссылка в описании и в закрепе.", None),
        ("social", "Тизер: из Instagram в Telegram", "", None),
        ("partner", "Книжный напротив", "Закладки с кодом на кассе.", 6_400_00),
        ("ad", "Реклама на картах, весна", "", 18_000_00),
        ("staff", "Бариста, утренняя смена", "«Карта в телефоне, баллы сразу».", None),
    ),
    "en": (
        ("social", "Instagram profile", "Link in the bio.", None),
        ("mail", "Newsletter of the reading club", "", None),
        ("partner", "Café on the corner", "Bookmarks with the code.", 90_00),
    ),
}
CAMPAIGNS = {
    "ru": (
        ("vk", "social", "vesna"),
        ("telegram", "post", "novoe-menu"),
        ("yandex", "maps", "vesna"),
    ),
    "en": (("instagram", "social", "summer-reading"), ("newsletter", "email", "june")),
}
COSTS = {"ru": {"poster": 4_200_00, "table": 7_500_00}, "en": {"poster": 60_00}}


def fill(place: Place, chance: Random, until: datetime) -> None:
    """Make links, let members have come by them, and count who looked.

    Runs inside the business's scope, after its members have joined.
    """
    with clock.at(until - timedelta(days=DAYS)), db.writing():
        codes = [
            sources.add(kind=kind, title=title, note=note, cost_minor=cost)
            for kind, title, note, cost in LINKS[place.language]
        ]
        for code, cost in COSTS[place.language].items():
            sources.change(code=code, kind=code, title="", note="", cost_minor=cost)
    with db.writing():
        _let_come(codes, place, chance)
        _count_viewers(codes, place, chance, until)


def _let_come(codes: list[str], place: Place, chance: Random) -> None:
    """Two members in five came by one of the links, some by a campaign."""
    members = db.session().execute(select(Member.id, Member.joined_at)).all()
    for member_id, joined_at in members:
        if chance.random() > 0.4:  # noqa: PLR2004 - said above
            continue
        code = chance.choice(codes)
        db.session().execute(
            update(Member).where(Member.id == member_id).values(source=code)
        )
        if chance.random() < 0.5:  # noqa: PLR2004 - half of them
            words = chance.choice(CAMPAIGNS[place.language])
            day = clock.local_date(joined_at, place.zone)
            touch = Touch(day, code, *words)
            actions.remember_arrival(
                member_id=MemberId(member_id), first=touch, last=touch
            )


def _count_viewers(
    codes: list[str], place: Place, chance: Random, until: datetime
) -> None:
    """Every place is looked at all year, each as often as suits it."""
    today = clock.local_date(until, place.zone)
    all_codes = ["poster", "till", "table", "link", *codes]
    joins = place.members / len(all_codes) / DAYS
    rows = []
    for code in all_codes:
        liking = chance.uniform(0.4, 1.8) * VIEWERS_PER_JOIN * joins
        for back in range(DAYS):
            views = int(chance.expovariate(1 / liking) + 0.5)
            if views:
                rows.append(_row(today - timedelta(days=back), code, views))
    db.session().execute(insert(SourceDay), rows)


def _row(day: date, code: str, views: int) -> dict[str, object]:
    return {
        "business_id": tenancy.current(),
        "day": day,
        "code": code,
        "views": views,
        "joins": 0,
        "first_purchases": 0,
    }
