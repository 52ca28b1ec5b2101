"""Reads about invitations and replies. The viewer comes first; what they may not see is not in the answer."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Pause, Person, Role
from accounts.reaching.registration import Errand
from leap.core import clock, outbox
from meetings.invitations import notices, states
from meetings.invitations.models import Invitation
from meetings.invitations.planning.reminders import Reminder
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


def my_invitations_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's own invitations to meetings they can still see."""
    return Invitation.objects.filter(person=viewer, meeting__in=schedule.meetings_for(viewer)).select_related(
        "meeting__panel"
    )


def unanswered_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's invitations that still wait for an answer and can be answered, soonest meeting first."""
    return (
        my_invitations_for(viewer)
        .filter(_takes_replies(), reply=states.WAITING)
        .order_by("meeting__starts_at", "meeting_id")
    )


def replies_for(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """Everyone's invitation and answer for one meeting, by name, for those who run the panel; else nothing.

    `still_on_panel` says of each whether they hold a role on the panel today, `in_a_break` how much contact somebody on
    a break asked for (None: they are on no break).
    """
    return _with_whereabouts(_seen_by(viewer).filter(meeting=meeting))


def _with_whereabouts(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return (
        invitations.annotate(still_on_panel=_on_panel(), in_a_break=Subquery(_breaks().values("contact")[:1]))
        .select_related("person", "recorded_by", "meeting__panel")
        .order_by("person__shown_name", "person_id")
    )


def count_replies(invitations: Iterable[Invitation]) -> dict[str, int]:
    """How many gave each answer, every answer included; people who have left the panel are not counted."""
    counted = Counter(each.reply for each in invitations if each.still_on_panel)
    return {reply: counted[reply] for reply in Invitation.Reply.values}


def people_to_invite_for(viewer: Person, meeting: Meeting) -> QuerySet[Person]:
    """Everyone on the panel today who has no invitation yet, if the viewer runs the panel; else nobody.

    Somebody taking a break is invited only if they asked to hear of new dates.
    """
    if not people.panels_run_by(viewer).filter(pk=meeting.panel_id).exists():
        return Person.objects.none()
    invited = Invitation.objects.filter(meeting=meeting)
    away = people.away_from(meeting.panel_id).exclude(contact__in=notices.HEAR_OF_DATES)
    on_panel = people.people_on_panel(viewer, meeting.panel_id)
    return on_panel.exclude(pk__in=invited.values("person")).exclude(pk__in=away.values("person"))


def people_taking_part_for(
    viewer: Person, meeting: Meeting, replies: Iterable[str] = states.TAKING_PART
) -> QuerySet[Person]:
    """Those on the panel who said they are coming (in person or from somewhere else, or only the replies named).

    For those who run the panel; for anyone else, nobody. By name. An answer from before a break does not count while
    the break lasts; one given since does.
    """
    taking_part = _seen_by(viewer).filter(_on_panel(), ~_away_since(), meeting=meeting, reply__in=list(replies))
    return Person.objects.filter(pk__in=taking_part.values("person"), is_active=True).order_by("shown_name", "pk")


def what_helps_for(viewer: Person, meeting: Meeting) -> tuple[list[needs.Shown], needs.Meals]:
    """What helps the people of this meeting, as far as they let those who run the panel see it; else nothing.

    Papers are for everyone who has not said no, the room and the meals for those who come to it.
    """
    coming = dict(_seen_by(viewer).filter(_on_panel(), meeting=meeting).values_list("person", "reply"))
    return needs.what_helps_at(
        viewer,
        meeting.panel_id,
        papers=[person for person, reply in coming.items() if reply in states.TO_REMIND],
        taking_part=[person for person, reply in coming.items() if reply in states.TAKING_PART],
        in_person=[person for person, reply in coming.items() if reply == states.COMING],
    )


def to_tell_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    """Messages about this meeting that wait for a person, still true, with whose they are; oldest first."""
    return _to_tell(replies_for(viewer, meeting))


def messages_for(viewer: Person, meeting: Meeting) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    """Every message about this meeting with whose it is, by name, for those who run the panel; else nothing."""
    invitations = {each.pk: each for each in replies_for(viewer, meeting)}
    about = outbox.OutboxMessage.objects.filter(about_id__in=list(invitations), kind__in=notices.KINDS)
    by_invitation: dict[UUID, list[outbox.OutboxMessage]] = {}
    for message in about.order_by("created_at", "key"):
        by_invitation.setdefault(message.about_id, []).append(message)
    return [(message, each) for pk, each in invitations.items() for message in by_invitation.get(pk, ())]


def may_be_passed_on(viewer: Person) -> QuerySet[Invitation]:
    """The keys of invitations to meetings still to come, for those who run the panel."""
    return _seen_by(viewer).filter(meeting__starts_at__gt=clock.now()).values("pk")


def errands_for(viewer: Person, messages: list[outbox.OutboxMessage]) -> list[Errand]:
    """These messages as something to pass on, as far as they are still true and wanted: one query."""
    about = _seen_by(viewer).filter(pk__in=[message.about_id for message in messages])
    found = {each.pk: each for each in _with_whereabouts(about).select_related("meeting__panel__contact")}
    return [notices.errand(message, each) for message, each in _still_to_tell(messages, found)]


def _to_tell(invitations: QuerySet[Invitation]) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    by_key = {each.pk: each for each in invitations}
    messages = outbox.waiting_for_a_person().filter(about_id__in=list(by_key), kind__in=notices.KINDS)
    return _still_to_tell(messages, by_key)


def _still_to_tell(
    messages: Iterable[outbox.OutboxMessage], by_key: dict[UUID, Invitation]
) -> list[tuple[outbox.OutboxMessage, Invitation]]:
    pairs = [(message, by_key[message.about_id]) for message in messages if message.about_id in by_key]
    true = [(message, each) for message, each in pairs if each.still_on_panel and notices.is_true(message, each)]
    return [(message, each) for message, each in true if notices.is_wanted(message, each.in_a_break)]


def is_from_before_a_break(invitation: Invitation) -> bool:
    """For the action: was this answer given before a break that still lasts? Then the same answer again means more."""
    return Invitation.objects.filter(_away_since(), pk=invitation.pk).exists()


def to_remind(meeting: Meeting, reminder: Reminder) -> QuerySet[Invitation]:
    """For LEAP's own work, not for a page: who is to be reminded of a meeting and has not been.

    Somebody invited after the reminder was due has only just heard, so they are not reminded of it as well.
    """
    already = outbox.OutboxMessage.objects.filter(
        about_id=OuterRef("pk"), kind=notices.REMINDER, occasion=reminder.occasion
    )
    return (
        Invitation.objects.filter(
            _on_panel(), ~_away(), meeting=meeting, reply__in=states.TO_REMIND, invited_at__lt=reminder.due_at
        )
        .exclude(Exists(already))
        .filter(person__is_active=True)
        .select_related("person", "meeting__panel")
        .order_by("pk")
    )


def _seen_by(viewer: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(meeting__panel__in=people.panels_run_by(viewer).values("pk"))


def _on_panel() -> Exists:
    held = Role.objects.filter(people.belonging(), person=OuterRef("person"), panel=OuterRef("meeting__panel"))
    return Exists(held)


def _breaks() -> QuerySet[Pause]:
    """Of invitations: the break, if any, that each person takes from the panel of the meeting."""
    return people.away_from(OuterRef("meeting__panel")).filter(person=OuterRef("person"))


def _away() -> Exists:
    return Exists(_breaks())


def _away_since() -> Exists:
    return Exists(_breaks().filter(started_at__gte=OuterRef("replied_at")))


def _takes_replies() -> Q:
    return Q(meeting__state=Meeting.State.OPEN, meeting__starts_at__gt=clock.now())
