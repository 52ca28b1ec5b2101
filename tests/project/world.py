"""One panel with everything on it, the people of the access matrix, and the keys of the things they ask for."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

from accounts.identity import actions as identity
from accounts.identity import wordings
from accounts.identity.models import ConsentAnswer, CountedTopic, CountRelease
from accounts.identity.planning.rule import How
from accounts.identity.planning.topics import TOPICS
from accounts.identity.queries import panel_key
from accounts.needs.access import Reader
from accounts.needs.actions import contact, needs
from accounts.people import sign_in_actions, sign_in_queries
from accounts.people.actions import joining, panels, places
from accounts.people.models import Person
from accounts_reflective.coding.actions import analysts, files, marks, passages, quotes, themes
from accounts_reflective.coding.models import Excerpt, FileTaken, Theme
from accounts_reflective.coding.planning.frameworks import STANDARDS_2019
from accounts_reflective.coding.planning.marks import Said
from accounts_reflective.inquiries.actions import choose_topic, propose_topic
from accounts_reflective.inquiries.models import Inquiry, Stage
from accounts_reflective.publication import actions as publication
from accounts_reflective.publication.queries import outputs
from accounts_reflective.writing import queries
from accounts_reflective.writing.actions import authors, comments, drafts, uses, versions
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core import clock
from leap.core.ids import new_id
from leap.core.outbox import OutboxMessage
from leap.core.uploads import look_at, look_at_picture
from meetings.attendance import actions as attendance
from meetings.attendance.states import Mark
from meetings.availability import actions as dates
from meetings.chairing import actions as chairing
from meetings.invitations import actions as invitations
from meetings.invitations.models import Invitation, ReplyLink
from meetings.invitations.queries import what_helps_for
from meetings.notes import actions as notes
from meetings.papers import actions as papers
from meetings.payments.actions import advances, batches, bookings, choices, expenses, payees, rates, steps, work
from meetings.payments.models import PaymentLine, RateSet
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from meetings.schedule.planning.school_holidays import Holiday
from meetings.seating import actions as seating
from tests import factories as make
from tests.leap.core import hostile
from tests.soft_passkey import SoftPasskey

TITLE = "Advisory meeting"


@dataclass
class ProjectWorld:
    """`people` are the columns of the matrix; `ids` fill the keys of the addresses, `others` those of some."""

    people: dict[str, Person | None]
    ids: dict[str, UUID | str] = field(default_factory=dict)
    others: dict[str, dict[str, UUID]] = field(default_factory=dict)

    def ids_for(self, name: str) -> dict[str, UUID]:
        """The keys for one address, by its full name."""
        return {**self.ids, **self.others.get(name, {})}


def build_world() -> ProjectWorld:
    """The same world each time, made by the actions people would use."""
    home = make.panel("Heather panel")
    away = make.panel("Bracken panel", programme=home.programme)
    people = {
        "anyone": None,
        "member": make.member(home, "Rowan", legal_name="Rowan Example", password="long-enough-to-use"),
        "researcher": make.researcher(home, "Hazel"),
        "both": make.member(home, "Briar"),
        "coordinator": make.coordinator(home, "Willow"),
        "elsewhere": make.coordinator(away, "Fern"),
        "lead": make.lead(home.programme, "Martin"),
        "finance": make.finance_officer(home.programme, "Penny"),
        "administrator": make.person("Merle"),
        "not ready": make.coordinator(home, "Yarrow"),
        "stranger": make.member(away, "Ash"),
        "left": make.member(home, "Linnet"),
        "switched off": make.member(home, "Sage"),
    }
    make.role(people["both"], home, "researcher")
    make.role(people["administrator"], kind="administrator", programme=home.programme)
    wren, jay = make.member(home, "Wren"), make.member(home, "Jay", email=None)
    home.contact, home.contact_phone = people["coordinator"], "01632 960 001"
    home.save()
    world = ProjectWorld(people)
    world.ids |= {"panel_id": home.pk, "person_id": wren.pk}
    _place(world, home, wren)
    _meetings(world, home, [wren, jay])
    _papers(world, home)
    _notes(world, home, wren)
    _dates(world, home, wren, jay)
    _statements(world, home, wren)
    _asking_and_counting(world, home, wren)
    _needs(world, home, wren, jay)
    _writing(world, home, wren)
    _signing_in(world, people["coordinator"])
    make.end_roles(people["left"])
    people["switched off"].is_active = False
    people["switched off"].save()
    return world


def _place(world: ProjectWorld, panel, wren: Person) -> None:
    """What the panel says of itself, a break, somebody at a member's side, and two questions that are open."""
    coordinator, lead = world.people["coordinator"], world.people["lead"]
    told = {"decides": "When we meet.", "advises": "The leaflet.", "stand_in": lead, "stand_in_phone": "01632 960 002"}
    panels.describe_panel(panel=panel, by=coordinator, **told)
    for kind, words in (("ground-rules", "Be kind."), ("terms", "Be kind."), ("signals", "A hand up: slow down.")):
        panels.agree_document(
            panel=panel, kind=kind, words=words, agreed_on=clock.today(), agreed_by="everyone", by=coordinator
        )
    make.role(make.person("Bramble"), panel, "supporter")
    # Both came today, so no meeting knows of them.
    aspen, juniper = make.person("Aspen", email=None), make.person("Juniper")
    for who in (aspen, juniper):
        make.role(who, panel, starts_on=clock.today())
    rests = places.pause(person=aspen, panel=panel, by=coordinator, how="phone", contact="papers_only")
    rests.again_on = clock.today()  # the day they named has come
    rests.save()
    places.leave(person=juniper, panel=panel, by=juniper, keep_in_touch=True)
    new = joining.invite(email="newcomer@example.org", kind="member", panel=panel, by=coordinator)
    member = world.people["member"]
    mine = joining.invite(email=member.email, kind="peer_researcher", panel=panel, by=coordinator)
    joining.invite(email="books@example.org", kind="auditor", programme=panel.programme, by=lead)
    world.ids |= {"token": new.token, "invitation_id": mine.pk, "programme_id": panel.programme_id}
    world.ids["role_id"] = member.roles.get().pk
    world.others["people:person-return"] = {"person_id": aspen.pk}
    world.others["people:thanks-note"] = {"person_id": juniper.pk}


