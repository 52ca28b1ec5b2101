"""Inviting and adding people, and the page on which somebody says yes or no."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import queries
from accounts.people.actions import joining
from accounts.people.forms import PANEL_KINDS, PROGRAMME_KINDS, AddForm, InviteForm, JoinForm
from accounts.people.models import JoinInvitation
from accounts.people.views.parts import panel_run, person_there, programme_led, refuse
from leap.core.errors import NotNow
from leap.design.forms import posted

SENT = "The invitation is on its way. Whether they come is up to them; you see here when they do."
NO = "That is fine. Your address is deleted, and nobody will write to you about this again."


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Ask somebody to join a panel."""
    panel = panel_run(request, panel_id)
    back = reverse("people:panel-people", args=[panel.pk])
    return _invite(request, PANEL_KINDS, back, {"panel": panel})


@require_http_methods(["GET", "HEAD", "POST"])
def programme_invitation_new(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Ask somebody to take a role for the whole programme."""
    programme = programme_led(request, programme_id)
    back = reverse("people:programme-people", args=[programme.pk])
    return _invite(request, PROGRAMME_KINDS, back, {"programme": programme})


@require_POST
def invitation_take_back(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Ask no more; the address is forgotten."""
    invitation = queries.open_invitation_to_run(request.user, invitation_id)
    if invitation is None:
        raise Http404
    joining.take_back(invitation_id=invitation.pk, by=request.user)
    messages.success(request, "The invitation is taken back, and the address deleted.")
    if invitation.panel_id is None:
        return redirect("people:programme-people", programme_id=invitation.programme_id)
    return redirect("people:panel-people", panel_id=invitation.panel_id)


@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Write down somebody without email who was told what is stored and said yes."""
    panel = panel_run(request, panel_id)
    form = AddForm(
        posted(request), people=queries.people_who_answer_for(request.user, panel), initial={"told_by": request.user.pk}
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = joining.add_in_person(panel=panel, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "They are on the panel. Here is a page to print for them.")
            return redirect("people:person-paper", panel_id=panel.pk, person_id=person.pk)
    context = {"form": form, "panel": panel, "back": reverse("people:panel-people", args=[panel.pk])}
    return render(request, "people/person_add.html", context, status=422 if form.errors else 200)


@require_safe
def person_paper(request: HttpRequest, panel_id: UUID, person_id: UUID) -> HttpResponse:
    """A page to print and hand over: what is stored, who sees it, whom to ask."""
    panel = panel_run(request, panel_id)
    person = person_there(request, panel, person_id)
    roles = queries.roles_shown_on_panel(request.user, panel.pk).get(person.pk, [])
    context = {"panel": panel, "person": person, "roles": roles, "told": queries.told_of(request.user, person, panel)}
    return render(request, "people/person_paper.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the letter. Looking changes nothing; only the two buttons do."""
    invitation = queries.invitation_behind(token)
    if invitation is None:
        return render(request, "people/join_closed.html", status=404)
    if request.method == "POST" and request.POST.get("answer") == "no":
        joining.decline(token=token, by=request.user if request.user.is_authenticated else None)
        return render(request, "people/join_done.html", {"sentence": NO})
    if request.user.is_authenticated or queries.address_is_known(invitation):
        return _answer_signed_in(request, invitation)
    form = JoinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = joining.accept_as_new(token=token, called_name=form.cleaned_data["called_name"])
        except ValidationError as error:
            refuse(form, error)
        else:
            return render(request, "people/join_done.html", {"person": person})
    status = 422 if form.errors else 200
    return render(request, "people/join.html", {"form": form, "invitation": invitation}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_answer(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The same for somebody who is here already, under the address the invitation went to."""
    invitation = get_object_or_404(queries.my_invitations_for(request.user), pk=invitation_id)
    if request.method == "POST" and request.POST.get("answer") == "no":
        joining.decline(invitation_id=invitation.pk, by=request.user)
        messages.success(request, "That is fine. The invitation is closed.")
        return redirect("people:place-list")
    return _answer_signed_in(request, invitation)


def _answer_signed_in(request: HttpRequest, invitation: JoinInvitation) -> HttpResponse:
    """Sign in first; with another address, say so; else two buttons."""
    user = request.user
    mine = user.is_authenticated and user.email == invitation.email
    if request.method == "POST" and mine and request.POST.get("answer") == "yes":
        joining.accept_signed_in(invitation_id=invitation.pk, by=user)
        messages.success(request, "You said yes. Your new role is here from now on.")
        return redirect("people:place-list")
    if request.method == "POST" and not mine:
        raise NotNow(joining.SIGN_IN)
    context = {"invitation": invitation, "mine": mine, "here": request.path}
    return render(request, "people/offer_answer.html", context, status=422 if request.method == "POST" else 200)


def _invite(request: HttpRequest, kinds: list[tuple[str, str]], back: str, home: dict) -> HttpResponse:
    form = InviteForm(posted(request), kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            joining.invite(by=request.user, **form.cleaned_data, **home)
        except (ValidationError, NotNow) as error:
            refuse(form, error if isinstance(error, ValidationError) else ValidationError(str(error)))
        else:
            messages.success(request, SENT)
            return redirect(back)
    context = {"form": form, "back": back, **home}
    return render(request, "people/invitation_new.html", context, status=422 if form.errors else 200)
