"""Makes the demo programme: invented people living through two invented years, by the same actions the site uses.

Every line of the past is made by the action a person would have used, with the clock held at that moment, so the audit
trail, the chair ledger, the seats and the payments are what they would be. Nothing here runs outside `load_demo`.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.identity import actions as identity
from accounts.identity import queries as identity_queries
from accounts.identity import wordings
from accounts.identity.planning import words as purposes
from accounts.identity.planning.counts import FIXED_DAYS
from accounts.identity.planning.rule import How
from accounts.people import actions as people_actions
from accounts.people import sign_in_access, sign_in_actions
from accounts.people.actions import joining, places, roles
from accounts.people.actions import panels as panel_actions
from accounts.people.models import Panel, Person, Programme, Role
from leap.core import clock
from leap.core.outbox.models import BY_HAND, BY_MACHINE, OutboxMessage
from leap.demo import files, money_loader, needs_loader, papers_loader, writing_loader
from leap.local.demo_codes import SECRET
from meetings.attendance import actions as attendance
from meetings.attendance.states import Mark
from meetings.availability import actions as dates
from meetings.availability.models import DatePoll, DateReply
from meetings.chairing import actions as chairing
from meetings.invitations import actions as invitations
from meetings.invitations.models import ReplyLink
from meetings.payments.actions import rates
from meetings.payments.models import RateSet
from meetings.schedule import actions as schedule
from meetings.schedule.models import Meeting
from meetings.seating import actions as seating

PASSWORD = "harbour-light-demo"  # noqa: S105 - printed for everybody who runs the demo
LONDON = ZoneInfo("Europe/London")
QUARTER = timedelta(weeks=13)
PAST_MEETINGS = 8
DAYS_AHEAD = {"heronby": 5, "tidewell": 26, "larkmoor": 47}
RATE_NOTE = "Example rates for the demo. Check with your funder and your organisation before you use any."
# Pence, from domain facts 2.1: the earlier amounts, and those from 16 December 2025.
RATES = {
    date(2022, 1, 1): {"under_1h": 1250, "1h": 2500, "2h": 5000, "half_day": 7500, "full_day": 15000},
    date(2025, 12, 16): {"under_1h": 1380, "1h": 2750, "2h": 5500, "half_day": 8250, "full_day": 16500},
}


@transaction.atomic
def load() -> bool:
    """Make the demo programme once. False when it is there already; then nothing is touched."""
    facts = files.read("people")
    if Programme.objects.filter(name=facts["programme"]).exists():
        return False
    today = clock.today()
    began = clock.now() - QUARTER * PAST_MEETINGS - timedelta(weeks=8)
    with clock.held_at(began):
        programme, panels, people = _people(facts)
        _rates(programme, began)
        money_loader.keep_terms(programme, people["hazel"])
    coordinator, lead = people["willow"], people["hazel"]
    _willing(facts, panels, people, began)
    for key, panel in panels.items():
        coming_on = today + timedelta(days=DAYS_AHEAD[key])
        for number, absent in enumerate(facts["absences"][key]):
            starts_at = _at_two(coming_on - QUARTER * (PAST_MEETINGS - number))
            meeting = _past_meeting(panel, starts_at, {people[name].pk for name in absent}, coordinator)
            if starts_at < clock.now() - timedelta(days=money_loader.PAY_WITHIN_DAYS):
                money_loader.pay(meeting, people)
        _coming_meeting(panel, _at_two(coming_on), coordinator, invite=key != "larkmoor", waiting=people["rowan"])
        _year_ahead(panel, coming_on + QUARTER, lead)
        money_loader.keep_amount(panel, lead)
    needs_loader.tell_all(files.read("needs"), people)
    _dates(panels, coordinator, waiting=people["rowan"])
    _small_room(facts["small_room"], panels, people)
    papers_loader.tell_all(files.read("papers"), panels["heronby"], people)
    with clock.held_at(began):
        inquiry = writing_loader.open_inquiry(programme, lead)
    writing_loader.write_all(inquiry, people, lead)
    _statements(facts, people)
    _panel_pages(facts, programme, panels, people, began)
    _places(facts, panels, people)
    _counted(facts, programme, people, lead)
    _look_for_people(facts, panels, people)
    _forget_messages_of_the_past()
    return True


def _people(facts: dict) -> tuple[Programme, dict[str, Panel], dict[str, Person]]:
    programme = Programme.objects.create(name=facts["programme"])
    panels = {
        each["key"]: Panel.objects.create(programme=programme, name=each["name"], site=each["site"])
        for each in facts["panels"]
    }
    people = {}
    for each in facts["people"]:
        email = f"{each['key']}@leap.example" if each.get("email", True) else None
        person = Person.objects.create_user(
            email=email, password=PASSWORD, called_name=each["called"], legal_name=each.get("legal", "")
        )
        people[each["key"]] = person
        for where, kind in each["roles"]:
            people_actions.give_role(
                person=person,
                programme=programme,
                panel=panels.get(where),
                kind=kind,
                starts_on=clock.today() - timedelta(days=30),
                by=None,
            )
    for person in people.values():
        if sign_in_access.must_use_second_step(person):
            sign_in_actions.add_app(secret=SECRET, by=person)
    for panel in panels.values():
        panel.contact, panel.contact_phone, panel.contact_email = (
            people["willow"],
            "01632 960 001",
            "willow@leap.example",
        )
        panel.save()
    return programme, panels, people


def _rates(programme: Programme, began: datetime) -> None:
    rate_set = RateSet.objects.create(programme=programme, name="Demo rates", source_note=RATE_NOTE)
    for valid_from, amounts in RATES.items():
        known = max(began, datetime.combine(valid_from, time(9), UTC))
        with clock.held_at(min(known, _really_now())):
            for band, pence in amounts.items():
                rates.record_rate(rate_set=rate_set, band=band, amount_pence=pence, valid_from=valid_from, by=None)


def _really_now() -> datetime:
    return datetime.now(UTC)


def _willing(facts: dict, panels: dict[str, Panel], people: dict[str, Person], began: datetime) -> None:
    with clock.held_at(began):
        for each in facts["people"]:
            if "chairing" in each:
                panel = panels[next(key for key, kind in each["roles"] if kind == Role.Kind.MEMBER)]
                chairing.set_willingness(panel=panel, answer=each["chairing"], by=people[each["key"]])


def _at_two(day: date) -> datetime:
    """Two in the afternoon on the wall, as an aware moment."""
    return datetime.combine(day, time(14), LONDON).astimezone(UTC)


def _plan(panel: Panel, starts_at: datetime, by: Person, **facts: Any) -> Meeting:
    usual = {
        "title": "Advisory meeting",
        "minutes": 180,
        "place": f"Room 2, {panel.site} Community Hall (invented)",
        "joining": "We send you the link when we invite you",
        "phone_in": "01632 960 002",
        "places": 14,
        "about": "What has happened since last time, one question we need your advice on, and time for yours.",
        "fee_band": Meeting.FeeBand.HALF_DAY,
    }
    return schedule.plan_meeting(panel=panel, starts_at=starts_at, by=by, **{**usual, **facts})


def _past_meeting(panel: Panel, starts_at: datetime, absent: set, by: Person) -> Meeting:
    """One meeting of the past, from its planning to its register."""
    with clock.held_at(starts_at - timedelta(weeks=6)):
        meeting = _plan(panel, starts_at, by)
    with clock.held_at(starts_at - timedelta(weeks=4)):
        asked = [invitation.person for invitation in invitations.invite_panel(meeting_id=meeting.pk, by=by)]
    with clock.held_at(starts_at - timedelta(weeks=2)):
        for person in asked:
            answer = "not_coming" if person.pk in absent else "coming"
            invitations.reply(meeting_id=meeting.pk, reply=answer, by=person)
    with clock.held_at(starts_at - timedelta(days=6)):
        _settle_chair(meeting, by)
    with clock.held_at(starts_at - timedelta(days=1)):
        seating.make_plan(meeting_id=meeting.pk, seats_per_table=4, by=by)
    with clock.held_at(starts_at + timedelta(hours=3)):
        came = {person.pk: Mark("apologies") if person.pk in absent else Mark("in_person") for person in asked}
        late = next(person.pk for person in reversed(asked) if person.pk not in absent)
        came[late] = Mark("in_person", part=True, half_hours=4)
        also = {"supporters": 1, "guests": 0, "senior_staff": 1}
        attendance.take_register(meeting_id=meeting.pk, marks=came, facts=also, by=by)
    return meeting


def _settle_chair(meeting: Meeting, by: Person) -> None:
    """The fairest person is asked and says yes. At a panel's first meetings nobody has been before: then nobody is."""
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=by, or_nobody=True)
    if turn is not None:
        chairing.accept(meeting_id=meeting.pk, by=turn.person)


