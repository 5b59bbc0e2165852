"""Chats of the demo: somebody waits, somebody was answered, one was handed over."""

import io
from dataclasses import dataclass
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.businesses import pictures
from app.chat import actions, queries, quick, staffing
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, MemberId, PersonId, StaffId
from app.demo.doors import liveliest_guest
from app.people import queries as people
from app.people.models import Member, Person

Said = tuple[str, str, timedelta]
"""Who says what how long ago: ``guest``, ``staff``, ``bot``, ``note``, ``photo``."""


@dataclass(frozen=True)
class Scene:
    """A conversation; ``to`` hands it over to this one of the team.

    The guest or the team have not seen the end of it where it is not read.
    """

    said: tuple[Said, ...]
    to: int | None = None
    words: str = ""
    is_read: bool = True
    is_guest_read: bool = True
    is_closed: bool = False


_D, _H, _M = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_POLDEN = (
    Scene(
        (
            ("guest", "Мне принесли вот такой латте. Так и задумано?", 5 * _H),
            ("photo", "", 5 * _H - _M),
            (
                "staff",
                (
                    "Простите, нет: молоко перегрели. Следующий латте за наш счёт, "
                    "скажите на баре «перегретый»."
                ),
                4 * _H,
            ),
            ("guest", "Спасибо, очень по-человечески", 3 * _H),
            ("staff", "Приходите.", 2 * _H),
        ),
        is_guest_read=False,
    ),
    Scene(
        (
            ("guest", "Здравствуйте! Есть ли у вас безлактозное молоко?", 3 * _D),
            (
                "staff",
                "Добрый день! Есть овсяное, кокосовое и миндальное.",
                3 * _D - _H,
            ),
            ("guest", "Отлично, спасибо. Зайду завтра.", 3 * _D - 2 * _H),
            ("staff", "Будем ждать вас на Мясницкой с 8 утра.", 3 * _D - 3 * _H),
            ("guest", "Круассан с миндалём был чудесный", 6 * _H),
        ),
        is_read=False,
    ),
    Scene(
        (
            ("guest", "Сколько у меня баллов и когда они сгорят?", 50 * _M),
            ("guest", "И можно ли оплатить ими зерно?", 48 * _M),
        ),
        is_read=False,
    ),
    Scene(
        (
            ("guest", "Вчера забыла у вас серый шарф, столик у окна", 26 * _H),
            ("staff", "Сейчас спрошу у вечерней смены.", 25 * _H),
            ("note", "Шарф в шкафчике у бара, полка 2. Максим видел.", 24 * _H),
        ),
        to=1,
        words="Гостья зайдёт вечером, отдай, пожалуйста, шарф.",
    ),
    Scene(
        (
            (
                "guest",
                "Можно ли объединить две карты? Вторую заводила на старый номер",
                8 * _D,
            ),
            (
                "staff",
                (
                    "Да. Откройте профиль, «Объединить карты», и подтвердите оба "
                    "номера кодами. Баллы сложатся."
                ),
                8 * _D - _H,
            ),
            ("guest", "Получилось!", 7 * _D),
        ),
        is_closed=True,
    ),
    Scene(
        (
            ("guest", "Вы работаете в праздники?", 2 * _H),
            (
                "bot",
                (
                    "Сегодня открыто до 22:00. Часы на праздники стоят на странице "
                    "кофейни."
                ),
                2 * _H - _M,
            ),
        ),
    ),
    Scene(
        (
            ("guest", "Хочу заказать торт на двенадцать человек к субботе", 20 * _M),
            (
                "bot",
                "С этим лучше поможет человек. Передаю ваш вопрос команде.",
                19 * _M,
            ),
        ),
        is_read=False,
    ),
)
_FOLIO = (
    Scene(
        (
            ("guest", "Do you have the new Ishiguro in paperback?", 2 * _D),
            (
                "staff",
                "It comes on Thursday. Shall I put one aside for you?",
                2 * _D - _H,
            ),
            ("guest", "Please do, thank you.", 2 * _D - 2 * _H),
        ),
    ),
    Scene(
        (("guest", "Is the reading room open on Sunday?", 30 * _M),),
        is_read=False,
    ),
)
_QUICK = {
    "polden": (
        ("Часы работы", "Мы открыты каждый день с 8:00 до 22:00."),
        (
            "Как потратить баллы",
            "Покажите код карты на баре и скажите, что хотите оплатить баллами.",
        ),
        ("Извинения", "Простите, пожалуйста. Мы разберёмся и напишем вам сегодня."),
    ),
    "folio": (
        ("Opening hours", "We are open every day from 9:30 to 18:30."),
        ("Put aside", "It is behind the till under your name for a week."),
    ),
}
SCENES = {"polden": _POLDEN, "folio": _FOLIO}


