"""Invitations to a meeting and what people answered."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import Record
from meetings.schedule.models import Meeting


class Invitation(Record):
    """One person asked to one meeting, and their reply. No reason is ever asked for."""

    class Reply(models.TextChoices):
        WAITING = "waiting", "No answer yet"
        COMING = "coming", "Coming in person"
        REMOTE = "remote", "Joining online or by phone"
        NOT_COMING = "not_coming", "Not this time"

    class How(models.TextChoices):
        SELF = "self", "By themself"
        PHONE = "phone", "By phone"
        LETTER = "letter", "By letter"
        IN_PERSON = "in_person", "In person"

    class Needs(models.TextChoices):
        SAME = "same", "No, nothing has changed"
        CHANGED = "changed", "Yes"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField(default=clock.now)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reply = models.CharField(max_length=20, choices=Reply, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=20, choices=How, blank=True)
    # What they said when asked, with this invitation, if what helps them has changed. Shown to nobody.
    needs = models.CharField(max_length=10, choices=Needs, blank=True)
    needs_asked_at = models.DateTimeField(null=True, blank=True)

    personal_data = classes(
        public="meeting",
        special={"person": KEEP},
        personal={
            "invited_at": KEEP,
            "invited_by": KEEP,
            "reply": KEEP,
            "replied_at": KEEP,
            "recorded_by": KEEP,
            "how": KEEP,
            "needs": ERASE,
            "needs_asked_at": ERASE,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_is_invited_once_to_a_meeting"),
            models.CheckConstraint(
                condition=models.Q(reply="waiting", replied_at__isnull=True, recorded_by__isnull=True, how="")
                | (
                    ~models.Q(reply="waiting")
                    & models.Q(replied_at__isnull=False, recorded_by__isnull=False)
                    & ~models.Q(how="")
                ),
                name="reply_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(needs="", needs_asked_at__isnull=True)
                | (~models.Q(needs="") & models.Q(needs_asked_at__isnull=False)),
                name="answer_about_needs_has_its_moment",
            ),
        ]
