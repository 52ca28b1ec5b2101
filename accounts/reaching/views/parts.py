"""Lists, sentences and paper for the pages about calls and letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.reaching import queries, wordings
from accounts.reaching.actions import AGAIN, ARRIVED, TOLD
from accounts.reaching.queries import LeftOut, Sheet
from accounts.reaching.registration import Errand
from accounts.reaching.wordings import Said
from leap.core import clock, outbox
from leap.core.ids import as_id
from leap.design.paper import Paper
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day

ALL_THE_SAME = {AGAIN: "Post it all the same"}
BUTTONS = {AGAIN: "Send it again", ARRIVED: "It arrived", TOLD: "I told them another way"}
LARGE, USUAL = 20, 15  # points: what is usual here is what many call large


@dataclass(frozen=True)
class Trouble:
    """One message that did not arrive, or may have, with what can be decided about it."""

    errand: Errand
    became: Said
    buttons: list[tuple[str, str]]


def calls(errands: Sequence[Errand]) -> Table:
    """Whom to ring, what about, and how often it was tried. The number is on the page of the call."""
    columns = [Column("Name"), Column("What about"), Column("How"), Column("So far")]
    rows = [_call(errand) for errand in errands]
    return Table("The longest waiting first", columns, rows, empty="There is nobody to ring.")


def _call(errand: Errand) -> list[Cell | str]:
    url = reverse("reaching:call-detail", args=[errand.message.pk])
    became = queries.became(errand.message)
    return [
        Cell(errand.person.shown_name, url=url),
        f"{errand.about} ({errand.panel.name})",
        wordings.ways(errand.message.channel),
        Cell(became.text, tone=became.tone),
    ]


def left_out(errands: Sequence[LeftOut]) -> Table:
    """Letters that are not in the file: to whom, what about, and why. Each name leads to where another way is kept."""
    columns = [Column("Name"), Column("What about"), Column("Why not")]
    rows = [
        [
            Cell(each.errand.person.shown_name, url=reverse("needs:contact-record", args=[each.errand.person.pk])),
            f"{each.errand.about} ({each.errand.panel.name})",
            each.why,
        ]
        for each in errands
    ]
    return Table("Not in the file", columns, rows)


def troubles(errands: Iterable[Errand]) -> list[Trouble]:
    """What did not arrive, or may have, or did not go because it would have come too late."""
    return [Trouble(errand, _trouble(errand.message), buttons_for(errand.message)) for errand in errands]


def _trouble(message: outbox.OutboxMessage) -> Said:
    said = queries.became(message)
    if message.reason not in wordings.NOT_IN_TIME:
        return said
    return Said(f"{said.text} {wordings.ANOTHER_WAY_KNOWN}", said.tone)


def buttons_for(message: outbox.OutboxMessage) -> list[tuple[str, str]]:
    """What can be decided about a message: the word that is sent, and the words on the button."""
    if message.state not in ("failed", "uncertain"):
        return []
    if message.reason in wordings.NOT_IN_TIME:
        words = (TOLD, AGAIN) if message.channel == outbox.LETTER else (TOLD,)
        return [(word, {**BUTTONS, **ALL_THE_SAME}[word]) for word in words]
    words = (ARRIVED, AGAIN, TOLD) if message.state == "uncertain" else (AGAIN, TOLD)
    return [(word, BUTTONS[word]) for word in words]


def after_call(result: str, errand: Errand) -> str:
    """What happened when a call was written down."""
    name = errand.person.shown_name
    return {
        wordings.NO_ANSWER: f"Thank you. {name} stays on the list.",
        wordings.NOT_REACHED: f"Thank you. We show that {name} was not reached.",
    }.get(result, f"Thank you. {name} is off the list.")


def after_posting(number: int) -> str:
    """What happened when letters were ticked."""
    if number == 0:
        return "Those letters were off the list already, or are not in the file any more."
    return "1 letter is off the list." if number == 1 else f"{number} letters are off the list."


def after_settling(what: str) -> str:
    """What happened when somebody decided about a message."""
    return {AGAIN: "It goes again.", ARRIVED: "Good. We keep it as sent."}.get(what, "Thank you. We keep it as told.")


def ids(values: Iterable[str]) -> set[UUID]:
    """What was ticked; a spoilt value is no letter there is."""
    return {found for value in values if (found := as_id(value)) is not None}


def print_file(sheets: Sequence[Sheet]) -> bytes:
    """Each letter on a page of its own, then names and addresses to write on plain envelopes."""
    paper = Paper("Letters")
    for sheet in sheets:
        _letter(paper, sheet)
    _envelopes(paper, sheets)
    return paper.finished()


def _letter(paper: Paper, sheet: Sheet) -> None:
    size = LARGE if sheet.is_large else USUAL
    paper.new_page(size, foot=sheet.code)
    paper.words(outbox.sender_name())
    paper.words(say_day(clock.today()))
    paper.gap()
    paper.words(f"Dear {sheet.errand.person.called_name},")
    for paragraph in sheet.paragraphs:
        paper.words(paragraph)
    paper.words(f"To talk to somebody, ring {sheet.ring}.")
    if sheet.errand.answers:
        paper.line()
        paper.strong("Your answer")
        for answer in sheet.errand.answers:
            paper.box(answer)
        ticking = f"{sheet.errand.ticking} and send this page back."
        paper.words(f"{ticking} The envelope with the stamp is for that. Or ring us.")


def _envelopes(paper: Paper, sheets: Sequence[Sheet]) -> None:
    paper.new_page(USUAL, foot="For you, not for the post")
    paper.strong("Names and addresses")
    if paper.has_gaps:
        paper.words("Where you see _ we could not print a letter. Please write it by hand.")
    if not sheets:
        paper.words("There are no letters to print.")
        return
    paper.words(
        "Use plain envelopes: nothing on them says where they come from. Put an envelope with a stamp into each."
    )
    for sheet in sheets:
        paper.together(
            f"Letter {sheet.code}", sheet.envelope, [f"They would like: {wish}" for wish in sheet.other_wishes]
        )
