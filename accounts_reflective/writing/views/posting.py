"""What a form was sent with."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The values a form was sent with, also when it was sent with none ticked; None when it is only being shown."""
    return request.POST if request.method == "POST" else None
