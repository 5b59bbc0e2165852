"""The consents of guests who write to a business, word for word (152-FZ, article 9).

Each purpose has a document of its own. A changed text gets a new VERSION and a new
branch here: what somebody agreed to stays provable by version and digest.
"""

from app.people import consents
from app.people.consents import ConsentText
from app.space.retention import KEPT_AFTER, KEPT_AT_MOST

VERSION = 1
PURPOSES = ("application", "call-back")

_RU = {
    "application": (
        "Согласие на обработку данных соискателя",
        (
            "Я разрешаю «{business}» обрабатывать моё имя, номер телефона и (или) адрес "
            "электронной почты и то, что я напишу о себе: собирать, записывать, хранить, "
            "использовать и удалять.\n"
            "Цель одна: рассмотреть мой отклик на вакансию и ответить мне. Отклик видят "
            "только те сотрудники, которые отвечают на обращения.\n"
            f"Отклик удаляется через {KEPT_AFTER.days} дней после ответа и не позже чем "
            f"через {KEPT_AT_MOST.days} дней. Отозвать согласие можно раньше, написав "
            "«{business}»; тогда отклик удаляется сразу."
        ),
    ),
    "call-back": (
        "Согласие на обратный звонок",
        (
            "Я разрешаю «{business}» обрабатывать моё имя, номер телефона и мой вопрос: "
            "собирать, записывать, хранить, использовать и удалять.\n"
            "Цель одна: перезвонить мне и ответить на вопрос. Рассылок по этому номеру "
            "не будет.\n"
            f"Запись удаляется через {KEPT_AFTER.days} дней после ответа и не позже чем "
            f"через {KEPT_AT_MOST.days} дней. Отозвать согласие можно раньше, сказав об "
            "этом «{business}»; тогда запись удаляется сразу."
        ),
    ),
}
_EN = {
    "application": (
        "Consent to the processing of an application",
        (
            "I allow {business} to process my name, phone number and (or) e-mail address "
            "and what I write about myself: to collect, record, keep, use and delete "
            "them.\n"
            "There is one purpose: to consider my application for the vacancy and to "
            "answer me. It is seen only by the staff who answer requests.\n"
            f"The application is deleted {KEPT_AFTER.days} days after the answer and "
            f"after {KEPT_AT_MOST.days} days at the latest. I can withdraw the consent "
            "earlier by writing to {business}; the application is then deleted at once."
        ),
    ),
    "call-back": (
        "Consent to be called back",
        (
            "I allow {business} to process my name, phone number and question: to "
            "collect, record, keep, use and delete them.\n"
            "There is one purpose: to call me back and to answer the question. Nothing "
            "is advertised to this number.\n"
            f"The record is deleted {KEPT_AFTER.days} days after the answer and after "
            f"{KEPT_AT_MOST.days} days at the latest. I can withdraw the consent earlier "
            "by telling {business}; the record is then deleted at once."
        ),
    ),
}
_TEXTS = {"ru": _RU, "en": _EN}


def text(purpose: str, language: str, business: str) -> ConsentText:
    """The text in force for a purpose, in ``ru`` or ``en``, naming the business."""
    words = _TEXTS[language][purpose]
    return consents.worded(purpose, VERSION, language, words, business)
