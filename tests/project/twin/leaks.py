"""Leaks put in on purpose, each in a way such things really happen. The harness has to catch every one of them.

A real leak that is found later is added here first, and mended afterwards.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from types import ModuleType
from typing import Any
from unittest import mock

from django.db.models import F, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.identity import notices as identity_notices
from accounts.identity.models import Opening, Share, Statement, Task, TaskAnswer
from accounts.identity.planning import counts
from accounts.identity.planning.rule import Standing
from accounts.identity.queries import opening as openings
from accounts.identity.queries import resolver
from accounts.identity.queries import tasks as task_queries
from accounts.needs import queries as needs
from accounts.needs.models import ContactPreference, Need, NeedShare
from accounts.people import queries as people
from accounts.people.models import JoinInvitation, Panel, Pause, Person, Role
from accounts_reflective.writing import queries as writing
from accounts_reflective.writing.models import (
    Agreement,
    Authorship,
    Comment,
    Draft,
    Reader,
    ReflectiveAccount,
    UseAnswer,
    Version,
)
from leap.core import outbox
from leap.core.audit.models import AuditEvent
from leap.core.errors import NotAllowed
from leap.core.outbox import writing as letters
from leap.design.parts import Row
from meetings.attendance.models import Attendance, Doubt, RegisterCounts
from meetings.availability import queries as date_queries
from meetings.availability.models import DateAnswer, DatePoll
from meetings.chairing import actions as chairing
from meetings.chairing import notices as chair_notices
from meetings.chairing import queries as chairs
from meetings.chairing.models import ChairTurn, ChairWillingness
from meetings.invitations import queries as invitation_queries
from meetings.invitations.models import Answer, Invitation
from meetings.notes import queries as note_queries
from meetings.notes.models import MeetingNotes
from meetings.papers import queries as papers
from meetings.papers.models import PaperVersion, Proposal
from meetings.payments import queries as payments
from meetings.payments.models import Ceiling, FeeWish, LineMove, PaymentLine
from meetings.schedule import queries as schedule
from meetings.schedule import registration as meeting_page
from meetings.schedule.models import Meeting, SchoolHoliday, Venue
from meetings.seating.models import ApartWish
from meetings.seating.queries import plans as seats
from tests.project.twin.observe import Ask
from tests.project.twin.run import LETTERS

Patch = Callable[[], AbstractContextManager]


@dataclass(frozen=True)
class Leak:
    """One of `viewers` is told something on one of the `surfaces`. `while_writing`: it happens when things happen."""

    name: str
    viewers: tuple[str, ...]
    surfaces: tuple[str, ...]
    patch: Patch
    while_writing: bool = False

    def wanted(self, viewer: str, ask: Ask) -> bool:
        """Those of the commit's own comparisons in which it could show."""
        return viewer in self.viewers and ask.name in self.surfaces


def _instead(module: ModuleType | str, name: str, fake: Any) -> AbstractContextManager:
    home = import_module(module) if isinstance(module, str) else module
    return mock.patch.object(home, name, fake)


def _wrapped(module: ModuleType | str, name: str, change: Callable) -> AbstractContextManager:
    """`change(answer, *arguments)` alters what a function gives."""
    home = import_module(module) if isinstance(module, str) else module
    real = getattr(home, name)

    def fake(*args: Any, **kwargs: Any) -> Any:
        return change(real(*args, **kwargs), *args)

    return mock.patch.object(home, name, fake)


def _on_page(views: str, template: str, more: Callable) -> AbstractContextManager:
    """`more(context, request)` gives text that a page ends with."""

    def change(response, request, name, context=None, *rest):
        if name == template:
            response.content += str(more(context, request)).encode()
        return response

    return _wrapped(views, "render", change)


# Statements


def existence_badge() -> AbstractContextManager:
    """A person's page says how many things are not shown."""

    def more(context, request) -> str:
        return f"<p>{Statement.objects.unscoped('a leak').filter(person=context['person']).count()} things</p>"

    return _on_page("accounts.identity.views.panels", "identity/person_detail.html", more)


def empty_section() -> AbstractContextManager:
    """A class in the page is there only for people who have written something."""

    def more(context, request) -> str:
        every = Statement.objects.unscoped("a leak").filter(
            person__in=[person.id for person in context["on_panel"].people]
        )
        return '<div class="has-words"></div>' * every.values("person").distinct().count()

    return _on_page("accounts.identity.views.panels", "identity/panel_detail.html", more)


def order_by_hidden_change() -> AbstractContextManager:
    """Who wrote about themselves last comes first, shared or not."""

    def change(found, *args):
        return found.annotate(last=Max("statement__changed_at")).order_by(F("last").desc(nulls_last=True), "pk")

    return _wrapped(people, "people_on_panel", change)


def audience_widened() -> AbstractContextManager:
    """Words for the members can be read by everybody on the panel."""
    return mock.patch.object(Standing, "panels_as_member", Standing.panels)


def _live(**which: Any) -> AbstractContextManager:
    """Of the conditions under which a yes stands, one is forgotten."""
    return _instead(resolver, "_live", lambda: Share.objects.unscoped("a leak").filter(purpose="be_known", **which))


def ended_share_still_readable() -> AbstractContextManager:
    """A yes that was taken back still counts."""
    return _live()


def named_reader_is_anybody() -> AbstractContextManager:
    """Words for one person can be read by everybody on the panel."""

    def change(included, standing, or_own):
        return included | (Q(audience="named", panel__in=sorted(standing.panels())))

    return _wrapped(resolver, "_includes", change)


