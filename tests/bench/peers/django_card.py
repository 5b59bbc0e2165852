"""The card page and its history, written plainly in Django.

Models, session sign-in, templates from disk through the cached loader, CSRF, the
middleware of a new project, DEBUG off. ``python -m tests.bench.peers.django_card`` reads
what to show from standard input, fills the database and prints a signed-in cookie.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from passes.barcode import qr_svg

LAST_ROWS, PAGE_ROWS = 3, 20
HERE = Path(__file__).parent

settings.configure(
    DEBUG=False,
    SECRET_KEY=os.environ["PEER_SECRET"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    LANGUAGE_CODE="ru",
    TIME_ZONE="Europe/Moscow",
    USE_TZ=True,
    USE_THOUSAND_SEPARATOR=True,
    STATIC_URL="/static/",
    LOGIN_URL="/sign-in",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": json.loads(os.environ["PEER_DATABASE"])},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.humanize",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "django_templates"],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
)
django.setup()

# Django's models need its settings.
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.db.models import Q, Sum  # noqa: E402
from django.db.models.functions import TruncMonth  # noqa: E402
from django.shortcuts import get_object_or_404, render  # noqa: E402
from django.utils import timezone  # noqa: E402


class Business(models.Model):
    """A brand."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        """Django's settings."""

        app_label = "cards"


class Outlet(models.Model):
    """A shop of it."""

    business = models.ForeignKey(Business, models.CASCADE)
    name = models.CharField(max_length=100)

    class Meta:
        """Django's settings."""

        app_label = "cards"


class RuleVersion(models.Model):
    """Rules of its card."""

    business = models.ForeignKey(Business, models.CASCADE)
    percent = models.IntegerField()
    starts_at = models.DateTimeField()

    class Meta:
        """Django's settings."""

        app_label = "cards"


class Card(models.Model):
    """A card."""

    business = models.ForeignKey(Business, models.CASCADE)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    number = models.CharField(max_length=10, unique=True)
    balance = models.IntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        """Django's settings."""

        app_label = "cards"

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return (
            f"{self.number[:3]} {self.number[3:6]} {self.number[6:8]} {self.number[8:]}"
        )

    @property
    def qr(self) -> str:
        """Its code as an address."""
        return qr_address("T" + self.number)


class Lot(models.Model):
    """Points that end together."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="lots")
    remaining = models.IntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """Django's settings."""

        app_label = "cards"


class Receipt(models.Model):
    """A receipt."""

    card = models.ForeignKey(Card, models.CASCADE)
    outlet = models.ForeignKey(Outlet, models.CASCADE)
    number = models.CharField(max_length=64)
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    points_spent = models.IntegerField()

    class Meta:
        """Django's settings."""

        app_label = "cards"

    @property
    def total(self) -> int:
        """Whole roubles, as the test data has them."""
        return self.total_minor // 100

    @property
    def paid(self) -> int:
        """Whole roubles, as the test data has them."""
        return self.paid_minor // 100


class Posting(models.Model):
    """A line of the history."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="postings")
    receipt = models.ForeignKey(Receipt, models.CASCADE)
    rules = models.ForeignKey(RuleVersion, models.CASCADE)
    kind = models.CharField(max_length=16)
    points = models.IntegerField()
    occurred_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        """Django's settings."""

        app_label = "cards"
        ordering = ("-occurred_at", "-id")
        indexes = (models.Index(fields=["card", "-occurred_at", "-id"]),)


MODELS = (Business, Outlet, RuleVersion, Card, Lot, Receipt, Posting)


@lru_cache(maxsize=4096)
def qr_address(payload: str) -> str:
    """The code as a picture, made once."""
    svg = qr_svg(payload).replace('"', "'")
    return "data:image/svg+xml," + quote(svg, safe=" /:=.,;-()'")