def _signing_in(world: ProjectWorld, person: Person) -> None:
    """A passkey and another device of the coordinator's."""
    passkey = sign_in_actions.add_passkey(name="Chrome on Android", credential=SoftPasskey().credential(), by=person)
    other = SessionStore()
    other.create()
    sign_in_actions.note_device(session_key=other.session_key, agent="", by=person)
    device = UserSession.objects.get(user=person)
    world.ids["key_id"] = sign_in_queries.handle("passkey", passkey.pk)
    world.ids["device_id"] = sign_in_queries.handle("device", device.pk)


def _meetings(world: ProjectWorld, panel, others: list[Person]) -> None:
    coordinator, now = world.people["coordinator"], clock.now()
    rate_set = RateSet.objects.create(programme=panel.programme, name="Invented rates")
    with clock.held_at(now - timedelta(days=300)):
        rates.record_rate(rate_set=rate_set, band="half_day", amount_pence=8250, valid_from=date(2025, 1, 1), by=None)
        # One only: between two with the same balance the lot would fall differently from world to world.
        chairing.set_willingness(panel=panel, answer="willing", by=world.people["both"])
    for who in ("member", "both"):
        choices.wish(answer="less", amount_pence=4000, by=world.people[who])
        choices.keep_ceiling(week_pence=2500, month_pence=None, by=world.people[who])
    for weeks in (26, 13):
        held = _held(panel, now - timedelta(weeks=weeks), coordinator)
    _put_right(world, held, others[0])
    started = _open(panel, now - timedelta(hours=1), coordinator)
    with clock.held_at(now - timedelta(days=3)):
        _answers(started)
        turn = chairing.propose_chair(meeting_id=started.pk, by=coordinator)
        chairing.accept(meeting_id=started.pk, by=turn.person)
    coming = _open(panel, now + timedelta(days=20), coordinator)
    _answers(coming)
    chairing.propose_chair(meeting_id=coming.pk, by=coordinator)
    seating.wish_apart(person_ids=[others[1].pk], by=others[0])
    seating.make_plan(meeting_id=coming.pk, seats_per_table=4, by=coordinator)
    _full_room(world, panel)
    with clock.held_at(now - timedelta(days=1)):
        planned = _plan(panel, now + timedelta(days=90), coordinator)
    venue = _moved(world, panel, now + timedelta(days=60), coordinator)
    half_term = Holiday("Half-term", clock.today() + timedelta(days=15), clock.today() + timedelta(days=22))
    schedule.add_school_holidays(panels=[panel], holidays=[half_term], by=coordinator)
    world.ids["meeting_id"] = coming.pk
    world.others["chairing:chair-helps"] = {"meeting_id": started.pk}
    world.others["chairing:chair-briefing"] = {"meeting_id": started.pk}
    with clock.held_at(now - timedelta(days=3)):
        talk = {"kind": "before", "starts_at": now - timedelta(days=2), "minutes": 30, "way": "phone"}
        chairing.set_talk(meeting_id=started.pk, **talk, by=coordinator)
        chairing.bring_me_in(meeting_id=started.pk, wanted=True, by=world.people["member"])
    for name in ("chairing:chair-talks", "chairing:talk-note", "chairing:swap-new"):
        world.others[name] = {"meeting_id": started.pk}
    world.others["schedule:meeting-cancel"] = {"meeting_id": planned.pk}
    world.ids["venue_id"] = venue.pk
    _rooms(world, venue, coordinator)
    lines = PaymentLine.objects.order_by("activity_on", "person__email")
    world.ids["line_id"] = lines.filter(person=world.people["member"])[0].pk
    denied, paid = lines.exclude(person__in=[world.people["member"], coordinator])[:2]
    steps.deny(line_id=denied.pk, reason="It was paid from another purse.", by=coordinator)
    steps.record_check(line_id=paid.pk, is_right=True, how="phone", by=coordinator)
    steps.confirm(line_ids=[paid.pk], by=coordinator)
    steps.approve(line_ids=[paid.pk], by=world.people["lead"])
    codes = {"name": "Advice", "cost_centre": "00123", "project_code": "0007"}
    by_lead = {"programme_id": panel.programme_id, "panel_id": None, "by": world.people["lead"]}
    budget = batches.keep_budget(**codes, **by_lead)
    member = world.people["member"]
    told = {"programme_id": panel.programme_id, "by": world.people["finance"]}
    payees.keep_number(person_id=member.pk, number="000471", **told)
    world.others["payments:payee-edit"] = {"person_id": member.pk}
    world.ids |= {"budget_id": budget.pk, "batch_id": batches.make(budget_id=budget.pk, by=world.people["finance"]).pk}
    _sent(world, lines.exclude(person__in=[world.people["member"], coordinator])[2], budget, coordinator)
    _spent(world, panel, others[0])
    asked = {"activity": "review", "title": "Two leaflets to read", "on": clock.today(), "minutes": 120}
    read = work.offer(panel_id=panel.pk, person_id=world.people["member"].pk, by=coordinator, **asked)
    world.ids["work_id"] = read.pk
    world.ids["calendar_token"] = schedule.make_calendar_link(by=world.people["member"])


