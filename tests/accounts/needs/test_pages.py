"""The pages about what helps and how people are reached."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.needs import queries, wordings
from accounts.needs.actions import contact
from accounts.needs.models import Need
from leap.core import outbox
from leap.core.errors import NotNow
from meetings.invitations import actions as invitations
from meetings.invitations.models import Invitation
from tests import factories as make
from tests.accounts.needs.factories import CHAIR, helps, reached, to
from tests.meetings import rooms

pytestmark = pytest.mark.django_db
LIST = "/people/me/needs/"


@pytest.fixture
def here():
    return make.small_panel()


def key(reader):
    return reader.key


def new(group="physical"):
    return reverse("needs:need-new", args=[group])


# Mine


def test_both_cards_are_on_my_page(here, as_):
    text = as_(here.members[0]).get(reverse("people:me-detail")).text
    assert text.index("What you say about yourself") < text.index("What helps you") < text.index("How we reach you")


def test_before_anything_is_typed_the_page_says_who_sees_it_and_where(here, as_):
    for group in wordings.ALL:
        text = as_(here.members[0]).get(new(group.key)).text
        assert "Nobody but you, unless you tick them below." in text
        assert group.acts["runs"] in text
        assert here.coordinator.shown_name in text
        assert text.index("Nobody but you") < text.index("<textarea")
        assert "checked" not in text


def test_i_tick_what_helps_and_who_may_see_it(here, as_):
    owner = here.members[0]
    client = as_(owner)
    typed = {"picks": ["step_free"], "own_words": "Wide doors.", "acting": [key(to(here.panel))]}
    response = client.post(new(), typed, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "That is kept." in response.text
    for words in ("No steps on the way in", "Wide doors.", f"Those who run {here.panel.name}"):
        assert words in response.text
    (mine,) = queries.my_needs(owner)
    assert [reader for reader, _ in mine.readers] == [to(here.panel)]


def test_ticking_nobody_keeps_it_for_me(here, as_):
    response = as_(here.members[0]).post(new("food"), {"picks": ["vegan"]}, follow=True)
    assert "can see this" in response.text
    assert queries.my_needs(here.members[0])[0].readers == []


def test_nothing_ticked_and_nothing_written_asks_again(here, as_):
    response = as_(here.members[0]).post(new(), {"acting": [key(to(here.panel))], "own_words": "  "})
    assert response.status_code == 422
    assert "Tick something that helps" in response.text
    assert re.search(r'value="runs\.[^"]+" checked', response.text), "what was ticked is still ticked"


def test_nobody_strange_can_be_ticked_and_nothing_typed_is_lost(here, as_):
    there = make.small_panel("Bracken", programme=here.programme)
    typed = {"own_words": "Please keep me.", "acting": [key(to(there.panel))]}
    response = as_(here.members[0]).post(new(), typed)
    assert response.status_code == 422
    assert "Please keep me." in response.text
    assert queries.my_needs(here.members[0]) == []


def test_sending_the_form_twice_keeps_one(here, as_):
    client = as_(here.members[0])
    typed = {"picks": ["parking"], "key": str(uuid.uuid4())}
    client.post(new(), typed)
    client.post(new(), typed)
    client.post(new(), {**typed, "key": "spoilt"})
    assert len(queries.my_needs(here.members[0])) == 2


def test_a_group_that_is_none_is_not_found(here, as_):
    client = as_(here.members[0])
    assert client.get(new("moods")).status_code == 404
    client = as_(here.coordinator)
    assert client.get(reverse("needs:need-record", args=[here.members[0].pk, "moods"])).status_code == 404


def test_the_form_comes_back_as_it_was_kept(here, as_):
    owner, friend = here.members[:2]
    readers = (to(here.panel), to(here.panel, person=friend))
    need = helps(owner, *readers, group="food", picks=("halal",), words="No nuts near me.", named=True)
    text = as_(owner).get(reverse("needs:need-edit", args=[need.pk])).text
    assert 'value="halal" checked' in text
    assert "No nuts near me." in text
    assert all(f'value="{key(reader)}" checked' in text for reader in readers)
    assert re.search(r'name="with_name"[^>]* checked', text)


def test_i_change_stop_and_take_back(here, as_):
    owner = here.members[0]
    client, need = as_(owner), helps(owner, to(here.panel))
    page = reverse("needs:need-edit", args=[need.pk])
    assert "Let nobody see it" in client.get(page).text
    client.post(
        page, {"own_words": "Other words", "acting": [key(to(here.panel))], "seen": need.changed_at.isoformat()}
    )
    assert queries.my_needs(owner)[0].need.own_words == "Other words"
    assert "Only you can see it now" in client.post(reverse("needs:need-stop", args=[need.pk]), follow=True).text
    assert "Let nobody see it" not in client.get(page).text
    gone = reverse("needs:need-withdraw", args=[need.pk])
    assert "gone for good" in client.get(gone).text
    assert "Nobody can see it now" in client.post(gone, follow=True).text
    assert not Need.objects.unscoped("test").exists()


def test_changed_in_another_window_keeps_what_was_typed(here, as_):
    owner = here.members[0]
    client, need = as_(owner), helps(owner, words="first")
    page = reverse("needs:need-edit", args=[need.pk])
    before = need.changed_at.isoformat()
    client.post(page, {"own_words": "second", "seen": before})
    response = client.post(page, {"own_words": "third", "seen": before})
    assert response.status_code == 422
    assert "another window" in response.text
    assert "third" in response.text
    seen = re.search(r'name="seen" value="([^"]+)"', response.text).group(1)
    client.post(page, {"own_words": "third", "seen": seen})
    assert queries.my_needs(owner)[0].need.own_words == "third"


@pytest.mark.parametrize("page", ["need-edit", "need-withdraw", "need-stop"])
@pytest.mark.parametrize("who", ["fellow", "coordinator", "lead"])
def test_anybody_elses_is_the_same_404_as_one_that_never_was(here, as_, page, who):
    need = helps(here.members[0], to(here.panel), words="mine alone")
    viewer = {"fellow": here.members[1], "coordinator": here.coordinator, "lead": here.lead}[who]
    client = as_(viewer)
    for way in ("get", "post"):
        answers = [getattr(client, way)(reverse(f"needs:{page}", args=[pk])) for pk in (need.pk, uuid.uuid4())]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].status_code in (404, 405)
        assert "mine alone" not in answers[0].text
    assert queries.my_needs(here.members[0])[0].need.own_words == "mine alone"


def test_what_friends_told_me_and_who_looked(here, as_):
    owner, friend = here.members[:2]
    helps(owner, to(here.panel, person=friend), words="Sit with me.")
    assert "Sit with me." in as_(friend).get(reverse("needs:shared-list")).text
    assert "Nobody has told you by name" in as_(here.members[2]).get(reverse("needs:shared-list")).text
    looked = as_(owner).get(reverse("needs:look-list")).text
    assert friend.shown_name in looked
    assert "because you chose them by name" in looked
    assert "Nobody has looked yet" in as_(friend).get(reverse("needs:look-list")).text


# How I am reached


def test_i_say_how_to_reach_me(here, as_):
    person = here.members[0]
    client, page = as_(person), reverse("needs:contact-edit")
    assert 'value="email" checked' in client.get(page).text
    typed = {"channel": "phone", "phone_number": "01632 960 003", "leave_message": "yes", "is_discreet": "no",
             "quiet_from": "9pm", "quiet_until": "8:30am", "safe_times": "After lunch"}  # fmt: skip
    response = client.post(page, typed, follow=True)
    assert "From now on we reach you like this" in response.text
    contact = queries.my_contact(person)
    assert (contact.channel, contact.is_discreet, contact.quiet_until.hour) == ("phone", False, 8)
    again = client.get(page).text
    assert "After lunch" in again
    assert "9:00pm" in again


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"channel": "phone"}, "Please give the phone number to ring."),
        ({"channel": "email", "backup": "letter"}, "Please give the address for letters."),
        ({"channel": "email", "backup": "email"}, "Choose another way as the second one"),
        ({"channel": "email", "quiet_from": "9pm"}, "Quiet hours need a beginning and an end."),
        ({"channel": "email", "quiet_from": "9pm", "quiet_until": "9pm"}, "another time as their end"),
        ({"channel": "supporter", "supporter": "Sam"}, "what we may tell"),
        ({}, "How shall we reach you?"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(here, as_, typed, sentence):
    more = {"leave_message": "no", "is_discreet": "yes", "safe_times": "After lunch", **typed}
    response = as_(here.members[0]).post(reverse("needs:contact-edit"), more)
    assert response.status_code == 422
    assert sentence in response.text
    assert "After lunch" in response.text


def test_everybody_chooses_their_clock_from_all_there_are_those_of_their_panels_first(here, as_):
    there = make.panel("Far", time_zone="Asia/Kolkata")
    make.role(here.members[0], there)
    client, page = as_(here.members[0]), reverse("needs:contact-edit")
    shown = client.get(page).text
    assert "Which clock do you go by?" in shown
    assert 0 < shown.index('value="Asia/Kolkata"') < shown.index('<optgroup label="Europe"')
    typed = {"channel": "email", "leave_message": "no", "is_discreet": "yes", "time_zone": "Asia/Kolkata"}
    client.post(page, typed)
    assert queries.my_contact(here.members[0]).time_zone == "Asia/Kolkata"
    other = as_(here.members[1])
    assert 'value="America/Argentina/Buenos_Aires"' in other.get(page).text
    assert other.post(page, {**typed, "time_zone": "America/Argentina/Buenos_Aires"}).status_code == 302
    assert queries.my_contact(here.members[1]).time_zone == "America/Argentina/Buenos_Aires"
    lost = other.post(page, {**typed, "time_zone": "Mars/Olympus", "safe_times": "After lunch"})
    assert lost.status_code == 422
    assert "We do not know this time zone" in lost.text
    assert "After lunch" in lost.text


def test_a_coordinator_writes_down_the_clock_somebody_goes_by(here, as_):
    person = here.members[0]
    client, page = as_(here.coordinator), reverse("needs:contact-record", args=[person.pk])
    assert "Which clock do they go by?" in client.get(page).text
    told = {"how": "phone", "read_back": "yes", "time_zone": "Asia/Kolkata"}
    assert client.post(page, told).status_code == 302
    assert queries.my_contact(person).time_zone == "Asia/Kolkata"
    assert client.post(page, {"how": "phone", "read_back": "yes", "channel": "phone", "phone_number": "01632 960 001"})
    assert queries.my_contact(person).time_zone == "Asia/Kolkata", "what they did not speak about stays"
    assert client.post(page, {**told, "time_zone": "Mars/Olympus"}).status_code == 422


def test_a_clock_that_there_is_not_is_refused_by_the_action_too(here):
    with pytest.raises(NotNow, match="time zone"):
        contact.change_contact(ways=contact.Ways(time_zone="Mars/Olympus"), by=here.members[0])


# Writing down for somebody


def test_the_coordinator_writes_down_and_sees_nothing_of_what_there_is(here, as_):
    owner = here.members[0]
    helps(owner, to(here.panel), words="kept already", picks=("near_door",))
    reached(owner, channel="phone", phone_number="01632 960 003")
    client = as_(here.coordinator)
    pages = [reverse(f"needs:{name}", args=[owner.pk]) for name in ("assist-detail", "contact-record")]
    pages.append(reverse("needs:need-record", args=[owner.pk, "physical"]))
    for page in pages:
        text = client.get(page).text
        assert "kept already" not in text
        assert "01632 960 003" not in text
        assert " checked" not in text.replace('value="" checked', "")
    typed = {"picks": ["parking"], "how": "phone", "read_back": "on", "acting": [key(to(here.panel))]}
    response = client.post(pages[2], typed, follow=True)
    assert f"Written down for {owner.shown_name}. They can change it at any time." in response.text
    mine = as_(owner).get(LIST).text
    assert f"Written down for you by <bdi>{here.coordinator.shown_name}</bdi>" in mine
    assert "by phone, and read back to you" in mine


def test_the_same_pages_whatever_there_is(here, as_):
    owner, client = here.members[0], as_(here.coordinator)
    pages = [reverse(f"needs:{name}", args=[owner.pk]) for name in ("assist-detail", "contact-record")]
    pages += [reverse("needs:need-record", args=[owner.pk, group.key]) for group in wordings.ALL]
    hidden = re.compile(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"')
    before = [hidden.sub("", client.get(page).text) for page in pages]
    helps(owner, to(here.panel))
    helps(owner, group="food", picks=("vegan",))
    reached(owner, channel="phone", phone_number="01632 960 003")
    assert [hidden.sub("", client.get(page).text) for page in pages] == before


def test_how_it_came_in_is_asked_for(here, as_):
    response = as_(here.coordinator).post(
        reverse("needs:need-record", args=[here.members[0].pk, "food"]), {"picks": ["vegan"]}
    )
    assert response.status_code == 422
    assert "Choose how they told you." in response.text
    assert 'value="vegan" checked' in response.text


def test_how_to_reach_somebody_is_written_down(here, as_):
    owner, client = here.members[0], as_(here.coordinator)
    page = reverse("needs:contact-record", args=[owner.pk])
    assert client.post(page, {"how": "letter"}).status_code == 422
    response = client.post(page, {"how": "letter", "channel": "phone"})
    assert "Please give the phone number to ring." in response.text
    typed = {"how": "letter", "channel": "phone", "phone_number": "01632 960 003", "quiet_from": "9pm"}
    assert client.post(page, typed).status_code == 422
    client.post(page, {**typed, "quiet_until": "9am", "is_discreet": "no"})
    contact = queries.my_contact(owner)
    assert (contact.phone_number, contact.how, contact.is_discreet) == ("01632 960 003", "letter", False)
    assert "Written down for you by" in as_(owner).get(reverse("needs:contact-edit")).text


@pytest.mark.parametrize("name", ["assist-detail", "contact-record"])
def test_nobody_else_finds_these_pages(here, as_, name):
    there = make.small_panel("Bracken", programme=make.programme("Other"))
    owner = here.members[0]
    for viewer in (here.members[1], here.researchers[0], here.finance, there.coordinator, owner):
        assert as_(viewer).get(reverse(f"needs:{name}", args=[owner.pk])).status_code == 404
    make.end_roles(owner)
    assert as_(here.coordinator).get(reverse(f"needs:{name}", args=[owner.pk])).status_code == 404


# With each invitation


@pytest.fixture
def meeting(here):
    meeting = rooms.meeting(here.panel, state="planned")
    invitations.invite_panel(meeting_id=meeting.pk, by=here.coordinator)
    meeting.refresh_from_db()
    return meeting


def at(name, meeting, *more):
    return reverse(f"invitations:{name}", args=[meeting.pk, *more])


def test_the_reply_page_asks_with_what_is_known(here, as_, meeting):
    owner = here.members[0]
    helps(owner, words="A high chair.")
    text = as_(owner).get(at("reply-edit", meeting)).text
    assert "Has anything changed in what helps you?" in text
    assert "A high chair." in text
    assert "Nothing yet, and that is fine." in as_(here.members[1]).get(at("reply-edit", meeting)).text


@pytest.mark.parametrize("said", ["", "same"])
def test_no_change_or_no_answer_goes_on_as_before(here, as_, meeting, said):
    response = as_(here.members[0]).post(at("reply-edit", meeting), {"reply": "coming", "needs": said})
    assert response["Location"] == reverse("schedule:meeting-detail", args=[meeting.pk])
    kept = Invitation.objects.get(meeting=meeting, person=here.members[0])
    assert (kept.reply, kept.needs, kept.needs_asked_at is not None) == ("coming", said, bool(said))


def test_yes_keeps_the_answer_leads_to_what_helps_and_back(here, as_, meeting):
    owner = here.members[0]
    client = as_(owner)
    response = client.post(at("reply-edit", meeting), {"reply": "online", "needs": "changed"}, follow=True)
    kept = Invitation.objects.get(meeting=meeting, person=owner)
    assert (kept.reply, kept.needs) == ("online", "changed")
    page = reverse("schedule:meeting-detail", args=[meeting.pk])
    assert f'href="{page}"' in response.text
    add = re.search(r'href="(/people/me/needs/new/food/\?[^"]+)"', response.text).group(1)
    after = client.post(add, {"picks": ["vegan"]}, follow=True)
    assert f'href="{page}"' in after.text


def test_the_way_back_leads_to_a_meeting_and_nowhere_else(here, as_):
    for wrong in ("https://example.org/", "//example.org", "/meetings/../people/me/", "javascript:alert(1)"):
        response = as_(here.members[0]).get(LIST, {"back": wrong})
        assert "Your answer is kept" not in response.text
        assert wrong not in response.text


def test_an_answer_about_needs_alone_asks_for_the_reply_and_loses_nothing(here, as_, meeting):
    response = as_(here.members[0]).post(at("reply-edit", meeting), {"needs": "changed"})
    assert response.status_code == 422
    assert 'value="changed" checked' in response.text


def test_on_the_phone_it_is_asked_too(here, as_, meeting):
    owner, client = here.members[0], as_(here.coordinator)
    helps(owner, to(here.panel), words="not for this page")
    page = at("reply-record", meeting, owner.pk)
    assert "not for this page" not in client.get(page).text
    said = {"reply": "coming", "how": "phone", "needs": "changed", "read_back": "yes"}
    response = client.post(page, said, follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("needs:assist-detail", args=[owner.pk]))
    assert f'href="{at("reply-list", meeting)}"' in response.text
    assert Invitation.objects.get(meeting=meeting, person=owner).needs == "changed"
    as_(owner)
    invitations.reply(meeting_id=meeting.pk, reply="coming", needs="same", by=owner)
    assert " checked" not in as_(here.coordinator).get(page).text.partition("changed in what helps them")[2]


# At the meeting


def test_what_helps_is_shown_where_it_is_acted_on(here, as_, meeting):
    comes, stays, silent = here.members[:3]
    for person in (comes, stays, silent):
        helps(person, to(here.panel), picks=("step_free",), words=f"for {person.shown_name}")
        helps(person, to(here.panel), group="food", picks=("halal",))
    invitations.reply(meeting_id=meeting.pk, reply="coming", by=comes)
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=stays)
    text = as_(here.coordinator).get(at("what-helps", meeting)).text
    assert f"for {comes.shown_name}" in text
    assert f"for {stays.shown_name}" not in text
    assert f"for {silent.shown_name}" not in text
    assert "Halal: 1 or 2 (order 2)" in text
    assert as_(here.members[3]).get(at("what-helps", meeting)).status_code == 403


def test_the_meetings_page_leads_there_for_those_who_run_it(here, as_, meeting):
    page = reverse("schedule:meeting-detail", args=[meeting.pk])
    assert at("what-helps", meeting) in as_(here.coordinator).get(page).text
    assert at("what-helps", meeting) not in as_(here.members[0]).get(page).text


def test_who_is_reached_by_hand_is_said_before_anybody_is_invited_and_how_stands_with_the_call(here, as_):
    person = here.members[0]
    reached(person, channel="phone", phone_number="01632 960 003", safe_times="After lunch")
    meeting = rooms.meeting(here.panel, state="planned")
    invited = as_(here.coordinator).get(at("meeting-invite", meeting)).text
    assert f"{person.shown_name} (by phone or letter" in invited
    invitations.invite_panel(meeting_id=meeting.pk, by=here.coordinator)
    call = outbox.waiting_for_a_person().get(to_person_id=person.pk)
    text = as_(here.coordinator).get(reverse("reaching:call-detail", args=[call.pk])).text
    assert "Ring 01632 960 003. May you leave a message? No, please ring again" in text
    assert "Good times: After lunch" in text


def test_the_chair_page_is_for_who_agreed_to_chair(here, as_, meeting):
    from meetings.chairing.models import ChairTurn

    chair, owner = here.members[:2]
    helps(owner, to(here.panel, CHAIR), group="content", words="A word before money.")
    invitations.reply(meeting_id=meeting.pk, reply="phone", by=owner)
    turn = ChairTurn.objects.create(meeting=meeting, person=chair, offered_by=here.coordinator)
    page = reverse("chairing:chair-helps", args=[meeting.pk])
    assert as_(chair).get(page).status_code == 404
    ChairTurn.objects.filter(pk=turn.pk).update(state="accepted", answered_at=turn.offered_at, recorded_by=chair)
    assert "A word before money." in as_(chair).get(page).text
    for other in (here.coordinator, here.members[2], owner):
        assert as_(other).get(page).status_code == 404
    invitations.reply(meeting_id=meeting.pk, reply="not_coming", by=owner)
    assert "A word before money." not in as_(chair).get(page).text


def test_those_who_run_the_meeting_find_the_way_to_write_down(here, as_, meeting):
    owner, client = here.members[0], as_(here.coordinator)
    way = reverse("needs:assist-detail", args=[owner.pk])
    for page in (at("what-helps", meeting), at("reply-record", meeting, owner.pk)):
        assert f'href="{way}?back=/meetings/' in client.get(page).text
    assert reverse("needs:assist-detail", args=[here.coordinator.pk]) not in client.get(at("what-helps", meeting)).text
