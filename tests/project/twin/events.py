"""What can happen. Each event is one real action by one person at one held minute, and can be played in any world.

An event names people, panels and things by words, so that it means the same in both worlds. Where somebody (or LEAP)
chooses, the choice is kept with the event and is played again, not made again: see DECLASSIFIED in `purge`.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from unittest import mock
from uuid import UUID

from django.db import transaction

from accounts.identity import actions as identity
from accounts.identity import notices, wordings
from accounts.identity import queries as identity_queries
from accounts.identity.planning import counts
from accounts.identity.planning.rule import How
from accounts.needs.access import Reader
from accounts.needs.actions import contact, needs
from accounts.people import actions as people
from accounts.people.actions import joining, panels, places
from accounts.people.models import Person, Role
from accounts_reflective.coding.models import Excerpt
from accounts_reflective.inquiries import actions as inquiries
from accounts_reflective.writing.actions import authors, comments, drafts, uses, versions
from accounts_reflective.writing.models import Comment, Draft, KeptCopy, ReflectiveAccount, UseAsked, Version
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import new_id
from leap.core.outbox import OutboxMessage
from leap.core.uploads import look_at, look_at_picture
from meetings.attendance import actions as attendance
from meetings.attendance import queries as register
from meetings.attendance import states as attendance_states
from meetings.availability import actions as dates
from meetings.availability import queries as date_queries
from meetings.chairing import actions as chairing
from meetings.chairing import queries as chairs
from meetings.invitations import actions as invitations
from meetings.invitations.actions.missed import note_looked
from meetings.invitations.models import ReplyLink
from meetings.notes import actions as notes
from meetings.notes import queries as note_queries
from meetings.papers import actions as papers
from meetings.papers.models import AgendaItem, PaperVersion
from meetings.payments.actions import choices, rates, steps
from meetings.payments.models import PaymentLine
from meetings.schedule import actions as schedule
from meetings.schedule import queries as schedule_queries
from meetings.schedule.models import Meeting, Venue
from meetings.schedule.planning.school_holidays import Holiday
from meetings.seating import actions as seating
from tests.leap.core import hostile
from tests.project.twin.cast import Cast
from tests.project.twin.sameness import NOON, CountedIds, at_minute

SURE = ("briar", "wren")  # they come, and they may be asked to chair: so that somebody ever is
STEP = 30  # minutes from one event to the next
UNREAL = "Something in this event is not there. The purge took away what it needs."


@dataclass(frozen=True)
class Event:
    """`number` places it in time and gives the ids of what it makes; `about` is the word for the thing it concerns."""

    number: int
    kind: str
    who: str
    about: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, fact: str) -> Any:
        return self.facts[fact]

    def but(self, **facts: Any) -> "Event":
        """The same event with other facts."""
        return replace(self, facts={**self.facts, **facts})


History = list[Event]


@dataclass
class World:
    """The things made so far, by the word for each, and by what they are."""

    cast: Cast
    ids: CountedIds
    things: dict[str, Any] = field(default_factory=dict)
    by_kind: dict[str, dict[str, Any]] = field(default_factory=dict)  # keys; of a link of somebody's, its secret

    def keep(self, kind: str, word: str, pk: UUID | str) -> None:
        self.things[word] = pk
        self.by_kind.setdefault(kind, {})[word] = pk

    def person(self, word: str) -> Person:
        return self.cast.people[word]

    def name_of(self, pk: UUID) -> str:
        return next(word for word, person in self.cast.people.items() if person.pk == pk)

    def play(self, history: Iterable[Event], *, purged: bool = False) -> History:
        """Let everything happen; gives what did happen, with what was chosen. What LEAP says no to did not happen.

        In a purged history nothing may be refused that was not refused before: that raises RuntimeError.
        """
        happened = []
        for event in history:
            self.ids.begin(f"event {event.number}")
            with at_minute(event.number * STEP):
                try:
                    chosen = KINDS[event.kind](self, event) or {}
                except (NotNow, NotAllowed, Missing) as refusal:
                    if purged:
                        raise RuntimeError(f"{UNREAL} {event}") from refusal
                    continue
            happened.append(event.but(**chosen))
        return happened


class Missing(Exception):
    """The event is about something that is not there."""


def starts_at(event: Event):
    """When a planned meeting starts."""
    return NOON + timedelta(minutes=event["starts_minute"])


def _says(world: World, event: Event) -> None:
    broad = event.facts.get("broad", "")
    said = identity.write_statement(own_words=event["words"], broad_words=broad, by=world.person(event.who))
    world.keep("statement_id", event.about, said.pk)


def _statement(world: World, word: str):
    from accounts.identity.models import Statement

    said = Statement.objects.unscoped("a test: the words as they stand").filter(pk=_thing(world, word)).first()
    if said is None:
        raise Missing
    return said


def _rewords(world: World, event: Event) -> None:
    said = _statement(world, event.about)
    by = world.person(event.who)
    identity.change_words(statement_id=said.pk, own_words=event["words"], seen=said.changed_at, by=by)


def _broadens(world: World, event: Event) -> None:
    said = _statement(world, event.about)
    identity.change_words(
        statement_id=said.pk,
        own_words=said.own_words,
        broad_words=event["words"],
        topics=event["topics"],
        seen=said.changed_at,
        by=world.person(event.who),
    )


def key_of(world: World, event: Event) -> str:
    """The key of the destination an event speaks of."""
    audience, where = event["audience"], event["where"]
    if audience == "named":
        return f"named.{world.cast.panels[where].pk}.{world.person(event['reader']).pk}"
    if audience == "co_authors":
        return f"co_authors.{_thing(world, where)}"
    place = world.cast.panels.get(where) or world.cast.programmes[where]
    return f"{audience}.{place.pk}"


def slot_of(world: World, event: Event) -> str:
    """The question that it answers."""
    return key_of(world, event.but(audience="panel") if event["audience"] in ("members", "everyone") else event)


def _shares(world: World, event: Event) -> None:
    until = event.facts.get("until_day")
    how = How(
        form=event.facts.get("form", "own"),
        other_words=event.facts.get("other", ""),
        named=event.facts.get("named", True),
        until=(NOON + timedelta(days=until)).date() if until is not None else None,
    )
    identity.share_statement(
        statement_id=_thing(world, event.about),
        to=key_of(world, event),
        how=how,
        wording_version=wordings.current().version,
        by=world.person(event.who),
    )


def _stops(world: World, event: Event) -> None:
    statement = _thing(world, event.about)
    identity.stop_sharing(statement_id=statement, slot=slot_of(world, event), by=world.person(event.who))


def _stops_all(world: World, event: Event) -> None:
    identity.stop_all_sharing(by=world.person(event.who))


def _declines_topic(world: World, event: Event) -> None:
    identity.decline_statement(
        statement_id=_thing(world, event.about), to=key_of(world, event), by=world.person(event.who)
    )


def _rather_not(world: World, event: Event) -> None:
    identity.set_rather_not_say(topics=event["topics"], by=world.person(event.who))


def _reviews(world: World, event: Event) -> None:
    identity.confirm_all(by=world.person(event.who))


def _looks(world: World, event: Event) -> None:
    """Somebody opens the page of a panel, and the page about one person on it."""
    reader = world.person(event.who)
    identity_queries.panel_people(reader, world.cast.panels[event["panel"]].pk, "panel_page")
    if event["person"] != event.who:
        identity_queries.what_viewer_may_read(reader, world.person(event["person"]), "person_page")


def _makes_paper(world: World, event: Event) -> None:
    paper = identity.make_paper(panel=world.cast.panels[event["panel"]], by=world.person(event.who))
    world.keep("paper_id", event.about, paper.pk)


def _opens_in_an_emergency(world: World, event: Event) -> None:
    reason = "Somebody may come to harm today."
    opening = identity.open_in_emergency(
        person=world.person(event["person"]), reason=reason, by=world.person(event.who)
    )
    world.keep("opening_id", event.about, opening.pk)


def _note_is_left(world: World, event: Event) -> None:
    notices.leave_note(world.person(event["person"]))


def _deletes(world: World, event: Event) -> None:
    identity.delete_statement(statement_id=_thing(world, event.about), by=world.person(event.who))


def _needs(world: World, event: Event) -> None:
    """Somebody says what helps them; or somebody who runs their panel writes it down."""
    told = {"said": _said(event), "readers": _readers(world, event)}
    if event.who == event["person"]:
        need = needs.write_need(by=world.person(event.who), **told)
    else:
        person, by = world.person(event["person"]), world.person(event.who)
        need = needs.record_need(person_id=person.pk, how="phone", read_back=True, by=by, **told)
    world.keep("need_id", event.about, need.pk)


def _changes_need(world: World, event: Event) -> None:
    told = {"said": _said(event), "readers": _readers(world, event)}
    needs.change_need(need_id=_thing(world, event.about), by=world.person(event.who), **told)


def _stops_need(world: World, event: Event) -> None:
    needs.stop_sharing(need_id=_thing(world, event.about), by=world.person(event.who))


def _withdraws_need(world: World, event: Event) -> None:
    needs.withdraw_need(need_id=_thing(world, event.about), by=world.person(event.who))


def _said(event: Event) -> needs.Said:
    return needs.Said(event["group"], tuple(event["picks"]), event["words"], event["named"])


def _readers(world: World, event: Event) -> list[Reader]:
    panels = world.cast.panels
    return [
        Reader(audience, panels[panel].pk, world.person(person).pk if person else None)
        for audience, panel, person in event["open_to"]
    ]


def _prefers(world: World, event: Event) -> None:
    """How somebody wants to be reached, said by them or written down for them."""
    ways, by, person = contact.Ways(**event["ways"]), world.person(event.who), world.person(event["person"])
    if event.who == event["person"]:
        contact.change_contact(ways=ways, by=by)
    else:
        contact.record_contact(person_id=person.pk, ways=ways, how="letter", read_back=False, by=by)


def _renames(world: World, event: Event) -> None:
    people.change_name(called_name=event["name"], by=world.person(event.who))


def _is_called(world: World, event: Event) -> None:
    people.change_name(
        called_name=event["name"], shown_as="chosen", chosen_name=event["shown"], by=world.person(event.who)
    )


def _asks_to_join(world: World, event: Event) -> None:
    panel = world.cast.panels[event["panel"]]
    asked = joining.invite(email=event["email"], kind="member", panel=panel, by=world.person(event.who))
    world.keep("invitation_id", event.about, asked.pk)


def _takes_a_break(world: World, event: Event) -> None:
    person, panel = world.person(event.who), world.cast.panels[event["panel"]]
    places.pause(person=person, panel=panel, contact=event["contact"], by=person)


def _describes(world: World, event: Event) -> None:
    panel = world.cast.panels[event["panel"]]
    panels.describe_panel(panel=panel, decides=event["words"], by=world.person(event.who))


def _agrees_rules(world: World, event: Event) -> None:
    panel, by = world.cast.panels[event["panel"]], world.person(event.who)
    told = {"words": event["words"], "agreed_on": clock.today(), "agreed_by": "everyone"}
    panels.agree_document(panel=panel, kind="ground-rules", by=by, **told)


def _tells_legal_name(world: World, event: Event) -> None:
    people.tell_legal_name(legal_name=event["name"], by=world.person(event.who))


def _gives_role(world: World, event: Event) -> None:
    panel = world.cast.panels[event["panel"]]
    role = people.give_role(
        person=world.person(event["to"]),
        programme=panel.programme,
        panel=panel,
        kind=event["role"],
        wording=event["wording"],
        starts_on=date(2026, 6, 1),
        by=world.person(event.who),
    )
    world.keep("role", event.about, role.pk)


def _ends_role(world: World, event: Event) -> None:
    pk = world.things.get(event.about) or world.cast.roles.get((event["of"], event["panel"], event["role"]))
    if pk is None:
        raise Missing
    people.end_role(role=Role.objects.get(pk=pk), by=world.person(event.who))


def _plans(world: World, event: Event) -> None:
    meeting = schedule.plan_meeting(
        panel=world.cast.panels[event["panel"]],
        title=event["title"],
        starts_at=starts_at(event),
        minutes=60,
        place=event["place"],
        about=event["agenda"],
        joining="Ask us for the link",
        phone_in="01632 960 140",
        places=event.facts.get("places"),
        venue=_venue(world, event["venue"]) if "venue" in event.facts else None,
        by=world.person(event.who),
    )
    world.keep("meeting_id", event.about, meeting.pk)


def _venue(world: World, word: str) -> Venue:
    return Venue.objects.get(pk=_thing(world, word))


def _makes_venue(world: World, event: Event) -> None:
    facts = {"name": event["words"], "address": "1 Beck Lane", "step_free": "yes"}
    programme, by = world.cast.programmes[event["programme"]], world.person(event.who)
    world.keep("venue_id", event.about, schedule.make_venue(programme=programme, by=by, **facts).pk)


def _adds_picture(world: World, event: Event) -> None:
    venue, file = _thing(world, event["venue"]), look_at_picture(hostile.picture("JPEG"))
    kept = schedule.add_picture(venue_id=venue, words=event["words"], file=file, by=world.person(event.who))
    world.keep("picture_id", event.about, kept.pk)


def _removes_picture(world: World, event: Event) -> None:
    schedule.remove_picture(picture_id=_thing(world, event.about), by=world.person(event.who))


def _opens(world: World, event: Event) -> None:
    invited = invitations.invite_panel(meeting_id=_thing(world, event.about), by=world.person(event.who))
    about = OutboxMessage.objects.filter(about_id__in=[each.pk for each in invited], state="to_do")
    for number, message in enumerate(about.order_by("key")):
        world.keep("message_id", f"{event.about} call {number}", message.pk)


def _replies(world: World, event: Event) -> None:
    meeting, person = _thing(world, event.about), world.person(event["person"])
    along = {"supporter": event.facts.get("supporter", "")}
    if event.who == event["person"]:
        if event.number % 5 == 2:
            return _replies_by_link(meeting, person, event["reply"], along)
        said = ("", "same", "changed")[event.number % 3], ("", "yes", "no")[event.number % 3]
        told = {"needs": said[0], "travel": said[1], **along}
        invitations.reply(meeting_id=meeting, reply=event["reply"], by=person, **told)
    else:
        by = world.person(event.who)
        invitations.record_reply(meeting_id=meeting, person_id=person.pk, reply=event["reply"], how="phone", by=by)


def _asks_for_dates(world: World, event: Event) -> None:
    poll = dates.make_poll(
        panel=world.cast.panels[event["panel"]],
        title=event["title"],
        dates=[NOON + timedelta(minutes=minute) for minute in event["minutes"]],
        minutes=60,
        place=event["place"],
        answer_by=(NOON + timedelta(days=event["last_day"])).date(),
        by=world.person(event.who),
    )
    world.keep("poll_id", event.about, poll.pk)
    for each in poll.dates.all():
        world.keep("date_id", f"{event.about} {each.number}", each.pk)


def _asks_newcomers(world: World, event: Event) -> None:
    dates.ask_newcomers(poll_id=_thing(world, event.about), by=world.person(event.who))


def _answers_dates(world: World, event: Event) -> None:
    poll, person, by = _thing(world, event.about), world.person(event["person"]), world.person(event.who)
    answers = {_thing(world, f"{event.about} {number}"): said for number, said in event["said"].items()}
    if event.who == event["person"]:
        dates.answer(poll_id=poll, answers=answers, by=by)
    else:
        told = {"how": "phone", "read_back": True}
        dates.record_answers(poll_id=poll, person_id=person.pk, answers=answers, by=by, **told)


def _takes_date(world: World, event: Event) -> None:
    poll, date = _thing(world, event["poll"]), _thing(world, f"{event['poll']} {event['number']}")
    _, meeting = dates.take_date(poll_id=poll, date_id=date, by=world.person(event.who))
    world.keep("meeting_id", event.about, meeting.pk)


def _closes_poll(world: World, event: Event) -> None:
    dates.close_poll(poll_id=_thing(world, event.about), by=world.person(event.who))


def _lines_move(world: World, event: Event) -> None:
    invitations.keep_lines_moving()


def _replies_by_link(meeting: UUID, person: Person, reply: str, along: dict[str, str]) -> None:
    links = ReplyLink.objects.unscoped("a test").filter(invitation__meeting=meeting, invitation__person=person.pk)
    link = links.first()
    if link is None:
        raise Missing
    invitations.reply_by_link(secret=link.token, reply=reply, tell_me=True, **along)


def _says_willing(world: World, event: Event) -> None:
    panel = world.cast.panels[event["panel"]]
    chairing.set_willingness(panel=panel, answer=event["answer"], by=world.person(event.who))


def _asks_to_chair(world: World, event: Event) -> dict[str, str]:
    chosen = event.facts.get("chosen")
    choice = Person.objects.get(pk=world.person(chosen).pk) if chosen else None
    with mock.patch.object(chairs, "whose_turn", return_value=choice) if choice else nullcontext():
        turn = chairing.propose_chair(meeting_id=_thing(world, event.about), by=world.person(event.who))
    return {"chosen": world.name_of(turn.person_id)}


def _answers_chair(world: World, event: Event) -> dict[str, str]:
    turn = chairs.live_turn(Meeting.objects.get(pk=_thing(world, event.about)))
    if turn is None:
        raise Missing
    asked = world.name_of(turn.person_id)
    by = world.person(event.who or asked)
    {"accepts": chairing.accept, "passes": chairing.pass_turn}[event.kind](meeting_id=turn.meeting_id, by=by)
    return {"asked": asked}


def _asks_beside(world: World, event: Event) -> None:
    choice = Person.objects.get(pk=world.person(event["chosen"]).pk)
    with mock.patch.object(chairs, "whose_place", return_value=choice):
        chairing.propose_chair(meeting_id=_thing(world, event.about), part=event["part"], by=world.person(event.who))


def _answers_beside(world: World, event: Event) -> None:
    turn = chairs.live_turn(Meeting.objects.get(pk=_thing(world, event.about)), event["part"])
    if turn is None:
        raise Missing
    answer = {"agrees beside": chairing.accept, "passes beside": chairing.pass_turn}[event.kind]
    answer(meeting_id=turn.meeting_id, turn_id=turn.pk, by=world.person(event.who))


def _seats(world: World, event: Event) -> dict[str, Any]:
    kept: dict[str, Any] = {}

    def choose(name: str, real: Callable) -> Callable:
        def chosen(*args: Any, **kwargs: Any) -> Any:
            kept[name] = event.facts[name] if name in event.facts else real(*args, **kwargs)
            return kept[name]

        return chosen

    questions = {"coming": "people_coming", "joining": "people_joining", "along": "supporters_coming"}
    with ExitStack() as again:
        for name, question in questions.items():
            asked = choose(name, getattr(seating.plans.queries, question))
            again.enter_context(mock.patch.object(seating.plans.queries, question, asked))
        again.enter_context(mock.patch.object(seating.plans, "search", choose("planned", seating.plans.search)))
        seating.make_plan(
            meeting_id=_thing(world, event.about),
            seats_per_table=event.facts.get("size", 3),
            with_remote=event.facts.get("with_remote", False),
            by=world.person(event.who),
        )
    return {**kept, "seated": [world.name_of(coming.id) for coming in kept["coming"]]}


def _wishes_apart(world: World, event: Event) -> None:
    others = [world.person(name).pk for name in event["apart"]]
    seating.wish_apart(person_ids=others, by=world.person(event.who))


def _chooses_topic(world: World, event: Event) -> None:
    topic = world.cast.topics[event["inquiry"]]
    inquiries.choose_topic(topic=topic, chosen=True, seeks_company=event["company"], by=world.person(event.who))


def _chooses_fee(world: World, event: Event) -> None:
    meeting, person = _thing(world, event.about), world.person(event["person"])
    answer = "full" if event["wants"] else "none"
    if event.who == event["person"]:
        choices.choose(meeting_id=meeting, answer=answer, by=person)
    else:
        by = world.person(event.who)
        choices.record_choice(meeting_id=meeting, person_id=person.pk, answer=answer, by=by)


def _chooses_way(world: World, event: Event) -> None:
    meeting, person = _thing(world, event.about), world.person(event["person"])
    told = {"meeting_id": meeting, "answer": event["answer"], "amount_pence": event["pence"]}
    if event.who == event["person"]:
        choices.choose(**told, by=person)
    else:
        choices.record_choice(**told, person_id=person.pk, by=world.person(event.who))


def _wishes_way(world: World, event: Event) -> None:
    choices.wish(answer=event["answer"], amount_pence=event["pence"], by=world.person(event.who))


def _keeps_ceiling(world: World, event: Event) -> None:
    choices.keep_ceiling(week_pence=event["week"], month_pence=event["month"], by=world.person(event.who))


def _keeps_terms(world: World, event: Event) -> None:
    programme, by = world.cast.programmes[event["programme"]], world.person(event.who)
    told = {"voucher": event["voucher"], "charity": event["charity"], "counts_preparation": False}
    rates.keep_terms(programme_id=programme.pk, pay_within_days=20, by=by, **told)


def line_word(person: str, meeting: str) -> str:
    """The word for what somebody is owed for a meeting."""
    return f"{person} paid for {meeting}"


def _says_of_line(world: World, event: Event) -> None:
    """Somebody says that their line is right or not; or somebody who runs their panel writes it down."""
    line, by = _thing(world, event.about), world.person(event.who)
    if event.who != event["person"]:
        steps.record_check(line_id=line, is_right=event["right"], how="phone", by=by)
    elif event["right"]:
        steps.check(line_id=line, by=by)
    else:
        steps.query(line_id=line, by=by)


def _confirms_line(world: World, event: Event) -> None:
    if not steps.confirm(line_ids=[_thing(world, event.about)], by=world.person(event.who)):
        raise Missing


def _approves_line(world: World, event: Event) -> None:
    if not steps.approve(line_ids=[_thing(world, event.about)], by=world.person(event.who)):
        raise Missing


def _denies_line(world: World, event: Event) -> None:
    steps.deny(line_id=_thing(world, event.about), reason=event["words"], by=world.person(event.who))


PART = attendance_states.Mark("in_person", part=True, half_hours=1)  # every meeting here lasts an hour
CAME = ("in_person", "online", "phone", "part", "comments", "apologies", "away", "not_known")
HERE = ("in_person", "online", "phone", "part")


def _registers(world: World, event: Event) -> dict[str, dict[str, str]]:
    meeting = Meeting.objects.get(pk=_thing(world, event.about))
    by = world.person(event.who)
    expected = [world.name_of(person.pk) for person in register.people_for_register(by, meeting)]
    chance = Random(f"{event.number} {event.about}")
    marks = event.facts.get("marks") or {
        name: "in_person" if name in SURE else chance.choice(CAME) for name in sorted(expected)
    }
    if set(marks.values()) == {"not_known"}:
        marks[min(marks)] = "away"  # or nothing would have happened
    counts = event.facts.get("counts", {name: chance.randrange(4) for name in attendance_states.COUNTS})
    here = [name for name in sorted(marks) if marks[name] in HERE]
    chair = event.facts.get("chair", chance.choice([None, "guest", *here]))
    told = {name: marks.get(name, "away") for name in expected}
    chosen = {world.person(name).pk: PART if came == "part" else came for name, came in told.items()}
    who = {} if chair is None else {"chair": chair if chair == "guest" else world.person(chair).pk}
    attendance.take_register(meeting_id=meeting.pk, marks=chosen, facts={**counts, **who}, by=by)
    for line in PaymentLine.objects.filter(meeting=meeting, kind="fee").order_by("pk"):
        world.keep("line_id", line_word(world.name_of(line.person_id), event.about), line.pk)
    return {"marks": told, "counts": counts, "chair": chair}


def _doubts_register(world: World, event: Event) -> None:
    attendance.doubt_register(meeting_id=_thing(world, event.about), by=world.person(event.who))


def _writes_notes(world: World, event: Event) -> None:
    meeting = Meeting.objects.get(pk=_thing(world, event.about))
    by = world.person(event.who)
    revision, _ = note_queries.written_for(by, meeting)
    notes.save(meeting_id=meeting.pk, sections=[("Tea", event["words"])], revision=revision, by=by)


def _sends_notes(world: World, event: Event) -> None:
    until = clock.today() + timedelta(days=60)
    notes.send_out(meeting_id=_thing(world, event.about), changes_until=until, by=world.person(event.who))


def _suggests(world: World, event: Event) -> None:
    """Somebody who came suggests a change, by themself or through somebody who writes it down."""
    meeting, person, by = _thing(world, event["meeting"]), world.person(event["person"]), world.person(event.who)
    told = {"meeting_id": meeting, "words": event["words"], "shown": event["shown"], "by": by}
    if event.who == event["person"]:
        made = notes.suggest(**told)
    else:
        made = notes.record_suggestion(**told, person=person, how="phone", read_back=True)
    world.keep("suggestion_id", event.about, made.pk)


def _adds_action(world: World, event: Event) -> None:
    person = world.person(event["person"]) if event["person"] else None
    told = {"meeting_id": _thing(world, event["meeting"]), "words": event["words"], "person": person}
    world.keep("action_id", event.about, notes.add_action(**told, by=world.person(event.who)).pk)


def _takes_on(world: World, event: Event) -> None:
    notes.say_yes(action_id=_thing(world, event.about), by=world.person(event.who))


def _hands_back(world: World, event: Event) -> None:
    notes.hand_back(action_id=_thing(world, event.about), by=world.person(event.who))


def _records_answer(world: World, event: Event) -> None:
    told = {"said": event["said"], "how": "phone", "read_back": True}
    notes.record_answer(action_id=_thing(world, event.about), by=world.person(event.who), **told)


def _adds_holidays(world: World, event: Event) -> None:
    first = (NOON + timedelta(days=event["day"])).date()
    days = [Holiday(event["words"], first, first + timedelta(days=4))]
    panel, by = world.cast.panels[event["panel"]], world.person(event.who)
    for made in schedule.add_school_holidays(panels=[panel], holidays=days, by=by):
        world.things[event.about] = made.pk


def _removes_holidays(world: World, event: Event) -> None:
    schedule.remove_school_holidays(holiday_ids=[_thing(world, event.about)], by=world.person(event.who))


def _cancels(world: World, event: Event) -> None:
    schedule.cancel_meeting(meeting_id=_thing(world, event.about), by=world.person(event.who))


def _moves(world: World, event: Event) -> None:
    meeting = Meeting.objects.select_related("panel", "venue").get(pk=_thing(world, event.about))
    new = replace(schedule.facts_of(meeting), starts_at=starts_at(event), place=event["place"])
    schedule.move_meeting(meeting_id=meeting.pk, revision=meeting.revision, facts=new, by=world.person(event.who))


def _makes_link(world: World, event: Event) -> None:
    world.keep("calendar_token", event.about, schedule.make_calendar_link(by=world.person(event.who)))


def _tells_by_hand(world: World, event: Event) -> None:
    from accounts.reaching import actions as reaching
    from meetings.invitations import queries

    by, meeting = world.person(event.who), Meeting.objects.get(pk=_thing(world, event.about))
    for message, _ in queries.to_tell_for(by, meeting):
        if message.channel == "letter":
            reaching.record_posted(message_ids=[message.pk], by=by)
        else:
            reaching.record_call(message_id=message.pk, result="reached", by=by)


def _reminders_are_queued(world: World, event: Event) -> None:
    """Panel by panel, so that the ids on one panel do not count the reminders of another. LEAP looks every minute,
    whatever happens on other panels: in both worlds it looked a minute ago."""
    note_looked(now=clock.now() - timedelta(minutes=1))
    panel, starting = world.cast.panels[event["panel"]], schedule_queries.open_meetings_starting

    def of_this_panel(**times: Any) -> Any:
        return starting(**times).filter(panel=panel)

    polls = [poll for poll in date_queries.polls_to_remind() if poll.panel_id == panel.pk]
    polls_here = mock.patch.object(date_queries, "polls_to_remind", return_value=polls)
    with mock.patch.object(schedule_queries, "open_meetings_starting", of_this_panel), polls_here:
        invitations.queue_due_reminders()
        dates.queue_due_reminders()


def _records_rate(world: World, event: Event) -> None:
    rates.record_rate(
        rate_set=world.cast.rate_sets[event["programme"]],
        band="half_day",
        amount_pence=event["pence"],
        valid_from=date(2026, 1, 1),
        by=world.person(event.who),
    )


def _adds_item(world: World, event: Event) -> None:
    lead = event.facts.get("lead")
    facts = papers.ItemFacts(
        title=event["title"],
        summary=event["words"],
        purpose="discuss",
        influence="open",
        minutes=15,
        lead=world.person(lead) if lead else None,
    )
    meeting = _thing(world, event["meeting"])
    world.keep("item_id", event.about, papers.add_item(meeting_id=meeting, facts=facts, by=world.person(event.who)).pk)


def _proposes_item(world: World, event: Event) -> None:
    proposal = papers.propose(
        meeting_id=_thing(world, event["meeting"]),
        title=event["title"],
        words=event["words"],
        show_name=event["shown"],
        by=world.person(event.who),
    )
    world.keep("proposal_id", event.about, proposal.pk)


def _shows_name(world: World, event: Event) -> None:
    papers.show_name(proposal_id=_thing(world, event.about), shown=event["shown"], by=world.person(event.who))


def _takes_up(world: World, event: Event) -> None:
    item = papers.take_up(proposal_id=_thing(world, event["proposal"]), by=world.person(event.who))
    world.keep("item_id", event.about, item.pk)


def _answers_proposal(world: World, event: Event) -> None:
    papers.answer(proposal_id=_thing(world, event.about), words=event["words"], by=world.person(event.who))


def _takes_back_proposal(world: World, event: Event) -> None:
    papers.take_back(proposal_id=_thing(world, event.about), by=world.person(event.who))


def _paper_facts(event: Event) -> papers.PaperFacts:
    return papers.PaperFacts(event["words"], "Is it clear?", 5, event["words"], event.facts.get("changed", ""))


def _writes_paper(world: World, event: Event) -> None:
    item = event.facts.get("item")
    paper = papers.write_paper(
        meeting_id=_thing(world, event["meeting"]),
        title=event["title"],
        item=AgendaItem.objects.get(pk=_thing(world, item)) if item else None,
        facts=_paper_facts(event),
        by=world.person(event.who),
    )
    world.keep("paper_id", event.about, paper.pk)


def _draft(world: World, word: str) -> PaperVersion:
    found = PaperVersion.objects.select_related("paper", "item").filter(paper=_thing(world, word), sent_at=None).first()
    if found is None:
        raise Missing
    return found


def _changes_paper(world: World, event: Event) -> None:
    draft, by = _draft(world, event.about), world.person(event.who)
    same = {"title": draft.title, "item": draft.item, "revision": draft.revision}
    papers.change_paper(version_id=draft.pk, facts=_paper_facts(event), by=by, **same)


def _adds_copy(world: World, event: Event) -> None:
    file, by = look_at(event["words"].encode()), world.person(event.who)
    kept = papers.add_copy(version_id=_draft(world, event["paper"]).pk, form="large_print", file=file, by=by)
    world.keep("file_id", event.about, kept.pk)


def _sends_papers(world: World, event: Event) -> None:
    chosen = [_draft(world, word).pk for word in event["papers"]]
    papers.send_papers(meeting_id=_thing(world, event.about), version_ids=chosen, by=world.person(event.who))


def _starts_version(world: World, event: Event) -> None:
    papers.start_version(paper_id=_thing(world, event.about), by=world.person(event.who))


def _withdraws_paper(world: World, event: Event) -> None:
    papers.withdraw_paper(paper_id=_thing(world, event.about), by=world.person(event.who))


def _explains_word(world: World, event: Event) -> None:
    programme, by = world.cast.programmes[event["programme"]], world.person(event.who)
    papers.keep_word(programme=programme, term=event["word"], meaning=event["words"], revision=0, by=by)


def _asks_for_word(world: World, event: Event) -> None:
    programme = world.cast.programmes[event["programme"]]
    papers.ask_for_word(programme=programme, term=event["word"], by=world.person(event.who))


def _starts(world: World, event: Event) -> None:
    account = drafts.start(
        title=event["title"],
        inquiry=world.cast.inquiries[event["inquiry"]],
        role_shown=event["role"],
        by=world.person(event.who),
    )
    world.keep("account_id", event.about, account.pk)


def _saves(world: World, event: Event) -> None:
    account, by = _account(world, event.about), world.person(event.who)
    draft = Draft.objects.unscoped("a test").get(account=account)
    # A device that missed the latest save: its words are kept beside.
    stale = event["device"] == "old"
    saved = drafts.save_draft(
        account=account,
        title=event["title"],
        body=event["body"],
        revision=draft.revision + 7 if stale else draft.revision,
        device=f"{event['device']}-{event.number}",
        turn=1,
        by=by,
    )
    if saved.kept_copy is not None:
        world.keep("copy_id", event["copy"], saved.kept_copy.pk)


def _chooses(world: World, event: Event) -> None:
    copy = KeptCopy.objects.unscoped("a test").select_related("account").get(pk=_thing(world, event["copy"]))
    draft = Draft.objects.unscoped("a test").get(account=copy.account)
    by = world.person(event.who)
    drafts.choose_between(copy=copy, choice=event["choice"], revision=draft.revision, by=by)


def _asks(world: World, event: Event) -> None:
    authors.ask(account=_account(world, event.about), person=world.person(event["person"]), by=world.person(event.who))


def _takes_back_ask(world: World, event: Event) -> None:
    authors.take_back_ask(
        account=_account(world, event.about), person=world.person(event["person"]), by=world.person(event.who)
    )


def _joins(world: World, event: Event) -> None:
    authors.join(account=_account(world, event.about), by=world.person(event.who), role_shown=event["role"])


def _declines(world: World, event: Event) -> None:
    authors.decline(account=_account(world, event.about), by=world.person(event.who))


def _leaves(world: World, event: Event) -> None:
    authors.leave(account=_account(world, event.about), by=world.person(event.who))


def _proposes(world: World, event: Event) -> None:
    account = _account(world, event.about)
    version = versions.propose(
        account=account,
        readers=[world.person(name) for name in event["readers"]],
        revision=_revision(account),
        after=_last_number(account),
        by=world.person(event.who),
        cover=versions.Cover(**event.facts.get("cover", {})),
    )
    world.keep("version_id", event["version"], version.pk)


def _agrees(world: World, event: Event) -> None:
    versions.agree(version=_version(world, event), by=world.person(event.who))


def _takes_back(world: World, event: Event) -> None:
    versions.take_back(version=_version(world, event), by=world.person(event.who))


def _keeps_version(world: World, event: Event) -> None:
    account, by = _account(world, event.about), world.person(event.who)
    kept = versions.keep(account=account, name=event["name"], after=_last_number(account), by=by)
    world.keep("version_id", event["version"], kept.pk)


def _names_version(world: World, event: Event) -> None:
    versions.rename(version=_version(world, event), name=event["name"], by=world.person(event.who))


def _comments(world: World, event: Event) -> None:
    by, version = world.person(event.who), _version(world, event)
    said = comments.write_comment(version=version, words=event["words"], by=by, key=new_id())
    world.keep("comment_id", event["comment"], said.pk)


def _comment(world: World, event: Event) -> Comment:
    every = Comment.objects.unscoped("a test").select_related("version__account")
    found = every.filter(pk=_thing(world, event["comment"])).first()
    if found is None:
        raise Missing
    return found


def _answers_comment(world: World, event: Event) -> None:
    comments.answer_comment(comment=_comment(world, event), words=event["words"], by=world.person(event.who))


def _settles_comment(world: World, event: Event) -> None:
    comments.settle_comment(comment=_comment(world, event), settled=event["settled"], by=world.person(event.who))


def _takes_back_comment(world: World, event: Event) -> None:
    comments.take_back_comment(comment=_comment(world, event), by=world.person(event.who))


def _asks_about_uses(world: World, event: Event) -> None:
    account, by = _account(world, event.about), world.person(event.who)
    version = uses.ask_about_uses(account=account, revision=_revision(account), by=by)
    world.keep("version_id", event["version"], version.pk)
    for asked in UseAsked.objects.unscoped("a test").filter(version=version).exclude(use="quote"):
        world.keep("use_id", f"{event['version']} {asked.use}", asked.pk)


def _asks_about_quote(world: World, event: Event) -> None:
    told = {"excerpt": event["words"], "output": event["output"], "by": world.person(event.who)}
    world.keep("use_id", event["use"], uses.ask_about_quote(version=_version(world, event), **told).pk)


def _answers_use(world: World, event: Event) -> None:
    every = UseAsked.objects.unscoped("a test").select_related("version__account")
    asked = every.get(pk=_thing(world, event["use"]))
    uses.answer_use(asked=asked, said=event["said"], by_line=event["by_line"], by=world.person(event.who), few_ok=True)


def _takes_back_uses(world: World, event: Event) -> None:
    uses.take_back_uses(account=_account(world, event.about), by=world.person(event.who))


def _is_lettered(world: World, event: Event) -> None:
    """The authors let their account be counted; no page does this yet, the demo's loader does."""
    pk = _thing(world, event.about)
    ReflectiveAccount.objects.unscoped("a letter").filter(pk=pk).update(letter=event["letter"])
    for order in range(event["excerpts"]):
        Excerpt.objects.unscoped("a test").create(
            theme=world.cast.themes[event["inquiry"]],
            account_id=pk,
            order=event.number * 10 + order,
            words=event["words"],
        )


