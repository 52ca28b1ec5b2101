"""What was answered before there were more ways to answer is all still there, and can be taken back to that."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from meetings.invitations import actions
from meetings.invitations.models import Answer, Invitation, ReplyLink
from tests import factories
from tests.meetings import rooms

BEFORE, AFTER = ("invitations", "0002_asked_if_needs_changed"), ("invitations", "0003_ways_to_answer")


def to(place):
    executor = MigrationExecutor(connection)
    executor.migrate([place])


@pytest.mark.django_db(transaction=True)
def test_answers_of_before_become_the_first_of_their_history_and_nothing_is_lost_on_the_way_back():
    world = factories.small_panel(members=5)
    meeting = rooms.meeting(world.panel, state="planned", places=1)
    actions.invite_panel(meeting_id=meeting.pk, by=world.coordinator)
    one, two, three, four, five = world.members
    for person, word in ((one, "phone"), (two, "coming"), (three, "in_line"), (four, "comments")):
        actions.reply(meeting_id=meeting.pk, reply=word, by=person)
    link = ReplyLink.objects.unscoped("a test").get(invitation__meeting=meeting, invitation__person=five)
    actions.reply_by_link(secret=link.token, reply="online")

    def replies():
        return dict(Invitation.objects.filter(person__in=world.members).values_list("person", "reply"))

    try:
        to(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute("select person_id, reply, how, recorded_by_id from invitations_invitation")
            was = {person: rest for person, *rest in cursor.fetchall()}
    finally:
        to(AFTER)
    assert was[one.pk] == ["remote", "self", one.pk]
    assert was[two.pk] == ["coming", "self", two.pk]
    assert was[five.pk] == ["remote", "self", five.pk]
    assert [was[person.pk][0] for person in (three, four)] == ["not_coming", "not_coming"]
    now = ["online", "coming", "not_coming", "not_coming", "online"]
    assert replies() == {person.pk: word for person, word in zip(world.members, now, strict=True)}
    said = Answer.objects.values_list("invitation__person", "reply", "how", "recorded_by")
    assert set(said) == {(person, reply, "self", person) for person, reply in replies().items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(reply="phone")
