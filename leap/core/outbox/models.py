"""One row for one message to one person about one thing on one occasion.

What it says is not stored: it is written when it is sent, from what is true then.
"""

from django.db import models

from leap.core import clock
from leap.core.outbox import states
from leap.core.outbox.mail import site_host
from leap.core.personal_data import PSEUDONYM, classes
from leap.core.records import Record

EMAIL, TEXT = "email", "text"
PHONE, LETTER, SUPPORTER = "phone", "letter", "supporter"
BY_MACHINE = (EMAIL, TEXT)
BY_HAND = (PHONE, LETTER, SUPPORTER)
CHANNELS = {
    EMAIL: "by email",
    TEXT: "by text",
    PHONE: "by phone",
    LETTER: "by letter",
    SUPPORTER: "through somebody they trust",
}


class OutboxMessage(Record):
    """A message to send or, for who is reached by phone, by letter or through somebody, a task for a person."""

    key = models.CharField(max_length=250, unique=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=list(CHANNELS.items()))
    to_person_id = models.UUIDField()
    about_type = models.CharField(max_length=100)
    about_id = models.UUIDField()
    occasion = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=[(word, word) for word in states.ALL])
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    state_changed_at = models.DateTimeField(default=clock.now)

    was = states.PENDING  # of a message that was claimed: the state it waited in. Kept nowhere else

    personal_data = classes(
        public="kind channel about_type occasion state reason attempts crashes due_at lease_until created_at"
        " state_changed_at",
        personal={"key": PSEUDONYM, "to_person_id": PSEUDONYM, "about_id": PSEUDONYM},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="outbox_state_is_known", condition=models.Q(state__in=states.ALL)),
            models.CheckConstraint(name="outbox_channel_is_known", condition=models.Q(channel__in=list(CHANNELS))),
            models.CheckConstraint(
                name="outbox_by_hand_is_never_sent",
                condition=models.Q(channel__in=BY_MACHINE) | models.Q(state__in=states.BY_HAND),
            ),
            models.CheckConstraint(
                name="outbox_a_task_is_by_hand",
                condition=models.Q(channel__in=BY_HAND) | ~models.Q(state=states.TO_DO),
            ),
            models.CheckConstraint(
                name="outbox_work_in_hand_has_a_lease",
                condition=models.Q(lease_until__isnull=False) | ~models.Q(state__in=states.IN_HAND),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_waiting", condition=models.Q(state__in=states.WAITING)),
            models.Index(
                fields=["lease_until"],
                name="outbox_in_hand",
                condition=models.Q(state__in=states.IN_HAND),
            ),
            models.Index(fields=["about_id"], name="outbox_about"),
        ]

    @property
    def message_id(self) -> str:
        """The same Message-ID every time this row is sent, so a mailbox that looks can drop a second copy."""
        return f"<{self.pk}@{site_host()}>"