def _sent(world: ProjectWorld, line: PaymentLine, budget, coordinator: Person) -> None:
    """A second batch, which finance has."""
    steps.record_check(line_id=line.pk, is_right=True, how="phone", by=coordinator)
    steps.confirm(line_ids=[line.pk], by=coordinator)
    steps.approve(line_ids=[line.pk], by=world.people["lead"])
    by_finance = {"by": world.people["finance"]}
    batches.send(batch_id=batches.make(budget_id=budget.pk, **by_finance).pk, **by_finance)
    world.others["payments:line-back"] = {"line_id": line.pk}


def _spent(world: ProjectWorld, panel, other: Person) -> None:
    """The member's train with a photo of the ticket, a journey of somebody else that nobody has worked out, a rule for
    food, and what a mile is worth."""
    held = PaymentLine.objects.order_by("activity_on", "pk").filter(person=world.people["member"])[0].meeting
    train = expenses.Spent("bus_train", 1240, "photo", look_at_picture(hostile.picture("JPEG")))
    claim = expenses.claim(meeting_id=held.pk, spent=train, by=world.people["member"])
    journey = expenses.claim(meeting_id=held.pk, spent=expenses.Spent("car"), by=other)
    by_lead = {"programme_id": panel.programme_id, "by": world.people["lead"]}
    expenses.keep_rule(kind="food", valid_from=date(2025, 1, 1), cap_pence=1500, receipt_over_pence=500, **by_lead)
    rates.announce(valid_from=date(2025, 1, 1), amounts={"car_mile": 45}, source_note="A letter.", **by_lead)
    told = {"meeting_id": held.pk, "kind": "overnight", "cost_pence": 6450, "by": world.people["coordinator"]}
    booking = bookings.book(person_id=other.pk, **told)
    world.ids |= {"expense_id": journey.pk, "booking_id": booking.pk}
    told = {"meeting_id": held.pk, "person_id": other.pk, "by": world.people["coordinator"]}
    with clock.held_at(held.starts_at - timedelta(days=9)):
        world.ids["advance_id"] = advances.give(amount_pence=5000, **told).pk
    world.others["payments:receipt"] = {"file_id": claim.file_id}