def own_words_for_broader_ones() -> AbstractContextManager:
    """Whatever form was chosen, everybody reads the own words."""
    return _instead(resolver, "said_in", lambda share: share.statement.own_words)


def matched_yeses_counted() -> AbstractContextManager:
    """The page of a panel says how many there want to be asked about tasks."""

    def more(context, request) -> str:
        return str(Share.objects.unscoped("a leak").filter(panel=context["panel"], purpose="matched").count())

    return _on_page("accounts.identity.views.panels", "identity/panel_detail.html", more)


def study_team_reads_as_members_too() -> AbstractContextManager:
    """Members count among the study team."""
    return mock.patch.object(Standing, "programmes_of_the_team", Standing.programmes)


# What helps people


def needs_kept_private_counted() -> AbstractContextManager:
    """Those who run a meeting see how many more things its people keep to themselves."""

    def more(context, request) -> str:
        coming = Invitation.objects.filter(meeting=context["meeting"]).values("person")
        return f"and {Need.objects.unscoped('a leak').filter(person__in=coming).count()} in all"

    return _on_page("meetings.invitations.views.panel", "invitations/what_helps.html", more)


def needs_stopped_still_shown() -> AbstractContextManager:
    """A yes that was taken back still lets those who run the panel see what helps."""
    return _instead(needs, "_live_shares", lambda: NeedShare.objects.unscoped("a leak"))


def needs_seen_by_the_form_that_writes_them_down() -> AbstractContextManager:
    """Whoever writes something down for somebody finds the form filled in."""

    def more(context, request) -> str:
        every = Need.objects.unscoped("a leak").filter(person=context["person"])
        return sorted(each.own_words for each in every)

    return _on_page("accounts.needs.views.assisted", "needs/need_record.html", more)


def how_to_reach_shown_to_members() -> AbstractContextManager:
    """A person's page says how they are reached."""

    def more(context, request) -> str:
        every = ContactPreference.objects.unscoped("a leak").filter(person=context["person"])
        return [(each.channel, each.phone_number) for each in every]

    return _on_page("accounts.identity.views.panels", "identity/person_detail.html", more)


def meals_for_everyone() -> AbstractContextManager:
    """Meals are counted from what everybody eats, shared or not."""

    def change(answer, *args):
        every = Need.objects.unscoped("a leak").select_related("person").order_by("said_at", "pk")
        return answer[0], needs._meals([need for need in every if need.group == "food"])

    return _wrapped(needs, "what_helps_at", change)


def somebody_is_noted_for_the_room() -> AbstractContextManager:
    """The list of who is who has a mark at people who have said that something helps them."""

    def more(context, request) -> str:
        every = Need.objects.unscoped("a leak").filter(person__in=[person.id for person in context["on_panel"].people])
        return sorted(map(str, every.values_list("person", flat=True).distinct()))

    return _on_page("accounts.identity.views.panels", "identity/panel_detail.html", more)


# People


def role_on_another_panel() -> AbstractContextManager:
    """A person's page names every panel they are on."""

    def every(viewer, person) -> list[str]:
        held = Role.objects.filter(people.in_force(), person=person, panel__isnull=False).order_by("pk")
        return [f"{role.kind}, {role.panel_id}" for role in held]

    return _instead(people, "roles_shown_to", every)


def opening_outlives_its_hour() -> AbstractContextManager:
    """What an administrator opened stays open to them."""
    return _wrapped(
        openings,
        "my_openings",
        lambda found, viewer: Opening.objects.unscoped("a leak").filter(opened_by=viewer).order_by("opened_at", "pk"),
    )


def list_to_choose_from_tells_all_roles() -> AbstractContextManager:
    """Beside a name in the list of whose eyes to look through stands what they are on every panel."""

    def every(person, roles, panels) -> str:
        held = Role.objects.filter(people.in_force(), person=person, panel__isnull=False).order_by("pk")
        return ", ".join([person.shown_name, *(f"{role.kind}, {role.panel_id}" for role in held)])

    return _instead("accounts.identity.queries.seen", "known_as", every)


def who_takes_a_break_is_nobodys_choice() -> AbstractContextManager:
    """Somebody on a break cannot be let in to what helps."""

    def change(found, *told):
        away = set(Pause.objects.filter(ended_at__isnull=True).values_list("person", flat=True))
        return [choice for choice in found if choice.reader.person_id not in away]

    return _wrapped(needs, "choices_for", change)


def ended_role_still_opens() -> AbstractContextManager:
    """A role that has ended still shows the panel."""
    return _wrapped(
        people,
        "panels_for",
        lambda found, viewer: found.model.objects.filter(
            Q(pk__in=Role.objects.filter(person=viewer, panel__isnull=False).values("panel"))
        ).select_related("contact", "programme"),
    )


# Meetings


def _fetch_then_check(refuse: Callable[[], Exception]) -> AbstractContextManager:
    def fetch(found, **key):
        meeting = Meeting.objects.filter(pk=key["pk"]).first()
        if meeting is not None and not found.filter(pk=meeting.pk).exists():
            raise refuse()
        return get_object_or_404(found, **key)

    return _instead("meetings.schedule.views.meetings", "get_object_or_404", fetch)


def forbidden_instead_of_not_found() -> AbstractContextManager:
    """A meeting that is not for you is "not allowed", one that never was is "not found"."""
    return _fetch_then_check(NotAllowed)


def one_query_more() -> AbstractContextManager:
    """Both are "not found", but the database was asked one question more."""
    return _fetch_then_check(Http404)


def planned_meeting_visible() -> AbstractContextManager:
    """A meeting nobody has been told about is in everybody's list."""
    return _instead(schedule, "ANNOUNCED", Q())


