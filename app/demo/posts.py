"""What the demo's businesses have to say: news, events, offers, a draft, an archive."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.businesses import pictures
from app.core import clock, db
from app.core.ids import OutletId, PictureId
from app.demo import drawings
from app.demo.places import FOLIO, POLDEN, Place
from app.space import actions, rules
from app.space.actions import Content


@dataclass(frozen=True, kw_only=True)
class Story:
    """A post of the demo; days count from today, hours are local."""

    kind: str
    title: str
    text: str
    written_days_ago: int
    scene: str = ""
    alt: str = ""
    outlet: int | None = None
    begins_in_days: int | None = None
    begins_at: time = time(19)
    hours: int = 2
    ends_in_days: int | None = None
    place: str = ""
    conditions: str = ""
    is_pinned: bool = False
    is_draft: bool = False
    appears_in_days: int | None = None
    label: str = ""
    advertiser: str = ""
    erid: str = ""


STORIES = {
    POLDEN.slug: (
        Story(
            kind="news",
            title="Завтраки теперь до полудня, а по выходным — весь день",
            text=(
                "Нам часто говорили, что завтрак в девять — это **подвиг**. Услышали.\n\n"
                "- в будни готовим завтраки с 7:00 до 12:00;\n"
                "- в субботу и воскресенье — до самого закрытия.\n\n"
                "## Что нового в меню\n\n"
                "Сырники с печёным яблоком, омлет с зелёным горошком и тост с рикоттой. "
                "Хлеб для тостов печём сами, каждое утро.\n\n"
                "> Баллы за завтрак начисляем, как за всё остальное."
            ),
            written_days_ago=3,
            scene="sunrise",
            alt="Солнце встаёт над холмами",
            is_pinned=True,
        ),
        Story(
            kind="event",
            title="Каппинг: шесть сортов из Эфиопии",
            text=(
                "Попробуем вслепую шесть лотов нового урожая и поймём, "
                "чем *мытый* кофе отличается от *натурального*. Ведёт наш обжарщик "
                "Максим.\n\nПриходите без духов: запах здесь — главный инструмент."
            ),
            written_days_ago=2,
            scene="cups",
            alt="Чашки с кофе на столе, вид сверху",
            outlet=1,
            begins_in_days=9,
        ),
        Story(
            kind="offer",
            title="Второй капучино — за полцены",
            text="С понедельника по четверг после 16:00 зовите друга: второй капучино "
            "обойдётся вдвое дешевле.",
            written_days_ago=6,
            ends_in_days=20,
            conditions="С 16:00 до закрытия, с понедельника по четверг.\n"
            "Не складывается с другими предложениями.",
        ),
        Story(
            kind="news",
            title="Соседи снизу открыли цветочную",
            text="В том же доме на Покровке теперь продают тюльпаны поштучно. "
            "По нашей карте букет отдадут **на 10 % дешевле**.",
            written_days_ago=12,
            label="advertising",
            advertiser="ООО «Стебель»",
            erid="2Vtzqx7Demo",
        ),
        Story(
            kind="event",
            title="Вечер виниловых пластинок",
            text="Спасибо всем, кто пришёл: было тесно и хорошо. Повторим зимой.",
            written_days_ago=30,
            scene="lights",
            alt="Гирлянды ламп над двором",
            place="Двор на Пятницкой, 25",
            begins_in_days=-11,
        ),
        Story(
            kind="news",
            title="Зимнее меню: какао, глинтвейн без вина, пирог с тыквой",
            text="Черновик: дописать цены и проверить фотографии.",
            written_days_ago=1,
            is_draft=True,
        ),
        Story(
            kind="offer",
            title="Пачка зерна в подарок к десяти кофе",
            text="Десять чашек за месяц — и пачка зерна ваша.",
            written_days_ago=1,
            appears_in_days=3,
            ends_in_days=40,
        ),
    ),
    FOLIO.slug: (
        Story(
            kind="event",
            title="An evening with six new poets",
            text=(
                "Six debut collections, ten minutes each, and a glass of something.\n\n"
                "Doors open at half past six. The garden is open if the sky is kind."
            ),
            written_days_ago=4,
            scene="lights",
            alt="Strings of lamps over a garden in the evening",
            outlet=0,
            begins_in_days=12,
            is_pinned=True,
        ),
        Story(
            kind="news",
            title="The second floor is all children's books now",
            text=(
                "We moved the atlases downstairs and built a **reading hill** instead.\n\n"
                "- picture books at a child's height;\n- a shelf of returns, free to take;"
                "\n- stories read aloud on Saturdays at eleven."
            ),
            written_days_ago=8,
            scene="books",
            alt="Two shelves of books in warm colours",
        ),
        Story(
            kind="offer",
            title="Three paperbacks for the price of two",
            text="Choose any three; the cheapest is on us.",
            written_days_ago=5,
            ends_in_days=16,
            conditions="Paperbacks only, at both shops, once per visit.",
        ),
        Story(
            kind="news",
            title="Our reading list for the long nights",
            text="To be finished: ask Ruth for her five.",
            written_days_ago=1,
            is_draft=True,
        ),
    ),
}


def publish(place: Place, outlets: list[OutletId], until: datetime) -> None:
    """Write the stories of a business in scope, each on its own day."""
    for story in STORIES[place.slug]:
        drawing = story.scene and drawings.drawn(story.scene, *place.colours)
        clean = pictures.read(drawing) if drawing else None
        written_at = until - timedelta(days=story.written_days_ago)
        with clock.at(written_at), db.writing():
            picture_id = pictures.keep(clean) if clean else None
            _write(place, story, outlets, picture_id, until)


def _write(
    place: Place,
    story: Story,
    outlets: list[OutletId],
    picture_id: PictureId | None,
    until: datetime,
) -> None:
    starts_at, ends_at = _times(place, story, until)
    post_id = actions.draft(kind=story.kind)
    actions.change(
        post_id=post_id,
        content=Content(
            title=story.title,
            text=story.text,
            picture_id=picture_id,
            picture_alt=story.alt,
            outlet_id=None if story.outlet is None else outlets[story.outlet],
            starts_at=starts_at,
            ends_at=ends_at,
            place=story.place,
            conditions=story.conditions,
            is_pinned=story.is_pinned,
            ad_label=story.label,
            ad_advertiser=story.advertiser,
            ad_token=story.erid,
        ),
    )
    if story.appears_in_days is not None:
        actions.publish(
            post_id=post_id, at=_local(place, until, story.appears_in_days, time(10))
        )
    elif not story.is_draft:
        actions.publish(post_id=post_id)


def _times(
    place: Place, story: Story, until: datetime
) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends, from the days that the story counts."""
    if story.begins_in_days is not None:
        starts_at = _local(place, until, story.begins_in_days, story.begins_at)
        return starts_at, starts_at + timedelta(hours=story.hours)
    if story.ends_in_days is None:
        return None, None
    last = clock.local_date(until, place.zone) + timedelta(days=story.ends_in_days)
    return None, clock.day_end(last, place.zone)


def _local(place: Place, until: datetime, days: int, hour: time) -> datetime:
    day = clock.local_date(until, place.zone) + timedelta(days=days)
    return rules.instant_of(datetime.combine(day, hour), place.zone)
