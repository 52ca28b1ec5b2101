"""Two windows at once: one need, one yes, one way of being reached."""

import uuid

import pytest

from accounts.needs import queries
from accounts.needs.actions import contact, needs
from accounts.needs.actions.contact import Ways
from accounts.needs.actions.needs import Said
from accounts.needs.models import ContactPreference, Need, NeedShare
from leap.core.errors import ChangedMeanwhile, NotAllowed
from leap.core.models import AuditEvent
from tests import factories as make
from tests.accounts.identity.test_races import all_at_once
from tests.accounts.needs.factories import helps, to

pytestmark = pytest.mark.django_db(transaction=True)
SAID = Said("physical", ("near_door",))


def test_one_form_sent_eight_times_is_one_need():
    owner, key = make.small_panel().members[0], uuid.uuid4()
    said = all_at_once([lambda: needs.write_need(said=SAID, by=owner, key=key)] * 8)
    assert len({need.pk for need in said}) == 1
    assert Need.objects.unscoped("test").count() == 1


def test_sharing_against_stopping_leaves_one_yes_or_none_and_a_true_trail():
    here = make.small_panel()
    owner = here.members[0]
    need = helps(owner, to(here.panel))
    share = {"need_id": need.pk, "said": SAID, "readers": [to(here.panel)], "by": owner}
    stop = {"need_id": need.pk, "by": owner}
    steps = [lambda: needs.change_need(**share), lambda: needs.stop_sharing(**stop)] * 4
    assert not [each for each in all_at_once(steps) if isinstance(each, Exception)]
    live = NeedShare.objects.unscoped("test").filter(ended_at__isnull=True).count()
    trail = AuditEvent.objects
    assert live <= 1
    assert live == trail.filter(verb="need_share.given").count() - trail.filter(verb="need_share.ended").count()
    needs.stop_sharing(**stop)
    assert queries.seats_needed(here.coordinator, here.panel.pk, [owner.pk]) == {}


def test_changing_in_eight_windows_keeps_one_and_tells_the_others():
    owner = make.small_panel().members[0]
    need = helps(owner)

    def change(number):
        said = Said("physical", (), f"words {number}")
        facts = {"need_id": need.pk, "said": said, "readers": [], "seen": need.changed_at}
        return lambda: needs.change_need(**facts, by=owner)

    said = all_at_once([change(number) for number in range(8)])
    assert sum(isinstance(each, ChangedMeanwhile) for each in said) == 7


def test_taking_back_against_sharing_leaves_nothing():
    here = make.small_panel()
    owner = here.members[0]
    need = helps(owner)
    share = {"need_id": need.pk, "said": SAID, "readers": [to(here.panel)], "by": owner}
    steps = [lambda: needs.withdraw_need(need_id=need.pk, by=owner), lambda: needs.change_need(**share)]
    said = all_at_once(steps * 4)
    assert all(isinstance(each, NotAllowed) for each in said if isinstance(each, Exception))
    assert Need.objects.unscoped("test").count() == NeedShare.objects.unscoped("test").count() == 0


def test_eight_ways_at_once_are_one_row_and_none_is_lost_half():
    here = make.small_panel()
    owner = here.members[0]

    def by_owner(number):
        ways = Ways(channel="phone", phone_number=f"01632 96000{number}", safe_times=f"after {number}")
        return lambda: contact.change_contact(ways=ways, by=owner)

    def by_other(number):
        ways, told = Ways(language=f"language {number}"), {"how": "phone", "read_back": False, "by": here.coordinator}
        return lambda: contact.record_contact(person_id=owner.pk, ways=ways, **told)

    said = all_at_once([each(number) for number in range(4) for each in (by_owner, by_other)])
    assert not [each for each in said if isinstance(each, Exception)]
    (kept,) = ContactPreference.objects.unscoped("test")
    assert kept.phone_number[-1] == kept.safe_times[-1]
    assert kept.language
