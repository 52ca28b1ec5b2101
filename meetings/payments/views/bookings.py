"""What is booked and paid for somebody: written down, and called off, by those who run the panel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leap.core.errors import NotNow
from leap.design.forms import posted
from leap.design.parts import Row
from leap.design.times import say_day, say_pounds
from meetings.payments import actions, queries, states
from meetings.payments.forms import BookingForm
from meetings.payments.views import found


@require_http_methods(["GET", "HEAD", "POST"])
def booking_new(request: HttpRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down what was booked and paid for somebody."""
    meeting, person = found.claimant(request.user, meeting_id, person_id)
    form = BookingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = {"meeting_id": meeting.pk, "person_id": person_id, "by": request.user}
        try:
            actions.bookings.book(**told, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"Kept. {person.shown_name} sees that it is booked, and pays nothing for it.")
            return redirect("payments:expense-list", meeting_id=meeting.pk)
    context = {"form": form, "meeting": meeting, "person": person}
    return render(request, "payments/booking_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def booking_off(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """One booking, with the way to call it off."""
    booking = get_object_or_404(queries.bookings_for(request.user), pk=booking_id)
    if request.method == "POST":
        actions.bookings.call_off(booking_id=booking.pk, by=request.user)
        messages.success(request, "It is called off. Please tell them, if they do not know yet.")
        return redirect("payments:expense-list", meeting_id=booking.meeting_id)
    if booking.called_off_at is not None:
        raise NotNow(states.BOOKING_IS_OFF)
    rows = [
        Row("Person", booking.person.shown_name),
        Row("What it is", booking.get_kind_display()),
        Row("For the meeting on", say_day(booking.meeting.starts_at, booking.meeting)),
        Row("What it costs us", say_pounds(booking.cost_pence) if booking.cost_pence else "Not written down"),
        Row("Written down by", booking.booked_by.shown_name),
    ]
    return render(request, "payments/booking_off.html", {"booking": booking, "rows": rows})