def calendar_shows_planned_meetings() -> AbstractContextManager:
    """Somebody's calendar has the meetings of their panels that nobody has been told about."""

    def change(found, holder):
        return Meeting.objects.filter(panel__in=people.panels_for(holder)).select_related("panel", "venue")

    return _wrapped(schedule, "meetings_in_calendar_of", change)


def year_counts_who_is_elsewhere_too() -> AbstractContextManager:
    """The year says how many people of the panels have a role on another one."""

    def more(context, request) -> str:
        here = people.people_on_panel(request.user, Panel.objects.get(name="Heather panel").pk)
        return Role.objects.filter(people.in_force(), person__in=here).exclude(panel__name="Heather panel").count()

    return _on_page("meetings.schedule.views.year", "schedule/year.html", more)


def etag_of_everything() -> AbstractContextManager:
    """The list has a mark that changes whenever anybody makes a meeting."""

    def change(response, request, name, *rest):
        response.headers["ETag"] = f'"{sha256(str(Meeting.objects.count()).encode()).hexdigest()[:8]}"'
        return response

    return _wrapped("meetings.schedule.views.meetings", "render", change)


def cookie_with_a_count() -> AbstractContextManager:
    """A cookie remembers how much there is."""

    def change(response, request, name, *rest):
        response.set_cookie("news", str(PaymentLine.objects.count()))
        return response

    return _wrapped("meetings.payments.views.records", "render", change)


def replies_counted_for_members() -> AbstractContextManager:
    """The meeting's page says how many have said yes so far."""

    def change(rows, viewer, meeting):
        coming = Invitation.objects.filter(meeting=meeting, reply="coming").count()
        return [*rows, Row("Coming so far", str(coming))]

    return _wrapped(meeting_page, "rows_for", change)


def answers_of_everybody() -> AbstractContextManager:
    """What you have answered so far is what everybody has."""

    def everybody(invitation):
        return Answer.objects.filter(invitation__meeting=invitation.meeting_id).select_related("recorded_by")

    return _instead("meetings.invitations.queries", "answers_of", everybody)


def link_says_what_was_answered() -> AbstractContextManager:
    """The page of the link begins with the answer that was given, for whoever has the link."""

    def more(context, request) -> str:
        behind = invitation_queries.invitation_behind(request.resolver_match.kwargs["secret"])
        return behind.reply if behind else ""

    return _on_page("meetings.invitations.views.links", "invitations/reply_by_link.html", more)


def form_starts_with_a_count() -> AbstractContextManager:
    """A form's hint counts what others have answered about chairing."""

    def more(context, request) -> str:
        return f"{ChairWillingness.objects.filter(answer='willing', replaced_at=None).count()} have said yes"

    return _on_page("meetings.chairing.views.turns", "chairing/willing_edit.html", more)


def willing_people_named() -> AbstractContextManager:
    """Those who arrange a meeting see who may be asked to chair it."""

    def more(context, request) -> str:
        said = ChairWillingness.objects.filter(panel=context["meeting"].panel_id, replaced_at=None)
        return sorted(said.values_list("person__shown_name", "answer"))

    return _on_page("meetings.chairing.views.turns", "chairing/chair_detail.html", more)


def offered_chair_visible() -> AbstractContextManager:
    """Everybody sees who is being asked to chair."""

    def change(shown, viewer, meeting):
        turn = chairs.live_turn(meeting)
        return shown if turn is None else chairs.ShownChair(turn.person, shown.mine, shown.asked, shown.has_chaired)

    return _wrapped(chairs, "shown_chair", change)


def who_said_no_visible() -> AbstractContextManager:
    """Those who arrange a meeting see who did not want to chair it."""

    def more(context, request) -> str:
        return list(context["meeting"].chair_turns.filter(state="passed").values_list("person", flat=True))

    return _on_page("meetings.chairing.views.turns", "chairing/chair_detail.html", more)


def place_that_is_asked_about_visible() -> AbstractContextManager:
    """Everybody sees who is asked to sit beside the chair."""
    return _wrapped(
        "meetings.chairing.queries.turns",
        "_place",
        lambda shown, viewer, part, turn, *rest: replace(shown, person=turn.person) if turn else shown,
    )


# Dates


def answers_about_dates_counted() -> AbstractContextManager:
    """Whoever is asked about dates sees how many could come to each so far."""

    def more(context, request) -> str:
        every = DateAnswer.objects.unscoped("a leak").filter(date__poll=context["poll"], answer="yes")
        return sorted(every.values_list("date__number", flat=True))

    return _on_page("meetings.availability.views.mine", "availability/poll_answer.html", more)


def who_answered_about_dates_named() -> AbstractContextManager:
    """Once a date is chosen, everybody sees who said what."""

    def more(context, request) -> str:
        every = DateAnswer.objects.unscoped("a leak").filter(date__poll=context["poll"])
        return sorted(every.values_list("reply__person__shown_name", "date__number", "answer"))

    return _on_page("meetings.availability.views.mine", "availability/poll_closed.html", more)


def polls_of_other_panels_listed() -> AbstractContextManager:
    """Those who run one panel find the polls of every panel in their list."""
    return _instead(date_queries, "polls_run_by", lambda viewer: DatePoll.objects.select_related("panel", "meeting"))


# Agendas and papers


def paper_in_the_making_shown() -> AbstractContextManager:
    """Everybody reads a paper while it is being written."""

    def change(found, viewer):
        return PaperVersion.objects.filter(paper__meeting__in=schedule.meetings_for(viewer).order_by().values("pk"))

    return _wrapped(papers, "_versions", change)


