"""Screens for everybody: landing, a business's page, joining, signing in."""

from flask import Blueprint

from app.web.public import (
    all_cards,
    applied,
    badge,
    business,
    call_back,
    call_back_sent,
    code,
    comment,
    comments,
    consent,
    farewell,
    join,
    landing,
    language,
    picture,
    protect,
    sign_in,
    sign_out,
    stylesheet,
    subscribe,
    subscribe_sent,
    subscription,
    take,
    taken,
    unsubscribe,
    vacancies,
    vacancy,
)
from app.web.security import csrf

blueprint = Blueprint("public", __name__)

_BOTH = ["GET", "POST"]
_add = blueprint.add_url_rule
_add("/", "landing", landing.landing)
_add("/language", "language", language.language, methods=["POST"])
_add("/sign-in", "sign_in", sign_in.sign_in, methods=_BOTH)
_add("/sign-in/code", "sign_in_code", code.sign_in_code, methods=_BOTH)
_add("/sign-in/code/again", "sign_in_again", code.sign_in_again, methods=["POST"])
_add("/sign-out", "sign_out", sign_out.sign_out, methods=_BOTH)
_add("/<business>/", "business", business.business)
_add("/<business>/join", "join", join.join, methods=_BOTH)
_add("/<business>/protect", "protect", protect.protect, methods=_BOTH)
_add("/<business>/protect/code", "protect_code", code.protect_code, methods=_BOTH)
_add("/<business>/protect/again", "protect_again", code.protect_again, methods=["POST"])
_add("/<business>/consents/<purpose>", "consent", consent.consent)
_add("/<business>/brand-<digest>.css", "stylesheet", stylesheet.stylesheet)
_add(
    "/<business>/pictures/<digest>/<shape>/<crop>/<seal>.webp",
    "picture",
    picture.picture,
)
_add("/<business>/farewell", "farewell", farewell.farewell)
_add("/<business>/take/<token>", "take", take.take)
_add("/<business>/take/<token>/card.pkpass", "take_apple", take.take_apple)
_add(
    "/<business>/take/<token>/google",
    "take_google",
    take.take_google,
    methods=["POST"],
)
_add("/<business>/take/<token>/google", "taken", taken.taken)
_add("/<business>/vacancies", "vacancies", vacancies.vacancies)
_add(
    "/<business>/vacancies/<int:vacancy_id>", "vacancy", vacancy.vacancy, methods=_BOTH
)
_add("/<business>/vacancies/<int:vacancy_id>/sent", "applied", applied.applied)
_add("/<business>/call-back", "call_back", call_back.call_back, methods=_BOTH)
_add("/<business>/call-back/sent", "call_back_sent", call_back_sent.call_back_sent)
_comments = "/<business>/news/<int:post_id>/comments"
_add(_comments, "comments", comments.comments, methods=_BOTH)
_add(f"{_comments}/<int:comment_id>", "comment", comment.comment)
_add(
    f"{_comments}/<int:comment_id>/withdrawal",
    "withdraw_comment",
    comment.withdraw_comment,
    methods=["POST"],
)
_add(
    f"{_comments}/<int:comment_id>/reports",
    "report_comment",
    comment.report_comment,
    methods=["POST"],
)
_add("/<business>/subscribe", "subscribe", subscribe.subscribe, methods=_BOTH)
_add("/<business>/subscribe/sent", "subscribe_sent", subscribe_sent.subscribe_sent)
_add(
    "/<business>/subscribe/<token>",
    "subscription",
    subscription.subscription,
    methods=_BOTH,
)
_add(
    "/<business>/unsubscribe/<token>",
    "unsubscribe",
    csrf.exempt(unsubscribe.unsubscribe),
    methods=_BOTH,
)
_add("/badges/<name>", "badge", badge.badge)
_add("/me/cards.pkpasses", "all_cards", all_cards.all_cards)
