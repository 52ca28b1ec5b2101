"""What was answered before there were more ways to answer is all still there, and can be taken back to that."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from meetings.attendance.models import Attendance, AttendanceChange
from meetings.invitations import actions
from meetings.invitations.models import Answer, Invitation, ReplyLink
from tests import factories
from tests.meetings import rooms

BEFORE = ("invitations", "0002_asked_if_needs_changed")


def to(*places):
    executor = MigrationExecutor(connection)
    executor.migrate(list(places) or executor.loader.graph.leaf_nodes())


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
            for person, came in ((one, "remote"), (two, "part"), (three, "away")):  # the words registers had then
                cursor.execute(
                    "insert into attendance_attendance (id, meeting_id, person_id, came, recorded_at)"
                    " values (gen_random_uuid(), %s, %s, %s, now())",
                    [meeting.pk, person.pk, came],
                )
    finally:
        to()
    registers = {each.person: each for each in Attendance.objects.select_related("person")}
    assert {who: (each.came, each.part, each.revision) for who, each in registers.items()} == {
        one: ("online", False, 1), two: ("in_person", True, 1), three: ("away", False, 1),
    }  # fmt: skip
    assert AttendanceChange.objects.count() == len(registers), "the first of their history"
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
