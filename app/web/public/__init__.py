"""Screens for everybody: landing, a business's page, joining, signing in."""

from flask import Blueprint

from app.web.public import (
    all_cards,
    badge,
    business,
    code,
    consent,
    farewell,
    join,
    landing,
    language,
    picture,
    protect,
    sign_in,
    sign_out,
    start,
    start_confirm,
    start_sent,
    stylesheet,
    take,
    taken,
)

blueprint = Blueprint("public", __name__)

_BOTH = ["GET", "POST"]
_add = blueprint.add_url_rule
_add("/", "landing", landing.landing)
_add("/language", "language", language.language, methods=["POST"])
_add("/sign-in", "sign_in", sign_in.sign_in, methods=_BOTH)
_add("/sign-in/code", "sign_in_code", code.sign_in_code, methods=_BOTH)
_add("/sign-in/code/again", "sign_in_again", code.sign_in_again, methods=["POST"])
_add("/sign-out", "sign_out", sign_out.sign_out, methods=_BOTH)
_add("/start", "start", start.start, methods=_BOTH)
_add("/start/sent", "start_sent", start_sent.start_sent)
_add("/start/again", "start_again", start_sent.start_again, methods=["POST"])
_add(
    "/start/confirm/<token>",
    "start_confirm",
    start_confirm.start_confirm,
    methods=_BOTH,
)
_add(
    "/start/confirm/<token>/again",
    "start_renew",
    start_confirm.start_renew,
    methods=["POST"],
)
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
_add("/badges/<name>", "badge", badge.badge)
_add("/me/cards.pkpasses", "all_cards", all_cards.all_cards)