def _papers(world: ProjectWorld, panel) -> None:
    """Two things to talk about, one of them proposed; a paper that was sent with its next version in the making, one
    that is not sent; something the member proposed, and a word somebody asked for."""
    member, by = world.people["member"], world.people["coordinator"]
    told = {"meeting_id": world.ids["meeting_id"], "by": by}
    facts = {"purpose": "advise", "influence": "limited", "influence_words": "The pictures.", "minutes": 30}
    item = papers.add_item(
        facts=papers.ItemFacts("The leaflet", "Which trial leaflet is easier to read.", lead=by, **facts), **told
    )
    idea = {"meeting_id": world.ids["meeting_id"], "by": member}
    asked = papers.propose(title="Buses", words="How people get here.", show_name=True, **idea)
    papers.take_up(proposal_id=asked.pk, by=by)
    waits = papers.propose(title="Tea", words="More of it.", show_name=False, **idea)
    said = papers.propose(title="Cake", words="Some.", show_name=False, **idea)
    papers.answer(proposal_id=said.pk, words="Next time.", by=by)
    written = papers.PaperFacts("Two leaflets.", "Which is easier?", 5, "The whole of both.")
    paper = papers.write_paper(title="Two leaflets", item=item, facts=written, **told)
    copy = {"form": "large_print", "file": look_at(b"Two leaflets, in large print."), "by": by}
    kept = papers.add_copy(version_id=paper.versions.get().pk, **copy)
    papers.send_papers(version_ids=[paper.versions.get().pk], **told)
    papers.add_copy(version_id=papers.start_version(paper_id=paper.pk, by=by).pk, **copy)
    papers.write_paper(title="A letter", item=None, facts=written, **told)
    programme = panel.programme
    papers.keep_word(programme=programme, term="Leaflet", meaning="A folded sheet.", revision=0, by=by)
    papers.ask_for_word(programme=programme, term="Cohort", by=member)
    world.ids |= {"item_id": item.pk, "proposal_id": waits.pk, "file_id": kept.pk}
    for name in ("paper-detail", "paper-edit", "version-new", "copy-new", "paper-withdraw"):
        world.others[f"papers:{name}"] = {"paper_id": paper.pk}


def _moved(world: ProjectWorld, panel, starts_at, by: Person):
    """Several meetings in a place; people were invited to the first, and then it was moved."""
    venue = schedule.make_venue(
        programme=panel.programme, name="Mill Hall", address="1 Mill Lane", travel="Bus 4.", step_free="yes", by=by
    )
    days = [starts_at.date() + timedelta(weeks=weeks) for weeks in (0, 6)]
    facts = {"minutes": 60, "meets": "in_person", "venue": venue, "place": "Room 1", "phone_in": "01632 960 004"}
    series = {"at": time(14), "pattern": "weeks", "every_weeks": 6}
    first, _ = schedule.plan_series(panels=[panel], days=days, title=TITLE, by=by, **series, **facts)
    with clock.held_at(clock.now() - timedelta(days=2)):
        invitations.invite_panel(meeting_id=first.pk, by=by)
        _answers(first)
    new = replace(schedule.facts_of(first), starts_at=first.starts_at + timedelta(hours=1))
    schedule.move_meeting(meeting_id=first.pk, revision=0, facts=new, by=by)
    schedule.give_place_reason(meeting_id=first.pk, reason="A ramp is put out for us.", by=by)
    shown = look_at_picture(hostile.picture("JPEG"))
    pictures = [
        schedule.add_picture(venue_id=venue.pk, words=words, file=shown, by=by)
        for words in ("The blue door beside the bakery.", "A plan of the way in.")
    ]
    world.ids["picture_id"] = pictures[0].pk
    world.others["schedule:picture-remove"] = {"picture_id": pictures[1].pk}
    world.others["schedule:place-reason"] = {"meeting_id": first.pk}
    return venue


def _rooms(world: ProjectWorld, venue, by: Person) -> None:
    """A room of the place, and one that can be put away."""
    at = {"venue_id": venue.pk, "by": by}
    room = seating.describe_room(name="Garden room", shape="horseshoe", sizes=(12,), **at)
    spare = seating.describe_room(name="Hall", shape="tables", sizes=(6, 6, 6), **at)
    world.ids["room_id"] = room.pk
    world.others["seating:room-remove"] = {"room_id": spare.pk}
    _seated(world, venue, room, by)


def _seated(world: ProjectWorld, venue, room, by: Person) -> None:
    """A plan in the room: somebody joins from somewhere else at a place of it, the member brings somebody, some seats
    stay free. Another one is being made."""
    meeting = Meeting.objects.filter(venue=venue).order_by("starts_at").last()
    invitations.invite_panel(meeting_id=meeting.pk, by=by)
    _answers(meeting)
    invitations.reply(meeting_id=meeting.pk, reply="phone", by=world.people["both"])
    invitations.reply(meeting_id=meeting.pk, reply="coming", supporter="yes", by=world.people["member"])
    seating.make_plan(meeting_id=meeting.pk, room_id=room.pk, with_remote=True, by=by)
    asked = seating.Asked(seats_per_table=None, room_id=room.pk, with_remote=True)
    seating.want_plan(meeting_id=meeting.pk, asked=asked, by=by)
    for name in ("plan-detail", "plan-cards", "plan-door", "plan-making"):
        world.others[f"seating:{name}"] = {"meeting_id": meeting.pk}


