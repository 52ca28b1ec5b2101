"""The proof of each answer: what was asked, answered and shown. It can be added to, and nothing else."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from accounts.identity import actions, queries, wordings
from accounts.identity.actions import consent
from accounts.identity.models import ConsentAnswer, ConsentWording, Share
from accounts.identity.planning import words
from accounts.identity.queries import panel_key
from leap.core import clock
from leap.core.errors import NotAllowed
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, says, shares, stops, told, yes

pytestmark = pytest.mark.django_db

SECRET = "zanzibar quinquereme"


@pytest.fixture
def here():
    return make.small_panel()


@pytest.fixture
def owner(here):
    return here.members[0]


def answers():
    return ConsentAnswer.objects.unscoped("test").order_by("answered_at", "ended_at")


def live_answers():
    return [(each.slot.split(".")[0], each.answer) for each in answers().filter(ended_at__isnull=True)]


def test_unset_no_and_yes_are_three_things(here, owner):
    statement = says(owner, topics=["caring"])
    assert queries.my_answers(owner) == []  # unset: nobody was asked
    to = f"{words.COUNTED}.{here.programme.pk}"
    actions.decline_statement(statement_id=statement.pk, to=to, by=owner)
    assert live_answers() == [(words.COUNTED, "no")]
    yes(statement, to)
    assert live_answers() == [(words.COUNTED, "yes")]
    actions.stop_sharing(statement_id=statement.pk, slot=to, by=owner)
    assert live_answers() == [(words.COUNTED, "no")]
    assert [each.answer for each in answers()] == ["no", "yes", "no"]
    assert [each.is_yes for each in queries.my_answers(owner)] == [False, True, False]


def test_saying_no_where_one_said_yes_stops_it(here, owner):
    statement = told(owner, here.panel)
    actions.decline_statement(statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), by=owner)
    assert not queries.my_statements(owner)[0].is_shared
    assert live_answers() == [("panel", "no")]


def test_nobody_answers_for_somebody_else(here, owner):
    statement = says(owner, topics=["caring"])
    for other in (here.members[1], here.coordinator):
        with pytest.raises(NotAllowed):
            actions.decline_statement(statement_id=statement.pk, to=f"{words.COUNTED}.{here.programme.pk}", by=other)
    assert not answers().exists()


def test_there_is_one_live_answer_to_each_question_whatever_is_pressed(here, owner):
    statement = says(owner, broad_words="Broader.")
    shares(statement, here.panel, EVERYONE)
    actions.narrow_sharing(statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), by=owner)
    shares(statement, here.panel, EVERYONE, form=words.BROAD)
    stops(statement, here.panel)
    shares(statement, here.panel)
    assert live_answers() == [("panel", "yes")]
    assert answers().count() == 5
    assert all(each.ended_at >= each.answered_at for each in answers().filter(ended_at__isnull=False))
    with pytest.raises(IntegrityError, match="one_live_answer_to_each_question"), transaction.atomic():
        run(copy_of_the_live_answer())


def copy_of_the_live_answer():
    names = [each.column for each in ConsentAnswer._meta.local_concrete_fields]
    picked = ", ".join("gen_random_uuid()" if name == "id" else name for name in names)
    return (
        f"insert into identity_consentanswer ({', '.join(names)}) "
        f"select {picked} from identity_consentanswer where ended_at is null"
    )


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "update identity_consentanswer set answer = 'no'",
        "update identity_consentanswer set readers_then = 1",
        "update identity_consentanswer set ended_at = now(), until = current_date",
        "update identity_consentanswer set ended_at = ended_at + interval '1 day' where ended_at is not null",
        "update identity_consentanswer set ended_at = null where ended_at is not null",
        "delete from identity_consentanswer",
        "truncate identity_consentanswer",
        "truncate identity_consentanswer, identity_consentwording",
        "update identity_consentwording set text = 'You said yes to everything.'",
        "update identity_consentwording set digest = 'x'",
        "delete from identity_consentwording",
        "truncate identity_consentwording cascade",
    ],
)
def test_the_database_refuses_to_change_or_lose_a_proof(here, owner, sql):
    stops(told(owner, here.panel, audience=EVERYONE), here.panel)
    told(owner, here.panel)
    before = list(answers().values()), list(ConsentWording.objects.values())
    with connection.cursor() as cursor:  # so that "truncate" is refused by the promise, and not by a pending check
        cursor.execute("set constraints all immediate")
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        run(sql)
    assert (list(answers().values()), list(ConsentWording.objects.values())) == before


def test_the_same_holds_for_the_orm(here, owner):
    told(owner, here.panel)
    answer = answers().get()
    answer.answer = "no"
    for change in (answer.save, answer.delete, lambda: answers().update(named=False), lambda: answers().delete()):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            change()


def test_a_wording_is_kept_at_its_first_answer_and_again_for_nobody(here, owner):
    assert not ConsentWording.objects.exists()
    told(owner, here.panel)
    told(here.members[1], here.panel)
    kept = ConsentWording.objects.get()
    asked = wordings.current()
    assert (kept.question, kept.version) == (MEMBERS, asked.version)
    assert kept.text == asked.text_of(MEMBERS)
    assert kept.digest == wordings.digest_of(kept.text)


def test_the_proof_holds_what_was_shown_and_nothing_that_was_not(client, here, owner):
    """With the name or without it, read by people or only counted: the sentences of the check page, in its order."""
    statement = says(owner, topics=["age"])
    client.force_login(owner)
    page = reverse("identity:statement-share-how", args=[statement.pk])
    ways = {
        f"{MEMBERS}.{here.panel.pk}": {"form": words.OWN},
        f"{words.STUDY_TEAM}.{here.programme.pk}": {"form": words.OWN, "without_name": "on"},
        f"{words.COUNTED}.{here.programme.pk}": {},
        f"{words.LABEL}.{here.programme.pk}": {"form": words.OWN},
    }
    for to, sent in ways.items():
        check = client.post(f"{page}?to={to}", sent)
        client.post(reverse("identity:statement-share-check", args=[statement.pk]), check.context["kept"])
        newest = queries.my_answers(owner)[0]
        assert newest.wording_text.split("\n") == [check.context["question"], *check.context["sentences"]]
        assert ("they did" in newest.wording_text) is (to.partition(".")[0] in words.READING)


def test_an_edited_wording_is_refused_and_nothing_is_shared(here, owner, monkeypatch):
    told(owner, here.panel)
    was = wordings.current()
    question = {**was.question, MEMBERS: "Share this with the whole world?"}
    edited = replace(was, question=question)
    monkeypatch.setattr(wordings, "VERSIONS", (*wordings.VERSIONS[:-1], edited))
    with pytest.raises(ValueError, match="add a version instead"):
        told(here.members[1], here.panel)
    assert Share.objects.unscoped("test").count() == 1


@pytest.mark.parametrize(("question", "version"), [("nonsense", 2), (MEMBERS, 99), (words.NAMED, 1)])
def test_a_question_that_was_never_asked_has_no_proof(question, version):
    with pytest.raises(ValueError, match="no question"):
        consent.keep_wording(question, version)


def test_the_proof_outlives_the_words_and_never_held_them(here, owner):
    statement = says(owner, SECRET, broad_words=SECRET, topics=["caring"])
    shares(statement, here.panel, EVERYONE, form=words.OTHER, other_words=SECRET)
    yes(statement, f"{words.COUNTED}.{here.programme.pk}")
    actions.delete_statement(statement_id=statement.pk, by=owner)
    assert not Share.objects.unscoped("test").exists()
    mine = queries.my_answers(owner)
    assert [each.about for each in mine] == ["Words you have deleted since"] * 2
    assert not any(each.is_live for each in mine)
    kept = json.dumps([list(answers().values()), list(ConsentWording.objects.values())], default=str)
    for word in (*SECRET.split(), "caring", owner.shown_name, here.panel.name):
        assert word not in kept


def test_how_many_that_was_is_kept_where_people_read(here, owner):
    statement = says(owner, topics=["age"])
    shares(statement, here.panel, EVERYONE)
    yes(statement, f"{words.COUNTED}.{here.programme.pk}")
    yes(statement, f"{words.LABEL}.{here.programme.pk}")
    assert {each.purpose: each.readers_then for each in answers()} == {"be_known": 5, "counted": None, "label": None}


# Pages and files.


def address(name, answer_id):
    return reverse(f"identity:{name}", args=[answer_id])


PAGES = ("consent-detail", "consent-receipt", "consent-record")


def test_each_answer_has_a_page_with_the_words_that_were_shown(client, here, owner):
    told(owner, here.panel, "I keep bees.", EVERYONE)
    answer = answers().get()
    client.force_login(owner)
    listed = client.get(reverse("identity:consent-list")).text
    assert address("consent-detail", answer.pk) in listed
    page = client.get(address("consent-detail", answer.pk)).text
    for said in ("Share this with everyone on Heather?", "You said yes", "5 people could read it", wordings.STOP):
        assert said in page
    assert "{place}" not in page


@pytest.mark.parametrize("name", PAGES)
def test_somebody_elses_answer_is_the_same_404_as_none(client, here, owner, name):
    told(owner, here.panel, audience=EVERYONE)
    unknown = "00000000-0000-4000-8000-000000000000"
    for other in (here.members[1], here.coordinator, here.lead):
        client.force_login(other)
        answer = client.get(address(name, answers().get().pk))
        assert answer.status_code == 404
        assert answer.content == client.get(address(name, unknown)).content


ISO_FIELDS = {  # what ISO/IEC TS 27560 and the Kantara receipt ask for, by the names this record gives them
    "schema_version", "record_id", "pii_principal_id", "jurisdiction", "collection_method", "consent_timestamp",
    "purpose", "recipients", "sensitive", "notice", "withdrawal", "valid_until", "ended_timestamp",
}  # fmt: skip


def test_the_receipts_hold_what_was_agreed_and_not_what_was_said(client, here, owner):
    until = clock.today() + timedelta(days=30)
    told(owner, here.panel, SECRET, EVERYONE, until=until, named=False)
    answer = answers().get()
    client.force_login(owner)
    text = client.get(address("consent-receipt", answer.pk))
    machine = client.get(address("consent-record", answer.pk))
    assert text["Content-Disposition"] == 'attachment; filename="receipt.txt"'
    record = json.loads(machine.content)
    assert set(record) >= ISO_FIELDS
    assert all(record[name] is not None for name in ISO_FIELDS - {"ended_timestamp"})
    assert record["record_id"] == str(answer.pk)
    assert record["valid_until"] == until.isoformat()
    assert (record["answer"], record["recipients_at_the_time"]) == ("yes", 5)
    assert record["notice"]["sha256_of_the_wording"] == answer.wording.digest
    for said in ("You said yes on", "without your name", "everyone on my panel", wordings.STOP, answer.wording.digest):
        assert said in text.text
    for word in SECRET.split():
        assert word not in text.text
        assert word not in machine.text


def test_the_wording_in_the_receipt_is_told_apart_by_its_mark(here, owner):
    told(owner, here.panel)
    kept = ConsentWording.objects.get()
    assert wordings.digest_of(wordings.called(kept.version).text_of(kept.question)) == kept.digest


def test_a_yes_to_the_first_wording_ever_still_shows_and_has_receipts(client, here, owner):
    """Narrowed today, it keeps the version it was given to."""
    statement = told(owner, here.panel, audience=EVERYONE)
    Share.objects.unscoped("test").update(wording_version=1)
    actions.narrow_sharing(statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), by=owner)
    (first,) = [each for each in queries.my_answers(owner) if each.wording_version == 1]
    client.force_login(owner)
    for name in PAGES:
        page = client.get(address(name, first.id)).text
        assert "Share this with the members of Heather?" in page
        assert "the name you are called" in page
        assert "{" not in page or name == "consent-record"


def test_receipts_speak_of_a_panels_people_in_its_own_word(client, here, owner):
    here.panel.word = "experts by experience"
    here.panel.save()
    told(owner, here.panel)
    (answer,) = queries.my_answers(owner)
    client.force_login(owner)
    for name in PAGES:
        page = client.get(address(name, answer.id)).text
        assert "Share this with the experts by experience of Heather?" in page


@pytest.mark.parametrize("ended", [False, True])
def test_every_kind_of_answer_has_a_page_and_receipts(client, here, owner, ended):
    statement = says(owner, topics=["age"], broad_words="Broader.")
    destinations = list(queries.destinations_for(owner).values())
    for to in destinations:
        yes(statement, to.key, form=words.BROAD if to.has_readers else words.OWN)
    if ended:
        actions.stop_all_sharing(by=owner)
        assert answers().filter(answer="no", ended_at__isnull=True).count() == len({to.slot for to in destinations})
    client.force_login(owner)
    assert client.get(reverse("identity:consent-list")).status_code == 200
    for answer in queries.my_answers(owner):
        for name in PAGES:
            page = client.get(address(name, answer.id))
            assert page.status_code == 200
            assert "{p" not in page.text


def test_the_page_of_answers_costs_the_same_for_one_and_for_many(client, here, owner, django_assert_num_queries):
    client.force_login(owner)
    told(owner, here.panel)
    few = queries_of(client, reverse("identity:consent-list"))
    for number in range(12):
        stops(told(owner, here.panel, f"words {number}"), here.panel)
    assert queries_of(client, reverse("identity:consent-list")) == few


def queries_of(client, page):
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    return len(captured)


# Asking again, ending, and the yearly look.


def newer(monkeypatch, *, asks_again):
    was = wordings.current()
    more = replace(was, version=was.version + 1, asks_again=asks_again)
    monkeypatch.setattr(wordings, "VERSIONS", (*wordings.VERSIONS, more))
    return more


def reads(viewer, person):
    return [each.text for each in queries.what_viewer_may_read(viewer, person, queries.Surface.PERSON_PAGE)]


def test_a_wording_that_asks_again_hides_until_its_owner_says_yes_anew(here, owner, monkeypatch):
    viewer = here.members[1]
    statement = told(owner, here.panel, "I keep bees.")
    newer(monkeypatch, asks_again=False)
    assert reads(viewer, owner) == ["I keep bees."]
    asking = newer(monkeypatch, asks_again=True)
    assert reads(viewer, owner) == []
    (mine,) = queries.my_statements(owner)
    assert (mine.shares[0].asks_again, mine.shares[0].readers, mine.readers_in_words) == (True, (), "Only you")
    shares(statement, here.panel)
    assert reads(viewer, owner) == ["I keep bees."]
    assert [each.wording.version for each in answers()] == [asking.version - 2, asking.version]


def test_until_includes_its_last_day_and_the_day_after_nobody_reads(here, owner):
    viewer, today = here.members[1], clock.now().replace(hour=12)
    with clock.held_at(today):
        told(owner, here.panel, "For this week.", until=clock.today() + timedelta(days=6))
    for later, found in ((6, ["For this week."]), (7, [])):
        with clock.held_at(today + timedelta(days=later)):
            assert reads(viewer, owner) == found
            assert queries.my_statements(owner)[0].is_shared is bool(found)
            assert queries.my_answers(owner)[0].is_live is bool(found)


def test_what_is_over_can_be_shared_again_with_a_new_yes(here, owner):
    viewer, today = here.members[1], clock.now()
    statement = told(owner, here.panel, "For a day.", until=clock.today())
    with clock.held_at(today + timedelta(days=2)):
        shares(statement, here.panel)
        assert reads(viewer, owner) == ["For a day."]
        assert [each.is_live for each in queries.my_answers(owner)] == [True, False]


def test_a_yes_until_a_day_that_is_over_is_not_taken(here, owner):
    with pytest.raises(actions.sharing.NotNow, match="over already"):
        shares(says(owner), here.panel, until=clock.today() - timedelta(days=1))


def test_a_year_after_the_oldest_yes_or_the_last_look_the_question_comes_again(here, owner):
    now = clock.now()
    assert not queries.sharing_news(owner).review_due
    told(owner, here.panel, "Old.")
    with clock.held_at(now + timedelta(days=364)):
        assert not queries.sharing_news(owner).review_due
    with clock.held_at(now + timedelta(days=366)):
        assert queries.sharing_news(owner).review_due
        actions.confirm_all(by=owner)
        assert not queries.sharing_news(owner).review_due
    with clock.held_at(now + timedelta(days=366 + 366)):
        assert queries.sharing_news(owner).review_due


def test_what_ends_within_two_weeks_is_noticed(here, owner):
    for days, soon in ((15, 0), (14, 1)):
        told(owner, here.panel, f"In {days} days.", until=clock.today() + timedelta(days=days))
        assert len(queries.sharing_news(owner).ending) == soon


def test_confirming_renews_nothing_that_has_an_end(here, owner):
    viewer, today = here.members[1], clock.now()
    told(owner, here.panel, "For a day.", until=clock.today())
    actions.confirm_all(by=owner)
    with clock.held_at(today + timedelta(days=1)):
        assert reads(viewer, owner) == []


def test_somebody_switched_off_confirms_and_sets_nothing(owner):
    owner.is_active = False
    owner.save()
    with pytest.raises(NotAllowed):
        actions.confirm_all(by=owner)
    with pytest.raises(NotAllowed):
        actions.set_rather_not_say(topics=["age"], by=owner)
    assert actions.stop_all_sharing(by=owner) == 0


def test_rather_not_say_is_kept_for_oneself(here, owner):
    assert queries.rather_not_say(owner) == ()
    actions.set_rather_not_say(topics=["faith", "age"], by=owner)
    assert queries.rather_not_say(owner) == ("faith", "age")
    assert queries.rather_not_say(here.members[1]) == ()
    actions.set_rather_not_say(topics=[], by=owner)
    assert queries.rather_not_say(owner) == ()
    with pytest.raises(ValueError, match="no such topic"):
        actions.set_rather_not_say(topics=["x"], by=owner)


# Who looked.


def test_the_owner_sees_who_looked_when_and_where_and_nobody_else_does(client, here, owner):
    viewer = here.members[1]
    statement = told(owner, here.panel, "I keep bees.", EVERYONE)
    told(here.members[2], here.panel, "Not about the owner.", EVERYONE)
    reads(viewer, owner)
    queries.panel_people(here.coordinator, here.panel.pk, queries.Surface.PANEL_PAGE)
    looks = [(look.who, look.where, look.about) for look in queries.who_looked(owner)]
    assert sorted(looks) == sorted(
        [
            (viewer.shown_name, "on your page", ["I keep bees."]),
            (here.coordinator.shown_name, "on the page of the panel", ["I keep bees."]),
        ]
    )
    assert queries.who_looked(viewer) == []
    client.force_login(owner)
    page = client.get(reverse("identity:look-list")).text
    assert viewer.shown_name in page
    assert "Not about the owner." not in page
    actions.delete_statement(statement_id=statement.pk, by=owner)
    assert {tuple(look.about) for look in queries.who_looked(owner)} == {("Words you have deleted since",)}
