"""What a page needs to know of its viewer again and again is asked once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.people.queries import roles_looked_up_once

READING = ("GET", "HEAD")


class RolesOnceMiddleware:
    """While a page is only read, its viewer's roles are looked up once. A request that may change things asks anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with roles_looked_up_once():
            return self.get_response(request)