def _coming_meeting(panel: Panel, starts_at: datetime, by: Person, *, invite: bool, waiting: Person) -> None:
    """The next meeting: asked and nearly answered, or still to be sent out by the coordinator."""
    with clock.held_at(min(starts_at - timedelta(weeks=6), clock.now() - timedelta(days=10))):
        meeting = _plan(panel, starts_at, by)
    if not invite:
        return
    with clock.held_at(clock.now() - timedelta(days=8)):
        asked = [invitation.person for invitation in invitations.invite_panel(meeting_id=meeting.pk, by=by)]
    with clock.held_at(clock.now() - timedelta(days=6)):
        for number, person in enumerate(each for each in asked if each.email and each != waiting):
            _answers(meeting, person, how=("self", "link", "changed")[number % 3])


def _answers(meeting: Meeting, person: Person, *, how: str) -> None:
    """They come: said here, by the link in the message, or after they first meant to join from home."""
    if how == "link":
        link = ReplyLink.objects.unscoped("an answer by link in the demo").get(
            invitation__meeting=meeting, invitation__person=person
        )
        invitations.reply_by_link(secret=link.token, reply="coming")
        return
    if how == "changed":
        invitations.reply(meeting_id=meeting.pk, reply="online", by=person)
    invitations.reply(meeting_id=meeting.pk, reply="coming", travel="yes", by=person)


