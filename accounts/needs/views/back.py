"""The way back to where somebody came from: a meeting that asked, and nothing else."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

FROM = "back"
MEETING = re.compile(r"/meetings/[0-9a-f-]{36}/(replies/)?")


def back_of(request: HttpRequest) -> str:
    """The page to go back to, when it is a meeting's; else nothing."""
    asked = request.GET.get(FROM, "")
    return asked if MEETING.fullmatch(asked) else ""


def keep_back(request: HttpRequest, name: str, *args: object) -> str:
    """The address of one of our pages, with the way back kept."""
    url, back = reverse(name, args=args), back_of(request)
    return f"{url}?{urlencode({FROM: back})}" if back else url
