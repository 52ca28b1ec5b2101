"""Writing down for somebody what they said by phone, by letter or in person. One may write here, not look."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.needs import queries, wordings
from accounts.needs.actions import contact as contact_actions
from accounts.needs.actions import needs as need_actions
from accounts.needs.forms import RecordContactForm, RecordNeedForm
from accounts.needs.views.back import back_of, keep_back
from accounts.needs.views.mine import group_or_404
from leap.core.errors import NotNow
from leap.design.forms import LeapForm, posted
from leap.design.times import HOME_ZONE


@require_safe
def assist_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What can be written down for this person. It shows nothing of what there is."""
    person = queries.person_to_write_down_for_or_404(request.user, person_id)
    back = back_of(request)
    context = {
        "person": person,
        "groups": wordings.ALL,
        "back": back,
        "kept": f"?{request.GET.urlencode()}" if back else "",
    }
    return render(request, "needs/assist_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def need_record(request: HttpRequest, person_id: UUID, group: str) -> HttpResponse:
    """Write down what helps somebody."""
    person = queries.person_to_write_down_for_or_404(request.user, person_id)
    chosen = group_or_404(group)
    choices = queries.choices_to_write_down(request.user, person, chosen.key)
    typed = posted(request)
    form = RecordNeedForm(typed, group=chosen, choices=choices, name=person.shown_name)
    if request.method == "POST" and form.is_valid():
        told = {"said": form.said(), "readers": form.readers(), "key": form.cleaned_data["key"], **_came_in(form)}
        try:
            need_actions.record_need(person_id=person_id, by=request.user, **told)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"Written down for {person.shown_name}. They can change it at any time.")
            return redirect(keep_back(request, "needs:assist-detail", person_id))
    context = {"form": form, "person": person, "group": chosen}
    context["assist_url"] = keep_back(request, "needs:assist-detail", person_id)
    return render(request, "needs/need_record.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down how somebody wants to be reached. What they did not speak about stays as it is."""
    person = queries.person_to_write_down_for_or_404(request.user, person_id)
    typed = posted(request)
    form = RecordContactForm(typed, name=person.shown_name, zones=[HOME_ZONE])
    if request.method == "POST" and form.is_valid():
        try:
            told = {"ways": form.ways(), **_came_in(form)}
            contact_actions.record_contact(person_id=person_id, by=request.user, **told)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"Written down for {person.shown_name}. They can change it at any time.")
            return redirect(keep_back(request, "needs:assist-detail", person_id))
    context = {"form": form, "person": person}
    context["assist_url"] = keep_back(request, "needs:assist-detail", person_id)
    return render(request, "needs/contact_record.html", context, status=422 if form.errors else 200)


def _came_in(form: LeapForm) -> dict:
    return {"how": form.cleaned_data["how"], "read_back": form.cleaned_data["read_back"]}