def _small_room(facts: dict, panels: dict[str, Panel], people: dict[str, Person]) -> None:
    """A meeting in a room for few: its places are taken, and some wait in line for one, in the order they asked."""
    now, coordinator = clock.now(), people["willow"]
    starts_at = _at_two(clock.today() + timedelta(days=facts["days_ahead"]))
    told = {name: facts[name] for name in ("title", "place", "places")}
    with clock.held_at(now - timedelta(days=9)):
        meeting = _plan(panels[facts["panel"]], starts_at, coordinator, minutes=60, **told)
        invitations.invite_panel(meeting_id=meeting.pk, by=coordinator)
    for number, (name, answer) in enumerate(facts["answers"]):
        with clock.held_at(now - timedelta(days=8) + timedelta(hours=number)):
            invitations.reply(meeting_id=meeting.pk, reply=answer, by=people[name])


def _dates(panels: dict[str, Panel], by: Person, *, waiting: Person) -> None:
    """One poll of which a date was taken, and one that is open: most have answered it, one person still may."""
    now, heronby, larkmoor = clock.now(), panels["heronby"], panels["larkmoor"]
    with clock.held_at(now - timedelta(days=30)):
        found = _ask_for_dates(larkmoor, (150, 157, 164), answer_in=14, by=by)
        _answer_dates(found, ("yes", "no", "if_need_be"), waiting)
    with clock.held_at(now - timedelta(days=12)):
        _, meeting = dates.take_date(poll_id=found.pk, date_id=found.dates.get(number=1).pk, by=by)
        asked = [invitation.person for invitation in invitations.invite_panel(meeting_id=meeting.pk, by=by)]
        for person in asked:
            invitations.reply(meeting_id=meeting.pk, reply="coming", by=person)
    with clock.held_at(now - timedelta(days=3)):
        _answer_dates(_ask_for_dates(heronby, (90, 92, 97, 99, 104, 106), answer_in=9, by=by, quorum=4), SAID, waiting)


