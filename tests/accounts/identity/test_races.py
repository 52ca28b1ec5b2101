"""Two windows at once: the last word counts, and there is never more than one live yes for a panel."""

import threading

import pytest
from django.db import connection

from accounts.identity import actions, queries
from accounts.identity.models import Share
from accounts.identity.queries import Surface, panel_key
from leap.core.errors import NotAllowed, NotNow
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
    assert sum(isinstance(each, actions.ChangedElsewhere) for each in said) == 7
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
