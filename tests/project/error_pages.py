"""An error page says the same at whatever address, to one person, with the same words.

Two of three requests end at such a page, and drawing these took a quarter of their time. So, while one viewer looks at
one world, each is drawn the first time and compared there; after that its bytes are repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse

from leap.design import views


def repeated(real: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`real` draws an error page; drawn anew when something is waiting to be said to the person on it."""
    drawn: dict[tuple[Any, ...], bytes] = {}

    def draw(request: HttpRequest, *words: Any, **more: Any) -> HttpResponse:
        status = words[0] if words else more["status"]
        which = (getattr(request, "user", None), words, tuple(sorted(more.items())))
        if len(get_messages(request)):
            return real(request, *words, **more)
        if which not in drawn:
            drawn[which] = real(request, *words, **more).content
        return HttpResponse(drawn[which], status=status)

    return draw


@contextmanager
def error_pages_once() -> Iterator[None]:
    """While this is open, for each viewer. Open it anew for another world."""
    with mock.patch.object(views, "calm_page", repeated(views.calm_page)):
        yield
