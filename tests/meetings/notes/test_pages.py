"""Through the pages: notes are written, read, changed and agreed; a draft looks like none."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leap.core import clock
from meetings.notes import actions, queries
from tests import factories
from tests.meetings import rooms
from tests.meetings.notes.conftest import send, write

pytestmark = pytest.mark.django_db


def page(name, key):
    return reverse(f"notes:{name}", args=[key.pk])


def text_of(response):
    whole = response.content.decode().split("<main")[1].split("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", whole).split())


def boxes(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_notes_are_written_and_put_out(client, world):
    client.force_login(world.coordinator)
    asked = text_of(client.get(page("notes-write", world.meeting)))
    assert "What people told about themselves in the room does not go into the notes" in asked
    typed = {"revision": "0", "heading_1": "Tea", "words_1": f"{world.wren.shown_name} wants a ramp.", "words_2": ""}
    kept = client.post(page("notes-write", world.meeting), typed, follow=True)
    assert (
        f"stand in these notes: {world.wren.shown_name}." in text_of(kept)
        or "stand in these notes" in kept.content.decode()
    )
    assert "Only those who run the panel can see that there is a draft" in text_of(kept)
    assert client.post(page("notes-write", world.meeting), {"revision": "1", "words_1": " "}).status_code == 422
    again = client.post(
        page("notes-write", world.meeting), {**typed, "words_1": "More.", "revision": "1", "go_on": "yes"}
    )
    assert again.status_code == 302
    assert client.post(page("notes-send", world.meeting), boxes("changes_until", clock.today())).status_code == 422
    ahead = clock.today() + timedelta(days=14)
    assert client.post(page("notes-send", world.meeting), boxes("changes_until", ahead)).status_code == 302
    assert client.get(page("notes-send", world.meeting)).status_code == 409
    listed = text_of(client.get(reverse("notes:notes-list")))
    assert "Out for changes" in listed


def test_two_editors_see_both_versions_and_nothing_typed_is_lost(client, world):
    write(world)
    client.force_login(world.lead)
    late = client.post(page("notes-write", world.meeting), {"revision": "0", "words_1": "My late words."})
    assert late.status_code == 409
    whole = late.content.decode()
    assert "We talked about the leaflet." in whole
    assert "My late words." in whole
    assert 'name="revision" value="1"' in whole
    kept = client.post(page("notes-write", world.meeting), {"revision": "1", "words_1": "My late words."})
    assert kept.status_code == 302


def test_a_draft_looks_like_none_to_those_who_may_not_read_it(as_, world):
    def seen(viewer):
        pages = [page(name, world.meeting) for name in ("notes-read", "notes-suggest", "notes-write")]
        answers = [as_(viewer).get(each) for each in (*pages, reverse("notes:notes-list"))]
        return [(each.status_code, text_of(each)) for each in answers]

    before = {viewer: seen(viewer) for viewer in (world.wren, world.rowan, world.linnet)}
    write(world)
    actions.add_action(meeting_id=world.meeting.pk, words="Ring", person=world.wren, by=world.coordinator)
    assert {viewer: seen(viewer) for viewer in before} == before
    assert [status for status, _ in before[world.wren]] == [200, 404, 403, 200]


def test_a_suggestion_is_made_answered_and_read(as_, out):
    sent = {"words": "It was Tuesday.", "part": ""}
    assert as_(out.linnet).get(page("notes-suggest", out.meeting)).status_code == 404
    wren = as_(out.wren)
    assert "Suggest a change" in text_of(wren.get(page("notes-read", out.meeting)))
    assert wren.get(page("notes-suggest", out.meeting)).status_code == 200
    assert wren.post(page("notes-suggest", out.meeting), {"words": "", "part": ""}).status_code == 422
    assert wren.post(page("notes-suggest", out.meeting), sent).status_code == 302
    willow = as_(out.coordinator)
    told = {**sent, "words": "By phone.", "person": str(out.sorrel.pk), "how": "phone"}
    assert willow.post(page("suggestion-record", out.meeting), told).status_code == 302
    assert willow.post(page("suggestion-record", out.meeting), {**told, "how": ""}).status_code == 422
    assert willow.get(page("suggestion-record", out.meeting)).status_code == 200
    wrote = text_of(willow.get(page("notes-write", out.meeting)))
    assert "It was Tuesday." in wrote
    assert f"From {out.wren.shown_name}" not in wrote
    asked = queries.my_suggestions(out.wren, out.meeting)[0]
    assert as_(out.wren).get(page("suggestion-answer", asked)).status_code == 404
    willow = as_(out.coordinator)
    assert willow.get(page("suggestion-answer", asked)).status_code == 200
    assert willow.post(page("suggestion-answer", asked), {"said": "left", "words": ""}).status_code == 422
    assert willow.post(page("suggestion-answer", asked), {"said": "left", "words": "We checked."}).status_code == 302
    mine = text_of(as_(out.wren).get(page("notes-read", out.meeting)))
    assert "We checked." in mine
    assert "By phone." not in mine
    assert "Written down for you" in text_of(as_(out.sorrel).get(page("notes-read", out.meeting)))
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False):
        late = as_(out.wren).post(page("notes-suggest", out.meeting), {**sent, "words": "Too late words."})
        assert late.status_code == 422
        assert "Too late words." in late.content.decode()
        willow = as_(out.coordinator)
        assert willow.get(page("suggestion-record", out.meeting)).status_code == 409


def test_notes_are_agreed_through_the_page_and_corrected(as_, out):
    asked = actions.suggest(meeting_id=out.meeting.pk, words="It rained.", by=out.wren)
    next_time = rooms.held(out.panel, out.wren, days=-1)
    willow = as_(out.coordinator)
    chosen = {"revision": "1", "meeting": str(next_time.pk)}
    assert willow.get(page("notes-agree", out.meeting)).status_code == 200
    assert willow.post(page("notes-agree", out.meeting), chosen).status_code == 422
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False):
        willow = as_(out.coordinator)
        actions.answer(suggestion_id=asked.pk, said="taken", words="Yes.", by=out.coordinator)
        assert willow.post(page("notes-agree", out.meeting), chosen).status_code == 302
        assert "Agreed at the meeting on" in text_of(willow.get(page("notes-read", out.meeting)))
        late = willow.post(page("suggestion-answer", asked), {"said": "left", "words": "No."})
        assert late.status_code == 422
        willow.post(page("notes-write", out.meeting), {"revision": "1", "words_1": "It rained a lot."})
        read = text_of(as_(out.linnet).get(page("notes-read", out.meeting)))
        assert "Correction on" in read
        assert "Taken out:" in read
        assert "Put in:" in read


def test_an_action_is_asked_taken_on_handed_back_and_ended(as_, out):
    willow = as_(out.coordinator)
    assert willow.get(page("action-new", out.meeting)).status_code == 200
    assert willow.post(page("action-new", out.meeting), {"words": ""}).status_code == 422
    new = {"words": "Ring the hall", "kind": "action", "person": str(out.wren.pk)}
    assert willow.post(page("action-new", out.meeting), new).status_code == 302
    action = queries.actions_seen_by(out.wren).get()
    assert as_(out.sorrel).post(page("action-yes", action)).status_code == 404
    assert as_(out.sorrel).get(page("action-end", action)).status_code == 404
    wren = as_(out.wren)
    assert "Yes, I will do it" in text_of(wren.get(page("notes-read", out.meeting)))
    assert wren.post(page("action-yes", action)).status_code == 302
    assert "Hand it back" in text_of(wren.get(page("notes-read", out.meeting)))
    assert wren.get(page("action-end", action)).status_code == 200
    assert wren.post(page("action-hand-back", action)).status_code == 302
    assert wren.get(page("action-end", action)).status_code == 404
    willow = as_(out.coordinator)
    assert willow.post(page("action-end", action), {"to": "done", "outcome": " "}).status_code == 422
    assert willow.post(page("action-end", action), {"to": "done", "outcome": "It is booked."}).status_code == 302
    assert willow.post(page("action-end", action), {"to": "done", "outcome": "Again."}).status_code == 422
    assert willow.get(page("action-end", action)).status_code == 409
    read = text_of(as_(out.rowan).get(page("notes-read", out.meeting)))
    assert "It is booked." in read
    assert "There are no notes to read yet." in read


def test_notes_for_a_second_time_are_not_told_again(world):
    write(world)
    notes = send(world)
    assert len(queries.people_to_tell(notes)) == 4


def test_an_answer_by_phone_is_written_down_and_the_person_sees_it(as_, out):
    told = {"meeting_id": out.meeting.pk, "words": "Ring the hall", "by": out.coordinator}
    action = actions.add_action(**told, person=out.wren, role="one of us")
    willow = as_(out.coordinator)
    assert "Write down their answer" in text_of(willow.get(page("notes-read", out.meeting)))
    shown = text_of(willow.get(page("action-record", action)))
    assert f"Write down an answer from {out.wren.shown_name}" in shown
    assert "Ring the hall" in shown
    half = willow.post(page("action-record", action), {"said": "yes"})
    assert half.status_code == 422
    assert "Choose how their answer reached you." in text_of(half)
    assert willow.post(page("action-record", action), {"said": "yes", "how": "phone"}).status_code == 302
    assert willow.get(page("action-record", action)).status_code == 409
    assert "Write down their answer" not in text_of(willow.get(page("notes-read", out.meeting)))
    said = "Written down for you by"
    assert said in text_of(as_(out.wren).get(page("notes-read", out.meeting)))
    for viewer in (out.coordinator, out.rowan):
        assert said not in text_of(as_(viewer).get(page("notes-read", out.meeting)))


def test_an_answer_is_written_down_by_nobody_else(as_, out):
    told = {"meeting_id": out.meeting.pk, "words": "Ring the hall", "by": out.lead}
    own, theirs = (actions.add_action(**told, person=who) for who in (out.coordinator, out.wren))
    assert as_(out.coordinator).get(page("action-record", own)).status_code == 404
    for viewer in (out.wren, out.rowan, out.researcher, factories.small_panel("Bracken").coordinator):
        for action in (own, theirs):
            assert as_(viewer).post(page("action-record", action), {"said": "no", "how": "phone"}).status_code == 404
            assert "Write down their answer" not in text_of(as_(viewer).get("/meetings/notes/"))
