"""The demo's two businesses: their look, outlets, goods and rules."""

from dataclasses import dataclass

from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward, RewardKind

Goods = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Place:
    """A business of the demo; goods are (name, category, price in minor units)."""

    slug: str
    name: str
    about: str
    language: str
    currency: str
    zone: str
    colours: tuple[str, str]
    motif: str
    outlets: tuple[tuple[str, str, str, int, int], ...]
    goods: Goods
    programme: str
    rules: PointsRules
    members: int
    visits_per_month: tuple[float, ...]


POLDEN = Place(
    slug="polden",
    name="Полдень",
    about="Три кофейни в центре Москвы. Варим кофе с семи утра, печём хлеб сами.",
    language="ru",
    currency="RUB",
    zone="Europe/Moscow",
    colours=("#1f4b3f", "#f0b35a"),
    motif="rings",
    outlets=(
        (
            "myasnitskaya",
            "Мясницкая, 7",
            "Москва, ул. Мясницкая, 7",
            55_762_000,
            37_634_300,
        ),
        (
            "pokrovka",
            "Покровка, 17",
            "Москва, ул. Покровка, 17",
            55_759_200,
            37_645_700,
        ),
        (
            "pyatnitskaya",
            "Пятницкая, 25",
            "Москва, ул. Пятницкая, 25",
            55_742_200,
            37_628_900,
        ),
    ),
    goods=(
        ("Эспрессо", "кофе", 190_00),
        ("Капучино", "кофе", 290_00),
        ("Флэт уайт", "кофе", 320_00),
        ("Раф с апельсином", "кофе", 390_00),
        ("Какао", "кофе", 310_00),
        ("Круассан", "выпечка", 220_00),
        ("Сырники", "кухня", 420_00),
        ("Завтрак с яйцом", "кухня", 560_00),
        ("Зерно, 250 г", "зерно", 890_00),
        ("Доставка", "доставка", 150_00),
    ),
    programme="Карта гостя",
    rules=PointsRules(
        rate_basis_points=700,
        hold_days=1,
        life_months=6,
        spend_share_basis_points=5000,
        excluded_categories=("доставка",),
        rewards=(
            Reward(name="Круассан", points=220, kind=RewardKind.ITEM, per_day=1),
            Reward(name="Флэт уайт", points=320, kind=RewardKind.ITEM),
            Reward(name="Пачка зерна в подарок", points=890),
        ),
    ),
    members=140,
    visits_per_month=(0.6, 1.5, 3, 5, 9),
)

FOLIO = Place(
    slug="folio",
    name="Folio Books",
    about="An independent bookshop with two floors, a reading room and a quiet garden.",
    language="en",
    currency="GBP",
    zone="Europe/London",
    colours=("#5a2a3c", "#e7c9a1"),
    motif="pages",
    outlets=(
        (
            "lambs",
            "Lamb's Conduit Street",
            "41 Lamb's Conduit Street, London",
            51_521_900,
            -118_700,
        ),
        ("market", "Market Row", "8 Market Row, London", 51_462_300, -113_900),
    ),
    goods=(
        ("Paperback", "books", 10_99),
        ("Hardback", "books", 22_00),
        ("Picture book", "children", 8_99),
        ("Poetry", "books", 12_50),
        ("Atlas", "books", 45_00),
        ("Notebook", "stationery", 6_50),
        ("Greeting card", "stationery", 3_25),
        ("Gift card", "gift cards", 25_00),
    ),
    programme="Reader's card",
    rules=PointsRules(
        step_minor=1_00,
        rate_basis_points=0,
        life_months=12,
        point_value_minor=5,
        spend_share_basis_points=3000,
        unprotected_spend_points=100,
        static_spend_points=200,
        excluded_categories=("gift cards",),
        rewards=(
            Reward(name="A notebook on the house", points=130),
            Reward(name="A paperback on the house", points=220),
        ),
    ),
    members=60,
    visits_per_month=(0.4, 1, 2, 3),
)

PLACES = (POLDEN, FOLIO)