def _dates(world: ProjectWorld, panel, wren: Person, jay: Person) -> None:
    """A poll that waits for the member, was answered by Wren and is to be asked of Jay by phone."""
    coordinator = world.people["coordinator"]
    poll = dates.make_poll(
        panel=panel,
        title=TITLE,
        dates=[clock.now() + timedelta(days=days) for days in (120, 127)],
        minutes=120,
        place="The long room",
        joining="Ask us for the link",
        phone_in="01632 960 006",
        answer_by=clock.today() + timedelta(days=30),
        quorum=2,
        by=coordinator,
    )
    first = poll.dates.first()
    dates.answer(poll_id=poll.pk, answers={first.pk: "yes"}, by=wren)
    world.ids |= {"poll_id": poll.pk, "date_id": first.pk}
    world.others["availability:answers-record"] = {"person_id": jay.pk}


def _full_room(world: ProjectWorld, panel) -> None:
    """One place, which somebody has; the member is in line for it, and brings somebody."""
    with clock.held_at(clock.now() - timedelta(days=2)):
        full = _open(panel, clock.now() + timedelta(days=27), world.people["coordinator"], places=1)
        invitations.reply(meeting_id=full.pk, reply="coming", by=world.people["both"])
        member = {"meeting_id": full.pk, "by": world.people["member"]}
        invitations.reply(**member, reply="comments")
        invitations.reply(**member, reply="in_line", travel="yes", supporter="yes")
    for name in ("reply-edit", "reply-list"):
        world.others[f"invitations:{name}"] = {"meeting_id": full.pk}
    links = ReplyLink.objects.unscoped("the secret of one")
    world.ids["secret"] = links.get(invitation__meeting=full, invitation__person=world.people["member"]).token


def _plan(panel, starts_at, by: Person, places: int | None = None):
    return schedule.plan_meeting(
        panel=panel,
        title=TITLE,
        starts_at=starts_at,
        minutes=120,
        place="The long room",
        joining="Ask us for the link",
        phone_in="01632 960 005",
        about="One question, and time for yours.",
        places=places,
        by=by,
    )


def _open(panel, starts_at, by: Person, places: int | None = None):
    with clock.held_at(starts_at - timedelta(weeks=5)):
        meeting = _plan(panel, starts_at, by, places)
        invitations.invite_panel(meeting_id=meeting.pk, by=by)
    return meeting


def _answers(meeting) -> None:
    """Everyone who can sign in comes, but for the coordinator, who has not said yet."""
    for invitation in meeting.invitations.select_related("person").exclude(invited_by=None):
        if invitation.person.email and invitation.person != invitation.invited_by:
            invitations.reply(meeting_id=meeting.pk, reply="coming", by=invitation.person)


def _put_right(world: ProjectWorld, held: Meeting, wren: Person) -> None:
    """A register with part of a meeting, counts, a chair, somebody not known yet, and two who say it is not right."""
    member, coordinator = world.people["member"], world.people["coordinator"]
    marks = {wren.pk: Mark("online", part=True, half_hours=2), world.people["both"].pk: "not_known"}
    facts = {"guests": 1, "supporters": 0, "senior_staff": 1, "chair": wren.pk}
    attendance.take_register(meeting_id=held.pk, marks=marks, facts=facts, by=coordinator)
    for person in (member, wren):
        attendance.doubt_register(meeting_id=held.pk, by=person)
    for name in ("register-edit", "register-changes", "my-register"):
        world.others[f"attendance:{name}"] = {"meeting_id": held.pk}


def _held(panel, starts_at, by: Person) -> Meeting:
    meeting = _open(panel, starts_at, by)
    with clock.held_at(starts_at - timedelta(days=9)):
        _answers(meeting)
        seating.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=by)
    with clock.held_at(starts_at + timedelta(hours=2)):
        marks = {invitation.person_id: "in_person" for invitation in meeting.invitations.all()}
        attendance.take_register(meeting_id=meeting.pk, marks=marks, by=by)
    return meeting