@login_required
def card_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The card, what is on it, what happened last."""
    business = get_object_or_404(Business, slug=slug)
    card = get_object_or_404(Card, business=business, holder=request.user)
    expiries = (
        card.lots.filter(remaining__gt=0, expires_at__gt=timezone.now())
        .values("expires_at")
        .annotate(points=Sum("remaining"))
        .order_by("expires_at")[:3]
    )
    rows = card.postings.select_related("receipt__outlet", "rules")[:LAST_ROWS]
    context = {"business": business, "card": card, "expiries": expiries, "rows": rows}
    return render(request, "card.html", context)


@login_required
def history_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The first page of the history, month by month."""
    business = get_object_or_404(Business, slug=slug)
    card = get_object_or_404(Card, business=business, holder=request.user)
    rows = list(
        card.postings.select_related("receipt__outlet", "rules")[: PAGE_ROWS + 1]
    )
    since = rows[min(len(rows), PAGE_ROWS) - 1].occurred_at
    first_day = timezone.localtime(since).replace(day=1, hour=0, minute=0, second=0)
    sums = (
        card.postings.filter(occurred_at__gte=first_day)
        .annotate(month=TruncMonth("occurred_at"))
        .values("month")
        .annotate(
            came=Sum("points", filter=Q(points__gt=0)),
            went=Sum("points", filter=Q(points__lt=0)),
        )
        .order_by("-month")
    )
    context = {
        "business": business,
        "card": card,
        "rows": rows[:PAGE_ROWS],
        "more": rows[PAGE_ROWS:] and rows[PAGE_ROWS - 1],
        "sums": {f"{each['month']:%Y-%m}": each for each in sums},
    }
    return render(request, "history.html", context)


def elsewhere(_: HttpRequest, **__: Any) -> HttpResponse:
    """Pages that are only linked to."""
    return HttpResponse(status=404)


urlpatterns = [
    path("sign-in", elsewhere, name="sign-in"),
    path("language", elsewhere, name="language"),
    path("<slug:slug>/card", card_page, name="card"),
    path("<slug:slug>/card/history", history_page, name="history"),
    path("<slug:slug>/card/history.csv", elsewhere, name="history-csv"),
    path("<slug:slug>/card/profile", elsewhere, name="profile"),
    path("<slug:slug>/card/code", elsewhere, name="code"),
    path("<slug:slug>/card/print.pdf", elsewhere, name="print"),
    path("<slug:slug>/brand.css", elsewhere, name="brand"),
    path("<slug:slug>/card/receipts/<int:number>", elsewhere, name="receipt"),
]
application = get_wsgi_application()


def fill(shown: dict[str, Any]) -> str:
    """Store a card and its history; the cookie of its signed-in holder."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    business = Business.objects.create(slug=shown["slug"], name=shown["business"])
    outlet = Outlet.objects.create(business=business, name=shown["outlet"])
    rules = RuleVersion.objects.create(
        business=business, percent=5, starts_at=timezone.now() - timedelta(days=365)
    )
    user = User.objects.create_user("guest")
    card = Card.objects.create(
        business=business,
        holder=user,
        number=shown["number"],
        balance=shown["balance"],
        since=timezone.now(),
    )
    for row in shown["rows"]:
        receipt, _ = Receipt.objects.get_or_create(
            number=row.pop("receipt"),
            card=card,
            outlet=outlet,
            **{name: row.pop(name) for name in ("total_minor", "paid_minor")},
            points_spent=row.pop("points_spent"),
        )
        for name in ("occurred_at", "expires_at"):
            row[name] = row[name] and datetime.fromisoformat(row[name])
        Posting.objects.create(card=card, receipt=receipt, rules=rules, **row)
        if row["points"] > 0:
            Lot.objects.create(
                card=card, remaining=row["points"], expires_at=row["expires_at"]
            )
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}; csrftoken={'a1' * 16}"


if __name__ == "__main__":
    sys.stdout.write(fill(json.load(sys.stdin)))
