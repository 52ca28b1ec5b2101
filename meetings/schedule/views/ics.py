"""Meetings as iCalendar (RFC 5545), by the library `icalendar`.

A calendar is often shared, so an entry says no more than that there is a date, unless its owner chose otherwise: no
people, never how to join, private, and a link to sign in with. Times are in UTC: right on both sides of a clock change.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from leap.core.outbox.mail import site_host
from meetings.schedule import states
from meetings.schedule.models import Meeting

NEUTRAL = "A date"
SOON = "A date tomorrow"
SIGN_IN = "Sign in to see what it is and where: {url}"


def calendar(meetings: Sequence[Meeting], *, method: str, is_discreet: bool) -> bytes:
    """The file. `method` is PUBLISH for somebody's own calendar, REQUEST or CANCEL for one meeting."""
    made = Calendar()
    made.add("prodid", "-//LEAP//Dates//EN")
    made.add("version", "2.0")
    made.add("method", method)
    for meeting in meetings:
        made.add_component(_entry(meeting, is_discreet, with_organizer=method != "PUBLISH"))
    return made.to_ical()


def _entry(meeting: Meeting, is_discreet: bool, *, with_organizer: bool) -> Event:
    off = meeting.state == states.CANCELLED
    url = settings.SITE_ORIGIN.rstrip("/") + reverse("schedule:meeting-detail", args=[meeting.pk])
    entry = Event()
    entry.add("uid", f"{meeting.pk}@{site_host()}")
    entry.add("sequence", meeting.revision + off)
    entry.add("dtstamp", meeting.changed_at or meeting.opened_at or meeting.made_at)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.ends_at)
    entry.add("summary", NEUTRAL if is_discreet else _one_line(meeting.title))
    entry.add("description", SIGN_IN.format(url=url))
    entry.add("url", url)
    entry.add("class", "PRIVATE")
    entry.add("transp", "OPAQUE")
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    if not is_discreet:
        entry.add("location", _one_line(meeting.where))
    if with_organizer:
        organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
        organizer.params["cn"] = vText("LEAP")
        entry.add("organizer", organizer)
    if not off:
        entry.add_component(_alarm())
    return entry


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-1))
    alarm.add("description", SOON)
    return alarm


def _one_line(words: str) -> str:
    return " ".join(words.split())
