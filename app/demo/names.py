"""Names of the demo's people; no real person is meant."""

from random import Random

_RU_WOMEN = [
    "Анна",
    "Ольга",
    "Мария",
    "Елена",
    "Дарья",
    "Ирина",
    "Софья",
    "Вера",
    "Полина",
    "Юлия",
    "Ксения",
    "Алиса",
    "Нина",
    "Майя",
]
_RU_MEN = [
    "Иван",
    "Пётр",
    "Андрей",
    "Илья",
    "Максим",
    "Олег",
    "Роман",
    "Глеб",
    "Юрий",
    "Денис",
    "Артём",
    "Лев",
    "Егор",
    "Тимур",
]
_RU_LETTERS = "АБВГДЕЖЗИКЛМНОПРСТФХЧШ"
_EN = [
    "Alice",
    "Ben",
    "Clara",
    "Daniel",
    "Edith",
    "Frank",
    "Grace",
    "Henry",
    "Iris",
    "Jack",
    "Kate",
    "Leo",
    "Mabel",
    "Noah",
    "Olive",
    "Paul",
    "Rose",
    "Sam",
    "Tess",
    "Will",
]
_EN_LETTERS = "ABCDEFGHJKLMNPRSTW"


def name(chance: Random, language: str) -> str:
    """A first name and the first letter of a surname."""
    if language == "ru":
        return f"{chance.choice(_RU_WOMEN + _RU_MEN)} {chance.choice(_RU_LETTERS)}."
    return f"{chance.choice(_EN)} {chance.choice(_EN_LETTERS)}."