def _notes(world: ProjectWorld, panel, wren: Person) -> None:
    """A draft; and notes that are out and were changed, with suggestions, something the member is asked to do, and a
    point that was answered."""
    coordinator, member = world.people["coordinator"], world.people["member"]
    first, second = Meeting.objects.filter(panel=panel, state="held").order_by("starts_at")
    for held in (first, second):
        told = {"meeting_id": held.pk, "by": coordinator}
        notes.save(**told, sections=[("The leaflet", "We read it.")], revision=0)
    until = clock.today() + timedelta(days=14)
    notes.send_out(**told, changes_until=until)
    mine = notes.suggest(meeting_id=second.pk, words="We read it twice.", shown=True, by=member)
    notes.answer(suggestion_id=mine.pk, said="taken", words="Thank you.", by=coordinator)
    read = {"how": "phone", "read_back": True}
    notes.record_suggestion(**told, person=wren, words="It is too long.", **read)
    notes.save(**told, sections=[("The leaflet", "We read it twice.")], revision=1)
    action = notes.add_action(**told, words="Ring the printer", person=member, role="one of us")
    point = notes.add_action(**told, words="Is there a ramp?", kind="point", by_day=until)
    notes.end_action(action_id=point.pk, to="done", outcome="There is one now.", by=coordinator)
    world.ids |= {"suggestion_id": mine.pk, "action_id": action.pk}
    for name in ("read", "write", "agree", "suggest"):
        world.others[f"notes:notes-{name}"] = {"meeting_id": second.pk}
    for name in ("suggestion-record", "action-new"):
        world.others[f"notes:{name}"] = {"meeting_id": second.pk}
    world.others["notes:notes-send"] = {"meeting_id": first.pk}


def _needs(world: ProjectWorld, panel, wren: Person, jay: Person) -> None:
    """Something for the room, the chair, the kitchen and one person by name; somebody who is not reached by email."""
    member, coordinator = world.people["member"], world.people["coordinator"]
    runs, chair = Reader("runs", panel.pk), Reader("chair", panel.pk)
    by_name = Reader("person", panel.pk, member.pk)
    room = needs.Said("physical", ("step_free", "near_door"), "A seat where I can see who comes in.")
    mine = needs.write_need(said=room, readers=[runs], by=member)
    needs.write_need(said=needs.Said("time", ("break_each_hour",)), readers=[runs, chair, by_name], by=wren)
    needs.write_need(said=needs.Said("food", ("halal",), "No sesame.", with_name=True), readers=[runs], by=wren)
    needs.write_need(said=needs.Said("food", ("vegan",)), readers=[runs], by=member)
    told = {"how": "phone", "read_back": True, "by": coordinator}
    said = needs.Said("content", ("warned_first",), "A word before we talk about money.")
    needs.record_need(person_id=member.pk, said=said, **told)
    contact.record_contact(
        person_id=jay.pk,
        ways=contact.Ways(channel="phone", phone_number="01632 960 002", safe_times="After 11"),
        **told,
    )
    contact.change_contact(
        ways=contact.Ways(
            postal_address="1 Beck Lane\nOverwater",
            envelope_name="R. Example",
            supporter="Sam, my neighbour",
            scope="dates",
            scope_words="Tell him when, never what about.",
            quiet_hours=(time(21), time(8)),
        ),
        by=member,
    )
    coming = Invitation.objects.filter(meeting=world.ids["meeting_id"])
    about_it = OutboxMessage.objects.filter(about_id__in=list(coming.values_list("pk", flat=True)))
    world.ids["message_id"] = about_it.get(to_person_id=jay.pk).pk
    _to_post_and_in_doubt(world, about_it, wren)
    what_helps_for(coordinator, Meeting.objects.get(pk=world.ids["meeting_id"]))
    world.ids |= {"need_id": mine.pk, "group": "physical"}


def _to_post_and_in_doubt(world: ProjectWorld, about_it, wren: Person) -> None:
    """A letter to print, and a message that may have been sent, about the meeting that is coming."""
    told = {"how": "phone", "read_back": True, "by": world.people["coordinator"]}
    ways = contact.Ways(channel="letter", postal_address="2 Beck Lane\nOverwater")
    contact.record_contact(person_id=wren.pk, ways=ways, **told)
    about_it.filter(to_person_id=wren.pk).update(channel="letter", state="to_do")
    about_it.filter(to_person_id=world.people["both"].pk).update(state="uncertain", reason="no-answer-after-text")