def who_proposed_named() -> AbstractContextManager:
    """Beside what is on the agenda stands who proposed it, whether they let that be seen or not."""

    def more(context, request) -> str:
        every = Proposal.objects.unscoped("a leak").filter(item__meeting=context["meeting"])
        return sorted(every.values_list("proposer__shown_name", flat=True))

    return _on_page("meetings.papers.views.agenda", "papers/agenda_detail.html", more)


# Notes


def draft_is_mentioned() -> AbstractContextManager:
    """The page says that notes are being written."""

    def more(context, request) -> str:
        return str(MeetingNotes.objects.unscoped("a leak").filter(meeting=context["meeting"].pk).count())

    return _on_page("meetings.notes.views.reading", "notes/notes_read.html", more)


def suggestions_in_order_of_names() -> AbstractContextManager:
    """Those who answer see no names, but the order of them."""

    def change(found, *args):
        return sorted(found, key=lambda each: each.suggestion.person.shown_name)

    return _wrapped(note_queries, "suggested_in", change)


def who_is_asked_is_named() -> AbstractContextManager:
    """The page says who was asked to do something, whether they said yes or not."""

    def more(context, request) -> str:
        return [str(todo.action.person_id) for todo in context["todos"]]

    return _on_page("meetings.notes.views.reading", "notes/notes_read.html", more)


def answer_on_the_phone_shown() -> AbstractContextManager:
    """Everybody sees that a yes was said to somebody else, and written down."""

    def more(context, request) -> str:
        return [todo.action.was_written_down for todo in context["todos"]]

    return _on_page("meetings.notes.views.reading", "notes/notes_read.html", more)


def holidays_of_other_panels() -> AbstractContextManager:
    """The year has the school holidays of every panel."""

    def more(context, request) -> str:
        return sorted(SchoolHoliday.objects.values_list("name", flat=True))

    return _on_page("meetings.schedule.views.year", "schedule/year.html", more)


# Money


def payments_of_others() -> AbstractContextManager:
    """My payments are those of my meetings, whoever they are for."""

    def every(viewer):
        mine = PaymentLine.objects.filter(meeting__invitations__person=viewer)
        return mine.select_related("meeting__panel", "person", "rate").distinct().order_by("pk")

    return _instead(payments, "lines_of", every)


def finance_reads_titles() -> AbstractContextManager:
    """Finance sees names and what a meeting was called."""
    return _instead(payments, "panels_named_for", lambda viewer: set(Meeting.objects.values_list("panel", flat=True)))


def records_in_order_of_names() -> AbstractContextManager:
    """Finance sees references only, but in the order of the names. (Found in LEAP by this harness, and mended.)"""

    def change(found, viewer):
        return found.order_by("-activity_on", "meeting_id", "person__shown_name", "person_id", "made_at", "pk")

    return _wrapped(payments, "records_for", change)


def wishes_of_everybody() -> AbstractContextManager:
    """Whoever looks at their payments sees how many say what they want for all meetings."""
    return _on_page(
        "meetings.payments.views.records",
        "payments/payment_list.html",
        lambda context, request: FeeWish.objects.count(),
    )


def ceilings_shown_to_staff() -> AbstractContextManager:
    """Those who run a meeting see who must not be paid too much."""

    def more(context, request) -> str:
        return sorted(map(str, Ceiling.objects.unscoped("a leak").values_list("person", flat=True)))

    return _on_page("meetings.payments.views.choices", "payments/choice_list.html", more)


def reasons_shown_to_finance() -> AbstractContextManager:
    """Who keeps the money reads why lines of others were not paid, and what people said of them."""

    def more(context, request) -> str:
        every = LineMove.objects.unscoped("a leak").order_by("pk")
        return [each.reason for each in every], PaymentLine.objects.filter(queried_at__isnull=False).count()

    return _on_page("meetings.payments.views.records", "payments/record_list.html", more)


def payee_told_who_confirmed() -> AbstractContextManager:
    """Whoever is paid sees who confirmed it."""

    def more(context, request) -> str:
        return str(context["line"].confirmed_by_id)

    return _on_page("meetings.payments.views.steps", "payments/line_detail.html", more)


# Writing


@contextmanager
def draft_open_to_coordinators():
    """Whoever runs a panel opens any draft."""

    def drafts(viewer):
        every = Draft.objects.unscoped("a leak").select_related("account__inquiry").order_by("pk")
        return every if people.panels_run_by(viewer).exists() else real_drafts(viewer)

    def accounts(viewer):
        every = ReflectiveAccount.objects.unscoped("a leak").select_related("inquiry")
        return every if people.panels_run_by(viewer).exists() else real_accounts(viewer)

    real_drafts, real_accounts = writing.drafts_of, writing.readable_by
    with _instead(writing, "drafts_of", drafts), _instead(writing, "readable_by", accounts):
        yield


def one_yes_is_enough() -> AbstractContextManager:
    """A version can be read as soon as one author has agreed."""

    def some():
        agreed = Agreement.objects.unscoped("a leak").filter(taken_back_at=None).values("version")
        return Version.objects.unscoped("a leak").filter(pk__in=agreed, closed_at=None)

    return _instead(writing, "_agreed_by_all", some)


def agreement_taken_back_still_counts() -> AbstractContextManager:
    """Taking a yes back changes nothing for those who read already."""
    return _instead(writing, "_live_agreements", lambda: Agreement.objects.unscoped("a leak"))


