"""What the views of this room share."""

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is nothing at all: an empty form gets its sentences too."""
    return request.POST if request.method == "POST" else None