SAID = ("yes", "yes", "if_need_be", "no", "yes", "no", "no")


def _ask_for_dates(panel: Panel, days: tuple[int, ...], *, answer_in: int, by: Person, **conditions: int) -> DatePoll:
    return dates.make_poll(
        panel=panel,
        title="Advisory meeting",
        dates=[_at_two(clock.today() + timedelta(days=each)) for each in days],
        minutes=180,
        place=f"Room 2, {panel.site} Community Hall (invented)",
        joining="We send you the link when we invite you",
        phone_in="01632 960 002",
        answer_by=clock.today() + timedelta(days=answer_in),
        by=by,
        **conditions,
    )


def _answer_dates(poll: DatePoll, said: tuple[str, ...], waiting: Person) -> None:
    """Everyone answers a little differently, but for the one who still may and for whoever asked."""
    asked = DateReply.objects.unscoped("the demo’s past").filter(poll=poll).exclude(person__in=[waiting, poll.made_by])
    for number, reply in enumerate(asked.select_related("person").order_by("person__called_name")):
        answers = {each.pk: said[(number * 3 + each.number) % len(said)] for each in poll.dates.all()}
        dates.answer(poll_id=poll.pk, answers=answers, by=reply.person)


def _year_ahead(panel: Panel, first: date, by: Person) -> None:
    """The year after the next meeting, as a series in a place of which nearly everything is known."""
    with clock.held_at(clock.now() - timedelta(days=3)):
        hall = schedule.make_venue(
            programme=panel.programme,
            name=f"{panel.site} Community Hall",
            address=f"1 Example Street, {panel.site} (invented)",
            travel="The bus stops at the door. Somebody waits inside from half past one, with tea.",
            step_free="yes",
            lift="yes",
            accessible_toilet="yes",
            hearing_loop="no",
            quiet_room="yes",
            dogs_welcome="yes",
            by=by,
        )
        schedule.plan_series(
            panels=[panel],
            days=[first + QUARTER * number for number in range(3)],
            at=time(14),
            pattern="chosen",
            title="Advisory meeting",
            minutes=180,
            meets=Meeting.Meets.HYBRID,
            venue=hall,
            place="Room 2",
            joining="We send you the link when we invite you",
            phone_in="01632 960 003",
            fee_band=Meeting.FeeBand.HALF_DAY,
            by=by,
        )


def _statements(facts: dict, people: dict[str, Person]) -> None:
    """What people say about themselves, and each yes they gave: to whom, in which words."""
    for number, each in enumerate(facts["statements"]):
        person = people[each["by"]]
        with clock.held_at(clock.now() - timedelta(days=60 - number)):
            statement = identity.write_statement(
                own_words=each["words"], broad_words=each.get("broad", ""), topics=each.get("topics", ()), by=person
            )
            for yes in each.get("shares", ()):
                identity.share_statement(
                    statement_id=statement.pk,
                    to=_destination(person, yes, people),
                    how=How(form=yes.get("form", "own"), named=yes.get("named", True)),
                    wording_version=wordings.current().version,
                    by=person,
                )


def _destination(person: Person, yes: dict, people: dict[str, Person]) -> str:
    """The first place of this kind that the person can share with; for one person, the one that is named."""
    who = people[yes["who"]] if "who" in yes else None
    found = identity_queries.destinations_for(person)
    return next(key for key, to in found.items() if key.startswith(f"{yes['to']}.") and to.reader == who)


