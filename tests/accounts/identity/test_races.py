"""Two windows at once: the last word counts, and there is never more than one live yes for a panel."""

import threading

import pytest
from django.db import connection

from accounts.identity import actions, queries, wordings
from accounts.identity.models import ConsentAnswer, ConsentWording, Share, TopicChoices
from accounts.identity.queries import Surface, panel_key
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.core.ids import new_id
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, MEMBERS, PLAIN, says, shares, told

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(steps):
    """Run each step in a thread of its own, all released together. Gives what each said, or the refusal."""
    gate = threading.Barrier(len(steps))
    said: list[object] = [None] * len(steps)

    def run(place: int) -> None:
        try:
            gate.wait(timeout=10)
            said[place] = steps[place]()
        except Exception as refused:  # looked at by the caller
            said[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return said


def live(statement):
    return Share.objects.unscoped("test").filter(statement=statement, ended_at__isnull=True)


def test_sharing_and_stopping_at_once_leaves_one_yes_or_none_and_a_true_trail():
    here = make.small_panel()
    owner, viewer, *_ = here.members
    statement = says(owner)
    stop = {"statement_id": statement.pk, "slot": f"panel.{here.panel.pk}", "by": owner}
    steps = [
        lambda: shares(statement, here.panel, MEMBERS),
        lambda: actions.stop_sharing(**stop),
        lambda: shares(statement, here.panel, EVERYONE),
        lambda: actions.stop_sharing(**stop),
    ]
    said = all_at_once(steps * 2)
    assert not [each for each in said if isinstance(each, Exception)]
    assert live(statement).count() <= 1
    given = AuditEvent.objects.filter(verb="share.given").count()
    ended = AuditEvent.objects.filter(verb="share.ended").count()
    assert given - ended == live(statement).count()
    actions.stop_sharing(**stop)
    assert queries.what_viewer_may_read(viewer, owner, Surface.PERSON_PAGE) == []


def test_eight_yeses_at_once_are_one():
    here = make.small_panel()
    statement = says(here.members[0])
    said = all_at_once([lambda: shares(statement, here.panel)] * 8)
    assert len({share.pk for share in said}) == 1
    assert live(statement).count() == 1


def test_narrowing_against_stopping_never_opens_again_what_was_stopped():
    here = make.small_panel()
    owner = here.members[0]
    statement = told(owner, here.panel, audience=EVERYONE)
    narrow = {"statement_id": statement.pk, "to": panel_key(MEMBERS, here.panel), "by": owner}
    stop = {"statement_id": statement.pk, "slot": f"panel.{here.panel.pk}", "by": owner}
    said = all_at_once([lambda: actions.narrow_sharing(**narrow), lambda: actions.stop_sharing(**stop)] * 4)
    assert all(isinstance(each, NotNow) for each in said if isinstance(each, Exception))
    assert live(statement).count() == 0


def test_changing_in_eight_windows_keeps_one_and_tells_the_others():
    here = make.small_panel()
    owner = here.members[0]
    statement = says(owner)
    seen = statement.changed_at

    def change(number):
        return lambda: actions.change_words(statement_id=statement.pk, own_words=f"new {number}", seen=seen, by=owner)

    said = all_at_once([change(number) for number in range(8)])
    saved = [each for each in said if not isinstance(each, Exception)]
    assert len(saved) == 1
    assert sum(isinstance(each, ChangedMeanwhile) for each in said) == 7
    assert queries.my_statements(owner)[0].own_words == saved[0].own_words != PLAIN


def test_deleting_against_sharing_leaves_nothing_behind():
    here = make.small_panel()
    owner = here.members[0]
    statement = says(owner)
    delete = {"statement_id": statement.pk, "by": owner}
    said = all_at_once(
        [lambda: actions.delete_statement(**delete), lambda: shares(statement, here.panel)] * 4,
    )
    assert all(isinstance(each, NotAllowed) for each in said if isinstance(each, Exception))
    assert not Share.objects.unscoped("test").exists()
    assert queries.my_statements(owner) == []


def answers_of(statement):
    return ConsentAnswer.objects.unscoped("test").filter(statement_id=statement.pk)


def test_two_windows_answer_one_question_differently_and_one_answer_stands():
    here = make.small_panel()
    statement = says(here.members[0], broad_words="Broader.")
    ways = [{"form": "own"}, {"form": "broad"}, {"form": "lived"}, {"form": "own", "named": False}]
    said = all_at_once([lambda how=how: shares(statement, here.panel, EVERYONE, **how) for how in ways * 2])
    assert not [each for each in said if isinstance(each, Exception)]
    assert live(statement).count() == 1
    (answer,) = answers_of(statement).filter(ended_at__isnull=True)
    assert (answer.form, answer.named) == (live(statement).get().form, live(statement).get().named)
    assert AuditEvent.objects.filter(verb="share.given").count() == answers_of(statement).count()


def test_sharing_stopping_and_declining_at_once_leave_one_answer_that_is_how_things_stand():
    here = make.small_panel()
    owner = here.members[0]
    statement = says(owner)
    to = panel_key(EVERYONE, here.panel)
    steps = [
        lambda: shares(statement, here.panel, EVERYONE),
        lambda: actions.stop_sharing(statement_id=statement.pk, slot=f"panel.{here.panel.pk}", by=owner),
        lambda: actions.stop_all_sharing(by=owner),
        lambda: actions.decline_statement(statement_id=statement.pk, to=to, by=owner),
    ]
    said = all_at_once(steps * 2)
    assert not [each for each in said if isinstance(each, Exception)]
    (answer,) = answers_of(statement).filter(ended_at__isnull=True)
    assert (answer.answer == "yes") is live(statement).exists()


def test_the_first_answers_ever_keep_one_wording():
    here = make.small_panel(members=8)
    statements = [says(person) for person in here.members]
    said = all_at_once([lambda each=each: shares(each, here.panel) for each in statements])
    assert not [each for each in said if isinstance(each, Exception)]
    assert ConsentWording.objects.count() == 1
    assert ConsentAnswer.objects.unscoped("test").count() == 8


def test_topics_set_in_eight_windows_are_one_row_and_one_of_what_was_sent():
    here = make.small_panel()
    owner = here.members[0]
    sent = [["age"], ["faith"], ["age", "faith"], []]
    said = all_at_once([lambda each=each: actions.set_rather_not_say(topics=each, by=owner) for each in sent * 2])
    assert not [each for each in said if isinstance(each, Exception)]
    assert TopicChoices.objects.unscoped("test").count() == 1
    assert set(queries.rather_not_say(owner)) in [set(each) for each in sent]


def test_eight_saves_of_one_form_are_one_statement():
    here = make.small_panel()
    owner, key = here.members[0], new_id()
    said = all_at_once([lambda: says(owner, "I keep goats.", key=key)] * 8)
    assert len({statement.pk for statement in said}) == 1
    assert AuditEvent.objects.filter(verb="statement.written").count() == 1
    assert len(queries.my_statements(owner)) == 1


def test_words_changed_while_they_are_being_shared_are_not_shared_unseen():
    """Whichever comes first: either the yes was for the words that then changed for their readers, or it is refused."""
    here = make.small_panel()
    owner = here.members[0]
    statement = says(owner)
    seen = statement.changed_at

    def change():
        return actions.change_words(
            statement_id=statement.pk, own_words="Private now.", seen=seen, by=owner, readers=frozenset()
        )

    def share():
        return actions.share_statement(
            statement_id=statement.pk,
            to=panel_key(EVERYONE, here.panel),
            wording_version=wordings.current().version,
            by=owner,
            seen=seen,
        )

    said = all_at_once([change, share] * 4)
    refused = [each for each in said if isinstance(each, Exception)]
    assert all(isinstance(each, ChangedMeanwhile) for each in refused)
    is_changed = queries.my_statements(owner)[0].own_words == "Private now."
    assert is_changed is not live(statement).exists()
