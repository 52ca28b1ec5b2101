"""A panel's page about itself, its agreed documents, and roles given, ended and worded."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.people import queries, wordings
from accounts.people.actions import panels, roles
from accounts.people.models import Panel, PanelDocument, Role
from leap.core import clock
from leap.core.audit import events_about
from leap.core.errors import NotAllowed
from tests import factories as make
from tests.accounts.people.test_joining import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def away():
    return make.small_panel("Gorse")


def url(name, world):
    return reverse(f"people:{name}", args=[world.panel.pk])


def agree(world, words="Be kind.", kind="ground-rules", **facts):
    told = {"agreed_on": clock.today(), "agreed_by": "everyone", "by": world.coordinator, **facts}
    return panels.agree_document(panel=world.panel, kind=kind, words=words, **told)


def form(world, **changes):
    facts = {
        "site": "Larkmoor",
        "time_zone": "Europe/London",
        "word": "advisers",
        "decides": "The dates.\n  And more.",
        "advises": "The leaflet",
        "contact": world.coordinator.pk,
        "contact_phone": "1",
        "stand_in": world.lead.pk,
        "first_reminder_days": 10,
        "last_reminder_days": 2,
        "chair_briefing_days": 3,
        "notes_open_days": 15,
    }
    return {**facts, **changes}  # fmt: skip


def test_everyone_on_the_panel_reads_about_it_and_nobody_else(here, away, client):
    agree(here)
    panels.describe_panel(panel=here.panel, by=here.lead, decides="When we meet.", stand_in=here.lead)
    for viewer in [*here.on_panel, here.lead]:
        client.force_login(viewer)
        page = client.get(url("panel-about", here)).text
        for said in ("When we meet.", "Be kind.", "agreed on", "everyone", here.lead.shown_name):
            assert said in page
        assert client.get(f"/people/panels/{here.panel.pk}/").text.count("About the panel") == 1
    for viewer in (here.finance, away.coordinator, away.lead):
        client.force_login(viewer)
        assert client.get(url("panel-about", here)).status_code == 404


def test_who_runs_the_panel_describes_it(here, client):
    client.force_login(here.coordinator)
    assert client.get(url("panel-edit", here)).status_code == 200
    done = client.post(url("panel-edit", here), form(here), follow=True)
    assert "The page about the panel is changed." in done.text
    here.panel.refresh_from_db()
    assert (here.panel.site, here.panel.people_word, here.panel.person_word) == ("Larkmoor", "advisers", "adviser")
    assert here.panel.decides == "The dates.\n  And more."
    assert here.panel.stand_in == here.lead
    assert here.panel.reminder_days == (10, 2)
    assert "10 days and 2 days before a meeting" in done.text
    assert (here.panel.chair_briefing_days, here.panel.notes_open_days) == (3, 15)
    assert "Open for changes for 15 working days" in done.text
    (event,) = events_about(here.panel, "panel.described")
    assert "Larkmoor" not in str(event.facts)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"time_zone": "Moon/Tranquility"}, "We do not know this time zone."),
        ({"time_zone": ""}, "Please fill in"),
        ({"word": "inmates"}, "Choose one of these."),
        ({"site": "x" * 81}, "the most we can keep is 80"),
        ({"contact_email": "no at"}, "Please write an email address"),
        ({"first_reminder_days": 2}, "The first reminder comes before the last."),
        ({"last_reminder_days": 15}, "Choose"),
        ({"chair_briefing_days": 15}, "Choose"),
        ({"notes_open_days": 4}, "Give people 5 working days"),
        ({"notes_open_days": 31}, "30 working days is the most"),
        ({"contact": "00000000-0000-4000-8000-000000000000"}, "Choose"),
    ],
)
def test_a_description_we_cannot_keep_is_refused_and_stays_in_the_boxes(here, client, changes, sentence):
    client.force_login(here.lead)
    answer = client.post(url("panel-edit", here), form(here, **changes))
    assert answer.status_code == 422
    assert sentence.lower() in html.unescape(answer.text).lower()
    assert "And more." in answer.text
    assert Panel.objects.get(pk=here.panel.pk).site == "Heather site"


def test_the_stand_in_is_somebody_else(here, client):
    client.force_login(here.lead)
    answer = client.post(url("panel-edit", here), form(here, stand_in=here.coordinator.pk))
    assert "Choose somebody else" in answer.text
    with pytest.raises(ValidationError):
        panels.describe_panel(panel=here.panel, by=here.lead, stand_in=here.coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.filter(pk=here.panel.pk).update(stand_in=here.coordinator)


def test_only_those_who_run_the_panel_change_it(here, away, client):
    for viewer, status in ((here.members[0], 403), (here.researchers[0], 403), (away.coordinator, 404)):
        client.force_login(viewer)
        for name in (
            "panel-edit",
            "ground-rules-new",
            "signals-new",
            "terms-new",
            "role-new",
            "invitation-new",
            "person-add",
        ):
            assert client.get(url(name, here)).status_code == status
            assert client.post(url(name, here), {}).status_code == status
        with pytest.raises(NotAllowed):
            panels.describe_panel(panel=here.panel, by=viewer, site="x")
        with pytest.raises(NotAllowed):
            agree(here, by=viewer)
    with pytest.raises(TypeError):
        panels.describe_panel(panel=here.panel, by=here.lead, programme=away.programme)
    with pytest.raises(ValidationError):
        panels.describe_panel(panel=here.panel, by=here.lead, time_zone="Moon/Tranquility")


def test_a_panel_starts_only_in_a_known_time_zone():
    with pytest.raises(ValidationError):
        Panel(programme=make.programme(), name="x", site="y", time_zone="Moon/Tranquility").full_clean()


def test_versions_are_numbered_kept_and_never_edited(here, client):
    first, second = agree(here), agree(here, "Be kind. Take breaks.")
    assert (first.number, second.number, agree(here, kind="terms").number) == (1, 2, 1)
    client.force_login(here.members[0])
    page = client.get(url("panel-about", here)).text
    assert page.index("Take breaks.") < page.index("Version 1")
    for change in (lambda: PanelDocument.objects.update(words="Be quick."), first.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_document_from_the_page(here, client):
    client.force_login(here.coordinator)
    today = clock.today()
    days = {"agreed_on_day": today.day, "agreed_on_month": today.month, "agreed_on_year": today.year}
    sent = {"words": "Be kind.", "agreed_by": "everyone in March", **days}
    for name in ("ground-rules-new", "terms-new", "signals-new"):
        sent["words"] = "A hand up: Be kind." if name == "signals-new" else "Be kind."
        assert client.post(url(name, here), sent).status_code == 302
        assert "Be kind." in client.get(url(name, here)).text, "the last version is where the next one starts"
        ahead = client.post(url(name, here), {**sent, "agreed_on_year": today.year + 1})
        assert (ahead.status_code, "still to come" in ahead.text) == (422, True)
        for missing in ("words", "agreed_by", "agreed_on_day"):
            assert client.post(url(name, here), {**sent, missing: ""}).status_code == 422
    assert PanelDocument.objects.count() == 3


def test_before_anything_is_agreed_there_is_something_to_start_from(here, client):
    client.force_login(here.members[0])
    page = client.get(url("together", here)).text
    assert page.count("The panel has not agreed its own yet.") == 2
    for said in (wordings.GROUND_RULES[0], wordings.SIGNALS[0][0]):
        assert said in page
    assert "signals/new" not in page
    client.force_login(here.coordinator)
    assert "signals/new" in client.get(url("together", here)).text
    box = client.get(url("signals-new", here)).text
    assert "what many panels use stands in the box" in box
    assert wordings.as_lines(wordings.SIGNALS) in html.unescape(box)
    agree(here, wordings.as_lines(wordings.SIGNALS), "signals")
    assert "what many panels use" not in client.get(url("signals-new", here)).text


def test_everyone_on_the_panel_reads_its_rules_and_signals_in_their_order_with_who_wrote_them_and_when(
    here, away, client
):
    agree(here, "Be kind.")
    agree(here, "Be kind. Take breaks.", by=here.lead)
    agree(here, "A hand up :  I have a word\n\n  A nod:Yes: go on  ", "signals")
    for viewer in [*here.on_panel, here.lead]:
        client.force_login(viewer)
        page = client.get(url("together", here)).text
        assert "not agreed" not in page
        assert (
            page.index("Take breaks.") < page.index("A hand up") < page.index("A nod") < page.index("earlier wordings")
        )
        assert "<bdi>Yes: go on</bdi>" in page
        assert f"by <bdi>{here.lead.shown_name}</bdi>" in page
    for viewer in (here.finance, away.coordinator, away.lead):
        client.force_login(viewer)
        assert client.get(url("together", here)).status_code == 404


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("A hand up", "Put a colon between the signal and what it means"),
        ("A nod: yes\n: and no", "Look at: “and no”"),
        ("A nod:", "Put a colon"),
        ("A nod: yes\na NOD: no", "Two lines have the same signal."),
        (f"{'x' * 81}: yes", "Say the signal in 80 letters or fewer"),
        (f"A nod: {'x' * 161}", "Say what it means in 160 letters or fewer"),
        ("\n".join(f"{n} fingers: yes" for n in range(21)), "There are 21."),
        ("  \n ", "Please fill in"),
    ],
)
def test_signals_we_cannot_keep_are_refused_in_words_and_stay_in_the_box(here, client, words, sentence):
    client.force_login(here.coordinator)
    today = clock.today()
    days = {"agreed_on_day": today.day, "agreed_on_month": today.month, "agreed_on_year": today.year}
    answer = client.post(url("signals-new", here), {"words": words, "agreed_by": "everyone in March", **days})
    assert answer.status_code == 422
    told = html.unescape(answer.text)
    assert sentence in told
    assert words.strip() in told
    assert "everyone in March" in told
    assert not PanelDocument.objects.exists()


def test_the_database_keeps_no_signal_that_does_not_say_what_it_means(here):
    kept = {"panel": here.panel, "kind": "signals", "agreed_on": clock.today(), "agreed_by": "x"}
    for number, words in enumerate(("A nod", "A nod: ", ": yes", "A nod: yes\n\nA hand: no", "A nod: yes\n"), start=1):
        with pytest.raises(IntegrityError), transaction.atomic():
            PanelDocument.objects.create(**kept, number=number, words=words, recorded_by=here.lead)
    PanelDocument.objects.create(**kept, number=9, words="A nod: yes\nA hand: no", recorded_by=here.lead)


def test_who_leads_the_programme_says_how_they_are_reached(here, away, client):
    address = reverse("people:programme-edit", args=[here.programme.pk])
    client.force_login(here.lead)
    assert client.post(address, {"contact_email": "nope"}).status_code == 422
    assert client.post(address, {"contact_phone": "01632 960003", "contact_email": "L@example.org"}).status_code == 302
    client.force_login(here.coordinator)
    page = client.get(reverse("people:me-detail")).text
    assert "01632 960003" in page
    assert "l@example.org" in page
    assert client.get(address).status_code == 404
    with pytest.raises(NotAllowed):
        panels.describe_programme(programme=here.programme, contact_phone="", contact_email="", by=away.lead)


# Roles


def test_a_role_more_from_the_page(here, client):
    rowan = here.members[0]
    client.force_login(here.coordinator)
    assert client.post(url("role-new", here), {"person": rowan.pk, "kind": "co_applicant"}).status_code == 302
    assert {role.kind for role in queries.roles_now(rowan)} == {"member", "co_applicant"}
    twice = client.post(url("role-new", here), {"person": rowan.pk, "kind": "co_applicant"})
    assert (twice.status_code, "They have this role already." in twice.text) == (422, True)
    for bad in ({"kind": "ppi_lead"}, {"kind": "boss"}, {"person": here.finance.pk}, {"person": ""}):
        assert client.post(url("role-new", here), {"person": rowan.pk, "kind": "researcher", **bad}).status_code == 422


def test_a_role_is_ended_by_its_holder_or_by_who_runs_the_panel(here, away, client):
    rowan, wren = here.members[:2]
    mine, hers = rowan.roles.get(), wren.roles.get()
    client.force_login(rowan)
    assert client.get(reverse("people:role-end", args=[hers.pk])).status_code == 404
    assert "Nobody is asked why" in client.get(reverse("people:role-end", args=[mine.pk])).text
    assert client.post(reverse("people:role-end", args=[mine.pk])).status_code == 302
    assert client.post(reverse("people:role-end", args=[mine.pk])).status_code == 404
    client.force_login(away.lead)
    assert client.post(reverse("people:role-end", args=[hers.pk])).status_code == 404
    client.force_login(here.lead)
    done = client.post(reverse("people:role-end", args=[hers.pk]))
    assert done["Location"] == url("panel-people", here)
    finance = here.finance.roles.get()
    assert client.post(reverse("people:role-end", args=[finance.pk]))["Location"] == reverse(
        "people:programme-people", args=[here.programme.pk]
    )
    assert list(queries.roles_now(here.finance)) == []


def test_my_role_in_my_words_and_nobody_elses(here, client):
    rowan = here.members[0]
    role = rowan.roles.get()
    address = reverse("people:role-word", args=[role.pk])
    client.force_login(rowan)
    assert client.post(address, {"wording": "x" * 81}).status_code == 422
    assert "keeps the tea warm" in client.post(address, {"wording": " keeps the tea warm "}, follow=True).text
    client.force_login(here.members[1])
    assert "keeps the tea warm" in client.get(f"/people/panels/{here.panel.pk}/").text
    for viewer in (here.members[1], here.coordinator, here.lead):
        client.force_login(viewer)
        assert client.post(address, {"wording": "lazy"}).status_code == 404
        with pytest.raises(NotAllowed):
            roles.word_role(role=role, wording="lazy", by=viewer)
    with pytest.raises(ValidationError):
        roles.word_role(role=role, wording="x" * 81, by=rowan)
    assert roles.word_role(role=role, wording="", by=rowan).shown == "Panel member"


@pytest.mark.parametrize("kind", ["administrator", "data_protection_officer", "auditor", "budget_approver"])
def test_a_role_for_the_whole_programme_shows_nobody_and_no_money(here, client, kind):
    quill = make.person("Quill")
    make.role(quill, kind=kind, programme=here.programme)
    client.force_login(quill)
    for address in (f"/people/panels/{here.panel.pk}/", f"/people/{here.members[0].pk}/", url("panel-about", here)):
        assert client.get(address).status_code == 404
    assert not queries.programmes_with_money_for(quill).exists()
    home = client.get("/").text
    assert all(person.shown_name not in home for person in here.members)
    assert "Other roles" in client.get(reverse("people:place-list")).text.replace("Your other", "Other")


def test_a_supporter_is_part_of_nothing(here):
    quill = make.person("Quill")
    roles.give_role(
        person=quill, programme=here.programme, panel=here.panel, kind="supporter", starts_on=clock.today(),
        by=here.coordinator,
    )  # fmt: skip
    assert queries.panel_ids_of(quill) == set()
    assert not queries.panels_for(quill).exists()
    assert not queries.fellow_people(quill).exists()
    for viewer in (here.members[0], here.coordinator):
        assert quill not in queries.people_on_panel(viewer, here.panel.pk)
        assert quill not in queries.fellow_people(viewer)
    assert [role.person for role in queries.supporters_on(here.coordinator, here.panel)] == [quill]
    assert queries.supporters_on(here.members[0], here.panel) == []
    assert queries.places_on(here.members[0], here.panel) == []


@pytest.mark.django_db(transaction=True)
def test_eight_versions_at_once_are_numbered_one_to_eight():
    here = make.small_panel()
    at_once(*[lambda n=n: agree(here, f"Words {n}") for n in range(8)])
    assert sorted(PanelDocument.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert Role.objects.count() > 0
    assert clock.today() - timedelta(days=1) < clock.today()
