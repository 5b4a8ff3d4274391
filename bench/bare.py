"""The peer: plain Django behind what `startproject` gives, on SQLite that survives a power cut.

It answers, records one row durably, and shows a page of fifty rows, and knows nothing else. Run as
a program it makes its table and fills it.
"""

import json
import os
from pathlib import Path
from typing import ClassVar

import django
from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

ROWS = 20_000
TABLE = """<!doctype html><html lang=en><head><title>{{ workshop }}</title></head><body>
<header><nav><a href="/">Today</a> <a href="/heats">Heats</a></nav></header><main><table>
{% for piece in pieces %}<tr><td>{{ piece.serial }}</td><td>{{ piece.workshop }}</td>
<td>{{ piece.kind }}</td><td>{{ piece.at|date:"H:i" }}</td></tr>{% endfor %}
</table></main></body></html>"""

settings.configure(
    SECRET_KEY="bench",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["localhost"],
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
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
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", {"table.html": TABLE})]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ.get("RANTAI_DATA", "."), "bare.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 -- after its settings
from django.shortcuts import render  # noqa: E402
from django.utils import timezone  # noqa: E402


class Piece(models.Model):
    serial = models.CharField(max_length=40, unique=True)
    workshop = models.IntegerField(db_index=True)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Piece"]] = models.Manager()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.serial


@csrf_exempt
def answer(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"read": len(request.body)})


@csrf_exempt
def record(request: HttpRequest) -> HttpResponse:
    told = json.loads(request.body)["facts"][0]
    Piece.objects.create(serial=told["id"], workshop=7, kind=told["kind"], at=timezone.now())
    return JsonResponse({"saved": told["id"]})


def page(request: HttpRequest, workshop: int) -> HttpResponse:
    pieces = Piece.objects.filter(workshop=workshop).order_by("-pk")[:50]
    return render(request, "table.html", {"pieces": pieces, "workshop": workshop})


urlpatterns = [path("", answer), path("record", record), path("page/<int:workshop>", page)]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Piece)
    now = timezone.now()
    Piece.objects.bulk_create(
        Piece(serial=f"P-{number}", workshop=number % 100, kind="casting", at=now)
        for number in range(ROWS)
    )
