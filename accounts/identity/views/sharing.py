"""Saying yes to somebody reading my words, and taking it back."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity import actions, queries, wordings
from accounts.identity.forms import AudienceForm, HowForm, cannot_keep, how_kept, how_sent, moment_in
from accounts.identity.planning import words
from accounts.identity.planning.rule import How, is_wider
from accounts.identity.queries import Destination, MyStatement
from leap.core.errors import ChangedMeanwhile, NotNow
from leap.design.forms import DayBoxes, posted

WITHOUT_WORDS = (words.MATCHED, words.COUNTED)
NEVER = datetime.min.replace(tzinfo=UTC)  # what a page saw that does not say: nothing that is true now


@require_http_methods(["GET", "HEAD", "POST"])
def statement_share(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """First question: with whom, or for what?"""
    statement, destinations = queries.my_statement_to_share_or_404(request.user, statement_id)
    data = posted(request)
    form = AudienceForm(data, statement=statement, destinations=destinations)
    typed = request.POST.get("other_words", "")  # for people whom one can share with no more: it goes along
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["to"]
        to, people = _asked_for(destinations, key)
        if not typed or to is None or to.purpose in WITHOUT_WORDS:
            return redirect(_how_url(statement_id, key))
        say_it = HowForm(statement=statement, to=to, people=people, live=_live(statement, to, people), typed=typed)
        return _how_page(request, statement, to, say_it)
    context = {"form": form, "statement": statement, "typed": typed}
    return render(request, "identity/statement_share.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_share_how(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Second question: in which words? Telling less works at once; anything else is checked first."""
    statement, destinations = queries.my_statement_to_share_or_404(request.user, statement_id)
    key = request.GET.get("to", "")
    to, people = _asked_for(destinations, key)
    if to is None:
        return _choose_again(request, statement, destinations)
    if to.purpose in WITHOUT_WORDS:
        return _check_page(request, statement, to, How())
    data = posted(request)
    form = HowForm(data, statement=statement, to=to, people=people, live=_live(statement, to, people))
    if request.method == "POST" and form.is_valid():
        chosen, how = form.chosen
        if _is_wider(statement, chosen, how):
            return _check_page(request, statement, chosen, how)
        try:
            actions.narrow_sharing(
                statement_id=statement_id,
                to=chosen.key,
                how=how,
                by=request.user,
                seen=form.cleaned_data["seen"] or NEVER,
            )
        except ChangedMeanwhile as changed:
            messages.warning(request, changed.sentence)
            return _check_page(request, statement, chosen, how)
        messages.success(request, "Saved. From now on they learn less. You can see below who reads what.")
        return redirect("identity:statement-detail", statement_id)
    return _how_page(request, statement, to, form)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_share_check(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The yes itself. Opened by its address alone, it starts again with the first question."""
    if request.method != "POST":
        queries.my_statement_or_404(request.user, statement_id)
        return redirect("identity:statement-share", statement_id)
    statement, destinations = queries.my_statement_to_share_or_404(request.user, statement_id)
    to, how = destinations.get(request.POST.get("to", "")), how_sent(request.POST)
    if to is None:
        return _choose_again(request, statement, destinations)
    if how.form == words.OTHER and (sentence := cannot_keep(how.other_words)):
        return _refused(request, statement, to, how, NotNow(sentence))
    try:
        actions.share_statement(
            statement_id=statement_id,
            to=to.key,
            how=how,
            wording_version=_agreed_to(request.POST.get("wording", "")),
            by=request.user,
            seen=moment_in(request.POST.get("seen", "")) or NEVER,
        )
    except ChangedMeanwhile as changed:
        messages.warning(request, changed.sentence)
        return _check_page(request, statement, to, how)
    except NotNow as refused:
        return _refused(request, statement, to, how, refused)
    messages.success(request, _thanks(to))
    return redirect("identity:statement-detail", statement_id)


@require_POST
def statement_stop(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Stop one yes: one click, at once, no reason."""
    statement = queries.my_statement_or_404(request.user, statement_id)
    share = statement.in_slot(request.POST.get("slot", ""))
    if share is not None:
        actions.stop_sharing(statement_id=statement_id, slot=share.slot, by=request.user)
        messages.success(request, "Stopped. From now on nobody reads it that way.")
        return redirect("identity:statement-used", statement_id)
    return redirect("identity:statement-detail", statement_id)


@require_POST
def statement_decline(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """No to one question, so that nobody asks again."""
    _, destinations = queries.my_statement_to_share_or_404(request.user, statement_id)
    if request.POST.get("to", "") in destinations:
        actions.decline_statement(statement_id=statement_id, to=request.POST["to"], by=request.user)
        messages.success(request, "That is a no, and nobody will ask again. You can change it whenever you like.")
    return redirect("identity:statement-detail", statement_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sharing_stop(request: HttpRequest) -> HttpResponse:
    """Stop everything at once, after being asked once."""
    if request.method == "POST":
        stopped = actions.stop_all_sharing(by=request.user)
        said = "Stopped. Nobody else reads any of it now." if stopped else "Nothing of yours was shared."
        messages.success(request, said)
        return redirect("identity:statement-list")
    context = {
        "statements": [each for each in queries.my_statements(request.user) if each.is_shared],
        "submit_label": "Yes, stop all of it",
        "cancel_url": reverse("identity:seen-list"),
        "cancel_label": "No, leave it as it is",
    }
    return render(request, "identity/sharing_stop.html", context)


def _asked_for(destinations: dict[str, Destination], key: str) -> tuple[Destination | None, list[Destination]]:
    """The destination, and for "one person on this panel" everyone it may be."""
    named = [each for each in destinations.values() if each.audience == words.NAMED]
    people = [each for each in named if key == f"{words.NAMED}.{each.panel.pk if each.panel else ''}"]
    return (people[0] if people else destinations.get(key)), people


def _choose_again(request: HttpRequest, statement: MyStatement, destinations: dict[str, Destination]) -> HttpResponse:
    """The first question again; words typed for the people one can share with no more stand there, and go along."""
    typed = request.POST.get("other_words", "")
    if request.method == "POST":
        messages.warning(request, "You cannot share with these people today. Here is who you can share with.")
    if not typed.strip():
        return redirect("identity:statement-share", statement.id)
    context = {
        "form": AudienceForm(statement=statement, destinations=destinations),
        "statement": statement,
        "typed": typed,
        "form_action": reverse("identity:statement-share", args=[statement.id]),
    }
    return render(request, "identity/statement_share.html", context, status=409)


def _live(statement: MyStatement, to: Destination, people: list[Destination]):
    return None if people else statement.in_slot(to.slot)


def _is_wider(statement: MyStatement, to: Destination, how: How) -> bool:
    live = statement.in_slot(to.slot)
    if live is None or not live.is_open:
        return True
    return is_wider((live.audience, live.how), (to.audience, how))


def _how_url(statement_id: UUID, key: str) -> str:
    asked = QueryDict(mutable=True)
    asked["to"] = key
    return f"{reverse('identity:statement-share-how', args=[statement_id])}?{asked.urlencode()}"


def _how_page(request: HttpRequest, statement: MyStatement, to: Destination, form: HowForm) -> HttpResponse:
    key = f"{words.NAMED}.{to.panel.pk}" if form.people and to.panel is not None else to.key
    context = {
        "form": form,
        "statement": statement,
        "place": wordings.group(to) if form.people or to.reader is None else wordings.name_of(to),
        "form_action": _how_url(statement.id, key),
    }
    return render(request, "identity/statement_share_how.html", context, status=422 if form.errors else 200)


def _check_page(request: HttpRequest, statement: MyStatement, to: Destination, how: How) -> HttpResponse:
    live = statement.in_slot(to.slot)
    asked = wordings.current()
    context = {
        "statement": statement,
        "to": to,
        "question": asked.ask(to),
        "consequence": wordings.consequence(len(to.readers)) if to.has_readers and to.audience != words.PUBLIC else "",
        "reading_now": wordings.reading_now(len(live.readers)) if live is not None and live.to is not None else "",
        "text": _text(statement, how) if to.purpose not in WITHOUT_WORDS else "",
        "how": wordings.how(how),
        "sentences": asked.tell(to, how),
        "needs_topics": to.purpose in WITHOUT_WORDS and not statement.topics,
        "may_decline": to.purpose in WITHOUT_WORDS,
        "form_action": reverse("identity:statement-share-check", args=[statement.id]),
        "submit_label": "Yes, share it" if to.purpose == words.BE_KNOWN else "Yes",
        "cancel_url": reverse("identity:statement-detail", args=[statement.id]),
        "cancel_label": "Leave it as it is",
        "kept": {
            "to": to.key,
            "wording": asked.version,
            "seen": statement.changed_at.isoformat(),
            **how_kept(how),
        },
    }
    return render(request, "identity/statement_share_check.html", context)


def _text(statement: MyStatement, how: How) -> str:
    return {
        words.OWN: statement.own_words,
        words.BROAD: statement.broad_words,
        words.OTHER: how.other_words,
        words.LIVED: queries.LIVED_EXPERIENCE,
    }.get(how.form, "")


def _refused(request: HttpRequest, statement: MyStatement, to: Destination, how: How, refused: NotNow) -> HttpResponse:
    """The question again, with what was typed still in the box and the sentence that says what is wrong."""
    if to.purpose in WITHOUT_WORDS:
        raise refused
    data = QueryDict(mutable=True)
    data.update({"form": how.form, "other_words": how.other_words, "seen": statement.changed_at.isoformat()})
    if not how.named:
        data["without_name"] = "on"
    if how.until is not None and how.until != date.min:
        boxes = zip(DayBoxes.box_names, DayBoxes().decompress(how.until), strict=True)
        data.update({f"until_{box}": str(part) for box, part in boxes})
    form = HowForm(data, statement=statement, to=to, people=[])
    if not form.errors:  # which may say the same beside the box
        form.add_error(None, refused.sentence)
    return _how_page(request, statement, to, form)


def _thanks(to: Destination) -> str:
    """Without names or titles: what is said here lies in the session for a moment."""
    if to.purpose == words.BE_KNOWN:
        return "Now it is shared. You can see below with whom, and stop at any time."
    return "Saved. You can change it at any time."


def _agreed_to(text: str) -> int:
    """The version of the wording that the page showed; 0 for one that never was."""
    return next((each.version for each in wordings.VERSIONS if str(each.version) == text), 0)
