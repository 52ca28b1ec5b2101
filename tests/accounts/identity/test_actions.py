"""Writing, changing, sharing, narrowing, stopping and deleting: what each does and who may."""

import json

import pytest
import time_machine

from accounts.identity import actions, queries, wordings
from accounts.identity.models import Share, Statement
from accounts.identity.queries import Surface, panel_key
from leap.core import clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, PLAIN, says, shares, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.small_panel()


def reads(viewer, person):
    return [words.text for words in queries.what_viewer_may_read(viewer, person, Surface.PERSON_PAGE)]


def live_shares(statement):
    return list(Share.objects.unscoped("test").filter(statement=statement, ended_at__isnull=True))


def verbs():
    return list(AuditEvent.objects.order_by("at", "id").values_list("verb", flat=True))


def test_a_new_statement_belongs_to_its_writer_and_is_on_record(here):
    owner = here.members[0]
    statement = says(owner)
    assert reads(owner, owner) == [PLAIN]
    event = AuditEvent.objects.get()
    assert (event.verb, event.about_id, event.actor_id, event.whose_id, event.facts) == (
        "statement.written", statement.pk, owner.pk, owner.pk, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("  spaces stay \n", "  spaces stay \n"),
        ("שלום עולם 👩🏽‍🦽 é", "שלום עולם 👩🏽‍🦽 é"),
        ("<b>not bold</b> =1+1", "<b>not bold</b> =1+1"),
        ("x" * 2000, "x" * 2000),
    ],
)
def test_words_are_kept_as_typed(here, typed, kept):
    owner = here.members[0]
    says(owner, typed)
    assert reads(owner, owner) == [kept]


@pytest.mark.parametrize("typed", ["", "   \r\n ", "x" * 2001])
def test_words_we_cannot_keep_are_refused_in_a_sentence(here, typed):
    with pytest.raises(NotNow, match=r"no words in the box|make this shorter"):
        says(here.members[0], typed)
    assert verbs() == []


def test_somebody_who_may_not_sign_in_any_more_writes_nothing(here):
    owner = here.members[0]
    statement = says(owner)
    owner.is_active = False
    owner.save()
    with pytest.raises(NotAllowed):
        says(owner)
    with pytest.raises(NotAllowed):
        actions.delete_statement(statement_id=statement.pk, by=owner)


def test_readers_see_new_words_at_once(here):
    owner, viewer, *_ = here.members
    statement = told(owner, here.panel)
    actions.change_words(statement_id=statement.pk, own_words="new", seen=statement.changed_at, by=owner)
    assert reads(viewer, owner) == ["new"]
    assert verbs().count("statement.changed") == 1


def test_the_same_words_again_change_nothing(here):
    owner = here.members[0]
    statement = says(owner)
    after = actions.change_words(statement_id=statement.pk, own_words=PLAIN, seen=statement.changed_at, by=owner)
    assert after.changed_at == statement.changed_at
    assert "statement.changed" not in verbs()


def test_two_devices_cannot_overwrite_each_other(here):
    owner = here.members[0]
    statement = says(owner)
    seen = statement.changed_at
    actions.change_words(statement_id=statement.pk, own_words="from the phone", seen=seen, by=owner)
    with pytest.raises(ChangedMeanwhile, match="another device"):
        actions.change_words(statement_id=statement.pk, own_words="from the laptop", seen=seen, by=owner)
    assert reads(owner, owner) == ["from the phone"]


def test_a_share_keeps_the_wording_that_was_agreed_to_and_how_many_it_meant(here):
    owner = here.members[0]
    statement = says(owner)
    share = shares(statement, here.panel, EVERYONE)
    assert share.wording_version == wordings.current().version
    event = AuditEvent.objects.get(verb="share.given")
    assert event.facts == {
        "statement": str(statement.pk),
        "panel": str(here.panel.pk),
        "purpose": "be_known",
        "audience": "everyone",
        "form": "own",
        "named": True,
        "until": None,
        "wording": wordings.current().version,
        "readers": 5,
    }


def test_saying_yes_twice_is_one_yes(here):
    statement = says(here.members[0])
    assert shares(statement, here.panel) == shares(statement, here.panel)
    assert verbs().count("share.given") == 1


def test_sharing_wider_replaces_the_earlier_yes(here):
    owner = here.members[0]
    statement = told(owner, here.panel, audience=MEMBERS)
    assert reads(here.coordinator, owner) == []
    shares(statement, here.panel, EVERYONE)
    assert [share.audience for share in live_shares(statement)] == [EVERYONE]
    assert reads(here.coordinator, owner) == [PLAIN]
    assert verbs() == ["statement.written", "share.given", "share.ended", "share.given", "statement.read"]


def test_sharing_with_a_second_panel_leaves_the_first_alone():
    here, there = make.two_panels()
    owner = here.members[0]
    make.role(owner, there.panel)
    statement = told(owner, here.panel)
    shares(statement, there.panel, EVERYONE)
    actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner)
    assert reads(here.members[1], owner) == []
    assert reads(there.members[0], owner) == [PLAIN]


def test_sharing_with_a_panel_one_is_not_on_is_refused():
    here, there = make.two_panels()
    for owner, panel in ((here.members[0], there.panel), (here.lead, here.panel)):
        statement = says(owner)
        with pytest.raises(NotNow, match="cannot share with these people today"):
            shares(statement, panel)


