"""Calls and letters: who sees what of whom, what a caller is told to say, and what becomes of each."""

import re
from datetime import time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.needs import queries as needs
from accounts.needs.models import ContactPreference
from accounts.people.actions import places
from accounts.reaching import actions, queries, wordings
from accounts.reaching.views import parts
from leap.core import clock, outbox
from leap.core.errors import NotAllowed, NotNow
from leap.core.models import AuditEvent
from leap.core.outbox import OutboxMessage
from meetings.chairing import actions as chairing
from meetings.chairing.models import ChairWillingness
from meetings.invitations import actions as invitations
from meetings.schedule import actions as schedule
from tests import factories as make
from tests.accounts.needs.factories import helps, reached, to
from tests.meetings import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    world = make.small_panel()
    world.panel.contact, world.panel.contact_phone = world.coordinator, "01632 960 001"
    world.panel.save()
    return world


def invited(world):
    meeting = rooms.meeting(world.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    return meeting


def message_to(person):
    return OutboxMessage.objects.get(to_person_id=person.pk)


def call_to(world, person):
    return queries.call_or_404(world.coordinator, message_to(person).pk)


def looks(person):
    events = AuditEvent.objects.filter(verb="contact.read", whose_id=person.pk)
    return [event.facts["surface"] for event in events.order_by("at", "id")]


def test_a_caller_sees_number_times_words_and_what_to_leave_and_each_look_is_on_record(here, as_):
    person = here.members[0]
    reached(
        person, channel="phone", phone_number="01632 960 003", safe_times="After 11", leave_message="name_only",
        quiet_hours=(time(21), time(8)),
    )  # fmt: skip
    meeting = invited(here)
    client = as_(here.coordinator)
    shown = client.get(reverse("reaching:work-list")).content.decode()
    assert person.shown_name in shown
    assert "01632 960 003" not in shown, "a list needs no numbers"
    assert looks(person) == []
    page = client.get(reverse("reaching:call-detail", args=[message_to(person).pk])).content.decode()
    assert "Ring 01632 960 003" in page
    assert "Good times: After 11" in page
    assert "Not between 9:00pm and 8:00am" in page
    assert f"a meeting of {here.panel.name} at {meeting.place}" in page
    assert f"Hello, it is {here.coordinator.called_name}. Please ring me on 01632 960 001" in page
    assert looks(person) == ["to_call"]


@pytest.mark.parametrize("leave", ["no", "name_only", "yes"])
def test_what_is_left_on_a_machine_never_says_which_panel(here, leave):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003", leave_message=leave)
    meeting = invited(here)
    call = call_to(here, person)
    assert call.may_leave == (leave != "no")
    assert here.panel.name not in call.leave
    assert meeting.place not in call.leave
    assert ("There is a date for you" in call.leave) == (leave == "yes")
    if leave == "no":
        with pytest.raises(NotNow, match="leave no message"):
            actions.record_call(message_id=message_to(person).pk, result="left-a-message", by=here.coordinator)


@pytest.mark.parametrize(("scope", "date", "panel"), [("call_me", 0, 0), ("dates", 1, 0), ("panel", 1, 1)])
def test_somebody_who_passes_messages_on_is_told_no_more_than_they_may_be(here, scope, date, panel):
    person = here.members[0]
    reached(person, channel="supporter", supporter="Sam", supporter_number="01632 960 009", scope=scope)
    invited(here)
    call = call_to(here, person)
    said = " ".join(call.say)
    assert "Through Sam, 01632 960 009" in call.lines[0]
    assert ("a date for you" in said) == bool(date)
    assert (here.panel.name in said) == bool(panel)
    assert ("ring" in said) == (scope == "call_me")
    assert call.leave == ""


@pytest.mark.parametrize(
    ("result", "state", "reason"),
    [
        ("reached", "done", "reached"),
        ("left-a-message", "done", "left-a-message"),
        ("no-answer", "to_do", "no-answer"),
        ("could-not-reach", "failed", "could-not-reach"),
    ],
)
def test_each_end_of_a_call_is_kept_and_pressing_twice_does_it_once(here, as_, result, state, reason):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003", leave_message="yes")
    invited(here)
    url = reverse("reaching:call-detail", args=[message_to(person).pk])
    client = as_(here.coordinator)
    assert client.post(url, {}).status_code == 422
    for _ in range(2):
        assert client.post(url, {"result": result}).status_code == 302
    message = message_to(person)
    assert (message.state, message.reason) == (state, reason)
    assert message.attempts == (2 if result == "no-answer" else 0)
    with pytest.raises(NotNow if result == "no-answer" else NotAllowed):
        actions.record_call(message_id=message.pk, result="shouted", by=here.coordinator)


def test_who_could_not_be_reached_is_shown_to_be_decided_about(here, as_):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003")
    invited(here)
    message = message_to(person)
    actions.record_call(message_id=message.pk, result="could-not-reach", by=here.coordinator)
    client = as_(here.coordinator)
    assert "Nobody could be reached this way" in client.get(reverse("reaching:work-list")).content.decode()
    with pytest.raises(NotNow):
        actions.settle(message_id=message.pk, what="forget it", by=here.coordinator)
    with pytest.raises(NotNow):
        actions.settle(message_id=message.pk, what="arrived", by=here.coordinator)
    actions.settle(message_id=message.pk, what="again", by=here.coordinator)
    assert message_to(person).state == "to_do"
    actions.settle(message_id=message.pk, what="told", by=here.coordinator)
    assert (message_to(person).state, message_to(person).reason) == ("done", "another-way")


def test_a_call_that_is_no_longer_true_is_off_the_list_and_cannot_be_made(here, as_):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003")
    meeting = invited(here)
    old = message_to(person)
    call_to(here, person)
    schedule.cancel_meeting(meeting_id=meeting.pk, by=here.coordinator)
    work = queries.work_for(here.coordinator)
    assert [errand.message.kind for errand in work.calls] == ["meeting_cancelled"]
    assert as_(here.coordinator).get(reverse("reaching:call-detail", args=[old.pk])).status_code == 404
    assert outbox.recheck_tasks() == 1
    old.refresh_from_db()
    assert (old.state, old.reason) == ("cancelled", "no-longer-true")
    make.end_roles(person)
    assert queries.work_for(here.coordinator).is_empty


def test_nobody_else_sees_calls_or_letters_and_what_is_hidden_looks_like_what_never_was(here, as_):
    person, elsewhere = here.members[0], make.small_panel("Bracken", programme=here.programme)
    reached(person, channel="phone", phone_number="01632 960 003")
    invited(here)
    message = message_to(person)
    for viewer in (here.members[1], here.researchers[0], here.finance):
        assert as_(viewer).get(reverse("reaching:work-list")).status_code == 403
        for name in ("call-detail", "message-settle"):
            assert as_(viewer).post(reverse(f"reaching:{name}", args=[message.pk])).status_code == 403
        with pytest.raises(NotAllowed):
            actions.record_call(message_id=message.pk, result="reached", by=viewer)
    client = as_(elsewhere.coordinator)
    urls = [reverse("reaching:call-detail", args=[key]) for key in (message.pk, here.panel.pk)]
    hidden, unknown = (client.get(url) for url in urls)
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content
    assert [client.post(url, {"result": "reached"}).status_code for url in urls] == [302, 302]
    for act in (
        lambda: actions.settle(message_id=message.pk, what="told", by=elsewhere.coordinator),
        lambda: actions.record_call(message_id=message.pk, result="reached", by=elsewhere.coordinator),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert message_to(person).state == "to_do"
    assert looks(person) == []


# Letters


def test_letters_are_printed_in_large_print_and_leave_the_list_only_when_posted(here, as_):
    first, second = here.members[:2]
    reached(first, channel="letter", postal_address="1 Beck Lane\nOverwater", envelope_name="R. Example")
    reached(second, channel="letter", postal_address="2 Beck Lane", is_discreet=False)
    helps(first, to(here.panel), group="format", picks=("large_print",), words="On yellow paper")
    meeting = invited(here)
    client = as_(here.coordinator)
    assert "1 Beck Lane" not in client.get(reverse("reaching:letter-list")).content.decode()
    sheets = {sheet.errand.person: sheet for sheet in queries.sheets_for(here.coordinator)}
    assert sheets[first].envelope == ["R. Example", "1 Beck Lane", "Overwater"]
    assert sheets[second].envelope == [second.called_name, "2 Beck Lane"]
    assert (sheets[first].is_large, sheets[second].is_large) == (True, False)
    assert sheets[first].other_wishes == ["On yellow paper"]
    assert meeting.place not in " ".join(sheets[first].paragraphs), "letters are opened by others, too"
    assert f"{here.panel.name} at {meeting.place}" in sheets[second].paragraphs[0]
    assert sheets[first].errand.answers == (
        "I come in person",
        "I join online",
        "I join by phone",
        "I send comments instead",
        "I cannot come this time",
    )

    printed = client.get(reverse("reaching:letter-print"))
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF-")
    assert looks(first) == ["to_write", "to_write"]
    assert {message_to(person).state for person in (first, second)} == {"to_do"}, "printing is not posting"

    url = reverse("reaching:letter-list")
    assert "Tick the letters" in client.post(url, {}).content.decode()
    for words in ("1 letter is off", "off the list already"):
        assert words in client.post(url, {"letters": [str(message_to(first).pk)]}, follow=True).content.decode()
    assert (message_to(first).state, message_to(first).reason) == ("done", "posted")
    assert client.post(url, {"letters": ["nonsense"]}).status_code == 422
    assert message_to(second).state == "to_do"
    empty = [actions.record_posted(message_ids=[message_to(second).pk], by=here.coordinator), parts.after_posting(2)]
    assert empty == [1, "2 letters are off the list."]
    assert client.get(reverse("reaching:letter-print")).content.startswith(b"%PDF-")


def _two_panels_of_one_coordinator(here):
    """Letters of two panels by turns, oldest first: first, left out (no address any more), second, third."""
    other = make.small_panel("Bracken", programme=here.programme)
    make.role(here.coordinator, other.panel, "ppi_coordinator")
    people = [here.members[0], other.members[0], here.members[1], other.members[1]]
    for number, person in enumerate(people):
        reached(person, channel="letter", postal_address=f"{number} Beck Lane")
    for each in (here, other):
        meeting = rooms.meeting(each.panel, state="planned")
        invitations.invite_panel(meeting_id=meeting.pk, by=here.coordinator)
    for number, person in enumerate(people):
        due = clock.now() - timedelta(days=9 - number)
        OutboxMessage.objects.filter(to_person_id=person.pk).update(due_at=due)
    said = ContactPreference.objects.unscoped("a test").get(person=people[1])
    said.postal_address = ""
    said.save()
    return people


def _ticks(page):
    return re.findall(r"Letter (\d+)-[0-9a-f]{4}: ([^.]+)\.", page)


def test_the_number_in_the_list_is_the_page_in_the_file_and_what_is_not_in_the_file_cannot_be_ticked(here, as_):
    first, gone, second, third = _two_panels_of_one_coordinator(here)
    client, url = as_(here.coordinator), reverse("reaching:letter-list")
    page = client.get(url).content.decode()
    printed = PdfReader(BytesIO(client.get(reverse("reaching:letter-print")).content)).pages
    listed = [(str(n), person.shown_name) for n, person in enumerate([first, second, third], start=1)]
    assert _ticks(page) == listed
    for number, person in enumerate((first, second, third)):
        assert f"Dear {person.called_name}" in printed[number].extract_text()
        code = f"{number + 1}-{message_to(person).pk.hex[-4:]}"
        assert printed[number].extract_text().strip().endswith(code)
        assert f"Letter {code}" in printed[3].extract_text(), "beside its address, too"
    assert gone.called_name not in "".join(each.extract_text() for each in printed)
    assert [sheet.code[0] for sheet in queries.sheets_for(here.coordinator)] == ["1", "2", "3"]

    assert "Letters we cannot print" in page
    assert "We have no address" in page
    lost = str(message_to(gone).pk)
    assert lost not in page
    assert "not in the file any more" in client.post(url, {"letters": [lost]}, follow=True).content.decode()
    assert actions.record_posted(message_ids=[message_to(gone).pk], by=here.coordinator) == 0
    assert message_to(gone).state == "to_do", "a letter that was never printed waits on"
    assert client.post(url, {"letters": [str(message_to(each).pk) for each in (first, second, third)]})
    assert [message_to(each).reason for each in (first, second, third)] == ["posted"] * 3
    empty = client.get(url).content.decode()
    assert "There are no letters to print" in empty
    assert gone.shown_name in empty


def test_what_stands_at_the_foot_of_a_paper_from_yesterday_ticks_no_other_letter(here, as_):
    first, _, second, third = _two_panels_of_one_coordinator(here)
    yesterday = {sheet.errand.person: sheet.code for sheet in queries.sheets_for(here.coordinator)}
    assert yesterday[first] != yesterday[second]
    assert actions.record_posted(message_ids=[message_to(first).pk], by=here.coordinator) == 1
    page = as_(here.coordinator).get(reverse("reaching:letter-list")).content.decode()
    ticks = re.findall(r"Letter (\S+): ([^.]+)\.", page)
    assert [name for _, name in ticks] == [second.shown_name, third.shown_name]
    today = {person: code for code, person in ticks}
    assert today[second.shown_name].startswith("1-"), "the number alone is the one of another letter yesterday"
    assert not set(today.values()) & set(yesterday.values())
    for person in (second, third):
        assert today[person.shown_name].split("-")[1] == yesterday[person].split("-")[1]


def test_why_a_letter_cannot_go_opens_no_address_and_is_for_those_who_run_the_panel(here):
    _, gone, *_ = _two_panels_of_one_coordinator(here)
    (left_out,) = queries.letters_for(here.coordinator).left_out
    assert (left_out.errand.person, left_out.why) == (gone, needs.NO_LETTER[True])
    assert looks(gone) == []
    panel, wren = here.panel.pk, here.members[0]
    assert needs.why_no_letter(here.members[1], panel, [wren]) == {wren.pk: needs.NO_LETTER[False]}
    assert needs.why_no_letter(here.coordinator, panel, [wren]) == {}
    places.pause(person=wren, panel=here.panel, contact="none", by=wren)
    assert needs.why_no_letter(here.coordinator, panel, [wren]) == {wren.pk: needs.NO_LETTER[False]}


def test_a_letter_whose_signs_we_do_not_have_says_so(here):
    person = here.members[0]
    reached(person, channel="letter", postal_address="Łódź Street", envelope_name="محمد")
    invited(here)
    (sheet,) = queries.sheets_for(here.coordinator)
    paper = parts.Paper("x")
    paper.new_page(15)
    paper.words("Łódź")
    assert not paper.has_gaps
    parts._envelopes(paper, [sheet])
    assert paper.has_gaps
    assert paper.finished().startswith(b"%PDF-")


# What other rooms hand in


def test_a_turn_in_the_chair_is_passed_on_and_word_to_the_contact_too(here):
    for person in here.members:
        person.email = None
        person.save()
        chairing.set_willingness(panel=here.panel, answer="willing", by=person)
    ChairWillingness.objects.update(said_at=clock.now() - timedelta(days=300))
    rooms.held(here.panel, *here.members, days=-100)
    meeting = rooms.meeting(here.panel)
    rooms.reply(meeting, *here.members)
    turn = chairing.propose_chair(meeting_id=meeting.pk, by=here.coordinator)
    (asked,) = queries.work_for(here.lead).calls
    assert (asked.person, asked.answers) == (turn.person, ("Yes, I will chair", "Not this time"))
    call = queries.call_or_404(here.lead, asked.message.pk)
    assert call.lines == ["Ring (we have no number here)"]
    assert "Would you like to chair it?" in call.say[1]
    here.coordinator.email = None
    here.coordinator.save()
    chairing.pass_turn(meeting_id=meeting.pk, by=turn.person)
    (free,) = queries.work_for(here.lead).calls
    assert (free.message.kind, free.person) == ("chair_free", here.coordinator)
    assert turn.person.shown_name not in str(free.facts)
    chairing.propose_chair(meeting_id=meeting.pk, by=here.lead)
    assert [each.message.kind for each in queries.work_for(here.lead).calls] == ["chair_offer"]


def test_nobody_is_rung_to_be_told_that_their_break_has_begun(here):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003")
    places.pause(person=person, panel=here.panel, by=person)
    assert not outbox.OutboxMessage.objects.filter(to_person_id=person.pk).exists()
    assert queries.work_for(here.coordinator).is_empty


@pytest.mark.parametrize("many", [2, 30])
def test_the_list_costs_the_same_however_long_it_is(here, as_, many):
    for number in range(many):
        make.member(here.panel, f"Person {number}", email=None)
    invited(here)
    client = as_(here.coordinator)
    client.get(reverse("reaching:work-list"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("reaching:work-list")).content.count(b"<tr") == many + 1
    assert len(asked) <= 24, [query["sql"][:90] for query in asked]


# Everything sent to me


def test_everybody_reads_what_was_sent_to_themselves_and_nothing_else(here, as_):
    mine, other = here.members[:2]
    meeting = invited(here)
    OutboxMessage.objects.filter(to_person_id=mine.pk).update(state="sent")
    page = as_(mine).get(reverse("reaching:sent-list")).content.decode()
    assert "Invitation to a meeting" in page
    assert page.count("<tr") == 2
    assert [each.became.text for each in queries.sent_to_me(mine)] == ["Sent"]
    assert [each.became.text for each in queries.sent_to_me(other)] == ["On its way"]
    assert list(queries.sent_to_me(here.lead)) == []
    assert meeting.place not in page


def test_all_that_was_ever_sent_to_somebody_is_there_on_pages(here, as_):
    mine = here.members[0]
    invited(here)
    one, day = message_to(mine), clock.now() - timedelta(days=400)
    OutboxMessage.objects.filter(pk=one.pk).update(state_changed_at=day)
    more = 2 * queries.SENT_ON_A_PAGE + 1
    for number in range(more):
        outbox.queue(kind=one.kind, to=mine, about=mine, occasion=f"reminder-{number}")
    client, url = as_(mine), reverse("reaching:sent-list")
    first, second, last = (client.get(url, {"page": number}).content.decode() for number in ("1", "2", "3"))
    assert [page.count("<tr") - 1 for page in (first, second, last)] == [100, 100, 2]
    assert "Older messages" in first
    assert "Newer messages" not in first
    assert "Newer messages" in last
    assert "Older messages" not in last
    assert client.get(url, {"page": "nonsense"}).content.decode().count("<tr") == 101
    oldest = [*queries.sent_to_me(mine, 3)][-1]
    assert oldest.at == day, "the oldest is there, too"


def test_every_state_and_every_reason_has_words():
    for state in (*outbox.models.states.ALL,):
        for channel in outbox.CHANNELS:
            assert wordings.became(state, channel, "", 0).text
            assert wordings.became_yours(state, channel, "").text
    assert wordings.became("failed", "email", "address-refused-550", 1).text.endswith("does not know the address.")
    assert wordings.why_failed("error-KeyError") == wordings.OUR_FAULT
    assert wordings.became("retry", "email", "quiet-hours", 1).text.startswith("Waits for the end")
    assert "Tried 2 times" in wordings.became("to_do", "phone", "no-answer", 2).text
    assert wordings.became("done", "phone", "left-a-message", 1) == wordings.Said("A message was left", "waiting")
    assert wordings.ways("supporter", yours=True) == "Through somebody you trust"


def test_a_message_that_was_never_there_is_not_found(here):
    with pytest.raises(Http404):
        queries.errand_or_404(here.coordinator, here.panel.pk)
