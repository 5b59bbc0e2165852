"""Screens for everybody: landing, a business's page, joining, signing in."""

from flask import Blueprint

from app.web.public import (
    all_cards,
    app_manifest,
    app_worker,
    applied,
    authenticator,
    badge,
    business,
    call_back,
    call_back_sent,
    certificate,
    challenges,
    charity,
    claim,
    code,
    comment,
    comments,
    consent,
    contact_change,
    draft,
    draft_card,
    erasure_certificate,
    family,
    farewell,
    invitation,
    join,
    landing,
    language,
    message,
    news,
    news_feed,
    pair,
    passkey,
    picture,
    post,
    protect,
    recovery_codes,
    review,
    reviews,
    second_factor,
    sharing,
    sign_in,
    sign_out,
    sitemap,
    start,
    start_confirm,
    start_sent,
    stop,
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
_add("/robots.txt", "robots", sitemap.robots)
_add("/sitemap.xml", "sitemap", sitemap.sitemap)
_add("/sign-in", "sign_in", sign_in.sign_in, methods=_BOTH)
_add("/sign-in/code", "sign_in_code", code.sign_in_code, methods=_BOTH)
_add("/sign-in/code/again", "sign_in_again", code.sign_in_again, methods=["POST"])
_add("/sign-in/passkey", "sign_in_passkey", sign_in.sign_in_passkey, methods=["POST"])
_add(
    "/sign-in/passkey/challenge",
    "passkey_challenge",
    challenges.passkey_challenge,
    methods=["POST"],
)
_add("/second-factor", "second_factor", second_factor.second_factor, methods=_BOTH)
_add(
    "/second-factor/use",
    "second_factor_passkey",
    second_factor.second_factor_passkey,
    methods=["POST"],
)
_add("/second-factor/passkey", "passkey", passkey.passkey, methods=_BOTH)
_add(
    "/second-factor/passkey/challenge",
    "passkey_to_add",
    passkey.passkey_to_add,
    methods=["POST"],
)
_add("/second-factor/app", "authenticator", authenticator.authenticator, methods=_BOTH)
_add(
    "/second-factor/codes",
    "recovery_codes",
    recovery_codes.recovery_codes,
    methods=_BOTH,
)
_add("/pair/<code>", "pair", pair.pair)
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
_add("/<business>/sitemap.xml", "business_sitemap", sitemap.business_sitemap)
_add("/<business>/share-<digest>.png", "share_picture", sharing.share_picture)
_add("/<business>/certificate", "certificate", certificate.certificate, methods=_BOTH)
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
_add(
    "/<business>/pictures/<digest>/<shape>/<crop>/<seal>.jpg",
    "letter_picture",
    picture.letter_picture,
)
_add("/<business>/news", "news", news.news)
_add("/<business>/news.atom", "news_feed", news_feed.news_feed)
_add("/<business>/news/<int:post_id>", "post", post.post)
_add("/<business>/news/<int:post_id>.ics", "post_calendar", post.post_calendar)
_add("/<business>/draft/<token>/", "draft", draft.draft)
_add("/<business>/draft/<token>/card", "draft_card", draft_card.draft_card)
_add("/<business>/draft/<token>/look.css", "draft_stylesheet", draft.draft_stylesheet)
_add(
    "/<business>/invitations/<int:invitation_id>/<token>",
    "invitation",
    invitation.invitation,
    methods=_BOTH,
)
_add("/<business>/n/<token>", "message", message.message)
_add("/<business>/stop/<token>", "stop", csrf.exempt(stop.stop), methods=_BOTH)
_add("/<business>/farewell", "farewell", farewell.farewell)
_add(
    "/<business>/erasures/<int:certificate_id>/<token>.<ending>",
    "erasure_certificate",
    erasure_certificate.erasure_certificate,
)
_add(
    "/<business>/contact-changes/<int:change_id>/<token>",
    "contact_change",
    contact_change.contact_change,
    methods=_BOTH,
)
_add("/<business>/family/<code>", "family", family.family)
_add("/<business>/take/<token>", "take", take.take)
_add("/<business>/take/<token>/card.pkpass", "take_apple", take.take_apple)
_add(
    "/<business>/take/<token>/google",
    "take_google",
    take.take_google,
    methods=["POST"],
)
_add("/<business>/take/<token>/google", "taken", taken.taken)
_add("/<business>/claim", "claim", claim.claim, methods=_BOTH)
_add("/<business>/claim/<code>", "claim_cheque", claim.claim_cheque, methods=_BOTH)
_add("/<business>/charity", "charity", charity.charity)
_add(
    "/<business>/charity/documents/<int:batch_id>",
    "charity_document",
    charity.charity_document,
)
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
_add("/<business>/reviews", "reviews", reviews.reviews)
_add("/<business>/reviews/<int:review_id>", "review", review.review)
_add(
    "/<business>/reviews/<int:review_id>/reports",
    "report_review",
    review.report_review,
    methods=["POST"],
)
_add(
    "/<business>/reviews/photos/<int:photo_id>/<any(thumb,large):shape>",
    "review_photo",
    reviews.review_photo,
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
_add("/<business>/app.webmanifest", "app_manifest", app_manifest.app_manifest)
_add("/<business>/app-icons/<digest>/<kind>.png", "app_icon", app_manifest.app_icon)
_add("/<business>/card/worker.js", "app_worker", app_worker.app_worker)
_add("/badges/<name>", "badge", badge.badge)
_add("/me/cards.pkpasses", "all_cards", all_cards.all_cards)