def _statements(world: ProjectWorld, panel, wren: Person) -> None:
    member = world.people["member"]
    mine = identity.write_statement(
        own_words="I grow beans on a balcony.", broad_words="I grow things.", topics=["place"], by=member
    )
    identity.set_rather_not_say(topics=["faith"], by=member)
    hers = identity.write_statement(own_words="I look after two old dogs.", by=wren)
    for statement, by, audience in ((mine, world.people["member"], "members"), (hers, wren, "everyone")):
        identity.share_statement(
            statement_id=statement.pk,
            to=panel_key(audience, panel),
            wording_version=wordings.current().version,
            by=by,
        )
    world.ids["statement_id"] = mine.pk
    identity.share_statement(
        statement_id=mine.pk,
        to=panel_key("coordinator", panel),
        how=How(form="other", other_words="I am busy in May."),
        wording_version=wordings.current().version,
        by=member,
    )
    opening = identity.open_in_emergency(
        person=wren, reason="A test that nobody comes to harm by.", by=world.people["administrator"]
    )
    paper = identity.make_paper(panel=panel, by=world.people["coordinator"])
    world.ids |= {"opening_id": opening.pk, "paper_id": paper.pk}
    answers = ConsentAnswer.objects.unscoped("the key of one")
    world.ids["answer_id"] = answers.filter(statement_id=mine.pk).earliest("answered_at").pk


def _asking_and_counting(world: ProjectWorld, panel, wren: Person) -> None:
    """A task that the member is asked about and somebody said yes to, and numbers that the lead can look at."""
    for by in (world.people["member"], wren):
        said = identity.write_statement(own_words="I look after my aunt.", topics=["caring"], by=by)
        for to in (f"matched.{panel.pk}", f"counted.{panel.programme_id}"):
            identity.share_statement(statement_id=said.pk, to=to, wording_version=wordings.current().version, by=by)
    task = identity.make_task(
        panel=panel,
        title="Read a leaflet",
        words="Two hours, at a table with tea.",
        topics=["caring"],
        answer_by=clock.today() + timedelta(days=14),
        by=world.people["coordinator"],
    )
    identity.answer_task(task_id=task.pk, fits=True, by=wren)
    world.ids["task_id"] = task.pk
    release = CountRelease.objects.create(
        programme=panel.programme, day=date(2026, 7, 1), asked_by=world.people["lead"]
    )
    for topic in TOPICS:
        CountedTopic.objects.create(release=release, topic=topic, value=10 if topic == "caring" else None)
    release.outcome, release.made_at = CountRelease.Outcome.MADE, clock.now()
    release.save()
    world.ids |= {"release_id": release.pk, "programme_id": panel.programme_id}


def _writing(world: ProjectWorld, panel, wren: Person) -> None:
    inquiry = Inquiry.objects.create(
        programme=panel.programme,
        title="Looking back together",
        question="What was it like?",
        opened_on=clock.today() - timedelta(days=90),
    )
    for number, name in enumerate(("Drawing", "Writing", "Reading"), start=1):
        stage = Stage.objects.create(
            inquiry=inquiry, number=number, name=name, phase="Planning" if number == 1 else "Writing"
        )
    topic = propose_topic(inquiry=inquiry, words="The boat and the pond", by=world.people["both"])
    choose_topic(topic=topic, chosen=True, seeks_company=True, by=world.people["member"])
    world.ids |= {"stage_id": stage.pk, "topic_id": topic.pk}
    first, second = world.people["member"], world.people["both"]
    account = drafts.start(title="A small boat", inquiry=inquiry, by=first, role_shown="LEAP member")
    authors.ask(account=account, person=second, by=first)
    authors.join(account=account, by=second, role_shown="LEAP member")
    saved = drafts.save_draft(account=account, title="A small boat", body="It floats.", revision=0, by=first)
    readers = [world.people["researcher"]]
    version = versions.propose(account=account, readers=readers, revision=saved.draft.revision, after=0, by=first)
    versions.agree(version=version, by=second)
    said = comments.write_comment(version=version, words="I can see it.", by=readers[0], key=new_id())
    other = comments.write_comment(version=version, words="A good end.", by=readers[0], key=new_id())
    comments.answer_comment(comment=other, words="Thank you.", by=first)
    asked_about = uses.ask_about_uses(account=account, revision=saved.draft.revision, by=first)
    world.ids["use_id"] = queries.uses_asked(first, account).first().pk
    quote = uses.ask_about_quote(version=asked_about, excerpt="It floats.", output="A leaflet", by=first)
    uses.answer_use(asked=quote, said="yes", by=first, by_line="own_words", by_line_words="a sailor", few_ok=True)
    noted = {"US1": Said("yes", "clearly", "We drew lots for the oars.")}
    about = {"account": account, "version_id": asked_about.pk, "framework": STANDARDS_2019}
    marks.save_marks(**about, said=noted, revision=0, done=False, by=first)
    late = drafts.save_draft(account=account, title="A small boat", body="It sinks.", revision=0, by=second)
    world.ids |= _theme(inquiry, account, world.people["lead"], world.people["researcher"])
    world.others["coding:analyst-end"] = {"person_id": world.people["researcher"].pk}
    _looked_at(world, inquiry, wren)
    _printed(world, inquiry)
    asked = drafts.start(title="A garden", inquiry=inquiry, by=wren, role_shown="LEAP member")
    authors.ask(account=asked, person=first, by=wren)
    world.ids |= {
        "inquiry_id": inquiry.pk,
        "account_id": account.pk,
        "copy_id": late.kept_copy.pk,
        "version_id": version.pk,
        "comment_id": said.pk,
        "framework": "uk-standards-2019",
    }
    for name in ("account-join", "account-decline"):
        world.others[f"writing:{name}"] = {"account_id": asked.pk}