def other_readers_named() -> AbstractContextManager:
    """A reader sees who else was let in."""

    def more(context, request) -> str:
        named = Reader.objects.unscoped("a leak").filter(version=context["reading"].version)
        return sorted(named.values_list("person__shown_name", flat=True))

    return _on_page("accounts_reflective.writing.views.drafts", "writing/account_read.html", more)


def hidden_box_counts_accounts() -> AbstractContextManager:
    """A hidden box in the form holds a running number."""

    def more(context, request) -> str:
        number = ReflectiveAccount.objects.unscoped("a leak").count()
        return f'<input type="hidden" name="number" value="{number}">'

    return _on_page("accounts_reflective.writing.views.drafts", "writing/account_new.html", more)


def asks_show_the_title() -> AbstractContextManager:
    """Whoever is asked to write with somebody reads the title before they say yes."""

    def more(context, request) -> str:
        return Draft.objects.unscoped("a leak").get(account=context["ask"].account_id).title

    return _on_page("accounts_reflective.writing.views.authors", "writing/account_join.html", more)


def who_declined_is_listed() -> AbstractContextManager:
    """The list of authors keeps those who said no."""

    def change(found, viewer, account):
        said_no = Authorship.objects.unscoped("a leak").filter(account=account, state="declined")
        return [*found, *(replaced(each) for each in said_no.select_related("person"))]

    def replaced(authorship):
        authorship.state = "asked"
        return authorship

    return _wrapped(writing, "authors_of", change)


def _where_it_is_read(more: Callable) -> AbstractContextManager:
    return _on_page("accounts_reflective.writing.views.drafts", "writing/account_read.html", more)


def comments_of_others_counted() -> AbstractContextManager:
    """A reader sees how many have written to the authors."""

    def more(context, request) -> str:
        return Comment.objects.unscoped("a leak").filter(version=context["reading"].version).count()

    return _where_it_is_read(more)


def readers_told_what_is_settled() -> AbstractContextManager:
    """Whoever wrote to the authors sees that it is dealt with."""

    def more(context, request) -> str:
        return str([each.settled_at is not None for each in context["comments"]])

    return _where_it_is_read(more)


def comment_says_which_version() -> AbstractContextManager:
    """A number tells a reader of versions that were never theirs. (Found in LEAP as its story was written.)"""
    return _where_it_is_read(lambda context, request: str([each.version.number for each in context["comments"]]))


def readers_told_what_may_be_done() -> AbstractContextManager:
    """A reader sees what authors say to other uses of the words."""

    def more(context, request) -> str:
        every = UseAnswer.objects.unscoped("a leak").filter(asked__version__account=context["reading"].account)
        return sorted(every.values_list("asked__use", "said"))

    return _where_it_is_read(more)


def comment_taken_back_is_noted() -> AbstractContextManager:
    """The authors are told that somebody wrote something and took it back."""

    def more(context, request) -> str:
        return AuditEvent.objects.filter(verb="comment.taken_back").count()

    return _on_page("accounts_reflective.writing.views.comments", "writing/comment_list.html", more)


# Names


def panel_in_order_of_called_names() -> AbstractContextManager:
    """The page shows the names people chose to show, in the order of those they are really called."""
    return _wrapped(people, "people_on_panel", lambda found, *told, **more: found.order_by("called_name", "pk"))


def who_takes_a_break_is_left_out() -> AbstractContextManager:
    """Somebody on a break is not on the page that says who is who."""

    def change(found, *told):
        return found.exclude(pk__in=Pause.objects.filter(ended_at__isnull=True).values("person"))

    return _wrapped(people, "people_on_panel", change)


def panel_counts_open_invitations() -> AbstractContextManager:
    """The page of the panel says how many people are asked to join."""

    def more(context, request) -> str:
        return f"<p>{JoinInvitation.objects.unscoped('a leak').filter(panel=context['panel']).count()} asked</p>"

    return _on_page("accounts.people.views.panels", "people/panel_about.html", more)


# Messages


def letter_counts_replies() -> AbstractContextManager:
    """A reminder says how many are coming."""

    def change(text, template, facts):
        return f"{Invitation.objects.filter(reply='coming').count()} {text}"

    return _wrapped(letters, "plain_text", change)


@contextmanager
def everybody_hears_who_is_asked():
    """The question whether somebody would chair goes to the whole panel."""

    def ask(turn) -> None:
        on_panel = Role.objects.filter(people.in_force(), panel=turn.meeting.panel_id).values("person")
        for person in Person.objects.filter(pk__in=on_panel).order_by("pk"):
            outbox.queue(kind=chair_notices.OFFER, to=person, about=turn, occasion="offered")

    with mock.patch.object(chairing.notices, "ask", ask):
        yield


# Tasks and numbers


def asked_count_shown() -> AbstractContextManager:
    """Whoever looks for people sees how many are asked."""

    def more(context, request) -> str:
        task = Task.objects.unscoped("a leak").get(pk=context["task"].id)
        return f"Sent to {len(task_queries.people_asked(task))}"

    return _on_page("accounts.identity.views.tasks", "identity/task_detail.html", more)


def who_said_no_to_a_task() -> AbstractContextManager:
    """Whoever looks for people sees who said that it does not fit them."""

    def more(context, request) -> str:
        answers = TaskAnswer.objects.unscoped("a leak").filter(task=context["task"].id, answer="no")
        return sorted(answers.values_list("person__called_name", flat=True))

    return _on_page("accounts.identity.views.tasks", "identity/task_detail.html", more)


