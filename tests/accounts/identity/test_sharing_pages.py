"""Choosing who may read and in which words, seeing what that means, and taking it back."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.identity import actions, queries, wordings
from accounts.identity.models import Share
from accounts.identity.planning import words
from accounts.people.actions import places
from leap.core import clock
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, PLAIN, says, shares, told, yes

pytestmark = pytest.mark.django_db

BROADER = "I like the outdoors."


def url(page, statement):
    return reverse(f"identity:statement-{page}", args=[statement.pk])


def choice(panel, audience):
    return f"{audience}.{panel.pk}"


def how_url(statement, to):
    return f"{url('share-how', statement)}?to={to}"


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def owner(here, client):
    client.force_login(here.members[0])
    return here.members[0]


def say_how(client, statement, to, form=words.OWN, **chosen):
    """The second question, answered: the page that asks the yes, or the words' own page when less is told now."""
    page = client.get(how_url(statement, to), follow=True)
    seen = page.context["form"]["seen"].value() if "seen" in page.context["form"].fields else ""
    return client.post(how_url(statement, to), {"form": form, "seen": seen, **chosen}, follow=True)


def say_yes(client, statement, to, form=words.OWN, *, changes=None, **chosen):
    """The second and third question, answered as the pages ask them."""
    check = say_how(client, statement, to, form, **chosen)
    return client.post(url("share-check", statement), {**check.context["kept"], **(changes or {})}, follow=True)


def can_read(client, viewer, person, text=PLAIN):
    client.force_login(viewer)
    return text in client.get(reverse("identity:person-detail", args=[person.pk])).text


def the_share(owner):
    (statement,) = queries.my_statements(owner)
    return statement.shares[0] if statement.shares else None


