"""Meetings as iCalendar (RFC 5545), by the library `icalendar`.

A calendar is often shared, so an entry says no more than that there is a date, unless its owner chose otherwise: no
others, never how to join, private, and a link to sign in with. Times are in UTC: right on both sides of a clock change.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, vCalAddress, vDDDTypes, vText

from leap.core import clock, outbox
from leap.core.outbox.mail import site_host
from meetings.schedule import states
from meetings.schedule.models import Meeting

NEUTRAL = "A date"
SOON = "A date tomorrow"
SIGN_IN = "Sign in to see what it is and where: {url}"


@dataclass(frozen=True)
class Owner:
    """Whose file it is: whether they want nothing but neutral words, their own address (only in an invitation, and only
    when they have one), and the meetings they said no to: those wake nobody and keep no time busy."""

    is_discreet: bool = True
    address: str = ""
    said_no: Collection[UUID] = ()


def feed(meetings: Sequence[Meeting], owner: Owner) -> bytes:
    """All of somebody's dates. It is no scheduling message (RFC 5546), so it says no method and has no organizer."""
    return _file([_entry(meeting, owner) for meeting in meetings])


def one(meeting: Meeting, owner: Owner) -> bytes:
    """One meeting: an invitation, or the word to take it out again, to its owner alone.

    Both need somebody who is invited, so a file for somebody without an address is published instead: calendar programs
    move or take out the entry they have by its sequence.
    """
    off = meeting.state == states.CANCELLED
    entry = _entry(meeting, owner)
    entry.add("organizer", _organizer())
    if not owner.address:
        return _file([entry], method="PUBLISH")
    entry.add("attendee", _invited(owner.address))
    return _file([entry], method="CANCEL" if off else "REQUEST")


def _file(entries: Sequence[Event], method: str = "") -> bytes:
    made = Calendar()
    made.add("prodid", "-//Dates//Dates//EN")
    made.add("version", "2.0")
    if method:
        made.add("method", method)
    for entry in entries:
        if method:
            entry["dtstamp"] = vDDDTypes(clock.now())  # of a message: when it was made
        made.add_component(entry)
    return made.to_ical()


def _organizer() -> vCalAddress:
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText(outbox.sender_name())  # shown beside "A date": it may say no more than that
    return organizer


def _invited(address: str) -> vCalAddress:
    """The owner, with no name. Nobody waits for their calendar program to answer: they answer here."""
    invited = vCalAddress(f"mailto:{address}")
    for name, value in (("cutype", "INDIVIDUAL"), ("role", "REQ-PARTICIPANT"), ("partstat", "NEEDS-ACTION")):
        invited.params[name] = vText(value)
    invited.params["rsvp"] = vText("FALSE")
    return invited


def _entry(meeting: Meeting, owner: Owner) -> Event:
    off, no = meeting.state == states.CANCELLED, meeting.pk in owner.said_no
    url = settings.SITE_ORIGIN.rstrip("/") + reverse("schedule:meeting-detail", args=[meeting.pk])
    entry = Event()
    entry.add("uid", f"{meeting.pk}@{site_host()}")
    entry.add("sequence", meeting.revision + off)
    entry.add("dtstamp", clock.now() if off else meeting.changed_at or meeting.opened_at or meeting.made_at)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.ends_at)
    entry.add("summary", NEUTRAL if owner.is_discreet else _one_line(meeting.title))
    entry.add("description", SIGN_IN.format(url=url))
    entry.add("url", url)
    entry.add("class", "PRIVATE")
    entry.add("transp", "TRANSPARENT" if no or off else "OPAQUE")
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    if not owner.is_discreet:
        entry.add("location", _one_line(meeting.where))
    if not off and not no:
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
