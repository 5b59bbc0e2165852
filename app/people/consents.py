"""The three consents, word for word, by version and language (152-FZ, article 9).

Each purpose has a document of its own. A changed text gets a new VERSION and a new
branch here: what somebody agreed to stays provable by version and digest.
"""

import hashlib
from dataclasses import dataclass

VERSION = 1

_RU = {
    "processing": (
        "Согласие на обработку персональных данных",
        (
            "Я разрешаю «{business}» обрабатывать мой номер телефона и (или) адрес "
            "электронной почты, имя, если я его укажу, и историю моей карты: собирать, "
            "записывать, хранить, уточнять, использовать и удалять.\n"
            "Цель одна: вести мою карту, возвращать её мне, если телефон потерян, и "
            "подтверждать списание баллов.\n"
            "Согласие действует, пока я его не отзову. Отозвать его можно в любой момент "
            "в профиле карты; после этого контакт удаляется, а карта остаётся без защиты."
        ),
    ),
    "mailings": (
        "Согласие на рассылки",
        (
            "Я разрешаю «{business}» присылать мне новости и предложения по телефону и "
            "электронной почте, которые я указал(а).\n"
            "Карта и баллы от этого согласия не зависят. Отказаться можно в любой момент в "
            "профиле карты или по ссылке в сообщении; рассылки прекращаются сразу."
        ),
    ),
    "partners": (
        "Согласие на передачу данных партнёрам",
        (
            "Я разрешаю «{business}» передавать мой номер телефона и (или) адрес "
            "электронной почты партнёрам программы, чтобы баллы действовали и у них.\n"
            "Сейчас партнёров нет, и данные никому не передаются. До первой передачи "
            "«{business}» назовёт партнёра по имени и спросит меня ещё раз.\n"
            "Карта и баллы от этого согласия не зависят. Отозвать его можно в любой момент "
            "в профиле карты."
        ),
    ),
}
_EN = {
    "processing": (
        "Consent to the processing of personal data",
        (
            "I allow {business} to process my phone number and (or) e-mail address, my name "
            "if I give it, and the history of my card: to collect, record, keep, correct, "
            "use and delete them.\n"
            "There is one purpose: to run my card, to give it back to me if my phone is "
            "lost, and to confirm that points are spent by me.\n"
            "The consent is valid until I withdraw it. I can withdraw it at any time in the "
            "card's profile; the contact is then deleted and the card loses its protection."
        ),
    ),
    "mailings": (
        "Consent to mailings",
        (
            "I allow {business} to send me news and offers to the phone and the e-mail "
            "address that I gave.\n"
            "My card and points do not depend on this consent. I can refuse at any time in "
            "the card's profile or by the link in a message; mailings stop at once."
        ),
    ),
    "partners": (
        "Consent to sharing data with partners",
        (
            "I allow {business} to pass my phone number and (or) e-mail address to partners "
            "of the programme, so that points work with them too.\n"
            "There are no partners now, and data is passed to nobody. Before the first time "
            "{business} will name the partner and ask me once more.\n"
            "My card and points do not depend on this consent. I can withdraw it at any "
            "time in the card's profile."
        ),
    ),
}
_TEXTS = {"ru": _RU, "en": _EN}


@dataclass(frozen=True)
class ConsentText:
    """What a person is asked to agree to, and the digest that proves the wording."""

    purpose: str
    version: int
    language: str
    title: str
    paragraphs: tuple[str, ...]
    digest: str


def text(purpose: str, language: str, business: str) -> ConsentText:
    """The text in force for a purpose, in ``ru`` or ``en``, naming the business."""
    words = _TEXTS[language][purpose]
    return worded(purpose, VERSION, language, words, business)


def worded(
    purpose: str, version: int, language: str, words: tuple[str, str], business: str
) -> ConsentText:
    """A title and a body, which names the business as ``{business}``, as a consent."""
    title, body = words
    body = body.replace("{business}", business)
    digest = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()
    paragraphs = tuple(body.split("\n"))
    return ConsentText(purpose, version, language, title, paragraphs, digest)
