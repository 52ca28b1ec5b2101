"""How people are reached: what they say, what the outbox keeps to, what those who run a panel see of it."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.needs import queries
from accounts.needs.actions import contact as actions
from accounts.needs.actions.contact import Ways
from accounts.needs.models import ContactPreference
from accounts.people.actions import places
from leap.core import clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent
from leap.core.outbox import registry
from leap.core.outbox.models import OutboxMessage
from leap.core.outbox.writing import write
from meetings.invitations import actions as invitations
from meetings.invitations.queries import to_tell_for
from tests import factories as make
from tests.accounts.needs.factories import reached
from tests.leap.core.post_office import PostOffice, open_post_office
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.small_panel()


def lines(viewer, world, person):
    found = queries.ways_to_reach(viewer, world.panel.pk, [person], "to_tell")
    return found[person.pk].lines if person.pk in found else None


def test_who_has_said_nothing_is_reached_as_before_and_discreetly(here):
    person = here.members[0]
    contact = queries.my_contact(person)
    assert (contact.channel, contact.backup, contact.is_discreet, contact.leave_message) == ("email", "", True, "no")
    without = make.member(here.panel, email=None)
    assert queries.my_contact(without).channel == "phone"
    assert queries.wishes_of(person.pk) == outbox.Wishes()
    assert ContactPreference.objects.unscoped("test").count() == 0


def test_saying_it_again_changes_the_one_there_is(here):
    person = here.members[0]
    reached(person, channel="phone", phone_number=" 01632 960 003 ")
    reached(person, channel="phone", phone_number="01632 960 004", backup="email")
    contact = queries.my_contact(person)
    assert (contact.phone_number, contact.backup) == ("01632 960 004", "email")
    assert AuditEvent.objects.filter(verb="contact.changed", whose_id=person.pk).count() == 2


@pytest.mark.parametrize(
    "ways",
    [
        {"channel": "phone"},
        {"channel": "text"},
        {"channel": "letter"},
        {"channel": "supporter"},
        {"channel": "supporter", "supporter": "Sam"},
        {"backup": "email"},
        {"backup": "letter"},
        {"quiet_hours": (time(9), time(9))},
    ],
)
def test_a_way_without_what_it_needs_is_refused_with_a_sentence(here, ways):
    with pytest.raises(NotNow) as refused:
        reached(here.members[0], **ways)
    assert refused.value.sentence.endswith(".")
    assert ContactPreference.objects.unscoped("test").count() == 0


def test_a_number_in_use_cannot_be_emptied_but_one_not_in_use_can(here):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003", postal_address="1 Beck Lane")
    with pytest.raises(NotNow):
        reached(person, phone_number="")
    assert reached(person, postal_address="").postal_address == ""


def test_without_an_email_address_email_is_no_way(here):
    without = make.member(here.panel, email=None)
    with pytest.raises(NotNow):
        reached(without, channel="email")
    assert reached(without, safe_times="After lunch").channel == "phone"


def test_the_day_somebody_agreed_to_pass_messages_on_is_kept(here):
    person = here.members[0]
    with clock.held_at(datetime(2026, 5, 2, 12, tzinfo=UTC)):
        reached(person, supporter="Sam", scope="dates", channel="supporter")
    with clock.held_at(datetime(2026, 6, 2, 12, tzinfo=UTC)):
        assert reached(person, safe_times="Mornings").supporter_agreed_on.month == 5
        assert reached(person, scope="panel").supporter_agreed_on.month == 6
    with clock.held_at(datetime(2026, 7, 2, 12, tzinfo=UTC)):
        assert reached(person, scope_words="Only dates.").supporter_agreed_on.month == 7
    assert reached(person, channel="email", scope="", supporter="").supporter_agreed_on is None


def test_somebody_switched_off_changes_nothing(here):
    person = here.members[0]
    person.is_active = False
    person.save()
    with pytest.raises(NotAllowed):
        reached(person, safe_times="Never")


# Those who run the panel


def test_those_who_run_the_panel_see_how_to_reach_its_people_and_it_is_on_record(here):
    person = here.members[0]
    reached(
        person,
        channel="phone",
        phone_number="01632 960 003",
        backup="letter",
        envelope_name="R. Example",
        postal_address="1 Beck Lane\nOverwater",
        leave_message="name_only",
        safe_times="Weekdays after 11",
        quiet_hours=(time(21), time(8, 30)),
        language="Welsh",
    )
    want = [
        "Ring 01632 960 003. May you leave a message? Yes, but only a first name and a number",
        "If that does not work: Send a letter in a plain envelope to R. Example, 1 Beck Lane, Overwater",
        "Good times: Weekdays after 11",
        "Not between 9:00pm and 8:30am",
        "Language: Welsh",
    ]
    assert lines(here.coordinator, here, person) == want == lines(here.lead, here, person)
    looks = AuditEvent.objects.filter(verb="contact.read", whose_id=person.pk)
    assert {look.actor_id for look in looks} == {here.coordinator.pk, here.lead.pk}
    assert queries.who_looked(person)[0].what == "How to reach you"


def test_a_supporter_is_named_with_what_they_may_be_told(here):
    person = here.members[0]
    with clock.held_at(datetime(2026, 5, 2, 12, tzinfo=UTC)):
        reached(
            person,
            channel="supporter",
            supporter="Sam",
            supporter_number="01632 960 005",
            scope="call_me",
            scope_words="Never what it\nis about.",
            backup="text",
            phone_number="01632 960 006",
        )
    first, second = lines(here.coordinator, here, person)
    told = "You may tell them only to ask for a call back. They said yes to that on 2 May 2026."
    assert first == f"Through Sam, 01632 960 005. {told} In their words: Never what it is about."
    assert "01632 960 006" in second


def test_nobody_else_sees_how_to_reach_anybody(here):
    there = make.small_panel("Bracken", programme=make.programme("Other"))
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003")
    for viewer in (here.members[1], here.researchers[0], here.finance, there.coordinator, there.lead):
        assert lines(viewer, here, person) is None
        assert lines(viewer, there, person) is None
    make.end_roles(person)
    assert lines(here.coordinator, here, person) is None
    assert not AuditEvent.objects.filter(verb="contact.read").exists()


def test_nobody_is_rung_who_wants_nothing_until_the_day_they_named(here):
    quiet, touched, again = here.members[:3]
    for person, facts in (
        (quiet, {}),
        (touched, {"contact": "light_touch"}),
        (again, {"again_on": clock.today() + timedelta(days=30)}),
    ):
        reached(person, channel="phone", phone_number="01632 960001")
        places.pause(person=person, panel=here.panel, by=person, **facts)
    wanted = [quiet, touched, again]

    def rung():
        return set(queries.ways_to_reach(here.coordinator, here.panel.pk, wanted, "to_tell"))

    assert rung() == {touched.pk}
    with clock.held_at(clock.now() + timedelta(days=31)):
        assert rung() == {touched.pk, again.pk}
    make.end_roles(touched)
    make.role(touched, here.panel, "supporter")
    assert rung() == set()


def test_a_surface_nobody_knows_is_refused(here):
    with pytest.raises(KeyError):
        queries.ways_to_reach(here.coordinator, here.panel.pk, [], "elsewhere")


def test_a_person_without_a_number_is_still_on_the_list(here):
    without = make.member(here.panel, email=None)
    reached(without, safe_times="After lunch")
    assert lines(here.coordinator, here, without)[0].startswith("Ring (we have no number here).")


# Written down for somebody


def test_what_is_written_down_changes_only_what_was_spoken_about(here):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003", safe_times="Mornings")
    told = {"how": "phone", "read_back": True, "by": here.coordinator}
    actions.record_contact(person_id=person.pk, ways=Ways(safe_times="Evenings"), **told)
    contact = queries.my_contact(person)
    assert (contact.phone_number, contact.safe_times, contact.written_by) == (
        "01632 960 003",
        "Evenings",
        here.coordinator,
    )
    assert not reached(person, safe_times="Noon").was_written_down


@pytest.mark.parametrize("who", ["member", "elsewhere", "finance", "themself", "nobody"])
def test_only_those_who_run_the_panel_write_down(here, who):
    there = make.small_panel("Bracken", programme=make.programme("Other"))
    by = {
        "member": here.members[1],
        "elsewhere": there.coordinator,
        "finance": here.finance,
        "themself": here.members[0],
        "nobody": here.coordinator,
    }[who]
    person_id = uuid.uuid4() if who == "nobody" else here.members[0].pk
    with pytest.raises(NotAllowed):
        actions.record_contact(person_id=person_id, ways=Ways(safe_times="Noon"), how="phone", read_back=False, by=by)


def test_nothing_or_no_way_of_knowing_is_not_written_down(here):
    told = {"person_id": here.members[0].pk, "read_back": False, "by": here.coordinator}
    with pytest.raises(NotNow):
        actions.record_contact(ways=Ways(), how="phone", **told)
    with pytest.raises(NotNow):
        actions.record_contact(ways=Ways(safe_times="Noon"), how="", **told)


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": "09:00"}, {"scope": "dates"}, {"backup": "email"}, {"how": "phone"}, {"channel": "supporter"}],
)
def test_the_database_keeps_it_whole(here, wrong):
    reached(here.members[0], safe_times="Noon")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPreference.objects.unscoped("test").update(**wrong)


# What the outbox keeps to


def invited(world):
    meeting = rooms.meeting(world.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    return meeting


def message_to(person):
    return OutboxMessage.objects.get(to_person_id=person.pk, kind="meeting_invitation")


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    controller = open_post_office(office)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 2
    yield office
    controller.stop()


@pytest.mark.parametrize("way", ["phone", "text", "letter", "supporter"])
def test_who_does_not_want_email_is_on_the_list_to_reach_by_hand(here, way):
    person = here.members[0]
    needed = {"phone_number": "01632 960 003", "postal_address": "1 Beck Lane", "supporter": "Sam", "scope": "dates"}
    reached(person, channel=way, **needed)
    meeting = invited(here)
    assert (message_to(person).channel, message_to(person).state) == ("phone" if way == "text" else way, "to_do")
    assert message_to(here.members[1]).channel == "email"
    assert [invitation.person for _, invitation in to_tell_for(here.coordinator, meeting)] == [person]
    assert queries.reached_by_hand(here.coordinator, here.panel.pk, here.members) == {person.pk}
    assert queries.reached_by_hand(here.members[1], here.panel.pk, here.members) == set()


def test_who_changes_their_mind_before_it_leaves_gets_no_email(here, post_office):
    person = here.members[0]
    invited(here)
    reached(person, channel="phone", phone_number="01632 960 003")
    outbox.deliver_due()
    assert (message_to(person).state, message_to(person).reason) == ("to_do", "another-way")
    assert person.email not in post_office.addresses()
    assert here.members[1].email in post_office.addresses()


def test_what_is_due_in_quiet_hours_waits_for_their_end_and_then_leaves(here, post_office):
    person = here.members[0]
    reached(person, quiet_hours=(time(21), time(8)))
    night = datetime(2026, 11, 24, 22, tzinfo=UTC)
    with clock.held_at(night):
        invited(here)
    assert outbox.deliver_due(now=lambda: night) == len(here.on_panel)
    held = message_to(person)
    assert (held.state, held.reason, held.due_at) == ("retry", "quiet-hours", night + timedelta(hours=10))
    assert held.lease_until is None
    assert person.email not in post_office.addresses()
    assert outbox.deliver_due(now=lambda: night + timedelta(hours=9, minutes=59)) == 0
    with clock.held_at(night + timedelta(hours=10)):
        assert outbox.deliver_due(now=clock.now) == 1
    assert message_to(person).state == "sent"
    assert post_office.addresses().count(person.email) == 1


def test_waiting_for_quiet_hours_never_uses_up_the_tries(here, post_office):
    person = here.members[0]
    reached(person, quiet_hours=(time(21), time(8)))
    night = datetime(2026, 11, 24, 22, tzinfo=UTC)
    with clock.held_at(night):
        invited(here)
        OutboxMessage.objects.filter(pk=message_to(person).pk).update(attempts=40)
        outbox.deliver_due(now=clock.now)
    assert (message_to(person).state, message_to(person).reason) == ("retry", "quiet-hours")


def test_what_is_no_longer_true_after_quiet_hours_is_not_sent(here, post_office):
    person = here.members[0]
    reached(person, quiet_hours=(time(21), time(8)))
    night = datetime(2026, 11, 24, 22, tzinfo=UTC)
    with clock.held_at(night):
        meeting = invited(here)
        outbox.deliver_due(now=clock.now)
        type(meeting).objects.filter(pk=meeting.pk).update(state="cancelled")
    with clock.held_at(night + timedelta(hours=10)):
        outbox.deliver_due(now=clock.now)
    assert (message_to(person).state, message_to(person).reason) == ("cancelled", "no-longer-true")


def subject_for(person):
    message = message_to(person)
    content = write(registry.kind_called(message.kind), message, person.email, clock.now()).decode()
    return next(line for line in content.split("\r\n") if line.startswith("Subject:"))


def test_a_subject_names_the_panel_only_for_who_chose_it(here):
    open_to_it, discreet, silent = here.members[:3]
    reached(open_to_it, is_discreet=False)
    reached(discreet, is_discreet=True)
    invited(here)
    assert subject_for(open_to_it) == f"Subject: A date for you: {here.panel.name}"
    assert subject_for(discreet) == subject_for(silent) == "Subject: A date for you"


def test_a_panels_name_finds_no_way_into_the_headers(here):
    reached(here.members[0], is_discreet=False)
    here.panel.name = "Heather\r\nBcc: all@example.org"
    here.panel.save()
    invited(here)
    assert subject_for(here.members[0]) == "Subject: A date for you: Heather Bcc: all@example.org"


def test_without_quiet_hours_nothing_waits_and_email_can_be_the_second_way(here):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003", backup="email")
    assert queries.wishes_of(person.pk).not_before(clock.now()) is None
    assert lines(here.coordinator, here, person)[1] == "If that does not work: Email"
