"""Places on the pages of meetings that the rooms above fill in AppConfig.ready(), so this room imports none of them.

    register_meeting_link(order=30, label="Chair", url_name="chairing:chair-detail", shown_to=can_see_chair)
    register_next_step(order=10, step=step_for)        # step_for(viewer, meeting) -> NextStep | None
    register_meeting_rows(order=20, rows=rows_for)     # rows_for(viewer, meeting) -> list[leap.design.parts.Row]
    register_meeting_tags(tags_for)                    # tags_for(viewer, meetings) -> {meeting id: Tag}
    register_list_action(order=10, label="Find a date", url_name="availability:poll-list", shown_to=may_find)
    register_list_link(order=10, label="Files", url_name="attendance:record-list", shown_to=has_records)
    register_place_link(order=10, label="Rooms", url_name="seating:room-list")    # address takes `venue_id`
    on_meeting_cancelled(tell_everyone)                # tell_everyone(meeting, by), in the same transaction
    on_meeting_moved(tell_everyone)                    # tell_everyone(meeting, change, by), in the same transaction
    register_people_asked(asked)                       # asked(viewer, meetings) -> rows of `person`, `meeting`
    register_pays_less(pays_less)                      # pays_less(meeting, band): less than people were told?
    register_who_may_join(is_invited)                  # is_invited(viewer, meeting): are they shown link and number?

Functions get the meeting the viewer may see, with its panel.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.needs import queries as needs
from accounts.people.models import Person
from leap.design.parts import Row
from leap.design.shell import NavItem, register_navigation
from meetings.schedule import access, states
from meetings.schedule.models import Meeting, MeetingChange, YesNo

Label = str | Callable[[Person, Meeting], str]
MayRead = Callable[[Person, Meeting], bool]


@dataclass(frozen=True)
class MeetingLink:
    """A page of a higher room about this meeting. `hint` says in a few words what one finds there."""

    order: int
    label: Label
    url_name: str
    shown_to: MayRead
    hint: str = ""


@dataclass(frozen=True)
class ListLink:
    """A page or file of a higher room that goes with the whole list of meetings."""

    order: int
    label: str | Callable[[Person], str]
    url_name: str
    shown_to: Callable[[Person], bool]


@dataclass(frozen=True)
class NextStep:
    """The one thing the viewer may want to do now. `done` means it is already answered and can be changed."""

    text: str
    label: str
    url: str
    title: str = ""
    done: bool = False


@dataclass(frozen=True)
class Tag:
    """A short status in words, with a tone of the design's status tag."""

    text: str
    tone: str = "quiet"


Step = Callable[[Person, Meeting], NextStep | None]
Rows = Callable[[Person, Meeting], list[Row]]
Tags = Callable[[Person, Sequence[Meeting]], dict[UUID, Tag]]
Told = Callable[[Meeting, Person], None]
ToldMoved = Callable[[Meeting, MeetingChange, Person], None]
Asked = Callable[[Person, Sequence[Meeting]], QuerySet]
SaidNo = Callable[[Person, Sequence[Meeting]], set[UUID]]
PaysLess = Callable[[Meeting, str], bool]

_links: dict[str, MeetingLink] = {}
_list_links: dict[str, ListLink] = {}
_list_actions: dict[str, ListLink] = {}
_place_links: dict[str, tuple[int, str]] = {}
_steps: dict[Step, int] = {}
_rows: dict[Rows, int] = {}
_tags: dict[Tags, None] = {}
_when_cancelled: dict[Told, None] = {}
_when_moved: dict[ToldMoved, None] = {}
_asked: list[Asked] = []
_joiners: dict[MayRead, None] = {}
_said_no: dict[SaidNo, None] = {}
_pays_less: dict[PaysLess, None] = {}


def register_meeting_link(*, order: int, label: Label, url_name: str, shown_to: MayRead, hint: str = "") -> None:
    """A link on the meeting's page to a page of a higher room, whose address takes `meeting_id`."""
    _links[url_name] = MeetingLink(order, label, url_name, shown_to, hint)


def register_list_link(
    *, order: int, label: str | Callable[[Person], str], url_name: str, shown_to: Callable[[Person], bool]
) -> None:
    """A link under the list of meetings."""
    _list_links[url_name] = ListLink(order, label, url_name, shown_to)


def register_list_action(
    *, order: int, label: str | Callable[[Person], str], url_name: str, shown_to: Callable[[Person], bool]
) -> None:
    """A button above the list of meetings, beside the one that makes a meeting."""
    _list_actions[url_name] = ListLink(order, label, url_name, shown_to)


def register_place_link(*, order: int, label: str, url_name: str) -> None:
    """A link on the page of a place, whose address takes `venue_id`, for everybody who sees the place."""
    _place_links[url_name] = (order, label)


def register_next_step(*, order: int, step: Step) -> None:
    """Something the viewer may need to do; the lowest order that has anything to say is shown."""
    _steps[step] = order


def register_meeting_rows(*, order: int, rows: Rows) -> None:
    """Lines for the list of facts on the meeting's page."""
    _rows[rows] = order


def register_meeting_tags(tags: Tags) -> None:
    """Statuses beside the meetings in the list, asked for once. Where two rooms have one, the later registered wins."""
    _tags[tags] = None


def on_meeting_cancelled(told: Told) -> None:
    """Called with the meeting and who called it off, inside the transaction that does it."""
    _when_cancelled[told] = None


def on_meeting_moved(told: ToldMoved) -> None:
    """Called with an open meeting, what it was before and who moved it, inside the transaction that does it."""
    _when_moved[told] = None


