"""After applying: it arrived, who answers, and how long it is kept."""

from flask import Response, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer

from app.space import requests, retention
from app.space.talk_errors import RequestNotFound
from app.web.page import page


def applied(vacancy_id: int) -> Response | Answer:
    """Shown to the browser that applied; others are led to the vacancy."""
    try:
        sent = requests.request(cookie.get("applied", 0))
    except RequestNotFound:
        return redirect(url_for("public.vacancy", vacancy_id=vacancy_id), 303)
    if sent.vacancy_id != vacancy_id:
        return redirect(url_for("public.vacancy", vacancy_id=vacancy_id), 303)
    return page("public/applied.html", sent=sent, days=retention.KEPT_AFTER.days)