def test_a_yes_to_an_older_wording_is_not_taken(here):
    statement = says(here.members[0])
    with pytest.raises(NotNow, match="read them again"):
        actions.share_statement(
            statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), wording_version=0, by=here.members[0]
        )
    assert live_shares(statement) == []


def test_an_unknown_audience_is_refused(here):
    statement = says(here.members[0])
    with pytest.raises(NotNow, match="cannot share with these people"):
        shares(statement, here.panel, "whole world")


def test_narrowing_works_at_once_and_keeps_the_wording_of_the_wider_yes(here, monkeypatch):
    owner = here.members[0]
    statement = told(owner, here.panel, audience=EVERYONE)
    agreed = wordings.current().version
    newer = wordings.Wording(agreed + 1, wordings.current().question, wordings.current().consequences, ())
    monkeypatch.setattr(wordings, "VERSIONS", (*wordings.VERSIONS, newer))
    share = actions.narrow_sharing(statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), by=owner)
    assert (share.audience, share.wording_version) == (MEMBERS, agreed)
    assert reads(here.researchers[0], owner) == []
    assert reads(here.members[1], owner) == [PLAIN]


def test_narrowing_never_lets_anybody_new_read(here):
    owner = here.members[0]
    statement = says(owner)
    for audience in (MEMBERS, EVERYONE):
        with pytest.raises(NotNow):
            actions.narrow_sharing(statement_id=statement.pk, to=panel_key(audience, here.panel), by=owner)
    shares(statement, here.panel, MEMBERS)
    with pytest.raises(NotNow):
        actions.narrow_sharing(statement_id=statement.pk, to=panel_key(EVERYONE, here.panel), by=owner)
    same = actions.narrow_sharing(statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), by=owner)
    assert live_shares(statement) == [same]


def test_narrowing_on_a_panel_one_has_left_says_so(here):
    owner = here.members[0]
    statement = told(owner, here.panel, audience=EVERYONE)
    make.end_roles(owner)
    with pytest.raises(NotNow, match="cannot share with these people today"):
        actions.narrow_sharing(statement_id=statement.pk, to=panel_key(MEMBERS, here.panel), by=owner)


def test_stopping_works_at_once_and_twice_is_fine(here):
    owner, viewer, *_ = here.members
    statement = told(owner, here.panel)
    ended = actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner)
    assert ended.ended_at is not None
    assert reads(viewer, owner) == []
    assert actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner) is None
    assert verbs() == ["statement.written", "share.given", "share.ended"]


def test_stopping_works_after_leaving_the_panel(here):
    owner = here.members[0]
    statement = told(owner, here.panel)
    make.end_roles(owner)
    assert actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner)


def test_a_clock_that_goes_back_cannot_keep_a_share_alive(here):
    owner = here.members[0]
    statement = told(owner, here.panel)
    with time_machine.travel(clock.now().replace(year=2020), tick=False):
        ended = actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner)
    assert ended.ended_at == ended.given_at


def test_deleting_leaves_no_row_and_a_trail_without_words(here):
    owner, viewer, *_ = here.members
    statement = told(owner, here.panel)
    actions.delete_statement(statement_id=statement.pk, by=owner)
    assert reads(viewer, owner) == reads(owner, owner) == []
    assert not Statement.objects.unscoped("test").exists()
    assert not Share.objects.unscoped("test").exists()
    assert "statement.deleted" in verbs()


def test_nobody_but_the_owner_may_touch_a_statement(here):
    owner = here.members[0]
    statement = told(owner, here.panel, audience=EVERYONE)
    panel = here.panel
    for other in (here.members[1], here.coordinator, here.lead, here.finance):
        attempts = {
            "change": lambda by: actions.change_words(
                statement_id=statement.pk, own_words="mine now", seen=statement.changed_at, by=by
            ),
            "share": lambda by: actions.share_statement(
                statement_id=statement.pk, to=panel_key(EVERYONE, panel), wording_version=1, by=by
            ),
            "narrow": lambda by: actions.narrow_sharing(statement_id=statement.pk, to=panel_key(MEMBERS, panel), by=by),
            "stop": lambda by: actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{panel.pk}", by=by),
            "delete": lambda by: actions.delete_statement(statement_id=statement.pk, by=by),
        }
        for attempt in attempts.values():
            with pytest.raises(NotAllowed):
                attempt(by=other)
    assert reads(owner, owner) == [PLAIN]
    assert len(live_shares(statement)) == 1


def test_no_word_of_anybody_is_in_the_trail(here):
    secret = "zanzibar quinquereme"
    owner, viewer, *_ = here.members
    statement = told(owner, here.panel, secret)
    reads(viewer, owner)
    actions.change_words(statement_id=statement.pk, own_words=f"{secret} again", seen=statement.changed_at, by=owner)
    actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner)
    actions.delete_statement(statement_id=statement.pk, by=owner)
    trail = json.dumps(list(AuditEvent.objects.values()), default=str)
    assert len(verbs()) == 6
    for word in (*secret.split(), owner.shown_name, here.panel.name):
        assert word not in trail
