"""Conversations of the demo: vacancies, people who wait for an answer, comments."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, StaffId
from app.people import actions as people
from app.people import queries as team
from app.space import comments, requests, subscriptions, vacancies
from app.space.models import Post
from app.space.requests import Asker
from app.space.vacancies import VacancyWords

Call = tuple[str, str, str, timedelta]
"""Name, phone, question, and how long ago it came."""


@dataclass(frozen=True)
class Talk:
    """What is said at one business; ``said`` is under its newest post."""

    jobs: tuple[tuple[str, str, str, str], ...]
    calls: tuple[Call, ...]
    applicant: Asker
    letter: str
    said: tuple[tuple[str, str], ...]
    answer: str


_POLDEN = Talk(
    jobs=(
        (
            "Бариста на Мясницкую",
            "от 85 000 ₽ в месяц",
            "2/2, с 7:30 до 21:30, с 18 лет",
            (
                "Варить эспрессо и фильтр, держать бар в чистоте, помнить гостей по "
                "именам.\n\nУчим сами две недели, ученичество оплачиваем. Обеды за наш "
                "счёт, скидка на зерно для семьи."
            ),
        ),
        (
            "Пекарь в ночную смену",
            "от 95 000 ₽ в месяц",
            "Сменный график, ночные смены с доплатой",
            (
                "Круассаны и хлеб на закваске для трёх кофеен. Печь подовая, тестомес "
                "новый, шеф-пекарь рядом.\n\nНужна медкнижка; если её нет, сделаем вместе."
            ),
        ),
    ),
    calls=(
        (
            "Марина",
            "+79265550118",
            "Хотим отметить день рождения на террасе, человек двенадцать.",
            timedelta(days=2),
        ),
        (
            "Павел Андреевич",
            "+74955550142",
            "Продаёте ли зерно оптом для офиса?",
            timedelta(minutes=40),
        ),
        ("", "+79035550177", "", timedelta(minutes=5)),
    ),
    applicant=Asker(name="Ирина Белова", phone="+79165550133", language="ru"),
    letter="Полтора года за баром в небольшой кофейне, люблю фильтр. Могу выйти через "
    "неделю, график 2/2 подходит.",
    said=(
        ("Тимур", "А на вынос тоже будет?"),
        ("Ольга", "Спасибо за тёплый приём в воскресенье, вернёмся."),
    ),
    answer="Да, со всех трёх баров.",
)
_FOLIO = Talk(
    jobs=(
        (
            "Bookseller, Lamb's Conduit Street",
            "£14.50 an hour",
            "Four days a week, every other weekend",
            (
                "Choose, shelve and recommend books; run the till and the reading room.\n\n"
                "You read widely and like strangers. We pay for the trade course and you "
                "take home proofs of whatever you promise to read."
            ),
        ),
        (
            "Saturday help, Market Row",
            "£12.60 an hour",
            "Saturdays, 9:30 to 18:00",
            "Unpack, gift-wrap and keep the picture books within reach of small hands.",
        ),
    ),
    calls=(
        (
            "Mrs Ashworth",
            "+442079460118",
            "A signed copy for a retirement, by the end of the month?",
            timedelta(days=2),
        ),
        (
            "Daniel",
            "+447700900142",
            "Does the reading room take a group of eight?",
            timedelta(minutes=40),
        ),
        ("", "+447700900177", "", timedelta(minutes=5)),
    ),
    applicant=Asker(name="Nora Blake", email="nora.blake@example.com", language="en"),
    letter="Two years in a library and one very long shelf at home. I can start in "
    "September and do not mind Saturdays.",
    said=(
        ("Priya", "Is there a seat for someone who has not read the book yet?"),
        ("Tom", "The garden was lovely last time."),
    ),
    answer="Always. You may even leave without having read it.",
)
TALKS = {"polden": _POLDEN, "folio": _FOLIO}


def fill(slug: str, business_id: BusinessId) -> None:
    """Let people talk with a business of the demo."""
    talk = TALKS[slug]
    with tenancy.scope(business_id):
        colleague = team.staff()[-2].id
        _work(talk)
        _calls(talk, colleague)
        _comments(talk, colleague)
        with db.writing():
            for name in ("anna", "boris", "vera"):
                found = subscriptions.ask(
                    email=f"{name}@guests.example", language=talk.applicant.language
                )
                if found is not None:
                    subscriptions.confirm(subscription_id=found)


def _work(talk: Talk) -> None:
    outlets = businesses.outlets()
    with clock.at(clock.now() - timedelta(days=1)), db.writing():
        for (title, pay, conditions, text), outlet in zip(
            talk.jobs, outlets, strict=False
        ):
            words = VacancyWords(
                title=title,
                outlet_id=outlet.id,
                text=text,
                pay=pay,
                conditions=conditions,
                last_day=None,
            )
            job = vacancies.write(vacancy_id=None, words=words)
            vacancies.open_vacancy(vacancy_id=job)
        requests.apply(vacancy_id=job, asker=talk.applicant, message=talk.letter)


def _calls(talk: Talk, colleague: StaffId) -> None:
    for name, phone, question, ago in talk.calls:
        asker = Asker(name=name, phone=phone, language=talk.applicant.language)
        with clock.at(clock.now() - ago), db.writing():
            call = requests.call_back(
                asker=asker, question=question, preferred_time="any"
            )
            if name == talk.calls[1][0]:
                requests.take(request_id=call, staff_id=colleague)


def _comments(talk: Talk, colleague: StaffId) -> None:
    """Two guests under the newest post that takes comments; one is answered."""
    now = clock.now()
    newest = (
        select(Post.id, Post.published_at)
        .where(Post.published_at <= now, Post.withdrawn_at.is_(None), Post.has_comments)
        .order_by(Post.published_at.desc())
    )
    post = db.session().execute(newest.limit(1)).first()
    if post is None:
        return
    post_id, published_at = post
    first, earliest = None, now - timedelta(hours=3)
    for name, text in talk.said:
        with clock.at(max(published_at or earliest, earliest)), db.writing():
            guest = people.start_anonymous(language=talk.applicant.language, name=name)
            written = comments.write(
                post_id=post_id,
                parent_id=None,
                person_id=guest,
                name=name,
                text=text,
            )
        first = first or written
    if first is not None:
        with db.writing():
            comments.answer(comment_id=first, staff_id=colleague, text=talk.answer)