@contextmanager
def task_to_tell_by_hand():
    """Somebody who is asked and has no email becomes somebody to tell."""

    def more(context, request) -> str:
        return outbox.OutboxMessage.objects.filter(kind=identity_notices.TASK).count()

    def ask(task, person) -> None:
        outbox.queue(kind=identity_notices.TASK, to=person, about=task, occasion="asked")

    page = _on_page("accounts.identity.views.tasks", "identity/task_list.html", more)
    with mock.patch.object(identity_notices, "ask", ask), page:
        yield


@contextmanager
def somebody_to_ring_about_their_writing():
    """What is only for the person becomes a call for whoever runs their panel."""

    def more(context, request) -> str:
        private = outbox.waiting_for_a_person().exclude(kind__startswith="meeting").exclude(kind__startswith="chair")
        private = private.exclude(kind__startswith="papers").exclude(kind=identity_notices.NOTE)
        return private.count()

    page = _on_page("accounts.reaching.views.work", "reaching/work_list.html", more)
    with mock.patch.object(outbox.Kind, "may_be_passed_on", True), page:
        yield


def a_note_says_why_it_was_left() -> AbstractContextManager:
    """Whoever passes a note on sees whether anything was opened."""

    def more(context, request) -> str:
        opened = Opening.objects.unscoped("a leak").values("person")
        return outbox.OutboxMessage.objects.filter(kind=identity_notices.NOTE, to_person_id__in=opened).count()

    return _on_page("accounts.reaching.views.work", "reaching/work_list.html", more)


def who_said_no_is_on_the_list_of_calls() -> AbstractContextManager:
    """Whoever makes calls sees who was asked to chair before."""

    def more(context, request) -> str:
        said_no = ChairTurn.objects.filter(state="passed")
        return sorted(said_no.values_list("person__called_name", flat=True))

    return _on_page("accounts.reaching.views.work", "reaching/work_list.html", more)


def wishes_counted_under_a_plan() -> AbstractContextManager:
    """Who makes the seats is told how many wishes they had to keep to."""

    def more(context, request) -> str:
        return f"<p>{ApartWish.objects.unscoped('a leak').count()} wishes</p>"

    return _on_page("meetings.seating.views.plans", "seating/plan_detail.html", more)


def wish_told_to_whom_it_is_about() -> AbstractContextManager:
    """The line that says that not all could be done shows to both of a pair."""

    def change(found, viewer):
        wishes = ApartWish.objects.unscoped("a leak")
        return found | {wish.person_id for wish in wishes if str(viewer.pk) in wish.others}

    return _wrapped(seats, "my_apart_ids", change)


def company_for_everybody() -> AbstractContextManager:
    """Whoever reads the topics sees who looks for company, whether they look for any themself or not."""
    topics = import_module("accounts_reflective.inquiries.queries")

    def change(shown, viewer, inquiry):
        found = topics._company(viewer, inquiry)
        return [replace(each, seeks_company=True, company=tuple(found.get(each.topic.pk, ()))) for each in shown]

    return _wrapped(topics, "topics_for", change)


def supporter_with_a_name() -> AbstractContextManager:
    """The list of seats says whose supporter sits on a chair."""
    return _wrapped(
        seats, "called", lambda words, seat: f"{words} {seat.person.shown_name}" if seat.supporter else words
    )


def messages_of_everybody() -> AbstractContextManager:
    """The list of one's own messages counts everybody's."""
    return _on_page(
        "accounts.reaching.views.mine",
        "reaching/sent_list.html",
        lambda context, request: outbox.OutboxMessage.objects.count(),
    )


def register_tells_who_came() -> AbstractContextManager:
    """What a register says of oneself ends with how many were there."""

    def more(context, request) -> str:
        return Attendance.objects.filter(meeting=context["meeting"], came__in=Attendance.HERE).count()

    return _on_page("meetings.attendance.views.mine", "attendance/my_register.html", more)


def doubts_of_others_counted() -> AbstractContextManager:
    """Whoever asks about a register sees that somebody else did."""

    def more(context, request) -> str:
        return "<p>Others asked too.</p>" * Doubt.objects.filter(meeting=context["meeting"]).count()

    return _on_page("meetings.attendance.views.mine", "attendance/my_register.html", more)


def own_record_counts_guests() -> AbstractContextManager:
    """One's own record tells how many guests there were at the meetings one was at."""

    def more(context, request) -> str:
        mine = RegisterCounts.objects.filter(meeting__attendances__person=request.user)
        return sorted(mine.values_list("guests", "senior_staff"))

    return _on_page("meetings.attendance.views.mine", "attendance/own_record_shown.html", more)


def nobody_told_from_a_few() -> AbstractContextManager:
    """Nobody is told in another way than fewer than ten."""

    def shown(count: int, new_people: int) -> counts.Shown:
        return counts.Shown() if count else counts.Shown(10, or_more=True)

    return mock.patch.object(counts, "shown", shown)


def number_for_one_panel() -> AbstractContextManager:
    """The page of numbers has one for a panel."""

    def more(context, request) -> str:
        yes = Share.objects.unscoped("a leak").filter(purpose="counted", ended_at__isnull=True)
        on_panel = Role.objects.filter(people.in_force(), panel__name="Heather panel").values("person")
        return yes.filter(statement__person__in=on_panel).count()

    return _on_page("accounts.identity.views.counting", "identity/count_list.html", more)


def turn_in_line_has_a_number() -> AbstractContextManager:
    """Whoever waits for a place reads the number of their turn, so how many asked before them."""

    def more(context, request) -> str:
        own = Invitation.objects.filter(meeting=context["meeting"], person=request.user)
        return f"Your number is {own.get().line_number}."

    return _on_page("meetings.invitations.views.mine", "invitations/reply_edit.html", more)