def test_the_choices_are_my_panels_today_with_how_many_each_means(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    make.role(owner, other.panel)
    make.small_panel("Gorse", programme=here.programme)
    left = make.small_panel("Sedge", programme=here.programme)
    make.role(owner, left.panel)
    make.end_roles(owner, left.panel)
    page = client.get(url("share", says(owner)))
    assert [label for _, label in page.context["form"].fields["to"].choices] == [
        "One person on Bracken: you choose who",
        "One person on Heather: you choose who",
        "The coordinator of Bracken",
        "The coordinator of Heather",
        "The members of Bracken",
        "The members of Heather",
        "Everyone on Bracken: members, researchers and coordinators",
        "Everyone on Heather: members, researchers and coordinators",
        "The study team of Moorland study: researchers and coordinators of all its panels",
        "Ask me about tasks on Bracken that fit this",
        "Ask me about tasks on Heather that fit this",
        "Count me, in numbers about all the panels of Moorland study together",
        "Let these words stand beside my name in what Moorland study publishes",
    ]
    assert "3 people today" in page.text
    assert "Gorse" not in page.text
    assert "Sedge" not in page.text


def test_choosing_leads_to_a_check_that_says_how_many_and_who(owner, client, here):
    statement = says(owner)
    answer = client.post(url("share", statement), {"to": choice(here.panel, EVERYONE)}, follow=True)
    assert answer.redirect_chain == [(how_url(statement, choice(here.panel, EVERYONE)), 302)]
    assert "everyone on Heather" in answer.context["form"].who_can_read["other_words"]
    check = say_how(client, statement, choice(here.panel, EVERYONE))
    assert "5 people will be able to read this." in check.text
    assert "You can stop sharing whenever you like." in check.text
    assert PLAIN in check.text
    for person in here.on_panel:
        assert (f"<li><bdi>{person.shown_name}</bdi></li>" in check.text) is (person != owner)


def test_the_check_names_nobody_beyond_that_audience(owner, client, here):
    check = say_how(client, says(owner), choice(here.panel, MEMBERS)).text
    assert "3 people will be able to read this." in check
    listed = check.split("Show me who")[1].split("</details>")[0]
    for person in (here.coordinator, here.researchers[0], here.lead, owner):
        assert person.shown_name not in listed


def test_saying_yes_shares_and_the_reader_sees_it_on_both_pages(owner, client, here):
    statement = says(owner)
    done = say_yes(client, statement, choice(here.panel, MEMBERS))
    assert "Now it is shared." in done.text
    assert can_read(client, here.members[1], owner)
    assert PLAIN in client.get(reverse("identity:panel-detail", args=[here.panel.pk])).text
    assert not can_read(client, here.coordinator, owner)


def test_nobody_is_chosen_for_me(owner, client, here):
    statement = says(owner)
    assert "checked" not in client.get(url("share", statement)).text
    answer = client.post(url("share", statement), {})
    assert answer.status_code == 422
    assert "Choose who you would like to share this with" in answer.text
    one_person = f"{words.NAMED}.{here.panel.pk}"
    answer = say_how(client, statement, one_person)
    assert answer.status_code == 422
    assert "Choose the person." in answer.text


@pytest.mark.parametrize("made_up", ["nonsense", ".", "x.members", "members", "named", "named.", "\x00", "א" * 300])
def test_a_made_up_choice_shares_nothing(owner, client, here, made_up):
    statement = says(owner)
    assert client.post(url("share", statement), {"to": made_up}).status_code == 422
    assert client.get(url("share-how", statement), {"to": made_up}).status_code == 302
    answer = client.post(url("share-check", statement), {"to": made_up, "wording": 2, "form": "own"})
    assert answer["Location"] == url("share", statement)
    assert the_share(owner) is None


def test_a_panel_of_others_cannot_be_chosen_by_hand(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    statement = says(owner)
    theirs = choice(other.panel, EVERYONE)
    assert client.post(url("share", statement), {"to": theirs}).status_code == 422
    assert client.post(how_url(statement, theirs), {"form": "own"})["Location"] == url("share", statement)
    kept = say_how(client, statement, choice(here.panel, EVERYONE)).context["kept"]
    client.post(url("share-check", statement), {**kept, "to": theirs})
    assert the_share(owner) is None


@pytest.mark.parametrize("wording", ["", "0", "99", "-1", "one", "²", "9" * 5000, "1"])
def test_a_yes_to_other_words_than_the_current_ones_asks_again_and_loses_nothing(owner, client, here, wording):
    statement, to = says(owner), choice(here.panel, MEMBERS)
    soon = clock.today() + timedelta(days=9)
    chosen = {"other_words": "Only for you: I am tired.", "without_name": "on", **day(soon)}
    answer = say_yes(client, statement, to, words.OTHER, changes={"wording": wording}, **chosen)
    assert answer.status_code == 422
    assert "read them again" in answer.text
    assert the_share(owner) is None
    form = answer.context["form"]
    assert (form["form"].value(), form["other_words"].value()) == (words.OTHER, "Only for you: I am tired.")
    assert form["without_name"].value()
    assert form.cleaned_data["until"] == soon
    say_yes(client, statement, to, words.OTHER, **chosen)
    assert the_share(owner).how.named is False


def day(date):
    return {"until_day": date.day, "until_month": date.month, "until_year": date.year}


def test_opening_the_pages_shares_nothing(owner, client, here):
    statement = says(owner)
    for _ in range(2):
        for ask in (client.get, client.head):
            ask(how_url(statement, choice(here.panel, EVERYONE)))
            ask(how_url(statement, f"{words.COUNTED}.{here.programme.pk}"))
            ask(url("share-check", statement), {"to": choice(here.panel, EVERYONE), "wording": 2, "form": "own"})
    assert the_share(owner) is None


def test_giving_takes_four_clicks_narrowing_two_and_stopping_one(owner, client, here):
    """From the page of the words: choose who, go on, go on, yes; change how, go on; stop. Opening a page is a click."""
    statement, to = says(owner), choice(here.panel, EVERYONE)
    client.get(url("share", statement))
    at_how = client.post(url("share", statement), {"to": to})
    check = client.post(at_how["Location"], {"form": words.OWN})
    assert the_share(owner) is None
    client.post(check.context["form_action"], check.context["kept"])
    assert can_read(client, here.coordinator, owner)

    client.force_login(owner)
    page = client.get(url("detail", statement))
    change = re.search(r'href="([^"]*share/how/[^"]*)"', page.text).group(1)
    narrowed = client.post(change, {"form": words.LIVED}, follow=True)
    assert "Check before you share" in narrowed.text  # these words were never said: they are checked first
    actions.change_words(
        statement_id=statement.pk, own_words=PLAIN, broad_words=BROADER, seen=statement.changed_at, by=owner
    )
    seen = client.get(change).context["form"]["seen"].value()
    narrowed = client.post(change, {"form": words.BROAD, "seen": seen}, follow=True)
    assert "From now on they learn less." in narrowed.text
    assert not can_read(client, here.coordinator, owner)
    assert can_read(client, here.coordinator, owner, BROADER)

    client.force_login(owner)
    (slot,) = re.findall(r'name="slot" value="([^"]+)"', client.get(url("detail", statement)).text)
    stopped = client.post(url("stop", statement), {"slot": slot}, follow=True)
    assert "Stopped. From now on nobody reads it that way." in stopped.text
    assert not can_read(client, here.members[1], owner, BROADER)


def test_fewer_people_of_the_same_panel_works_at_once(owner, client, here):
    statement = told(owner, here.panel, audience=EVERYONE)
    narrowed = say_how(client, statement, choice(here.panel, MEMBERS))
    assert "From now on they learn less." in narrowed.text
    assert not can_read(client, here.coordinator, owner)
    assert can_read(client, here.members[1], owner)


WIDER = {
    "everyone": {"audience": EVERYONE},
    "the own words instead of the broader": {"form": words.OWN, "before": {"form": words.BROAD}},
    "words for them alone": {"form": words.OTHER, "other_words": "I sleep badly."},
    "the broader words, never shown, instead of words for them": {
        "form": words.BROAD,
        "before": {"form": words.OTHER, "other_words": "Hello."},
    },
    "that they have lived experience": {"form": words.LIVED},
    "the name": {"before": {"named": False}},
    "longer": {"before": {"until": "tomorrow"}},
}


@pytest.mark.parametrize("name", WIDER)
def test_whatever_tells_anybody_more_is_checked_first(owner, client, here, name):
    change = dict(WIDER[name])
    before = change.pop("before", {})
    if before.get("until"):
        before = {"until": clock.today() + timedelta(days=1)}
    statement = says(owner, broad_words=BROADER)
    was = shares(statement, here.panel, MEMBERS, **before)
    check = say_how(client, statement, choice(here.panel, change.pop("audience", MEMBERS)), **change)
    assert "Check before you share" in check.text
    assert [share.pk for share in Share.objects.unscoped("test").filter(ended_at__isnull=True)] == [was.pk]
    client.post(url("share-check", statement), check.context["kept"])
    assert the_share(owner).id != was.pk


NARROWER = {
    "the broader words": {"form": words.BROAD},
    "without the name": {"without_name": "on"},
    "until tomorrow": {"until": 1},
    "no change at all": {},
}


@pytest.mark.parametrize("name", NARROWER)
def test_whatever_tells_less_works_at_once(owner, client, here, name):
    change = dict(NARROWER[name])
    if "until" in change:
        change |= day(clock.today() + timedelta(days=change.pop("until")))
    statement = says(owner, broad_words=BROADER)
    shares(statement, here.panel, MEMBERS)
    done = say_how(client, statement, choice(here.panel, MEMBERS), **change)
    assert done.redirect_chain == [(url("detail", statement), 302)]
    assert the_share(owner).is_open


def test_less_is_for_the_words_that_were_shown(owner, client, here):
    """The broader words changed in another window: nobody reads them before their owner has seen that they would."""
    statement = says(owner, broad_words=BROADER)
    shares(statement, here.panel, MEMBERS)
    page = client.get(how_url(statement, choice(here.panel, MEMBERS)))
    actions.change_words(
        statement_id=statement.pk, own_words=PLAIN, broad_words="Quite private.", seen=statement.changed_at, by=owner
    )
    sent = {"form": words.BROAD, "seen": page.context["form"]["seen"].value()}
    check = client.post(how_url(statement, choice(here.panel, MEMBERS)), sent)
    assert "Check before you share" in check.text
    assert "Quite private." in check.text
    assert the_share(owner).how.form == words.OWN


def test_widening_says_how_many_read_now_and_how_many_will(owner, client, here):
    statement = told(owner, here.panel, audience=MEMBERS)
    assert client.get(url("share", statement)).text.count("They can read it now.") == 1
    check = say_how(client, statement, choice(here.panel, EVERYONE)).text
    assert "5 people will be able to read this." in check
    assert "3 people there can read it now." in check


def test_a_session_that_was_open_all_along_reads_no_more_on_its_next_request(owner, client, here):
    statement = told(owner, here.panel, audience=EVERYONE)
    reader = client.__class__()
    reader.force_login(here.members[1])
    page = reverse("identity:panel-detail", args=[here.panel.pk])
    assert PLAIN in reader.get(page).text
    client.post(url("stop", statement), {"slot": f"panel.{here.panel.pk}"})
    assert PLAIN not in reader.get(page).text
    assert PLAIN not in reader.get(reverse("identity:person-detail", args=[owner.pk])).text


@pytest.mark.parametrize("slot", ["", "nonsense", "\x00", "panel."])
def test_stopping_what_is_not_shared_is_quiet(owner, client, here, slot):
    statement = told(owner, here.panel)
    assert client.post(url("stop", statement), {"slot": slot}).status_code == 302
    assert the_share(owner)


def test_with_several_panels_each_has_its_own_stop_button(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    make.role(owner, other.panel)
    statement = told(owner, here.panel)
    shares(statement, other.panel, EVERYONE)
    page = client.get(url("detail", statement)).text
    buttons = re.findall(r"Stop sharing<span[^>]*>([^<]*)</span>", page)
    assert len(set(buttons)) == 2
    client.post(url("stop", statement), {"slot": f"panel.{other.panel.pk}"})
    (mine,) = queries.my_statements(owner)
    assert [share.panel for share in mine.shares] == [here.panel]


def test_somebody_on_no_panel_can_write_and_is_told_there_is_nobody_to_share_with(client):
    loner = make.person("Quill")
    client.force_login(loner)
    page = client.get(url("share", says(loner)))
    assert page.status_code == 200
    assert "You are not on a panel today" in page.text
    assert client.post(url("share", says(loner)), {}).status_code == 422


def test_after_leaving_a_panel_the_page_says_nobody_reads_and_stopping_still_works(owner, client, here):
    statement = told(owner, here.panel)
    make.end_roles(owner)
    page = client.get(url("detail", statement)).text
    assert "Nobody in Heather today" in page
    client.post(url("stop", statement), {"slot": f"panel.{here.panel.pk}"})
    assert the_share(owner) is None


def test_leaving_while_choosing_says_so(owner, client, here):
    statement = says(owner)
    kept = say_how(client, statement, choice(here.panel, MEMBERS)).context["kept"]
    make.end_roles(owner)
    for address, sent in ((how_url(statement, kept["to"]), {"form": "own"}), (url("share-check", statement), kept)):
        answer = client.post(address, sent, follow=True)
        assert "cannot share with these people today" in answer.text
    assert the_share(owner) is None


@pytest.mark.parametrize("step", ["how", "check"])
def test_words_typed_for_people_one_can_share_with_no_more_are_handed_back(owner, client, here, step):
    """They stand on the page, only their owner reads them, and go along to whomever is chosen next."""
    there = make.small_panel("Bracken", programme=here.programme)
    make.role(owner, there.panel)
    statement, typed = says(owner), "Words for these  people <alone>.\nAnd a line."
    sent = {"form": "other", "other_words": typed}
    kept = say_how(client, statement, choice(here.panel, MEMBERS), **sent).context["kept"]
    places.leave(person=owner, panel=here.panel, by=owner)
    address = how_url(statement, kept["to"]) if step == "how" else url("share-check", statement)
    answer = client.post(address, sent if step == "how" else kept)
    assert answer.status_code == 409
    assert "cannot share with these people today" in answer.text
    assert "Words for these  people &lt;alone&gt;." in answer.text
    goes_along = {"other_words": answer.context["typed"]}
    assert client.post(url("share", statement), goes_along).context["typed"] == typed, "also when nobody is chosen"
    next_page = client.post(url("share", statement), {"to": choice(there.panel, MEMBERS), **goes_along})
    assert next_page.status_code == 200
    assert next_page.context["form"]["other_words"].value() == typed
    assert next_page.context["form_action"] == how_url(statement, choice(there.panel, MEMBERS))
    check = client.post(next_page.context["form_action"], sent)
    assert check.context["kept"]["other_words"].split("\n")[0] == typed.split("\n")[0]
    assert the_share(owner) is None
    places.leave(person=owner, panel=there.panel, by=owner)
    nobody = client.post(url("share-check", statement), check.context["kept"])
    assert (nobody.status_code, "And a line." in nobody.text) == (409, True), "with nobody to share with at all, too"


def test_an_empty_audience_says_so(client):
    here = make.small_panel(members=1, researchers=0)
    client.force_login(here.members[0])
    page = say_how(client, says(here.members[0]), choice(here.panel, MEMBERS))
    assert "Nobody else is in this group today." in page.text
    assert "Show me who" not in page.text


def test_one_person_is_chosen_by_name_and_nobody_else_reads(owner, client, here):
    statement, reader = says(owner), here.researchers[0]
    one_person = f"{words.NAMED}.{here.panel.pk}"
    offered = client.get(how_url(statement, one_person)).context["form"].fields["reader"].choices
    people = {person.shown_name for person in [*here.on_panel, here.lead] if person != owner}
    assert {name.split(",")[0] for key, name in offered if key} == people
    check = say_how(client, statement, one_person, reader=f"{one_person}.{reader.pk}")
    assert f"Share this with {reader.shown_name}, and nobody else?" in check.text
    client.post(url("share-check", statement), check.context["kept"])
    assert [each for each in here.on_panel if can_read(client, each, owner) and each != owner] == [reader]


def test_a_person_of_another_panel_is_no_choice(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    make.role(owner, other.panel)
    statement = says(owner)
    theirs = f"{words.NAMED}.{other.panel.pk}.{other.members[0].pk}"
    answer = say_how(client, statement, f"{words.NAMED}.{here.panel.pk}", reader=theirs)
    assert answer.status_code == 422
    assert "Choose one of the people shown." in answer.text


def test_counting_and_asking_need_ticks_and_a_no_is_one_click(owner, client, here):
    statement = says(owner)
    for to in (f"{words.COUNTED}.{here.programme.pk}", f"{words.MATCHED}.{here.panel.pk}"):
        check = client.get(how_url(statement, to))
        assert "tick what this is about" in check.text
        refused = client.post(url("share-check", statement), check.context["kept"])
        assert refused.status_code == 409
        assert "Tick what this is about first" in refused.text
        client.post(url("decline", statement), {"to": to})
    assert the_share(owner) is None
    assert [answer.is_yes for answer in queries.my_answers(owner)] == [False, False]
    actions.change_words(
        statement_id=statement.pk, own_words=PLAIN, topics=["caring"], seen=statement.changed_at, by=owner
    )
    check = client.get(how_url(statement, f"{words.COUNTED}.{here.programme.pk}"))
    client.post(url("share-check", statement), check.context["kept"])
    assert the_share(owner).purpose == words.COUNTED
    client.force_login(here.coordinator)
    assert PLAIN not in client.get(reverse("identity:panel-detail", args=[here.panel.pk])).text


def test_declining_something_made_up_is_quiet(owner, client):
    statement = says(owner)
    assert client.post(url("decline", statement), {"to": "nonsense"}).status_code == 302
    assert queries.my_answers(owner) == []


def test_the_words_beside_a_name_in_print_show_nobody_anything_now(owner, client, here):
    statement, to = says(owner), f"{words.LABEL}.{here.programme.pk}"
    page = client.get(how_url(statement, to))
    assert "until" not in page.context["form"].fields
    check = say_how(client, statement, to)
    assert "Nothing is published now." in check.text
    assert "people will be able to read" not in check.text
    client.post(url("share-check", statement), check.context["kept"])
    assert the_share(owner).purpose == words.LABEL
    assert not any(can_read(client, person, owner) for person in make.everyone(here) if person.pk in _on(here, owner))


def _on(here, owner):
    return {person.pk for person in here.on_panel if person != owner}


def test_stopping_everything_asks_once_and_stops_all(owner, client, here):
    told(owner, here.panel, "I keep one goat.", EVERYONE)
    both = told(owner, here.panel, "I keep two cats.")
    yes(both, f"{words.NAMED}.{here.panel.pk}.{here.coordinator.pk}")
    address = reverse("identity:sharing-stop")
    asked = client.get(address)
    assert "Nobody else reads any of it" in asked.text
    assert "The members of Heather (3 people today)" in asked.text
    assert sum(len(each.shares) for each in queries.my_statements(owner)) == 3
    done = client.post(address, follow=True)
    assert "Stopped. Nobody else reads any of it now." in done.text
    assert not any(each.shares for each in queries.my_statements(owner))
    assert "Nothing of yours was shared." in client.post(address, follow=True).text
    for viewer in here.on_panel[1:]:
        assert not can_read(client, viewer, owner, "I keep")


@pytest.mark.parametrize("purpose", [words.MATCHED, words.COUNTED])
def test_everything_can_be_stopped_by_somebody_who_shares_no_words(owner, client, here, purpose):
    page = client.get(reverse("identity:seen-list")).text
    assert "Stop sharing everything" not in page
    place = here.panel if purpose == words.MATCHED else here.programme
    yes(says(owner, "About me.", topics=["caring"]), f"{purpose}.{place.pk}")
    page = client.get(reverse("identity:seen-list")).text
    assert "Stop sharing everything" in page
    assert "What else you said yes to" in page
    assert "we may ask you about tasks" in page or "you are counted" in page
    client.post(reverse("identity:sharing-stop"))
    assert "What else you said yes to" not in client.get(reverse("identity:seen-list")).text


def test_a_yes_without_the_words_it_was_shown_with_is_asked_again(owner, client, here):
    statement = says(owner)
    kept = say_how(client, statement, choice(here.panel, MEMBERS)).context["kept"]
    for seen in ("", "yesterday", "2026-11-22T10:00:00"):
        answer = client.post(url("share-check", statement), {**kept, "seen": seen})
        assert "Check before you share" in answer.text
    assert the_share(owner) is None


def test_an_old_yes_says_that_the_words_changed_and_shows_again_after_a_new_one(owner, client, here, monkeypatch):
    statement = told(owner, here.panel, audience=MEMBERS)
    newest = wordings.current()
    asks = replace(newest, version=newest.version + 1, asks_again=True)
    monkeypatch.setattr(wordings, "VERSIONS", (*wordings.VERSIONS, asks))
    assert not can_read(client, here.members[1], owner)
    client.force_login(owner)
    assert "Please look again" in client.get(url("detail", statement)).text
    say_yes(client, statement, choice(here.panel, MEMBERS))
    assert the_share(owner).wording_version == asks.version
    assert can_read(client, here.members[1], owner)
