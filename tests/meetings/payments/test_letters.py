"""A letter about taking part says what was picked and nothing else, never of which panel, and is read in order."""

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from django.urls import reverse

from leap.core import clock
from leap.core.models import AuditEvent
from leap.design.times import say_day
from meetings.payments import actions, wordings
from meetings.payments.planning import letters
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db

OWN = reverse("payments:letter-own")
HEADING = "The Example Institute\n1 Mill Lane\nHeathertown"
# What the letter says of each fact, and only of that.
SAYS = {
    letters.WORK: "gives advice to people who do research",
    letters.INVOLVED: "service user involvement",
    letters.NO_JOB: "no contract of employment",
    letters.STOP: "stop at any time",
    letters.CHOOSE: "a lower amount than we offer",
    letters.SINCE: "taken part since",
    letters.BEEN: "took part on these days",
    letters.AHEAD: "ask them to come on these days",
    letters.AGREED: "For each of these days they get this",
    letters.PAID: "for their time",
    letters.SPENT: "paid them back",
}


@pytest.fixture
def world():
    world = factories.small_panel("Psychosis", members=2)
    money.example_rates(world.programme)
    wren = world.members[0]
    with clock.held_at(datetime(2026, 3, 20, 12, tzinfo=UTC)):
        lines = money.register(money.held_meeting(world.panel), dict.fromkeys(world.members, "in_person"))
        money.paid_by_finance(world, lines)
    ahead = rooms.meeting(world.panel)
    rooms.reply(ahead, wren)
    actions.choices.choose(meeting_id=ahead.pk, answer="less", amount_pence=4000, by=wren)
    return world


def taken(client, *facts, **asked):
    return client.post(OWN, {"to": "jobcentre", "name": "Wren Example", "facts": facts, "as": "page", **asked})


def letter_in(response):
    """The letter itself: no menu, no whom to ask."""
    return response.content.decode().partition("<main")[2].partition('class="leap-contact"')[0]


def test_nothing_is_ticked_before_and_each_fact_stands_in_it_only_when_it_was_picked(world, as_):
    client = as_(world.members[0])
    asked = client.get(OWN).content.decode()
    assert " checked" not in asked
    assert all(wordings.LETTER_FACTS[fact] in asked for fact in letters.FACTS)
    for picked in letters.FACTS:
        said = letter_in(taken(client, picked))
        assert [fact for fact in letters.FACTS if SAYS[fact] in said] == [picked]
    every = letter_in(taken(client, *letters.FACTS))
    places = [every.index(SAYS[fact]) for fact in letters.FACTS]
    assert places == sorted(places)


def test_it_says_the_days_and_the_money_as_they_are_and_only_their_own(world, as_):
    ahead = clock.today() + timedelta(days=1)
    said = letter_in(taken(as_(world.members[0]), "been", "agreed", "paid", "spent", "since"))
    for words in ("Tuesday 10 March 2026", "£40.00", "We paid them £82.50 for their time", "paid them back £0.00"):
        assert words in said
    later = {"first_day": str(ahead.day), "first_month": str(ahead.month), "first_year": str(ahead.year)}
    said = letter_in(taken(as_(world.members[0]), "been", "paid", **later))
    assert "No day is written down for this time" in said
    assert "We paid them £0.00" in said
    said = letter_in(taken(as_(world.members[1]), "ahead", "agreed"))
    assert "No meeting is planned" in said
    assert "Nothing is agreed" in said


def test_the_amount_is_said_as_not_known_yet_while_no_rate_is_known(world, as_):
    gorse = factories.small_panel("Gorse", members=1)
    rooms.reply(rooms.meeting(gorse.panel), gorse.members[0])
    said = letter_in(taken(as_(gorse.members[0]), "agreed"))
    assert "we do not know yet how much it is" in said
    assert "£0.00" not in said


def test_the_days_ahead_are_those_that_have_not_begun_paid_or_not(world, as_):
    wren = world.members[0]
    last_week, unpaid = rooms.meeting(world.panel, days=-7), rooms.meeting(world.panel, days=21, fee_band="none")
    rooms.reply(last_week, wren)
    rooms.reply(unpaid, wren)
    said = letter_in(taken(as_(wren), "ahead"))
    assert said.count("<li>") == 2
    assert say_day(last_week.starts_at, world.panel) not in said
    assert say_day(unpaid.starts_at, world.panel) in said
    said = letter_in(taken(as_(wren), "agreed"))
    assert said.count("<li>") == 1
    assert say_day(last_week.starts_at, world.panel) not in said