# Being asked about tasks, and being counted


@transaction.atomic
def _would_be(world: World, event: Event) -> None:
    """Somebody writes down what a thing is about, and says yes to being asked about it, or to being counted."""
    by = world.person(event.who)
    said = identity.write_statement(own_words=event["words"], topics=event["topics"], by=by)
    world.keep("statement_id", event.about, said.pk)
    version = wordings.current().version
    identity.share_statement(statement_id=said.pk, to=_purpose_key(world, event), wording_version=version, by=by)


def _would_not_be_asked(world: World, event: Event) -> None:
    slot = _purpose_key(world, event)
    identity.stop_sharing(statement_id=_thing(world, event.about), slot=slot, by=world.person(event.who))


def _purpose_key(world: World, event: Event) -> str:
    where = event["where"]
    place = world.cast.panels.get(where) or world.cast.programmes[where]
    return f"{event['purpose']}.{place.pk}"


def _looks_for_people(world: World, event: Event) -> None:
    task = identity.make_task(
        panel=world.cast.panels[event["panel"]],
        title=event["title"],
        words=event["words"],
        topics=event["topics"],
        answer_by=clock.today() + timedelta(days=60),
        by=world.person(event.who),
    )
    world.keep("task_id", event.about, task.pk)


def _letters_about_tasks(world: World, event: Event) -> None:
    identity.tell_people_asked()


