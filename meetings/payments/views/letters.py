"""A letter about taking part, with what somebody picked and nothing else: on a page, and as a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from leap.core import clock
from leap.design.paper import Paper
from leap.design.times import say_day
from meetings.payments import actions, queries, wordings
from meetings.payments.forms import LetterForm
from meetings.payments.models import PaymentLine
from meetings.payments.planning import letters
from meetings.payments.planning.statements import Period
from meetings.schedule.models import Meeting

PAGE, PDF = "page", "pdf"
SIGNED = ("Signed", "Name", "What I do here", "Phone")
ROOM = 4  # empty lines for paper that has a heading already


@dataclass(frozen=True)
class Part:
    """One paragraph, and the lines of a list below it."""

    words: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Letter:
    """Everything a letter says."""

    heading: Sequence[str]
    made_on: date
    to: str
    about: str
    parts: Sequence[Part]


@require_http_methods(["GET", "HEAD", "POST"])
def letter_own(request: HttpRequest) -> HttpResponse:
    """Ask what a letter shall say; show it, or give it as a PDF."""
    programmes = list(queries.programmes_of_mine(request.user))
    form = LetterForm(request.POST or None, programmes=programmes, initial={"name": request.user.shown_name})
    if not programmes or not form.is_bound or not form.is_valid():
        asks_again = form.is_bound and bool(programmes)
        context = {"form": form, "has_any": bool(programmes)}
        return render(request, "payments/letter_own.html", context, status=422 if asks_again else 200)
    letter = _letter(request, form.cleaned_data)
    paper = _as_paper(letter) if request.POST.get("as") == PDF else None
    pdf = paper.finished() if paper else b""
    has_gaps = paper is not None and paper.has_gaps
    taken = PDF if pdf and not has_gaps else PAGE
    actions.files.note_letter(form=taken, by=request.user)
    if taken == PDF:
        headers = {"Content-Disposition": 'attachment; filename="letter.pdf"'}
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)
    context = {"letter": letter, "signed": SIGNED, "has_gaps": has_gaps}
    return render(request, "payments/letter_shown.html", context)


def _letter(request: HttpRequest, typed: dict[str, Any]) -> Letter:
    picked, first, last = typed["facts"], typed["first"], typed["last"]
    facts = queries.my_letter_facts_for(request.user, typed["programme"], picked, first=first, last=last)
    time = wordings.period(Period(first, last))
    said = [(fact, _part(fact, facts, typed["name"], time)) for fact in letters.FACTS if fact in picked]
    return Letter(
        heading=facts.heading.splitlines(),
        made_on=clock.today(),
        to=wordings.LETTER_TO[typed["to"]],
        about=f"About {typed['name']}",
        parts=[part for _, part in said],
    )


def _part(fact: str, facts: queries.LetterFacts, name: str, time: str) -> Part:
    if fact in wordings.LETTER_SAYS:
        says = wordings.LETTER_SAID if facts.is_over else wordings.LETTER_SAYS
        return Part(says[fact].format(name=name))
    if fact == letters.SINCE:
        return Part(wordings.letter_since(facts.since, facts.until))
    if fact == letters.BEEN:
        days = [say_day(each.day) for each in facts.been]
        return _listed(f"They took part on these days. {time}.", days, f"No day is written down for this time. {time}.")
    if fact == letters.AHEAD:
        days = [f"{_day(each)}, for {wordings.how_long(each.minutes)}" for each in facts.ahead]
        return _listed("We ask them to come on these days.", days, "No meeting is planned for them now.")
    if fact == letters.AGREED:
        days = [f"{_day(each)}: {wordings.letter_amount(pence)}" for each, pence in facts.agreed]
        return _listed("For each of these days they get this.", days, "Nothing is agreed for a meeting ahead now.")
    is_spent = fact == letters.SPENT
    pence = sum(line.amount_pence for line in facts.paid if _counts(line, is_spent=is_spent))
    return Part((wordings.letter_spent if is_spent else wordings.letter_paid)(pence, time))


def _listed(words: str, lines: list[str], none: str) -> Part:
    return Part(words, lines) if lines else Part(none)


def _counts(line: PaymentLine, *, is_spent: bool) -> bool:
    given = line.way == PaymentLine.Way.CHARITY  # it was never theirs
    return not given and queries.is_spent(line) == is_spent


def _day(meeting: Meeting) -> str:
    return say_day(meeting.starts_at, meeting.panel)


def _as_paper(letter: Letter) -> Paper:
    paper = Paper("Letter")
    paper.new_page(12)
    for line in letter.heading:
        paper.words(line)
    for _ in range(1 if letter.heading else ROOM):
        paper.gap()
    paper.words(say_day(letter.made_on))
    paper.words(letter.to)
    paper.heading(letter.about)
    for part in letter.parts:
        paper.words(part.words)
        for line in part.lines:
            paper.words(line)
    paper.words("If you have a question, please ask whoever signs below.")
    for label in SIGNED:
        paper.gap()
        paper.words(f"{label}: {'_' * 30}")
    return paper
