"""The tables of a guest's copy, column by column, in both languages of its README."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FORMAT: Final = "tessera-portable-1"
"""Raised with any change that a reader of such files would notice."""


@dataclass(frozen=True)
class Table:
    """A table: its titles, and what each column says (English, Russian)."""

    english: str
    russian: str
    columns: Mapping[str, tuple[str, str]]


_BUSINESS: Final = ("name of the business", "название бизнеса")
_CARD: Final = ("number of the card", "номер карты")
_AT: Final = "ISO 8601, UTC"

TABLES: Final[Mapping[str, Table]] = {
    "profile": Table(
        "Who you are here",
        "Кто вы здесь",
        {
            "name": ("what you asked to be called", "как вы просили вас называть"),
            "language": ("language you read", "язык, на котором вы читаете"),
            "created_at": (f"first visit ({_AT})", f"первый приход ({_AT})"),
        },
    ),
    "contacts": Table(
        "Your confirmed contacts",
        "Ваши подтверждённые контакты",
        {
            "channel": ("phone or email", "phone (телефон) или email (почта)"),
            "address": ("the contact", "сам контакт"),
            "is_main": ("whether codes go there first", "основной ли он"),
        },
    ),
    "consents": Table(
        "Consents you gave",
        "Согласия, которые вы дали",
        {
            "business": _BUSINESS,
            "purpose": ("what for", "для чего"),
            "text_version": ("version of the text", "версия текста"),
            "text_digest": ("digest of the text", "отпечаток текста"),
            "given_at": (f"given ({_AT})", f"дано ({_AT})"),
            "withdrawn_at": (f"withdrawn ({_AT})", f"отозвано ({_AT})"),
        },
    ),
    "cards": Table(
        "Your cards and what stands on them",
        "Ваши карты и что на них лежит",
        {
            "business": _BUSINESS,
            "programme": ("card", "карта"),
            "number": ("number", "номер"),
            "state": (
                "active, joined (into another) or closed",
                "active (действует), joined (объединена), closed (закрыта)",
            ),
            "issued_at": (f"issued ({_AT})", f"выдана ({_AT})"),
            "available": ("can be spent now", "можно потратить сейчас"),
            "pending": ("can be spent later", "станет доступно позже"),
            "debt": ("owed", "долг"),
        },
    ),
    "lots": Table(
        "What stands on a card, by its dates",
        "Из чего складывается остаток, по срокам",
        {
            "business": _BUSINESS,
            "number": ("number of the card", "номер карты"),
            "remaining": ("what is left", "осталось"),
            "credited_at": (f"credited ({_AT})", f"начислено ({_AT})"),
            "available_at": (f"usable from ({_AT})", f"доступно с ({_AT})"),
            "expires_at": (f"usable until ({_AT})", f"доступно до ({_AT})"),
        },
    ),
    "history": Table(
        "Everything that came and went",
        "Все движения",
        {
            "business": _BUSINESS,
            "number": ("number of the card", "номер карты"),
            "occurred_at": (f"when ({_AT})", f"когда ({_AT})"),
            "kind": ("kind of movement", "вид движения"),
            "reason": (
                "reason, as the system names it",
                "причина, как её называет система",
            ),
            "points": ("how much, minus is down", "сколько; минус — списание"),
            "receipt": ("receipt", "чек"),
        },
    ),
    "receipts": Table(
        "Your purchases",
        "Ваши покупки",
        {
            "business": _BUSINESS,
            "card": ("number of the card", "номер карты"),
            "receipt": ("receipt", "чек"),
            "outlet": ("where", "где"),
            "occurred_at": (f"when ({_AT})", f"когда ({_AT})"),
            "currency": ("currency", "валюта"),
            "total_minor": ("total, in hundredths", "сумма, в сотых долях"),
            "paid_minor": (
                "paid in money, in hundredths",
                "оплачено деньгами, в сотых",
            ),
            "points_spent": ("paid with points", "оплачено баллами"),
            "points_earned": ("points earned", "начислено баллов"),
            "refunded_minor": ("given back, in hundredths", "возвращено, в сотых"),
        },
    ),
    "receipt_lines": Table(
        "What was bought",
        "Что было куплено",
        {
            "business": _BUSINESS,
            "receipt": ("receipt", "чек"),
            "position": ("line", "строка"),
            "name": ("goods", "товар"),
            "category": ("category", "категория"),
            "quantity_milli": ("quantity, in thousandths", "количество, в тысячных"),
            "amount_minor": ("price, in hundredths", "цена, в сотых долях"),
        },
    ),
    "awards": Table(
        "Rewards and gifts",
        "Награды и подарки",
        {
            "business": _BUSINESS,
            "number": _CARD,
            "origin": ("ordered, earned or given", "заказ, штампы или подарок"),
            "kind": ("kind", "вид"),
            "name": ("name", "название"),
            "points": ("what it cost, in the card's unit", "цена в единицах карты"),
            "code": ("code", "код"),
            "state": ("state", "состояние"),
            "made_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "offers": Table(
        "Offers made to you alone",
        "Ваши личные предложения",
        {
            "business": _BUSINESS,
            "name": ("name", "название"),
            "reason": ("why you got it", "почему вы его получили"),
            "code": ("code", "код"),
            "ends_at": (f"until ({_AT})", f"до какого времени ({_AT})"),
            "state": ("state", "состояние"),
        },
    ),
    "instruments": Table(
        "Certificates, passes, tickets and memberships",
        "Сертификаты, абонементы, билеты и клубные карты",
        {
            "business": _BUSINESS,
            "number": _CARD,
            "programme": ("card", "карта"),
            "kind": ("kind", "вид"),
            "state": ("state", "состояние"),
            "price_minor": ("price, in hundredths", "цена, в сотых долях"),
            "left": ("what is left", "сколько осталось"),
            "starts_on": ("first day", "первый день"),
            "through_on": ("last day", "последний день"),
            "event": ("event", "мероприятие"),
            "giver": ("who gave it", "кто подарил"),
            "message": ("words of the giver", "слова дарителя"),
        },
    ),
    "donations": Table(
        "Donations made because you showed your card",
        "Пожертвования за показ вашей карты",
        {
            "business": _BUSINESS,
            "number": _CARD,
            "fund": ("fund", "фонд"),
            "amount_minor": ("sum, in hundredths", "сумма, в сотых долях"),
            "given_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "cases": Table(
        "Checks of your cards, step by step",
        "Проверки ваших карт по шагам",
        {
            "business": _BUSINESS,
            "number": _CARD,
            "case": ("number of the check", "номер проверки"),
            "step": ("what happened", "что произошло"),
            "text": ("what was said", "что было сказано"),
            "happened_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "claims": Table(
        "Cheques that you added later",
        "Чеки, которые вы добавили позже",
        {
            "business": _BUSINESS,
            "number": _CARD,
            "receipt": ("number of the receipt", "номер чека"),
            "claimed_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "notices": Table(
        "What you were told",
        "Что вам сообщали",
        {
            "business": _BUSINESS,
            "kind": ("kind of message", "вид сообщения"),
            "subject": ("what about", "о чём"),
            "text": ("the words", "текст"),
            "told_at": (f"when ({_AT})", f"когда ({_AT})"),
            "read_at": (f"read ({_AT})", f"прочитано ({_AT})"),
            "sent_by": ("sent by", "каким путём отправлено"),
        },
    ),
    "message_choices": Table(
        "What you chose to receive",
        "Что вы выбрали получать",
        {
            "business": _BUSINESS,
            "kind": ("kind of message", "вид сообщения"),
            "channel": ("by which way", "канал"),
            "is_on": ("wanted", "нужно ли"),
            "changed_at": (f"since ({_AT})", f"с ({_AT})"),
        },
    ),
    "partner_consents": Table(
        "What may be told to partners",
        "Что разрешено сообщать партнёрам",
        {
            "business": _BUSINESS,
            "recipient": ("partner who is told", "партнёр, которому сообщают"),
            "purpose": ("what for", "для чего"),
            "text_digest": ("digest of the text", "отпечаток текста"),
            "given_at": (f"given ({_AT})", f"дано ({_AT})"),
            "withdrawn_at": (f"withdrawn ({_AT})", f"отозвано ({_AT})"),
        },
    ),
    "requests": Table(
        "What you asked of businesses",
        "Ваши обращения",
        {
            "business": _BUSINESS,
            "kind": ("kind", "вид"),
            "name": ("name you gave", "имя, которое вы назвали"),
            "phone": ("phone you gave", "телефон, который вы назвали"),
            "email": ("e-mail you gave", "почта, которую вы назвали"),
            "text": ("your words", "ваши слова"),
            "created_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "comments": Table(
        "What you wrote under posts",
        "Ваши комментарии",
        {
            "business": _BUSINESS,
            "name": ("name you gave", "имя, которое вы назвали"),
            "text": ("your words", "ваши слова"),
            "state": ("whether it is shown", "показан ли он"),
            "created_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "messages": Table(
        "Your chats with businesses",
        "Ваша переписка с бизнесами",
        {
            "business": _BUSINESS,
            "author": (
                "member (you), staff, bot or system (automatic)",
                "member (вы), staff (сотрудник), bot (бот), system (автоответ)",
            ),
            "text": ("words", "слова"),
            "has_photo": ("whether there was a photo", "была ли фотография"),
            "created_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "reviews": Table(
        "Your reviews of purchases",
        "Ваши отзывы о покупках",
        {
            "business": _BUSINESS,
            "receipt": ("receipt", "чек"),
            "stars": ("stars", "звёзды"),
            "name": ("name you gave", "имя, которое вы назвали"),
            "text": ("your words", "ваши слова"),
            "themes": ("themes you marked", "отмеченные темы"),
            "photos": ("how many photos", "сколько фотографий"),
            "state": ("whether it is shown", "показан ли он"),
            "reply": ("reply of the business", "ответ заведения"),
            "created_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "survey_answers": Table(
        "How likely you are to recommend a business",
        "Насколько вероятно, что вы порекомендуете бизнес",
        {
            "business": _BUSINESS,
            "quarter": ("first day of the quarter", "первый день квартала"),
            "score": ("number from 0 to 10", "число от 0 до 10"),
            "text": ("your words", "ваши слова"),
            "changed_at": (f"when ({_AT})", f"когда ({_AT})"),
        },
    ),
    "devices": Table(
        "Browsers you are signed in with",
        "Браузеры, в которых вы вошли",
        {
            "device": ("browser", "браузер"),
            "created_at": (f"signed in ({_AT})", f"вход ({_AT})"),
        },
    ),
}
"""A copy always has all of them, be they empty."""