def _theme(inquiry: Inquiry, account: ReflectiveAccount, lead: Person, analyst: Person) -> dict:
    ReflectiveAccount.objects.unscoped("a letter for the test").filter(pk=account.pk).update(letter="A")
    theme = Theme.objects.create(inquiry=inquiry, code="T1", name="Floating")
    sub = Theme.objects.create(inquiry=inquiry, parent=theme, code="T1.1", name="Staying up")
    Excerpt.objects.unscoped("a test").create(theme=sub, account=account, order=1, words="It floats.")
    themes.rename_theme(theme=sub, name="Staying afloat", meaning="", why="It says more.", by=lead)
    for person in (lead, analyst):
        analysts.choose_analyst(inquiry=inquiry, person=person, by=lead)
    return {"theme_id": sub.pk, "change": 1}


def _looked_at(world: ProjectWorld, inquiry: Inquiry, author: Person) -> None:
    """Words that may be looked at for themes, marked by two people who are done and talk about it."""
    account = drafts.start(title="A bench", inquiry=inquiry, by=author, role_shown="LEAP member")
    words = {"title": "A bench", "body": "It is green. It is by the pond."}
    saved = drafts.save_draft(account=account, revision=0, by=author, **words)
    version = uses.ask_about_uses(account=account, revision=saved.draft.revision, by=author)
    for asked in queries.uses_asked(author, account).filter(use="analyse"):
        uses.answer_use(asked=asked, said="yes", by=author)
    theme = Theme.objects.get(inquiry=inquiry, code="T1")
    for number, person in enumerate((world.people["lead"], world.people["researcher"]), start=1):
        memo = "I sat there once."
        about = {"version_id": version.pk, "by": person}
        mark = passages.place_words(theme=theme, first=number, last=2, memo=memo, **about)
        passages.finish(**about)
        said = passages.say(sentence=1, words="It matters that it is green.", key=new_id(), **about)
    for name in (
        "look-edit",
        "look-done",
        "look-bring-over",
        "look-compare",
        "quote-ask",
        "passage-take-out",
        "remark-take-back",
    ):
        world.others[f"coding:{name}"] = {"version_id": version.pk}
    files.take_file(inquiry=inquiry, kind="words.md", by=person)
    taken = FileTaken.objects.unscoped("a test").get().pk
    quotes.ask_to_quote(version_id=version.pk, passage_id=mark.pk, output="A leaflet", by=person)
    world.ids |= {"passage_id": mark.pk, "remark_id": said.pk, "file_kind": "words.md", "taken_id": taken}


def _printed(world: ProjectWorld, inquiry: Inquiry) -> None:
    """An output that is put together, and one that is frozen with words of the member, who is named in it."""
    member, lead = world.people["member"], world.people["lead"]
    with clock.held_at(clock.now() - timedelta(days=30)):
        account = drafts.start(title="A lamp", inquiry=inquiry, by=member, role_shown="LEAP member")
        words = {"title": "A lamp", "body": "It is lit. It stands by the door."}
        saved = drafts.save_draft(account=account, revision=0, by=member, **words)
        version = uses.ask_about_uses(account=account, revision=saved.draft.revision, by=member)
        quote = uses.ask_about_quote(version=version, excerpt="It is lit.", output="A booklet", by=member)
    for asked in queries.uses_asked(member, account):
        uses.answer_use(asked=asked, said="yes", by_line="letter_and_role", by=member, few_ok=True)
    every = dict.fromkeys(publication.PARTS, True)
    for name in ("A booklet", "A second booklet"):
        made = publication.start_output(inquiry=inquiry, name=name, by=lead)
        parts = every | {"with_numbers": name != "A booklet"}  # one counted account is in no frozen number
        made = publication.choose_parts(output=made, parts=parts, revision=0, by=lead)
        publication.name_me(output=made, words="R. Example", by=member)
        world.ids["output_id"] = made.pk
        if name == "A booklet":
            for name in ("copy-md", "copy-docx"):
                world.others[f"publication:{name}"] = {"output_id": made.pk}
            seen = outputs.together(lead, made)
            publication.freeze(output=made, seen=seen.content.digest if seen else "", by=lead)
    world.others["publication:use-take-back"] = {"use_id": quote.pk}
    world.ids["item"] = "US1"