def _answers_task(world: World, event: Event) -> None:
    identity.answer_task(task_id=_thing(world, event.about), fits=event["fits"], by=world.person(event.who))


def _takes_back_answer(world: World, event: Event) -> None:
    identity.take_back_answer(task_id=_thing(world, event.about), by=world.person(event.who))


@transaction.atomic
def _numbers_are_made(world: World, event: Event) -> None:
    """Asked for now, made on the fixed day, shown. Fewer people are enough here, so that a history has any numbers."""
    programme, lead = world.cast.programmes[event["programme"]], world.person(event.who)
    with mock.patch.object(counts, "NEW_PEOPLE", 10):
        release = identity.ask_for_counts(programme_id=programme.pk, by=lead)
        with clock.held_at(datetime.combine(release.day, time(12), UTC)):
            identity.make_due_counts()
            identity.show_counts(release_id=release.pk, by=lead)
    world.keep("release_id", event.about, release.pk)


def _thing(world: World, word: str) -> UUID:
    if word not in world.things:
        raise Missing(word)
    return world.things[word]


def _account(world: World, word: str) -> ReflectiveAccount:
    return ReflectiveAccount.objects.unscoped("a test").get(pk=_thing(world, word))


def _revision(account: ReflectiveAccount) -> int:
    return Draft.objects.unscoped("a test").get(account=account).revision


