"""How I want to be reached."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.needs import queries
from accounts.needs.actions import contact as actions
from accounts.needs.forms import ContactForm
from accounts.needs.models import ContactPreference
from accounts.people import queries as people
from accounts.people.models import Person
from leap.core.errors import NotNow
from leap.design.forms import posted
from leap.design.times import HOME_ZONE


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest) -> HttpResponse:
    """Choose how we reach me, when not, and what a subject may say."""
    contact = queries.my_contact(request.user)
    typed = posted(request)
    form = ContactForm(typed, contact=contact, zones=_zones(request.user, contact))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_contact(ways=form.ways(), by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "That is kept. From now on we reach you like this.")
            return redirect("people:me-detail")
    context = {"form": form, "contact": contact}
    return render(request, "needs/contact_edit.html", context, status=422 if form.errors else 200)


def _zones(viewer: Person, contact: ContactPreference) -> list[str]:
    """The clocks near at hand: the one chosen before, the one at home, those of the viewer's panels. Others follow."""
    panels = people.panels_for(viewer).values_list("time_zone", flat=True)
    return list(dict.fromkeys([contact.time_zone, HOME_ZONE, *panels]))