def test_of_a_study_they_have_left_it_speaks_in_the_past_and_a_place_to_come_counts_for_nothing(world, as_):
    wren = world.members[0]
    since = wren.roles.get().starts_on
    factories.end_roles(wren)
    said = letter_in(taken(as_(wren), *letters.FACTS))
    assert f"They took part from {say_day(since)} to {say_day(clock.today() - timedelta(days=1))}." in said
    for words in ("gave advice", "This was not a job", "They could say no", "could choose a lower amount"):
        assert words in said
    for words in ("gives advice", "This is not a job", "have taken part since"):
        assert words not in said
    wren.roles.update(starts_on=clock.today() + timedelta(days=9), ends_on=None)
    assert "since" not in letter_in(taken(as_(wren), "since"))


def test_a_name_with_letters_the_pdf_does_not_have_is_printed_from_the_page(world, as_):
    client = as_(world.members[0])
    answer = taken(client, "work", name="Wren 例", **{"as": "pdf"})
    assert answer["Content-Type"].startswith("text/html")
    assert "Please print this page instead" in letter_in(answer)
    assert "About Wren 例" in letter_in(answer)
    assert AuditEvent.objects.get(verb="payments.own_letter_taken").facts == {"form": "page"}
    assert "print this page instead" not in letter_in(taken(client, "work"))


def test_no_panel_no_study_and_no_meetings_name_is_in_it_whatever_was_picked(world, as_):
    client = as_(world.members[0])
    pages = [letter_in(taken(client, *letters.FACTS))]
    pages.append(words_of(taken(client, *letters.FACTS, **{"as": "pdf"})))
    for said in pages:
        for name in (world.panel.name, world.programme.name, "Spring meeting", "The long room"):
            assert name not in said


def words_of(response):
    assert response["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def test_the_pdf_says_the_same_under_the_organisations_heading_and_is_tagged(world, as_):
    terms = {"counts_preparation": True, "voucher": "", "charity": ""}
    keep = actions.rates.keep_terms
    keep(programme_id=world.programme.pk, **terms, letter_heading=HEADING, by=world.lead)
    response = taken(as_(world.members[0]), "work", "paid", **{"as": "pdf"})
    said = words_of(response)
    for words in (*HEADING.splitlines(), "To Jobcentre Plus", "About Wren Example", "£82.50", "Signed:"):
        assert words in said
    root = pypdf.PdfReader(io.BytesIO(response.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    parts = [each.get_object()["/S"] for each in root["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    assert parts.count("/H1") == 1
    shown = letter_in(taken(as_(world.members[0]), "work", to="anybody"))
    assert "1 Mill Lane" in shown
    assert "To whom it may concern" in shown


def test_what_was_taken_is_noted_without_a_word_of_what_it_says(world, as_):
    client = as_(world.members[0])
    assert "A letter about taking part" in client.get(reverse("payments:payment-list")).content.decode()
    taken(client, "work")
    taken(client, "involved", **{"as": "pdf"})
    notes = AuditEvent.objects.filter(verb="payments.own_letter_taken").order_by("at")
    assert [each.facts for each in notes] == [{"form": "page"}, {"form": "pdf"}]


def test_what_is_missing_is_said_and_nothing_typed_is_lost(world, as_):
    client = as_(world.members[0])
    for answer in (taken(client), taken(client, "paid", to=""), taken(client, "a secret")):
        assert answer.status_code == 422
        assert 'value="Wren Example"' in answer.content.decode()
    assert taken(client, "paid", name=" ").status_code == 422


def test_whoever_is_a_member_in_two_studies_chooses_and_whoever_never_was_is_told(world, as_):
    other = factories.small_panel("Gorse")
    wren = world.members[0]
    factories.role(wren, other.panel, "member")
    assert "For which study" in as_(wren).get(OWN).content.decode()
    assert taken(as_(wren), "paid").status_code == 422
    assert "£0.00" in letter_in(taken(as_(wren), "paid", programme=str(other.programme.pk)))
    assert "£82.50" in letter_in(taken(as_(wren), "paid", programme=str(world.programme.pk)))
    stranger = as_(world.finance)
    assert "You are not a member of a panel" in stranger.get(OWN).content.decode()
    assert "You are not a member of a panel" in taken(stranger, "paid").content.decode()
    factories.end_roles(wren)
    assert "£82.50" in letter_in(taken(as_(wren), "paid", programme=str(world.programme.pk)))