def _panel_pages(facts: dict, programme: Programme, panels: dict, people: dict, began: datetime) -> None:
    """What each panel decides, whom to ask, ground rules agreed on a date, changed a year later, and signals."""
    lead, coordinator = people["hazel"], people["willow"]
    with clock.held_at(began + timedelta(days=40)):
        panel_actions.describe_programme(
            programme=programme, contact_phone="01632 960 002", contact_email="hazel@leap.example", by=lead
        )
        for each in facts["panels"]:
            told = {"decides": facts["decides"], "advises": facts["advises"], "word": each.get("word", "members")}
            stand_in = {"stand_in": lead, "stand_in_phone": "01632 960 002", "stand_in_email": "hazel@leap.example"}
            panel_actions.describe_panel(panel=panels[each["key"]], by=coordinator, **told, **stand_in)
    agreed = (
        (0, "terms", "terms"), (0, "ground-rules", "rules"),
        (1, "ground-rules", "rules_again"), (1, "signals", "signals"),
    )  # fmt: skip
    for years, kind, text in agreed:
        with clock.held_at(began + timedelta(days=60 + 365 * years)):
            for panel in panels.values():
                panel_actions.agree_document(
                    panel=panel,
                    kind=kind,
                    words=facts[text],
                    agreed_on=clock.today(),
                    agreed_by="everyone at the meeting",
                    by=coordinator,
                )


def _places(facts: dict, panels: dict[str, Panel], people: dict[str, Person]) -> None:
    """Somebody takes a break, somebody is asked to join, a second role in its holder's own words, and pronouns."""
    for each in facts["wordings"]:
        person = people[each["by"]]
        roles.word_role(role=person.roles.get(kind=each["kind"]), wording=each["words"], by=person)
    for each in facts["pronouns"]:
        person = people[each["by"]]
        people_actions.change_name(called_name=person.called_name, pronouns=each["words"], by=person)
    resting, panel = people[facts["break"]["by"]], panels[facts["break"]["panel"]]
    again = clock.today() + timedelta(days=60)
    places.pause(person=resting, panel=panel, contact="light_touch", again_on=again, by=resting)
    asked = facts["invitation"]
    joining.invite(email=asked["email"], kind=asked["kind"], panel=panels[asked["panel"]], by=people["willow"])


def _counted(facts: dict, programme: Programme, people: dict[str, Person], lead: Person) -> None:
    """Enough people say yes to be counted, and the lead asks for numbers: made on the last fixed day, and shown."""
    today = clock.today()
    days = [date(year, month, day) for year in (today.year - 1, today.year) for month, day in FIXED_DAYS]
    made_on = max(day for day in days if day <= today)
    with clock.held_at(_at_two(made_on) - timedelta(days=40)):
        for each in facts["counted"]:
            _say_yes(each, f"{purposes.COUNTED}.{programme.pk}", people[each["by"]])
        release = identity.ask_for_counts(programme_id=programme.pk, by=lead)
    with clock.held_at(_at_two(made_on)):
        identity.make_due_counts()
        identity.show_counts(release_id=release.pk, by=lead)


def _look_for_people(facts: dict, panels: dict[str, Panel], people: dict[str, Person]) -> None:
    """One open task. Three are asked, which nobody is told; one says that it fits them."""
    task = facts["task"]
    panel = panels[task["panel"]]
    for name in task["asked"]:
        said = {"words": "I look after somebody.", "topics": task["topics"]}
        _say_yes(said, f"{purposes.MATCHED}.{panel.pk}", people[name])
    made = identity.make_task(
        panel=panel,
        title=task["title"],
        words=task["words"],
        topics=task["topics"],
        answer_by=clock.today() + timedelta(days=21),
        by=people[task["by"]],
    )
    identity.answer_task(task_id=made.pk, fits=True, by=people[task["said_yes"]])


def _say_yes(said: dict, to: str, by: Person) -> None:
    statement = identity.write_statement(own_words=said["words"], topics=said["topics"], by=by)
    version = wordings.current().version
    identity.share_statement(statement_id=statement.pk, to=to, wording_version=version, by=by)


def _forget_messages_of_the_past() -> None:
    """Nobody is written to about invented meetings that are over; what is still ahead goes out as it would."""
    OutboxMessage.objects.filter(due_at__lt=clock.now() - timedelta(hours=1), channel__in=BY_MACHINE).delete()
    held = Meeting.objects.filter(state=Meeting.State.HELD).values("pk")
    OutboxMessage.objects.filter(channel__in=BY_HAND).exclude(about_id__in=held).filter(
        due_at__lt=clock.now() - timedelta(weeks=10)
    ).delete()
