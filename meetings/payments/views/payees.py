"""Finance's own numbers of people, for those who keep the money."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import queries as people_queries
from leap.core.tables import person_ref
from leap.design.forms import posted
from leap.design.parts import Cell, Column, Table
from meetings.payments import actions, queries
from meetings.payments.forms import PayeeForm


@require_safe
def payee_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Under which number finance knows each person. People stand here by reference, as in finance's files."""
    programme = get_object_or_404(people_queries.programmes_with_money_for(request.user), pk=programme_id)
    columns = [Column("Person"), Column("Finance’s number"), Column("Change")]
    rows = []
    for each in queries.payees_for(request.user, programme):
        url = reverse("payments:payee-edit", args=[programme.pk, each.person_id])
        rows.append([person_ref(each.person_id), each.number or "None yet", Cell("Write the number", url=url)])
    context = {
        "programme": programme,
        "table": Table("Finance’s numbers", columns, rows, empty="Nobody has been owed anything yet."),
    }
    return render(request, "payments/payee_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def payee_edit(request: HttpRequest, programme_id: UUID, person_id: UUID) -> HttpResponse:
    """Write the number under which finance knows somebody."""
    programme = get_object_or_404(people_queries.programmes_with_money_for(request.user), pk=programme_id)
    payee = next((each for each in queries.payees_for(request.user, programme) if each.person_id == person_id), None)
    if payee is None:
        raise Http404
    form = PayeeForm(posted(request), initial={"number": payee.number})
    if request.method == "POST" and form.is_valid():
        told = {"programme_id": programme.pk, "person_id": person_id, "by": request.user}
        actions.payees.keep_number(number=form.cleaned_data["number"], **told)
        messages.success(request, "Kept. Batches made from now on have it.")
        return redirect("payments:payee-list", programme_id=programme.pk)
    context = {"form": form, "programme": programme, "reference": person_ref(person_id)}
    return render(request, "payments/payee_edit.html", context, status=422 if form.errors else 200)
