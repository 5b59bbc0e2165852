"""A guest's review of a purchase: written, kept as a draft, changed, taken back."""

from typing import Any

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import MultipleFileField, RadioField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.businesses.pictures import Clean
from app.core.errors import Refused, TooMany
from app.core.locales import gettext as _
from app.core.locales import mark
from app.people import queries as people
from app.reviews import actions, policy, purchases, queries, rules
from app.reviews.actions import Author, Words
from app.reviews.errors import StarsMissing
from app.reviews.moderation import REASONS
from app.reviews.purchases import Purchase
from app.reviews.views import ReviewView
from app.web import guest_photos
from app.web.cabinet.door import blueprint, card, holder
from app.web.errors import sentence_of
from app.web.lines import AtMost, BlockField, LineField
from app.web.page import page
from app.web.sending import OnceForm

STARS = {
    "1": mark("Very bad"),
    "2": mark("Bad"),
    "3": mark("So-so"),
    "4": mark("Good"),
    "5": mark("Excellent"),
}


class Boxes(SelectMultipleField):
    """Any number of a few choices."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReviewForm(OnceForm):
    """Stars first; everything else may stay empty."""

    stars = RadioField(mark("Your rating"), choices=STARS, validators=[Optional()])
    themes = Boxes(mark("What is it about?"), choices=[])
    text = BlockField(mark("In your words"), validators=[AtMost(rules.LONGEST)])
    photos = MultipleFileField(mark("Photos"))
    removed = Boxes(mark("Photos to remove"), choices=[])
    name = LineField(mark("Your name"), validators=[AtMost(rules.LONGEST_NAME)])


class WithdrawForm(OnceForm):
    """The decision to take it back."""


@blueprint.route("/receipts/<int:receipt_id>/review", methods=["GET", "POST"])
def review(receipt_id: int) -> ResponseReturnValue:
    """The review of one's own purchase; a POST publishes it or keeps a draft."""
    bought = purchases.of_member(receipt_id, card().member_id)
    mine = queries.of_receipt(receipt_id, card().member_id)
    form = _form(mine)
    if not _is_sent(form):
        return _show(bought, mine, form)
    try:
        photos = guest_photos.read(form.photos.data or (), rules.MOST_PHOTOS)
        done = form.send(lambda: _save(receipt_id, form, photos), field="text")
    except Refused as error:
        form.refuse("photos", sentence_of(error))
        return _show(bought, mine, form)
    except TooMany as error:
        form.form_errors.append(sentence_of(error))
        return _show(bought, mine, form, error.status)
    if done is None:
        return _show(bought, mine, form)
    return _back(receipt_id, done.body["done"])


@blueprint.post("/receipts/<int:receipt_id>/review/withdrawal")
def withdraw_review(receipt_id: int) -> ResponseReturnValue:
    """Take it back: nobody reads it any more, and its stars count no more."""
    bought = purchases.of_member(receipt_id, card().member_id)
    mine = queries.of_receipt(receipt_id, card().member_id)
    form = WithdrawForm()

    def withdraw() -> dict[str, Any]:
        if mine is not None:
            actions.withdraw(review_id=mine.id, author=_author())
        return {}

    if form.is_sent() and form.send(withdraw, field="idempotency_key") is not None:
        return _back(receipt_id, "withdrawn")
    return _show(bought, mine, _form(mine, is_new=True), 422)


@blueprint.get("/receipts/photos/<int:photo_id>/<any(thumb,large):shape>")
def review_photo(photo_id: int, shape: str) -> Response:
    """A photo of one's own review, whoever else may see it."""
    data = queries.photo(photo_id, member_id=card().member_id)
    return guest_photos.answer(data, shape, guest_photos.NEVER)


def _author() -> Author:
    return Author(card().member_id, holder().person_id)


def _form(mine: ReviewView | None, *, is_new: bool = False) -> ReviewForm:
    """The form with what was said before, in words that the business offers."""
    if mine is None:
        name = people.person(holder().person_id).name or ""
        values: dict[str, Any] = {"name": name[: rules.LONGEST_NAME]}
    else:
        values = {
            "stars": str(mine.stars) if mine.stars else None,
            "text": mine.text,
            "name": mine.name,
            "themes": list(mine.themes),
        }
    form = ReviewForm(None, data=values) if is_new else ReviewForm(data=values)
    offered = dict.fromkeys((*policy.policy().themes, *(mine.themes if mine else ())))
    form.themes.choices = [(theme, theme) for theme in offered]
    form.removed.choices = [
        (str(photo.id), _("Remove photo %(number)s", number=number))
        for number, photo in enumerate(mine.photos if mine else (), start=1)
    ]
    return form


def _is_sent(form: ReviewForm) -> bool:
    """Whether it passes; only a draft may come without stars."""
    is_fine = form.is_sent()
    if request.method == "POST" and not _is_draft() and not form.stars.data:
        form.refuse("stars", sentence_of(StarsMissing()))
        return False
    return is_fine


def _is_draft() -> bool:
    return request.form.get("do") == "draft"


def _save(
    receipt_id: int, form: ReviewForm, photos: tuple[Clean, ...]
) -> dict[str, Any]:
    words = Words(
        stars=int(form.stars.data) if form.stars.data else None,
        text=form.text.data or "",
        name=form.name.data or "",
        themes=tuple(form.themes.data or ()),
        photos=photos,
        removed=tuple(int(each) for each in form.removed.data or ()),
    )
    say = actions.save_draft if _is_draft() else actions.publish
    say(receipt_id=receipt_id, author=_author(), words=words)
    return {"done": "draft" if _is_draft() else "published"}


def _back(receipt_id: int, done: str) -> ResponseReturnValue:
    address = url_for("cabinet.review", receipt_id=receipt_id, done=done)
    return redirect(address, 303)


def _show(
    bought: Purchase, mine: ReviewView | None, form: ReviewForm, status: int = 0
) -> Response:
    return page(
        "cabinet/review.html",
        status=status or (422 if form.errors else 200),
        error_title=bool(form.errors),
        bought=bought,
        mine=mine,
        form=form,
        withdraw_form=WithdrawForm(formdata=None),
        can_write=bought.is_standing and (mine is None or mine.can_edit),
        stars=STARS,
        reasons=REASONS,
        limits=rules,
        brand_name=g.business.name,
    )