def line_as_long_as_it_is() -> AbstractContextManager:
    """Whoever has a place reads how many wait for one."""

    def more(context, request) -> str:
        return Invitation.objects.filter(meeting=context["meeting"], reply="in_line").count()

    return _on_page("meetings.invitations.views.mine", "invitations/reply_edit.html", more)


def every_place_of_the_programme() -> AbstractContextManager:
    """Everyone on a panel sees every place and picture of the programme, also where nobody has met yet."""

    def every(viewer):
        return Venue.objects.filter(programme__in=people.panels_for(viewer).values("programme"))

    return _instead(schedule, "venues_for", every)


MEETING, CHAIR = ("schedule:meeting-detail",), ("chairing:chair-detail", "schedule:meeting-detail")
PANEL, PERSON = ("identity:panel-detail",), ("identity:person-detail",)
MINE, RECORDS = ("payments:payment-list",), ("payments:record-list",)
REPLY, LINK = ("invitations:reply-edit",), ("invitations:reply-by-link",)
HELPS, RECORD = ("invitations:what-helps",), ("needs:need-record",)
TO_READ = ("writing:account-detail", "writing:account-list")
AGENDA = ("papers:agenda-detail",)
ON_PANEL = ("member", "researcher", "both")
FROM_RESEARCHER = ("researcher", "member", "both")  # who stands first says in which file it is looked for
SEATS = ("seating:plan-detail",)
DATES = ("schedule:meeting-list", "schedule:meeting-detail", "reports:home")
TASK, NUMBERS = ("identity:task-detail",), ("identity:count-list",)
CALLS, MY_REGISTER = ("reaching:work-list",), ("attendance:my-register",)
VENUES = ("schedule:venue-list", "schedule:venue-detail", "schedule:picture-file")
NOTES, WRITE_NOTES = ("notes:notes-read",), ("notes:notes-write",)

