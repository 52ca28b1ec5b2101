"""Invitations to a meeting, what people answered, and the links they can answer by."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.schedule.models import Meeting

Q = models.Q


class Reply(models.TextChoices):
    """What somebody can answer."""

    WAITING = "waiting", "No answer yet"
    COMING = "coming", "Coming in person"
    ONLINE = "online", "Joining online"
    PHONE = "phone", "Joining by phone"
    COMMENTS = "comments", "Sending comments instead"
    IN_LINE = "in_line", "In line for a place"
    NOT_COMING = "not_coming", "Not this time"


class How(models.TextChoices):
    """How an answer reached us."""

    SELF = "self", "By themself"
    LINK = "link", "By the link in a message"
    PHONE = "phone", "By phone"
    LETTER = "letter", "By letter"
    IN_PERSON = "in_person", "In person"


class Invitation(Record):
    """One person asked to one meeting, and their reply as it stands. No reason is ever asked for.

    Where places are limited, `place` is the one they hold: because they said they come, or because a free one is
    offered to them and kept until `offer_until`. Those in line are asked in the order of `line_number`.
    """

    Reply, How = Reply, How

    class Needs(models.TextChoices):
        SAME = "same", "No, nothing has changed"
        CHANGED = "changed", "Yes"
        ASK_ME = "ask_me", "Yes, please get in touch"

    class YesNo(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField(default=clock.now)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reply = models.CharField(max_length=20, choices=Reply, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=20, choices=How, blank=True)
    read_back = models.BooleanField(default=False)
    # What they said when asked, with this invitation, if what helps them has changed. Shown to nobody, but that those
    # who run the panel see who asked, by the link, for somebody to get in touch.
    needs = models.CharField(max_length=10, choices=Needs, blank=True)
    needs_asked_at = models.DateTimeField(null=True, blank=True)
    travel = models.CharField("wants help with the journey", max_length=3, choices=YesNo, blank=True)
    supporter = models.CharField("brings somebody", max_length=3, choices=YesNo, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    line_number = models.PositiveIntegerField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)

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
            "read_back": KEEP,
            "needs": ERASE,
            "needs_asked_at": ERASE,
            "travel": ERASE,
            "supporter": ERASE,
            "place": KEEP,
            "line_number": KEEP,
            "offered_at": KEEP,
            "offer_until": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_is_invited_once_to_a_meeting"),
            models.UniqueConstraint(fields=["meeting", "place"], name="place_is_held_by_one_person"),
            models.UniqueConstraint(fields=["meeting", "line_number"], name="nobody_shares_a_place_in_the_line"),
            models.CheckConstraint(
                condition=Q(reply="waiting", replied_at__isnull=True, recorded_by__isnull=True, how="")
                | (~Q(reply="waiting") & Q(replied_at__isnull=False, recorded_by__isnull=True, how="link"))
                | (
                    ~Q(reply="waiting")
                    & Q(replied_at__isnull=False, recorded_by__isnull=False)
                    & ~Q(how__in=["", "link"])
                ),
                name="reply_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(read_back=False) | Q(how__in=["phone", "in_person"]),
                name="reply_is_read_back_to_who_is_there",
            ),
            models.CheckConstraint(
                condition=Q(needs="", needs_asked_at__isnull=True) | (~Q(needs="") & Q(needs_asked_at__isnull=False)),
                name="answer_about_needs_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(reply="coming") | Q(reply="in_line", offered_at__isnull=False),
                name="place_is_for_who_comes_or_is_offered_it",
            ),
            models.CheckConstraint(
                condition=Q(reply="in_line", line_number__isnull=False)
                | (~Q(reply="in_line") & Q(line_number__isnull=True)),
                name="whoever_is_in_line_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(offered_at__isnull=True, offer_until__isnull=True)
                | Q(reply="in_line", offered_at__isnull=False, offer_until__gt=models.F("offered_at")),
                name="place_is_offered_for_a_time_and_in_line",
            ),
        ]


class Answer(Record):
    """One answer as it was given: never changed, never removed. `afterwards`: it came once the meeting had begun."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="answers")
    reply = models.CharField(max_length=20, choices=Reply)
    how = models.CharField(max_length=20, choices=How)
    read_back = models.BooleanField(default=False)
    said_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    afterwards = models.BooleanField(default=False)

    personal_data = classes(
        special={"invitation": KEEP},
        personal={
            "reply": KEEP,
            "how": KEEP,
            "read_back": KEEP,
            "said_at": KEEP,
            "recorded_by": KEEP,
            "afterwards": KEEP,
        },
    )

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how="link", recorded_by__isnull=True) | (~Q(how="link") & Q(recorded_by__isnull=False)),
                name="answer_says_by_whom_or_by_link",
            ),
            models.CheckConstraint(
                condition=Q(read_back=False) | Q(how__in=["phone", "in_person"]),
                name="answer_is_read_back_to_who_is_there",
            ),
        ]


class Look(Record):
    """When LEAP last looked which reminders are due. There is one row of it and no more.

    What became due and was past its use between two looks was never noticed.
    """

    looked_at = models.DateTimeField()
    is_the_one = models.BooleanField(default=True, unique=True)

    personal_data = classes(public="looked_at is_the_one")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_the_one=True), name="there_is_one_last_look"),
        ]


class ReplyLink(Record):
    """The link in one person's messages about one meeting. Whoever holds it can answer, and reads nothing.

    `token_hash` finds it; `token` is sealed, so that each letter can be written when it is sent.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="link")
    token = EncryptedTextField(blank=True, default="")
    token_hash = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField(default=clock.now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    personal_data = classes(
        special={"invitation": KEEP},
        personal={"made_at": KEEP, "stopped_at": KEEP},
        secret={"token": ERASE, "token_hash": ERASE},
    )
    objects = ProtectedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(stopped_at__isnull=True) & ~Q(token_hash="")) | Q(stopped_at__isnull=False, token_hash=""),
                name="stopped_link_keeps_no_secret",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="secret_opens_one_invitation"
            ),
        ]
