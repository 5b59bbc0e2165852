"""Levels for who comes often, rewards for what else guests do, one level by hand."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core import clock, db
from app.core.ids import ProgrammeId
from app.demo.places import Place
from app.demo.year import Guest
from app.incentives import actions, levels
from app.people import queries as people
from app.programmes import actions as programmes
from app.programmes import queries
from app.programmes.levels import Level
from app.programmes.target_actions import Action, ActionReward

SINCE = timedelta(days=1)
HAND_DAYS = 60
LATE = 7


@dataclass(frozen=True)
class Ladder:
    """The levels and rewards of a business, and why somebody was given a level."""

    levels: tuple[Level, ...]
    actions: tuple[ActionReward, ...]
    reason: str


LADDERS = {
    "polden": Ladder(
        levels=(
            Level(
                name="Серебро",
                from_amount=10_000_00,
                extra_basis_points=2_00,
                benefits=("Сироп к любому напитку",),
            ),
            Level(
                name="Золото",
                from_amount=25_000_00,
                factor_basis_points=20_000,
                benefits=("Столик у окна по звонку", "Дегустации новых сортов"),
                service="Здороваемся по имени, столик держим 15 минут",
            ),
        ),
        actions=(
            ActionReward(name="Первый визит", action=Action.PURCHASE, points=50),
            ActionReward(
                name="Скорая встреча",
                action=Action.PURCHASE,
                points=30,
                ordinal=2,
                within_days=14,
                life_days=60,
            ),
            ActionReward(name="Карта в телефоне", action=Action.WALLET, points=40),
            ActionReward(name="Знакомство", action=Action.PROFILE, points=20),
            ActionReward(
                name="С днём рождения",
                action=Action.BIRTHDAY,
                points=300,
                days_before=3,
                life_days=14,
            ),
        ),
        reason="Провёл у нас свадьбу, договорились до конца сезона",
    ),
    "folio": Ladder(
        levels=(
            Level(
                name="Reader",
                from_amount=150_00,
                extra_basis_points=1_00,
                benefits=("Bookplates with your name",),
            ),
            Level(
                name="Collector",
                from_amount=400_00,
                share_basis_points=5_00,
                benefits=("First editions put aside for a week",),
                service="Ask what to put aside; offer a seat and tea",
            ),
        ),
        actions=(
            ActionReward(name="First book", action=Action.PURCHASE, points=25),
            ActionReward(name="Card on the phone", action=Action.WALLET, points=15),
            ActionReward(
                name="Happy birthday",
                action=Action.BIRTHDAY,
                points=100,
                days_before=3,
                life_days=14,
            ),
        ),
        reason="Reads to children on Saturdays",
    ),
}


def climb(
    place: Place, programme_id: ProgrammeId, guests: list[Guest], until: datetime
) -> None:
    """Put levels and rewards into the rules, review every card, give one by hand."""
    own = LADDERS[place.slug]
    with db.writing(), clock.at(until - SINCE):
        rules = queries.current_rules(programme_id)
        programmes.change_rules(
            programme_id=programme_id,
            rules=replace(rules, levels=own.levels, actions=own.actions),
            actor="system",
        )
        version = queries.current(programme_id, until)
        for guest in guests:
            levels.review_shown(guest.card_id, version, "rules")
    with db.writing(), clock.at(until - SINCE / 2):
        actions.give_level(
            card_id=guests[LATE].card_id,
            level=own.levels[-1].name,
            last_day=clock.today(place.zone) + timedelta(days=HAND_DAYS),
            reason=own.reason,
            staff_id=people.staff()[0].id,
        )