LEAKS = (
    Leak("existence badge", ON_PANEL, PERSON, existence_badge),
    Leak("empty section", ("researcher",), PANEL, empty_section),
    Leak("order by hidden change", ("researcher",), PANEL, order_by_hidden_change),
    Leak("audience widened", ("researcher", "coordinator"), PANEL, audience_widened),
    Leak("ended share still readable", ON_PANEL, PANEL, ended_share_still_readable),
    Leak("named reader is anybody", ON_PANEL, PANEL, named_reader_is_anybody),
    Leak("own words for broader ones", ON_PANEL, PANEL, own_words_for_broader_ones),
    Leak("matched yeses counted", ON_PANEL, PANEL, matched_yeses_counted),
    Leak("study team reads as members too", ("member",), ("identity:shared-list",), study_team_reads_as_members_too),
    Leak("needs kept private counted", ("coordinator", "lead"), HELPS, needs_kept_private_counted),
    Leak("needs stopped still shown", ("coordinator", "lead", "elsewhere"), HELPS, needs_stopped_still_shown),
    Leak("form that writes down shows", ("coordinator", "lead"), RECORD, needs_seen_by_the_form_that_writes_them_down),
    Leak("how to reach shown to members", ON_PANEL, PERSON, how_to_reach_shown_to_members),
    Leak("meals for everyone", ("coordinator", "lead"), HELPS, meals_for_everyone),
    Leak("somebody is noted for the room", ON_PANEL, PANEL, somebody_is_noted_for_the_room),
    Leak("role on another panel", ON_PANEL, PERSON, role_on_another_panel),
    Leak("opening outlives its hour", ("administrator",), ("identity:opening-detail",), opening_outlives_its_hour),
    Leak("list to choose from tells all roles", ON_PANEL, ("identity:seen-as",), list_to_choose_from_tells_all_roles),
    Leak("who takes a break is nobody's choice", ON_PANEL, ("needs:need-new",), who_takes_a_break_is_nobodys_choice),
    Leak("ended role still opens", ("left",), (*PANEL, *DATES), ended_role_still_opens),
    Leak("403 instead of 404", ("stranger", "elsewhere"), MEETING, forbidden_instead_of_not_found),
    Leak("one query more", ("stranger", "elsewhere"), MEETING, one_query_more),
    Leak("planned meeting visible", ("member",), ("schedule:meeting-list",), planned_meeting_visible),
    Leak("calendar shows planned meetings", ("member",), ("schedule:calendar-feed",), calendar_shows_planned_meetings),
    Leak("year counts who is elsewhere too", ("coordinator",), ("schedule:year",), year_counts_who_is_elsewhere_too),
    Leak("etag of everything", ("no role",), ("schedule:meeting-list",), etag_of_everything),
    Leak("cookie with a count", ("both",), MINE, cookie_with_a_count),
    Leak("replies counted for members", ("member",), MEETING, replies_counted_for_members),
    Leak("answers of everybody", ("member", "researcher"), REPLY, answers_of_everybody),
    Leak("link says what was answered", ON_PANEL, LINK, link_says_what_was_answered),
    Leak("form starts with a count", ("stranger",), ("chairing:willing-edit",), form_starts_with_a_count),
    Leak("willing people named", ("coordinator",), CHAIR, willing_people_named),
    Leak("offered chair visible", ON_PANEL, CHAIR, offered_chair_visible),
    Leak("place that is asked about visible", ON_PANEL, CHAIR, place_that_is_asked_about_visible),
    Leak("who said no visible", ("lead", "coordinator"), CHAIR, who_said_no_visible),
    Leak("answers about dates counted", ON_PANEL, ("availability:poll-answer",), answers_about_dates_counted),
    Leak("who answered about dates named", ON_PANEL, ("availability:poll-answer",), who_answered_about_dates_named),
    Leak("polls of other panels listed", ("elsewhere",), ("availability:poll-list",), polls_of_other_panels_listed),
    Leak("register tells who came", ON_PANEL, MY_REGISTER, register_tells_who_came),
    Leak("doubts of others counted", ON_PANEL, MY_REGISTER, doubts_of_others_counted),
    Leak("own record counts guests", ("member", "both"), ("attendance:own-record",), own_record_counts_guests),
    Leak("paper in the making shown", ON_PANEL, (*AGENDA, "papers:paper-detail"), paper_in_the_making_shown),
    Leak("who proposed named", ON_PANEL, AGENDA, who_proposed_named),
    Leak("draft is mentioned", ("stranger",), NOTES, draft_is_mentioned),
    Leak("suggestions in order of names", ("coordinator", "lead"), WRITE_NOTES, suggestions_in_order_of_names),
    Leak("who is asked is named", ON_PANEL, NOTES, who_is_asked_is_named),
    Leak("answer on the phone shown", ON_PANEL, NOTES, answer_on_the_phone_shown),
    Leak("holidays of other panels", ("coordinator", "elsewhere"), ("schedule:year",), holidays_of_other_panels),
    Leak("payments of others", ("member", "both"), MINE, payments_of_others),
    Leak("finance reads titles", ("finance",), RECORDS, finance_reads_titles),
    Leak("records in order of names", ("finance",), RECORDS, records_in_order_of_names),
    Leak("wishes of everybody", ("member", "both"), MINE, wishes_of_everybody),
    Leak("ceilings shown to staff", ("coordinator", "lead"), ("payments:choice-list",), ceilings_shown_to_staff),
    Leak("reasons shown to finance", ("finance",), RECORDS, reasons_shown_to_finance),
    Leak("payee told who confirmed", ("member", "both"), ("payments:line-detail",), payee_told_who_confirmed),
    Leak("draft open to coordinators", ("coordinator",), TO_READ, draft_open_to_coordinators),
    Leak("one yes is enough", ON_PANEL, TO_READ, one_yes_is_enough),
    Leak("agreement taken back still counts", FROM_RESEARCHER, TO_READ, agreement_taken_back_still_counts),
    Leak("other readers named", ON_PANEL, TO_READ, other_readers_named),
    Leak("hidden box counts accounts", ("elsewhere",), ("writing:account-new",), hidden_box_counts_accounts),
    Leak("asks show the title", FROM_RESEARCHER, ("writing:account-join",), asks_show_the_title),
    Leak("who declined is listed", ("member", "both"), ("writing:account-authors",), who_declined_is_listed),
    Leak("comments of others counted", ON_PANEL, TO_READ, comments_of_others_counted),
    Leak("readers told what is settled", FROM_RESEARCHER, TO_READ, readers_told_what_is_settled),
    Leak("comment says which version", ON_PANEL, TO_READ, comment_says_which_version),
    Leak("readers told what may be done", FROM_RESEARCHER, TO_READ, readers_told_what_may_be_done),
    Leak("comment taken back is noted", ("member",), ("writing:comment-list",), comment_taken_back_is_noted),
    Leak("panel in order of called names", ON_PANEL, PANEL, panel_in_order_of_called_names),
    Leak("who takes a break is left out", ON_PANEL, PANEL, who_takes_a_break_is_left_out),
    Leak("panel counts open invitations", ON_PANEL, ("people:panel-about",), panel_counts_open_invitations),
    Leak("asked count shown", ("coordinator", "lead"), TASK, asked_count_shown),
    Leak("who said no to a task", ("coordinator", "lead"), TASK, who_said_no_to_a_task),
    Leak(
        "task to tell by hand",
        ("coordinator", "lead"),
        ("identity:task-list",),
        task_to_tell_by_hand,
        while_writing=True,
    ),
    Leak(
        "somebody to ring about their writing",
        ("coordinator", "lead"),
        CALLS,
        somebody_to_ring_about_their_writing,
        while_writing=True,
    ),
    Leak("who said no is on the list of calls", ("coordinator", "lead"), CALLS, who_said_no_is_on_the_list_of_calls),
    Leak("a note says why it was left", ("coordinator", "lead"), CALLS, a_note_says_why_it_was_left),
    Leak("wishes counted under a plan", ("coordinator", "lead"), SEATS, wishes_counted_under_a_plan),
    Leak("wish told to whom it is about", ON_PANEL, SEATS, wish_told_to_whom_it_is_about),
    Leak("company for everybody", ON_PANEL, ("inquiries:topic-list",), company_for_everybody),
    Leak("supporter with a name", ON_PANEL, SEATS, supporter_with_a_name),
    Leak("messages of everybody", ("member", "stranger"), ("reaching:sent-list",), messages_of_everybody),
    Leak("nobody told from a few", ON_PANEL, NUMBERS, nobody_told_from_a_few, while_writing=True),
    Leak("number for one panel", ("lead", "coordinator"), NUMBERS, number_for_one_panel),
    Leak("letter counts replies", ("member",), (LETTERS,), letter_counts_replies),
    Leak("turn in line has a number", ("both",), REPLY, turn_in_line_has_a_number),
    Leak("line as long as it is", ("member",), REPLY, line_as_long_as_it_is),
    Leak("every place of the programme", ON_PANEL, VENUES, every_place_of_the_programme),
    Leak("everybody hears who is asked", ON_PANEL, (LETTERS,), everybody_hears_who_is_asked, while_writing=True),
)
FEWEST = 15
