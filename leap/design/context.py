"""Puts the shell into every template's context."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from leap.design.shell import contacts_for, navigation_for


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell.navigation` and `shell.contacts`, each asked for only when a page shows it."""
    viewer = getattr(request, "user", None)
    return {
        "shell": {
            "navigation": SimpleLazyObject(lambda: navigation_for(request)),
            "contacts": SimpleLazyObject(lambda: contacts_for(viewer)),
            "signed_in": SimpleLazyObject(lambda: viewer is not None and viewer.is_authenticated),
            "known": True,
        }
    }