def _last_number(account: ReflectiveAccount) -> int:
    latest = Version.objects.unscoped("a test").filter(account=account).order_by("-number").first()
    return latest.number if latest else 0


def _version(world: World, event: Event) -> Version:
    versions_of = Version.objects.unscoped("a test").select_related("account")
    return versions_of.get(pk=_thing(world, event["version"]))


KINDS: dict[str, Callable[[World, Event], dict | None]] = {
    "says": _says,
    "would be asked": _would_be,
    "would be counted": _would_be,
    "would not be asked": _would_not_be_asked,
    "looks for people": _looks_for_people,
    "letters about tasks": _letters_about_tasks,
    "answers task": _answers_task,
    "takes back answer": _takes_back_answer,
    "numbers are made": _numbers_are_made,
    "rewords": _rewords,
    "broadens": _broadens,
    "stops all": _stops_all,
    "declines topic": _declines_topic,
    "rather not": _rather_not,
    "reviews": _reviews,
    "looks": _looks,
    "makes paper": _makes_paper,
    "opens in an emergency": _opens_in_an_emergency,
    "a note is left": _note_is_left,
    "shares": _shares,
    "stops": _stops,
    "deletes": _deletes,
    "needs": _needs,
    "changes need": _changes_need,
    "stops need": _stops_need,
    "withdraws need": _withdraws_need,
    "prefers": _prefers,
    "renames": _renames,
    "is called": _is_called,
    "asks to join": _asks_to_join,
    "takes a break": _takes_a_break,
    "describes": _describes,
    "agrees rules": _agrees_rules,
    "tells legal name": _tells_legal_name,
    "gives role": _gives_role,
    "ends role": _ends_role,
    "plans": _plans,
    "opens": _opens,
    "replies": _replies,
    "lines move": _lines_move,
    "asks for dates": _asks_for_dates,
    "asks newcomers": _asks_newcomers,
    "answers dates": _answers_dates,
    "takes date": _takes_date,
    "closes poll": _closes_poll,
    "says willing": _says_willing,
    "asks to chair": _asks_to_chair,
    "accepts": _answers_chair,
    "passes": _answers_chair,
    "asks beside": _asks_beside,
    "agrees beside": _answers_beside,
    "passes beside": _answers_beside,
    "seats": _seats,
    "wishes apart": _wishes_apart,
    "chooses topic": _chooses_topic,
    "chooses fee": _chooses_fee,
    "chooses way": _chooses_way,
    "wishes way": _wishes_way,
    "keeps ceiling": _keeps_ceiling,
    "keeps terms": _keeps_terms,
    "says of line": _says_of_line,
    "confirms line": _confirms_line,
    "approves line": _approves_line,
    "denies line": _denies_line,
    "registers": _registers,
    "doubts register": _doubts_register,
    "writes notes": _writes_notes,
    "sends notes": _sends_notes,
    "suggests": _suggests,
    "adds action": _adds_action,
    "takes on": _takes_on,
    "hands back": _hands_back,
    "records answer": _records_answer,
    "adds holidays": _adds_holidays,
    "removes holidays": _removes_holidays,
    "cancels": _cancels,
    "moves": _moves,
    "makes link": _makes_link,
    "tells by hand": _tells_by_hand,
    "reminders": _reminders_are_queued,
    "records rate": _records_rate,
    "adds item": _adds_item,
    "proposes item": _proposes_item,
    "shows name": _shows_name,
    "takes up": _takes_up,
    "answers proposal": _answers_proposal,
    "takes back proposal": _takes_back_proposal,
    "writes paper": _writes_paper,
    "changes paper": _changes_paper,
    "adds copy": _adds_copy,
    "makes venue": _makes_venue,
    "adds picture": _adds_picture,
    "removes picture": _removes_picture,
    "sends papers": _sends_papers,
    "starts version": _starts_version,
    "withdraws paper": _withdraws_paper,
    "explains word": _explains_word,
    "asks for word": _asks_for_word,
    "starts": _starts,
    "saves": _saves,
    "chooses": _chooses,
    "asks": _asks,
    "takes back ask": _takes_back_ask,
    "joins": _joins,
    "declines": _declines,
    "leaves": _leaves,
    "proposes": _proposes,
    "agrees": _agrees,
    "takes back": _takes_back,
    "is lettered": _is_lettered,
    "keeps version": _keeps_version,
    "names version": _names_version,
    "comments": _comments,
    "answers comment": _answers_comment,
    "settles comment": _settles_comment,
    "takes back comment": _takes_back_comment,
    "asks about uses": _asks_about_uses,
    "asks about quote": _asks_about_quote,
    "answers use": _answers_use,
    "takes back uses": _takes_back_uses,
}