def fill(slug: str, business_id: BusinessId) -> None:
    """Let members of a business of the demo write, and its team answer."""
    with tenancy.scope(business_id):
        with db.writing():
            for title, text in _QUICK[slug]:
                quick.add(title=title, text=text)
        team = [each.id for each in people.staff()]
        guests = _guests(len(SCENES[slug]))
        for scene, (member_id, person_id) in zip(SCENES[slug], guests, strict=False):
            _play(scene, member_id, person_id, team)


def _guests(count: int) -> list[tuple[MemberId, PersonId]]:
    """Whose door the demo opens, then members with names, spread over the year."""
    rows = (
        db.session()
        .execute(
            select(Member.id, Member.person_id)
            .join(Person, Person.id == Member.person_id)
            .where(Person.name.is_not(None), Member.joined_into_id.is_(None))
            .order_by(Member.id)
        )
        .all()
    )
    step = max(1, len(rows) // count)
    lively = {person_id for _, person_id, _ in liveliest_guest()}
    found = [(MemberId(row.id), PersonId(row.person_id)) for row in rows]
    first = [guest for guest in found if guest[1] in lively]
    return first + [guest for guest in found[::step] if guest[1] not in lively]


def _play(
    scene: Scene, member_id: MemberId, person_id: PersonId, team: list[StaffId]
) -> None:
    now = clock.now()
    conversation_id = 0
    for number, (who, text, ago) in enumerate(scene.said):
        with clock.at(now - ago), db.writing():
            conversation_id = staffing.begin(member_id=member_id)
            _say(
                who, text, f"demo-{number}", conversation_id, member_id, person_id, team
            )
    with db.writing():
        if scene.to is not None:
            staffing.hand_over(
                conversation_id=conversation_id,
                staff_id=team[0],
                to_id=team[scene.to],
                words=scene.words,
            )
        if scene.is_closed:
            staffing.close(conversation_id=conversation_id)
        if scene.is_guest_read:
            actions.read(member_id=member_id)
        if scene.is_read:
            last_id = queries.conversation(conversation_id).last_id or 0
            staffing.read(conversation_id=conversation_id, upto_id=last_id)


def _say(
    who: str,
    text: str,
    key: str,
    conversation_id: int,
    member_id: MemberId,
    person_id: PersonId,
    team: list[StaffId],
) -> None:
    if who in {"guest", "photo"}:
        photo = pictures.read(_latte()) if who == "photo" else None
        actions.write(
            member_id=member_id, person_id=person_id, text=text, key=key, photo=photo
        )
    elif who == "bot":
        is_over = "Передаю" in text
        actions.say_as_bot(
            conversation_id=conversation_id, text=text, handed_over=is_over
        )
    elif who == "note":
        staffing.note(
            conversation_id=conversation_id, staff_id=team[0], text=text, key=key
        )
    else:
        staffing.answer(
            conversation_id=conversation_id,
            staff_id=team[0],
            text=text,
            key=key,
            seen_id=0,
            is_confirmed=True,
        )


def _latte() -> bytes:
    """A cup from above, drawn here: no picture of others is needed."""
    picture = Image.new("RGB", (720, 540), "#d9cbb8")
    draw = ImageDraw.Draw(picture)
    for radius, colour in ((215, "#f7f3ec"), (180, "#8a5a34"), (150, "#b98352")):
        draw.ellipse((360 - radius, 270 - radius, 360 + radius, 270 + radius), colour)
    for radius in (95, 60, 28):
        draw.arc(
            (360 - radius, 260 - radius, 360 + radius, 260 + radius),
            20,
            160,
            fill="#f3e3cd",
            width=16,
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
