"""What a new business of a trade starts with: a programme, words, a look.

Nothing is meant to stay: the owner changes all of it on the usual screens.
"""

from dataclasses import dataclass

from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward

Forms = dict[str, dict[str, str]]
Pair = tuple[str, str]
RUBLE = "RUB"
_LANGUAGES = ("ru", "en")


@dataclass(frozen=True, kw_only=True)
class Trade:
    """A start in Russian and English; every pair is (Russian, English).

    ``percent`` of a purchase comes back, or one point for every ``step`` of whole
    money; a point is worth ``value`` hundredths, of a ruble a hundred times that.
    """

    colours: Pair
    motif: str
    about: Pair
    card: Pair
    unit: Forms
    rewards: tuple[tuple[Pair, int], ...]
    goods: tuple[tuple[Pair, int], ...]
    percent: int = 0
    step: int = 0
    value: int = 1
    life_months: int = 12
    share_percent: int = 50
    hold_days: int = 0

    def said(self, pair: Pair, language: str) -> str:
        """The one of two that is in ``language``."""
        return pair[0] if language == "ru" else pair[1]

    def rules(self, language: str, currency: str) -> PointsRules:
        """The first rules of its programme, in the money of the business."""
        scale = 100 if currency == RUBLE else 1
        return PointsRules(
            rate_basis_points=self.percent * 100,
            step_minor=self.step * scale,
            point_value_minor=self.value * scale,
            life_months=self.life_months,
            spend_share_basis_points=self.share_percent * 100,
            hold_days=self.hold_days,
            rewards=tuple(
                Reward(name=self.said(name, language), points=points)
                for name, points in self.rewards
            ),
        )


def _unit(ru: str, en: str) -> Forms:
    """Forms from ``балл балла баллов`` and ``point points``."""
    one, few, many = ru.split()
    single, plural = en.split()
    return {
        "ru": {"one": one, "few": few, "many": many, "other": few},
        "en": {"one": single, "other": plural},
    }


TRADES: dict[str, Trade] = {
    "cafe": Trade(
        colours=("#5b3524", "#e9bd86"),
        motif="rings",
        about=(
            (
                "Варим кофе и готовим завтраки. За каждый заказ возвращаем часть суммы "
                "зёрнами: копите их и платите ими."
            ),
            (
                "We brew coffee and make breakfast. Each order gives part of its price back "
                "in beans: collect them and pay with them."
            ),
        ),
        card=("Карта гостя", "Guest card"),
        unit=_unit("зерно зерна зёрен", "bean beans"),
        percent=7,
        life_months=6,
        rewards=(
            (("Кофе в подарок", "A coffee on the house"), 250),
            (("Завтрак в подарок", "A breakfast on the house"), 600),
        ),
        goods=(
            (("Капучино", "Cappuccino"), 290),
            (("Завтрак", "Breakfast"), 560),
            (("Круассан", "Croissant"), 220),
        ),
    ),
    "shop": Trade(
        colours=("#23385f", "#e8b74a"),
        motif="lattice",
        about=(
            (
                "Магазин рядом с домом. С каждой покупки на карту приходят баллы, ими "
                "оплачивается до 30 % следующей."
            ),
            (
                "A shop around the corner. Each purchase brings points, and they pay up to "
                "30 % of the next one."
            ),
        ),
        card=("Карта покупателя", "Customer card"),
        unit=_unit("балл балла баллов", "point points"),
        percent=3,
        share_percent=30,
        hold_days=14,
        rewards=(
            (("Скидка 300", "300 off"), 300),
            (("Скидка 1000", "1000 off"), 1000),
        ),
        goods=(
            (("Покупка", "Purchase"), 1890),
            (("Товар по акции", "Special offer"), 640),
            (("Подарочная упаковка", "Gift wrapping"), 150),
        ),
    ),
    "salon": Trade(
        colours=("#6d2f4c", "#f0c3cf"),
        motif="waves",
        about=(
            (
                "Стрижки, окрашивание и уход. После каждого визита на карте остаются "
                "лепестки: ими оплачивается половина следующего."
            ),
            (
                "Cuts, colour and care. Each visit leaves petals on your card, and they pay "
                "half of the next one."
            ),
        ),
        card=("Карта салона", "Salon card"),
        unit=_unit("лепесток лепестка лепестков", "petal petals"),
        percent=5,
        hold_days=1,
        rewards=(
            (("Уход за волосами", "A hair treatment"), 500),
            (("Стрижка в подарок", "A haircut on the house"), 1500),
        ),
        goods=(
            (("Стрижка", "Haircut"), 2200),
            (("Маникюр", "Manicure"), 1800),
            (("Укладка", "Styling"), 1500),
        ),
    ),
    "fitness": Trade(
        colours=("#123f4a", "#c6dd5a"),
        motif="waves",
        about=(
            (
                "Тренажёрный зал и занятия в группах. За каждые сто потраченных даём шаг; "
                "шаги превращаются в тренировки."
            ),
            (
                "A gym and group classes. Every hundred you spend is a step, and steps turn "
                "into training sessions."
            ),
        ),
        card=("Карта клуба", "Club card"),
        unit=_unit("шаг шага шагов", "step steps"),
        step=100,
        value=5,
        share_percent=20,
        rewards=(
            (("Гостевой визит для друга", "A visit for a friend"), 60),
            (("Персональная тренировка", "A personal session"), 200),
        ),
        goods=(
            (("Абонемент на месяц", "Monthly pass"), 4500),
            (("Персональная тренировка", "Personal session"), 2500),
            (("Разовое занятие", "Single class"), 900),
        ),
    ),
    "services": Trade(
        colours=("#2f4034", "#cfd8c4"),
        motif="plain",
        about=(
            (
                "Делаем работу в срок и помним тех, кто возвращается. Бонусы с каждого "
                "заказа покрывают до 15 % следующего."
            ),
            (
                "We do the work on time and remember who comes back. Bonuses from each job "
                "cover up to 15 % of the next one."
            ),
        ),
        card=("Карта клиента", "Client card"),
        unit=_unit("бонус бонуса бонусов", "bonus bonuses"),
        percent=2,
        life_months=24,
        share_percent=15,
        hold_days=14,
        rewards=(
            (("Выезд мастера бесплатно", "A free call-out"), 700),
            (("Обслуживание в подарок", "A free check-up"), 1500),
        ),
        goods=(
            (("Заказ", "Job"), 3400),
            (("Выезд мастера", "Call-out"), 700),
            (("Срочная работа", "Urgent job"), 5200),
        ),
    ),
    "events": Trade(
        colours=("#3b2566", "#ffb35c"),
        motif="pages",
        about=(
            (
                "Концерты, лекции и мастер-классы. С билетов возвращаются звёзды, ими "
                "оплачивается следующий вход."
            ),
            (
                "Concerts, talks and workshops. Tickets give stars back, and stars pay for "
                "the next entry."
            ),
        ),
        card=("Карта зрителя", "Visitor card"),
        unit=_unit("звезда звезды звёзд", "star stars"),
        percent=10,
        life_months=18,
        share_percent=100,
        rewards=(
            (("Программка с автографом", "A signed programme"), 200),
            (("Билет в подарок", "A ticket on the house"), 1200),
        ),
        goods=(
            (("Билет", "Ticket"), 1200),
            (("Мастер-класс", "Workshop"), 2500),
            (("Программка", "Programme"), 200),
        ),
    ),
}
"""By the code that an application carries."""
