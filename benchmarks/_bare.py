"""A bare Django project to measure against: sessions, sign-in, one page with one small template, nothing else.

It has a database of its own beside LEAP's, at BARE_DATABASE_URL.
"""

import django
import environ
from django.conf import settings

PAGE = "<!doctype html><html lang=en><title>Bare</title><h1>Hello {{ name }}</h1></html>"
LOCMEM = "django.template.loaders.locmem.Loader"

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["localhost"],
    DATABASES={"default": {**environ.Env().db("BARE_DATABASE_URL"), "CONN_MAX_AGE": 60}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [(LOCMEM, {"bare.html": PAGE})]},
        }
    ],
    ROOT_URLCONF="benchmarks._bare",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402  after setup, as Django asks
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402


def page(request: HttpRequest) -> HttpResponse:
    """Say hello to the person who is signed in."""
    return render(request, "bare.html", {"name": request.user.get_username()})


@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Take a form from the person who is signed in, and keep nothing."""
    return JsonResponse({"letters": len(request.POST["body"])})


def print_cookies(people: int) -> None:
    """Make the tables, sign `people` new people in, and print a Cookie header for each."""
    call_command("migrate", verbosity=0)
    for number in range(people):
        client = Client()
        client.force_login(User.objects.create(username=f"person-{number}"))
        print(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")


urlpatterns = [path("", page), path("save/", save)]
application = get_wsgi_application()
