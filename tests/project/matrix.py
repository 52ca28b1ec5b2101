"""The access matrix: which kind of person gets what from which address. Written down in `access_matrix.md`."""

from pathlib import Path

from django.http import HttpResponse

PEOPLE = {
    "anyone": "not signed in",
    "member": "member of the panel",
    "researcher": "researcher on the panel",
    "both": "researcher and member at once",
    "coordinator": "coordinator of the panel",
    "elsewhere": "coordinator of another panel",
    "lead": "PPI lead of the programme",
    "finance": "finance officer",
    "administrator": "administrator of the programme",
    "not ready": "coordinator who has set up no second step for signing in",
    "stranger": "member of another panel",
    "left": "has left the panel",
    "switched off": "may no longer sign in",
}
WAYS = ("GET", "POST")
WORDS = {
    200: "opens",
    401: "sign in",
    403: "not allowed",
    404: "not found",
    405: "no such way",
    409: "not now",
    422: "asks again",
}
FILE = Path(__file__).with_name("access_matrix.md")

INTRODUCTION = """\
# Who gets what

One row for each address and way of asking (GET: opening it; POST: pressing its button with nothing filled in). The
things asked for (a meeting, a statement, a reflective account ...) belong to one panel; the columns are people.

- **opens**: the page or file is shown
- **asks again**: a form says what is missing
- **goes on**: it is done, and the person is sent to the next page
- **sign in**: sent to the sign-in page first
- **second step**: sent to set up a second step for signing in first
- **not found**: the same page as for an address that does not exist
- **not allowed**: the person can see the thing but may not do this
- **not now**: allowed, but it makes no sense at the moment
- **no such way**: the address does not take this way of asking

"""


def outcome(response: HttpResponse, route: str) -> str:
    """The word for what came back. The health page answers 503 while a part is away: it opens all the same."""
    status = response.status_code
    if (route, status) == ("/healthz", 503):
        return "opens"
    if status in (301, 302, 303):
        if response["Location"].partition("?")[0] == "/sign-in/second-step/set-up/":
            return "second step"
        return "sign in" if response["Location"].startswith("/sign-in/?") else "goes on"
    words = {
        200: "opens",
        401: "sign in",
        403: "not allowed",
        404: "not found",
        405: "no such way",
        409: "not now",
        422: "asks again",
    }
    return words.get(status, f"{status}!")


def as_table(rows: dict[tuple[str, str], dict[str, str]]) -> str:
    """The whole matrix as a table that a coordinator can read."""
    lines = [INTRODUCTION, "| address | way | " + " | ".join(PEOPLE) + " |", "|---" * (len(PEOPLE) + 2) + "|"]
    for (route, way), cells in sorted(rows.items()):
        lines.append(f"| `{route}` | {way} | " + " | ".join(cells[who] for who in PEOPLE) + " |")
    notes = [f"- **{who}**: {what}" for who, what in PEOPLE.items()]
    return "\n".join([*lines, "", "The people:", "", *notes, ""])


def from_table(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """Read the table back."""
    rows = {}
    for line in text.splitlines():
        if line.startswith("| `"):
            route, way, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            rows[(route.strip("`"), way)] = dict(zip(PEOPLE, cells, strict=True))
    return rows