def register_people_asked(asked: Asked) -> None:
    """Who is asked to each of some meetings: for looking at their places with their needs in mind. The last one
    registered."""
    _asked[:] = [asked]


def register_who_may_join(may_join: MayRead) -> None:
    """Who is shown the link and the number of a meeting, besides those who run it."""
    _joiners[may_join] = None


def register_said_no(said_no: SaidNo) -> None:
    """To which of these meetings the viewer said no: in their own calendar those wake nobody."""
    _said_no[said_no] = None


def register_pays_less(pays_less: PaysLess) -> None:
    """Whether another band would pay people less for this meeting than the one they were told."""
    _pays_less[pays_less] = None


def pays_less(meeting: Meeting, band: str) -> bool:
    """Would this band pay less, or an amount nobody knows, than what people were told? No while no room knows money."""
    return any(less(meeting, band) for less in _pays_less)


def said_no(viewer: Person, meetings: Sequence[Meeting]) -> set[UUID]:
    """The keys of those of these meetings to which the viewer said no."""
    return set().union(*(asked(viewer, meetings) for asked in _said_no))


def links_for(viewer: Person, meeting: Meeting) -> list[dict[str, str]]:
    """The links this viewer is shown, in order, with label, address and hint."""
    return [
        {
            "label": link.label if isinstance(link.label, str) else link.label(viewer, meeting),
            "url": reverse(link.url_name, kwargs={"meeting_id": meeting.pk}),
            "hint": link.hint,
        }
        for link in sorted(_links.values(), key=lambda link: (link.order, link.url_name))
        if link.shown_to(viewer, meeting)
    ]


def list_links_for(viewer: Person) -> list[dict[str, str]]:
    """The links under the list of meetings that this viewer is shown, in order."""
    return _shown(_list_links.values(), viewer)


def list_actions_for(viewer: Person) -> list[dict[str, str]]:
    """The buttons above the list of meetings that this viewer is shown, in order."""
    return _shown(_list_actions.values(), viewer)


def _shown(found: Iterable[ListLink], viewer: Person) -> list[dict[str, str]]:
    links = sorted(found, key=lambda link: (link.order, link.url_name))
    return [
        {"label": link.label if isinstance(link.label, str) else link.label(viewer), "url": reverse(link.url_name)}
        for link in links
        if link.shown_to(viewer)
    ]


def place_links_for(venue_id: UUID) -> list[dict[str, str]]:
    """The links of the higher rooms on the page of a place, in order."""
    found = sorted((order, url_name, label) for url_name, (order, label) in _place_links.items())
    return [{"label": label, "url": reverse(url_name, kwargs={"venue_id": venue_id})} for _, url_name, label in found]


def next_step_for(viewer: Person, meeting: Meeting) -> NextStep | None:
    """The first thing there is to do; something still open comes before something already answered."""
    steps = [found for step in _in_order(_steps) if (found := step(viewer, meeting)) is not None]
    return min(steps, key=lambda step: step.done, default=None)


def rows_for(viewer: Person, meeting: Meeting) -> list[Row]:
    """The lines of the higher rooms for this viewer."""
    return [row for rows in _in_order(_rows) for row in rows(viewer, meeting)]


def tags_for(viewer: Person, meetings: Sequence[Meeting]) -> dict[UUID, Tag]:
    """The statuses of these meetings for this viewer."""
    return {key: tag for tags in _tags for key, tag in tags(viewer, meetings).items()}


def tell_cancelled(meeting: Meeting, by: Person) -> None:
    """Let every higher room do what it must when a meeting is called off."""
    for told in _when_cancelled:
        told(meeting, by)


def tell_moved(meeting: Meeting, change: MeetingChange, by: Person) -> None:
    """Let every higher room do what it must when a meeting is moved."""
    for told in _when_moved:
        told(meeting, change, by)


def people_asked(viewer: Person, meeting: Meeting) -> list[UUID]:
    """Everyone who is asked to this meeting and still on its panel; nobody while no room knows."""
    return [person for asked in _asked for person in asked(viewer, [meeting]).values_list("person", flat=True)]


def steps_matter_at(viewer: Person, meetings: Sequence[Meeting]) -> dict[UUID, str]:
    """Of meetings that people are asked to and the viewer runs: where somebody asked needs no steps, what to ask.

    Only those whose place may have steps, while nobody has said why it will do. Never who needs it, nor how many; only
    needs count that their owners let those who run the panel see. One question, whatever the answer.
    """
    unsure = [each for each in meetings if each.step_free != YesNo.YES and not each.place_reason]
    if not unsure:
        return {}
    panels = {each.panel_id for each in unsure}
    found = {at for asked in _asked for at in needs.step_free_needed_at(viewer, panels, asked(viewer, unsure))}
    return {each.pk: states.steps_matter(each.step_free) for each in unsure if each.pk in found}


def may_join(viewer: Person, meeting: Meeting) -> bool:
    """Is the viewer shown how to join: do they run the meeting, or are they invited to it?"""
    invited = [may(viewer, meeting) for may in _joiners]  # asked also of those who run it: the same questions for all
    return access.can_run_meeting(viewer, meeting) or any(invited)


def _in_order(registered: dict) -> Iterable:
    return sorted(registered, key=registered.__getitem__)


def register() -> None:
    """Called once when the project starts."""
    register_navigation(
        NavItem(order=20, label="Meetings", url_name="schedule:meeting-list", shown_to=access.can_see_meetings)
    )
