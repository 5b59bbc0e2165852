"""Posts to comment on, and guests who write, for the tests of conversations."""

from datetime import timedelta

from app.core import clock, db, tenancy
from app.core.ids import PersonId
from app.space import comments, requests, subscriptions
from app.space.models import Post
from app.space.requests import Asker
from app.space.vacancies import VacancyWords, open_vacancy, write
from tests.world import Shop

GUEST = Asker(name="Анна", phone="+79165550011", language="ru")
BARISTA = VacancyWords(
    title="Бариста",
    outlet_id=None,
    text="Варить кофе.\n\nУчим сами.",
    pay="от 70 000 ₽",
    conditions="2/2",
    last_day=None,
)


def publish(
    shop: Shop, *, title: str = "Новое зерно", has_comments: bool = True
) -> int:
    """A post that everybody can read."""
    with tenancy.scope(shop.business_id), db.writing():
        post = Post(
            business_id=shop.business_id,
            kind="news",
            title=title,
            text="Эфиопия, обжарка среды.",
            has_comments=has_comments,
            created_at=clock.now(),
            changed_at=clock.now(),
            published_at=clock.now() - timedelta(hours=1),
        )
        db.session().add(post)
        db.session().flush()
        return post.id


def withdraw_post(shop: Shop, post_id: int) -> None:
    """Nobody can read it any more."""
    with tenancy.scope(shop.business_id), db.writing():
        db.session().get_one(Post, post_id).withdrawn_at = clock.now()


def comment(
    shop: Shop,
    post_id: int,
    person_id: PersonId,
    text: str = "Вкусно.",
    *,
    parent_id: int | None = None,
    is_shown: bool = False,
) -> int:
    """What a guest writes; ``is_shown`` when staff let it through."""
    with tenancy.scope(shop.business_id), db.writing():
        comment_id = comments.write(
            post_id=post_id,
            parent_id=parent_id,
            person_id=person_id,
            name="Анна",
            text=text,
        )
        if is_shown:
            comments.show(comment_id=comment_id, staff_id=shop.owner.staff_id)
        return comment_id


def vacancy(shop: Shop, words: VacancyWords = BARISTA, *, is_open: bool = True) -> int:
    """A vacancy, open unless said otherwise."""
    with tenancy.scope(shop.business_id), db.writing():
        vacancy_id = write(vacancy_id=None, words=words)
        if is_open:
            open_vacancy(vacancy_id=vacancy_id)
        return vacancy_id


def call_back(shop: Shop, asker: Asker = GUEST, *, when: str = "any") -> int:
    """Somebody who wants to be called."""
    with tenancy.scope(shop.business_id), db.writing():
        return requests.call_back(
            asker=asker, question="Есть ли терраса?", preferred_time=when
        )


def application(
    shop: Shop, vacancy_id: int, asker: Asker = GUEST, message: str = "Умею."
) -> int:
    """Somebody who wants to work here."""
    with tenancy.scope(shop.business_id), db.writing():
        return requests.apply(vacancy_id=vacancy_id, asker=asker, message=message)


def subscribe(
    shop: Shop, email: str = "anna@example.test", *, is_confirmed: bool = True
) -> int:
    """An address that asked for news, and confirmed it."""
    with tenancy.scope(shop.business_id), db.writing():
        subscription_id = subscriptions.ask(email=email, language="ru")
        assert subscription_id is not None
        if is_confirmed:
            subscriptions.confirm(subscription_id=subscription_id)
        return subscription_id
