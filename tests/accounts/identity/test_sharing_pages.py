"""Choosing who may read, seeing what that means, and taking it back."""

import pytest
from django.urls import reverse

from accounts.identity import queries, wordings
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, PLAIN, says, shares, told

pytestmark = pytest.mark.django_db


def url(page, statement):
    return reverse(f"identity:statement-{page}", args=[statement.pk])


def choice(panel, audience):
    return f"{panel.pk}.{audience}"


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def owner(here, client):
    client.force_login(here.members[0])
    return here.members[0]


def say_yes(client, statement, panel, audience, **changes):
    data = {"to": choice(panel, audience), "wording": wordings.current().version, **changes}
    return client.post(url("share-check", statement), data, follow=True)


def can_read(client, viewer, person):
    client.force_login(viewer)
    return PLAIN in client.get(reverse("identity:person-detail", args=[person.pk])).text


def test_the_choices_are_my_panels_today_with_how_many_each_means(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    make.role(owner, other.panel)
    make.small_panel("Gorse", programme=here.programme)
    left = make.small_panel("Sedge", programme=here.programme)
    make.role(owner, left.panel)
    make.end_roles(owner, left.panel)
    page = client.get(url("share", says(owner)))
    assert [label for _, label in page.context["form"].fields["to"].choices] == [
        "The members of Bracken",
        "Everyone on Bracken: members, researchers and coordinators",
        "The members of Heather",
        "Everyone on Heather: members, researchers and coordinators",
    ]
    assert "3 people today" in page.text
    assert "Gorse" not in page.text
    assert "Sedge" not in page.text


def test_choosing_leads_to_a_check_that_says_how_many_and_who(owner, client, here):
    statement = says(owner)
    answer = client.post(url("share", statement), {"to": choice(here.panel, EVERYONE)}, follow=True)
    assert answer.redirect_chain[0][0].startswith(url("share-check", statement))
    assert "Share this with everyone on Heather?" in answer.text
    assert "5 people will be able to read this." in answer.text
    assert "Show me who" in answer.text
    listed = answer.text.split("Show me who")[1].split("</details>")[0]
    for person in here.on_panel:
        assert (person.shown_name in listed) is (person != owner)
    assert PLAIN in answer.text
    assert not queries.my_statements(owner)[0].is_shared


def test_the_check_names_nobody_beyond_that_audience(owner, client, here):
    statement = says(owner)
    page = client.get(url("share-check", statement), {"to": choice(here.panel, MEMBERS)})
    assert "3 people will be able to read this." in page.text
    listed = page.text.split("Show me who")[1].split("</details>")[0]
    assert here.coordinator.shown_name not in listed
    assert here.researchers[0].shown_name not in listed


def test_saying_yes_shares_and_the_reader_sees_it_on_both_pages(owner, client, here):
    statement = says(owner)
    done = say_yes(client, statement, here.panel, MEMBERS)
    assert "Now shared with the members of Heather." in done.text
    assert can_read(client, here.members[1], owner)
    assert PLAIN in client.get(reverse("identity:panel-detail", args=[here.panel.pk])).text
    assert not can_read(client, here.coordinator, owner)


def test_nobody_is_chosen_for_me(owner, client, here):
    statement = says(owner)
    assert "checked" not in client.get(url("share", statement)).text
    answer = client.post(url("share", statement), {})
    assert answer.status_code == 422
    assert "Choose who you would like to share this with" in answer.text


@pytest.mark.parametrize("made_up", ["nonsense", ".", "x.members", "members"])
def test_a_made_up_choice_shares_nothing(owner, client, here, made_up):
    statement = says(owner)
    assert client.post(url("share", statement), {"to": made_up}).status_code == 422
    assert client.get(url("share-check", statement), {"to": made_up}).status_code == 302
    assert client.post(url("share-check", statement), {"to": made_up, "wording": 1}).status_code == 302
    assert not queries.my_statements(owner)[0].is_shared


def test_a_panel_of_others_cannot_be_chosen_by_hand(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    statement = says(owner)
    assert client.post(url("share", statement), {"to": choice(other.panel, EVERYONE)}).status_code == 422
    say_yes(client, statement, other.panel, EVERYONE)
    assert not queries.my_statements(owner)[0].is_shared


@pytest.mark.parametrize("wording", ["", "0", "99", "-1", "one", "²", "9" * 5000])
def test_a_yes_to_other_words_than_the_current_ones_is_a_kind_not_now(owner, client, here, wording):
    statement = says(owner)
    answer = say_yes(client, statement, here.panel, MEMBERS, wording=wording)
    assert answer.status_code == 409
    assert "read them again" in answer.text
    assert not queries.my_statements(owner)[0].is_shared


def test_opening_the_check_shares_nothing(owner, client, here):
    statement = says(owner)
    for _ in range(2):
        client.get(url("share-check", statement), {"to": choice(here.panel, EVERYONE)})
        client.head(url("share-check", statement), {"to": choice(here.panel, EVERYONE)})
    assert not queries.my_statements(owner)[0].is_shared


def test_giving_takes_three_clicks_narrowing_two_and_stopping_one(owner, client, here):
    """From the page of the words: choose, go on, yes; choose, go on; stop."""
    statement = says(owner)
    client.get(url("share", statement))
    client.post(url("share", statement), {"to": choice(here.panel, EVERYONE)})
    say_yes(client, statement, here.panel, EVERYONE)
    assert can_read(client, here.coordinator, owner)

    client.force_login(owner)
    client.get(url("share", statement))
    narrowed = client.post(url("share", statement), {"to": choice(here.panel, MEMBERS)}, follow=True)
    assert "and nobody else on that panel" in narrowed.text
    assert not can_read(client, here.coordinator, owner)
    assert can_read(client, here.members[1], owner)

    client.force_login(owner)
    stopped = client.post(url("stop", statement), {"panel": here.panel.pk}, follow=True)
    assert "Stopped. Nobody on Heather can read it now." in stopped.text
    assert not can_read(client, here.members[1], owner)


def test_widening_is_always_checked_first(owner, client, here):
    statement = told(owner, here.panel, audience=MEMBERS)
    answer = client.post(url("share", statement), {"to": choice(here.panel, EVERYONE)})
    assert answer["Location"].startswith(url("share-check", statement))
    assert queries.my_statements(owner)[0].shares[0].audience == MEMBERS


def test_widening_says_how_many_read_now_and_how_many_will(owner, client, here):
    statement = told(owner, here.panel, audience=MEMBERS)
    choose = client.get(url("share", statement)).text
    assert choose.count("They can read it now.") == 1
    check = client.get(url("share-check", statement), {"to": choice(here.panel, EVERYONE)}).text
    assert "5 people will be able to read this." in check
    assert "3 people there can read it now." in check


def test_a_session_that_was_open_all_along_reads_no_more_on_its_next_request(owner, client, here, django_user_model):
    statement = told(owner, here.panel, audience=EVERYONE)
    reader = client.__class__()
    reader.force_login(here.members[1])
    page = reverse("identity:panel-detail", args=[here.panel.pk])
    assert PLAIN in reader.get(page).text
    client.post(url("stop", statement), {"panel": here.panel.pk})
    assert PLAIN not in reader.get(page).text
    assert PLAIN not in reader.get(reverse("identity:person-detail", args=[owner.pk])).text


@pytest.mark.parametrize("panel", ["", "nonsense"])
def test_stopping_what_is_not_shared_is_quiet(owner, client, here, panel):
    statement = told(owner, here.panel)
    assert client.post(url("stop", statement), {"panel": panel}).status_code == 302
    assert queries.my_statements(owner)[0].is_shared


def test_with_several_panels_each_has_its_own_stop_button(owner, client, here):
    other = make.small_panel("Bracken", programme=here.programme)
    make.role(owner, other.panel)
    statement = told(owner, here.panel)
    shares(statement, other.panel, EVERYONE)
    page = client.get(url("detail", statement)).text
    assert "with Heather" in page
    assert "with Bracken" in page
    client.post(url("stop", statement), {"panel": other.panel.pk})
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
    assert "Nobody on Heather today" in page
    client.post(url("stop", statement), {"panel": here.panel.pk})
    assert not queries.my_statements(owner)[0].is_shared


def test_an_empty_audience_says_so(client):
    here = make.small_panel(members=1, researchers=0)
    client.force_login(here.members[0])
    page = client.get(url("share-check", says(here.members[0])), {"to": choice(here.panel, MEMBERS)})
    assert "Nobody else is in this group today." in page.text
    assert "Show me who" not in page.text
