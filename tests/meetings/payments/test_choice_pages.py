"""The pages about choosing to be paid or not, and who learns of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leap.core.ids import new_id
from meetings.invitations import actions as invitations
from meetings.payments import actions
from meetings.payments.models import FeeChoice
from tests import factories
from tests.meetings import rooms
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db

READS = ("SELECT", "DECLARE")
SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
NO = "No payment for this one"


@pytest.fixture
def world():
    world = factories.small_panel(members=3)
    money.example_rates(world.programme)
    return world


@pytest.fixture
def meeting(world):
    meeting = rooms.meeting(world.panel)
    rooms.reply(meeting, *world.on_panel)
    return meeting


def page(name, meeting, *keys):
    room = "schedule" if name == "meeting-detail" else "payments"
    return reverse(f"{room}:{name}", args=[meeting.pk, *keys])


def text_of(response):
    return response.content.decode()


def row_of(response, key="Payment"):
    return next((row for row in response.context["rows"] if row.key == key), None)


def test_somebody_says_no_from_the_page_of_the_meeting_and_yes_again(world, meeting, as_):
    client = as_(world.members[0])
    detail, choose = page("meeting-detail", meeting), page("choice-edit", meeting)
    row = row_of(client.get(detail))
    assert (row.value, row.action_url, row.action_label) == ("£82.50", choose, "Change")
    shown = client.get(choose)
    offered = "We offer £82.50 for this meeting. It takes 3 hours. Time to get ready is counted in."
    assert offered in text_of(shown)
    assert 'value="full" checked' in re.sub(r"\s+", " ", text_of(shown))
    kept = client.post(choose, {"answer": "none"}, follow=True)
    assert kept.redirect_chain[-1][0] == detail
    assert "Your choice is kept." in text_of(kept)
    assert row_of(kept).value == NO
    assert 'value="none" checked' in re.sub(r"\s+", " ", text_of(client.get(choose)))
    again = client.post(choose, {"answer": "full"}, follow=True)
    assert row_of(again).value == "£82.50"


def test_no_reason_is_asked_and_the_page_says_who_reads_the_choice(world, meeting, as_):
    pages = [
        text_of(as_(world.members[0]).get(page("choice-edit", meeting))),
        text_of(as_(world.coordinator).get(page("choice-record", meeting, world.members[0].pk))),
    ]
    for text in pages:
        assert "<textarea" not in text
        boxes = [box for box in re.findall(r"<input[^>]*>", text) if 'type="text"' in box]
        assert ['name="amount"' in box for box in boxes] == [True], "an amount, and no reason"
    assert "You, and the people who prepare payments" in pages[0]
    assert "You do not have to say why" in pages[0]
    assert f"You, the others who prepare payments, and {world.members[0].called_name}" in pages[1]


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "half"}])
def test_a_choice_left_out_is_asked_for(world, meeting, as_, sent):
    for person, url in [
        (world.members[0], page("choice-edit", meeting)),
        (world.coordinator, page("choice-record", meeting, world.members[0].pk)),
    ]:
        assert as_(person).post(url, sent).status_code == 422
    assert not FeeChoice.objects.exists()


def test_without_a_rate_the_choice_is_there_and_says_so(as_):
    bare = factories.small_panel()
    meeting = rooms.meeting(bare.panel)
    rooms.reply(meeting, *bare.on_panel)
    client = as_(bare.members[0])
    assert row_of(client.get(page("meeting-detail", meeting))).value == "You are paid. The amount is not known yet."
    assert "We do not know yet how much it is." in text_of(client.get(page("choice-edit", meeting)))
    assert client.post(page("choice-edit", meeting), {"answer": "none"}).status_code == 302
    assert as_(bare.coordinator).get(page("choice-list", meeting)).status_code == 200


def test_the_line_stands_only_for_whoever_is_offered_money_and_may_come(world, meeting, as_):
    detail = page("meeting-detail", meeting)
    for person in [world.researchers[0], world.coordinator, world.lead]:
        assert row_of(as_(person).get(detail)) is None
    wren = world.members[0]
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=wren)
    assert row_of(as_(wren).get(detail)) is None
    unpaid = rooms.meeting(world.panel, fee_band="none")
    rooms.reply(unpaid, *world.on_panel)
    assert row_of(as_(world.members[1]).get(page("meeting-detail", unpaid))) is None
    assert as_(world.members[1]).get(page("choice-edit", unpaid)).status_code == 404


def test_the_page_of_the_answer_leads_to_the_choice_where_there_is_one(world, meeting, as_):
    wren, choice = world.members[0], page("choice-edit", meeting)
    reply = reverse("invitations:reply-edit", args=[meeting.pk])
    assert choice in text_of(as_(wren).get(reply))
    assert choice not in text_of(as_(world.researchers[0]).get(reply))
    money.begun(meeting)
    assert choice not in text_of(as_(wren).get(reply))


def test_after_the_start_the_line_stays_without_a_way_to_change_it(world, meeting, as_):
    wren, finch = world.members[:2]
    actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren)
    money.begun(meeting)
    detail = page("meeting-detail", meeting)
    said_no, paid = (row_of(as_(person).get(detail)) for person in (wren, finch))
    assert [(row.value, row.action_url) for row in (said_no, paid)] == [(NO, ""), ("£82.50", "")]
    refused = as_(wren).get(page("choice-edit", meeting))
    assert refused.status_code == 409
    assert "talk to your coordinator" in text_of(refused)
    assert as_(wren).post(page("choice-edit", meeting), {"answer": "full"}).status_code == 409
    assert as_(world.coordinator).get(page("choice-record", meeting, wren.pk)).status_code == 409
    assert NO in text_of(as_(world.coordinator).get(page("choice-list", meeting)))
    meeting.state = "held"
    meeting.save()
    assert row_of(as_(wren).get(detail)).value == NO
    assert row_of(as_(finch).get(detail)) is None, "what is owed stands on their payments page"


@pytest.mark.parametrize("name", ["choice-edit", "choice-record"])
def test_a_meeting_that_starts_while_the_page_is_open_says_so_on_the_page(world, meeting, as_, monkeypatch, name):
    wren = world.members[0]
    monkeypatch.setattr("meetings.payments.views.choices.states.check_can_choose", lambda *args, **more: None)
    monkeypatch.setattr("meetings.payments.actions.choices.states", _Started)
    viewer, keys = (wren, []) if name == "choice-edit" else (world.coordinator, [wren.pk])
    shown = as_(viewer).post(page(name, meeting, *keys), {"answer": "none"})
    assert shown.status_code == 422
    assert "has started" in text_of(shown)


class _Started:
    """The clock moved on between the page and the action."""

    @staticmethod
    def check_can_choose(*args, **more):
        from leap.core.errors import NotNow

        raise NotNow("This meeting has started.")


# For those who run the panel


def test_the_coordinator_sees_what_members_chose_and_writes_a_choice_down(world, meeting, as_):
    wren, finch, hazel = world.members
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=hazel)
    actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren)
    client = as_(world.coordinator)
    listed, write = page("choice-list", meeting), page("choice-record", meeting, finch.pk)
    assert f'href="{listed}"' in text_of(client.get(page("meeting-detail", meeting)))
    table = client.get(listed).context["table"]
    found = {row[0].text: (row[1].text, row[2].split(",")[0]) for row in table.rows}
    assert found == {
        wren.called_name: (NO, "They chose here"),
        finch.called_name: ("Paid as offered", "Nothing was chosen"),
    }
    kept = client.post(write, {"answer": "none"}, follow=True)
    assert f"We have kept the choice of {finch.called_name}." in text_of(kept)
    told = f"Written down by {world.coordinator.called_name}"
    assert told in text_of(kept)
    assert told in text_of(as_(finch).get(page("choice-edit", meeting)))


def test_a_coordinator_who_is_a_member_chooses_on_their_own_page(world, meeting, as_):
    factories.role(world.coordinator, world.panel, "member")
    shown = text_of(as_(world.coordinator).get(page("choice-list", meeting)))
    assert f'href="{page("choice-edit", meeting)}"' in shown
    assert page("choice-record", meeting, world.coordinator.pk) not in shown


def test_the_pages_are_closed_to_others(world, meeting, as_):
    other = factories.small_panel("Bracken", programme=world.programme)
    wren, finch = world.members[:2]
    urls = {name: page(name, meeting) for name in ("choice-edit", "choice-list")}
    urls["choice-record"] = page("choice-record", meeting, wren.pk)
    unknown = reverse("payments:choice-edit", args=[new_id()])
    for method in ("get", "post"):
        for person in [finch, world.researchers[0]]:
            assert getattr(as_(person), method)(urls["choice-record"]).status_code == 403
        for person in [other.members[0], other.coordinator, world.finance]:
            client = as_(person)
            for url in (urls["choice-edit"], urls["choice-record"]):
                refused = getattr(client, method)(url)
                assert refused.status_code == 404
                same = getattr(client, method)(unknown).content
                assert SECRET.sub(b"", refused.content) == SECRET.sub(b"", same)
        for person in [world.researchers[0], world.coordinator, world.lead]:
            assert getattr(as_(person), method)(urls["choice-edit"]).status_code == 404
    assert as_(wren).get(urls["choice-list"]).status_code == 403
    assert as_(other.coordinator).get(urls["choice-list"]).status_code == 404
    assert as_(world.coordinator).get(page("choice-record", meeting, world.researchers[0].pk)).status_code == 404
    assert not FeeChoice.objects.exists()


def test_nobody_else_can_tell_what_somebody_chose(world, meeting, as_):
    """To fellow members, researchers and finance every page and file is the same to the byte, before and after."""
    wren, finch = world.members[:2]
    urls = [
        page("meeting-detail", meeting), page("choice-edit", meeting), page("choice-list", meeting),
        reverse("payments:payment-list"), reverse("payments:record-list"), reverse("payments:record-csv"),
        reverse("invitations:reply-edit", args=[meeting.pk]), reverse("schedule:meeting-list"), "/",
    ]  # fmt: skip

    def seen_by(person):
        client = as_(person)
        with CaptureQueriesContext(connection) as asked:
            answers = [client.get(url) for url in urls]
        contents = [answer.getvalue() if answer.streaming else answer.content for answer in answers]
        pages = [(answer.status_code, SECRET.sub(b"", each)) for answer, each in zip(answers, contents, strict=True)]
        return pages, len(asked)

    viewers = [finch, world.researchers[0], world.finance]
    before = [seen_by(person) for person in viewers]
    actions.choices.choose(meeting_id=meeting.pk, answer="none", by=wren)
    assert [seen_by(person) for person in viewers] == before


def test_the_pages_ask_the_database_as_often_for_forty_people_as_for_four(world, as_):
    def queries_for(members):
        big = factories.small_panel(f"Panel {members}", members=members, programme=world.programme)
        meeting = rooms.meeting(big.panel)
        rooms.reply(meeting, *big.on_panel)
        for number, person in enumerate(big.members[1:]):
            if number % 3 == 0:
                actions.choices.choose(meeting_id=meeting.pk, answer="none", by=person)
            if number % 3 == 1:
                by = {"meeting_id": meeting.pk, "person_id": person.pk, "by": big.coordinator}
                actions.choices.record_choice(**by, answer="none")
        asks = [
            (big.coordinator, page("choice-list", meeting)),
            (big.coordinator, page("choice-record", meeting, big.members[1].pk)),
            (big.coordinator, page("meeting-detail", meeting)),
            (big.members[1], page("choice-edit", meeting)),
            (big.members[1], page("meeting-detail", meeting)),
        ]
        counts = []
        for viewer, url in asks:
            client = as_(viewer)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == client.head(url).status_code == 200
            assert not [query for query in asked if not query["sql"].lstrip().upper().startswith(READS)]
            counts.append(len(asked))
        return counts

    assert queries_for(4) == queries_for(40)
