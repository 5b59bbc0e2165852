"""The words of the demo's reviews, replies and tasks."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Said:
    """One review; days count from today. ``reason`` hides it."""

    days_ago: int
    stars: int
    text: str = ""
    name: str = ""
    themes: tuple[str, ...] = ()
    reply: str = ""
    scene: str = ""
    reason: str = ""
    reason_words: str = ""
    key: str = ""


@dataclass(frozen=True)
class Chat:
    """All that is said at one business, and the task that came of it.

    ``thanks`` answer praise in turn that is older than a week or so.
    """

    themes: tuple[str, ...]
    said: tuple[Said, ...]
    task: tuple[str, str, tuple[str, ...], str]
    thanks: tuple[str, ...]


_POLDEN = Chat(
    themes=("Кофе и еда", "Обслуживание", "Чистота", "Скорость", "Цены", "Уют"),
    said=(
        Said(
            days_ago=1,
            stars=5,
            name="Марина К.",
            themes=("Кофе и еда", "Уют"),
            text="Раф с апельсином такой, каким его и представляешь в первый холодный "
            "день. Сидели у окна полтора часа, никто не торопил.",
            scene="cups",
        ),
        Said(
            days_ago=2,
            stars=4,
            name="Дмитрий",
            themes=("Скорость",),
            text="Утром теперь две кассы, успеваю до электрички. Круассан был чуть "
            "суховат, но кофе спас.",
        ),
        Said(
            days_ago=3,
            stars=5,
            name="Лена",
            themes=("Обслуживание",),
            text="Бариста вспомнил, что я пью на овсяном. Мелочь, а приятно.",
            reply="Елена, передали Максиму, он улыбается. Ждём вас.",
        ),
        Said(
            days_ago=5,
            stars=3,
            text="Вкусно, но музыка громче, чем разговор за столом.",
            themes=("Уют",),
        ),
        Said(
            days_ago=8,
            stars=5,
            name="Ольга В.",
            text="Завтрак с яйцом: хлеб тёплый, желток жидкий. Больше ничего не надо.",
            themes=("Кофе и еда",),
        ),
        Said(days_ago=11, stars=5, name="Тимур"),
        Said(
            days_ago=14,
            stars=4,
            name="Анна",
            text="Сырники отличные. Сметаны бы побольше.",
            themes=("Кофе и еда",),
            reply="Спасибо. Сметаны попросите вторую порцию, она бесплатная.",
        ),
        Said(
            days_ago=19,
            stars=1,
            name="Аноним",
            text="Кассирша хамка, чтоб её уволили.",
            themes=("Обслуживание",),
            reason="insult",
            reason_words="Претензию разберём, но без оскорблений сотрудников.",
        ),
        Said(
            days_ago=24,
            stars=2,
            name="Сергей",
            text="Двенадцать минут за капучино в обед. Очередь из шести человек, а "
            "касса одна.",
            themes=("Скорость",),
            key="slow-1",
            reply="Вы правы: в обед не справлялись. Разбираемся.",
        ),
        Said(
            days_ago=27,
            stars=3,
            name="Катя Л.",
            text="Долго ждали, зато флэт уайт как надо.",
            themes=("Скорость", "Кофе и еда"),
            key="slow-2",
        ),
        Said(
            days_ago=33,
            stars=2,
            text="Пришла на двадцать минут, пятнадцать простояла в очереди.",
            themes=("Скорость",),
            key="slow-3",
            reply="Нам жаль, что так вышло. Мы об этом напишем, когда исправим.",
        ),
        Said(
            days_ago=41,
            stars=5,
            name="Игорь Петрович",
            text="Беру зерно домой третий месяц. Обжарка ровная, мелют под мою "
            "турку без лишних вопросов.",
            themes=("Кофе и еда", "Обслуживание"),
        ),
        Said(days_ago=47, stars=4, name="Юля", themes=("Цены",)),
        Said(
            days_ago=55,
            stars=5,
            name="Никита",
            text="Розетки у каждого стола и быстрый интернет. Написал здесь диплом.",
            themes=("Уют",),
        ),
        Said(
            days_ago=68,
            stars=4,
            name="Света",
            text="Чисто, тихо, вкусно. Цветы на столах живые.",
            themes=("Чистота", "Уют"),
        ),
        Said(
            days_ago=80,
            stars=3,
            name="Роман",
            text="Триста девяносто за раф многовато, с картой терпимо.",
            themes=("Цены",),
            reply="Понимаем. По вторникам раф с картой дешевле на пятьдесят рублей.",
        ),
        Said(days_ago=97, stars=5, name="Вера Андреевна", themes=("Обслуживание",)),
        Said(
            days_ago=112,
            stars=5,
            name="Паша",
            text="Какао для сына сделали не слишком горячим, сами, без просьбы.",
            themes=("Обслуживание", "Кофе и еда"),
        ),
        Said(
            days_ago=131,
            stars=4,
            name="Инна",
            text="Хорошее место для встреч.",
        ),
        Said(
            days_ago=150,
            stars=2,
            name="Гость с Мясницкой",
            text="Стол был липкий, убрали после второй просьбы.",
            themes=("Чистота",),
            reply="Простите нас. Теперь столы проверяют каждые полчаса, есть журнал.",
        ),
        Said(days_ago=172, stars=5, name="Артём"),
        Said(
            days_ago=198,
            stars=4,
            name="Жанна",
            text="Веранда летом чудесная, пледы чистые.",
            themes=("Уют", "Чистота"),
        ),
        Said(
            days_ago=226,
            stars=5,
            name="Глеб",
            text="Лучший эспрессо в районе, и это не только моё мнение.",
            themes=("Кофе и еда",),
        ),
        Said(days_ago=255, stars=4, name="Наташа М.", themes=("Цены",)),
        Said(
            days_ago=290,
            stars=3,
            name="Олег",
            text="Кофе хороший, но зимой дует от двери.",
            themes=("Уют",),
        ),
        Said(
            days_ago=4,
            stars=4,
            name="Ксения",
            text="Сняла у вас завтрак для блога, посмотрите: ksenia-eda.ru/polden",
            themes=("Кофе и еда",),
        ),
    ),
    task=(
        "Вторая касса с 12 до 15",
        "Скорость",
        ("slow-1", "slow-2", "slow-3"),
        (
            "Вы писали, что в обед долго ждали. Теперь с 12 до 15 работают две кассы, "
            "среднее ожидание три минуты. Спасибо, что сказали."
        ),
    ),
    thanks=(
        "Спасибо, что нашли время рассказать.",
        "Приятно читать. До встречи.",
        "Спасибо. Передали всей смене.",
        "Рады, что вам у нас хорошо.",
    ),
)
_FOLIO = Chat(
    themes=("Books", "Staff", "Reading room", "Prices", "Garden"),
    said=(
        Said(
            days_ago=2,
            stars=5,
            name="Priya",
            themes=("Staff",),
            text="Asked for something like Barbara Pym but set in Leeds. Got exactly "
            "that, and a chair to begin it in.",
            reply="It was a pleasure. Tell us how it ends.",
        ),
        Said(
            days_ago=6,
            stars=4,
            name="Tom",
            themes=("Reading room",),
            text="Quiet, warm, and nobody minds how long you stay.",
        ),
        Said(
            days_ago=13,
            stars=2,
            name="Mrs Ashworth",
            themes=("Reading room",),
            text="The lamp by the window flickers and gave me a headache.",
            key="lamp",
            reply="We are sorry. An electrician comes this week.",
        ),
        Said(days_ago=30, stars=5, name="Daniel", themes=("Books",)),
        Said(
            days_ago=52,
            stars=5,
            text="Wrapped four presents while I drank my tea.",
            themes=("Staff",),
        ),
        Said(
            days_ago=88,
            stars=3,
            name="Nora",
            themes=("Prices",),
            text="Lovely shop. Hardbacks are a treat at these prices.",
        ),
        Said(days_ago=140, stars=5, name="George", themes=("Garden",)),
        Said(
            days_ago=210,
            stars=4,
            name="Ivy",
            themes=("Garden", "Books"),
            text="Read a whole book of poems under the pear tree.",
        ),
    ),
    task=(
        "Mend the lamp in the reading room",
        "Reading room",
        ("lamp",),
        (
            "You told us that the lamp by the window flickered. It has been replaced, and "
            "the chair beside it is yours."
        ),
    ),
    thanks=(
        "Thank you for telling us.",
        "That is good to read. See you soon.",
        "Thank you. The whole shop has read it.",
    ),
)
CHAT = {"polden": _POLDEN, "folio": _FOLIO}
