"""What helps a person to take part, each yes to somebody seeing it, and how the person wants to be reached."""

from django.db import models

from accounts.needs import wordings
from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.assisted import WRITTEN_DOWN, WrittenDown, written_down_whole
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Need(WrittenDown, Record):
    """What helps one person, never why. Group, ready adjustments and own words are sealed: together they would tell.

    `chosen` holds codes with spaces between: the group first, then its adjustments.
    """

    WITH_NAME = "with_name"  # a code of its own: the kitchen may know whose meal it is

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen = EncryptedTextField()
    own_words = EncryptedTextField(blank=True, default="")
    said_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        special={"person": ERASE, "chosen": ERASE, "own_words": ERASE, "said_at": ERASE, "changed_at": ERASE},
        personal=WRITTEN_DOWN,
    )

    class Meta:
        indexes = [models.Index(fields=["person"], name="needs_of_person")]
        constraints = [written_down_whole("need_says_who_wrote_it_down")]

    @property
    def group(self) -> str:
        """Which group it belongs to."""
        return self.chosen.split()[0]

    @property
    def picks(self) -> list[str]:
        """The ready adjustments, in the order they are offered."""
        codes = set(self.chosen.split()[1:])
        return [code for code in wordings.GROUPS[self.group].picks if code in codes]

    @property
    def with_name(self) -> bool:
        """May the kitchen know whose meal it is?"""
        return self.WITH_NAME in self.chosen.split()[1:]


class NeedShare(Record):
    """One yes: somebody may see this need as long as its owner is on this panel, until the owner stops it."""

    class Audience(models.TextChoices):
        RUNS = wordings.RUNS, "Those who run the panel"
        CHAIR = wordings.CHAIR, "Whoever chairs"
        PERSON = wordings.PERSON, "One person, by name"

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="shares")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="wording_version",
        special={
            "need": ERASE, "panel": KEEP, "audience": KEEP, "reader": ERASE, "given_at": KEEP, "ended_at": KEEP
        },
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "panel", "audience"],
                condition=models.Q(ended_at__isnull=True, reader__isnull=True),
                name="need_is_open_once_to_those_who_act",
            ),
            models.UniqueConstraint(
                fields=["need", "reader"],
                condition=models.Q(ended_at__isnull=True, reader__isnull=False),
                name="need_is_open_once_to_a_named_person",
            ),
            models.CheckConstraint(
                condition=models.Q(audience="person", reader__isnull=False)
                | (~models.Q(audience="person") & models.Q(reader__isnull=True)),
                name="need_names_a_reader_only_by_name",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("given_at")),
                name="need_share_ends_after_it_is_given",
            ),
        ]


class ContactPreference(WrittenDown, Record):
    """How one person wants to be reached. There is none until they (or somebody for them) say so: then it is by email,
    or by hand without an address, discreetly, and at any time, because we do not know which clock they go by.

    Whoever said how, but nothing of quiet hours, is left in peace at night by their own clock, unless `any_time`.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        PHONE = "phone", "Phone call"
        TEXT = "text", "Text message"
        LETTER = "letter", "Letter"
        SUPPORTER = "supporter", "Through somebody I trust"

    class Message(models.TextChoices):
        NO = "no", "No, please ring again"
        NAME_ONLY = "name_only", "Yes, but only a first name and a number"
        YES = "yes", "Yes"

    class Scope(models.TextChoices):
        CALL_ME = "call_me", "Only to ask you to ring us"
        DATES = "dates", "Dates and places"
        PANEL = "panel", "Anything about the panel"

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    backup = models.CharField(max_length=10, choices=Channel, blank=True)
    phone_number = EncryptedTextField(blank=True, default="")
    leave_message = models.CharField(max_length=10, choices=Message, default=Message.NO)
    envelope_name = EncryptedTextField(blank=True, default="")
    postal_address = EncryptedTextField(blank=True, default="")
    supporter = EncryptedTextField("who passes messages on", blank=True, default="")
    supporter_number = EncryptedTextField(blank=True, default="")
    scope = models.CharField(max_length=10, choices=Scope, blank=True)
    scope_words = EncryptedTextField("what they may be told, in the person's own words", blank=True, null=True)
    supporter_agreed_on = models.DateField(null=True, blank=True)
    safe_times = EncryptedTextField(blank=True, default="")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    any_time = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    is_discreet = models.BooleanField(default=True)
    language = EncryptedTextField(blank=True, default="")
    changed_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        personal={
            **dict.fromkeys(
                (
                    "person", "channel", "backup", "phone_number", "leave_message", "envelope_name", "postal_address",
                    "supporter", "supporter_number", "scope", "scope_words", "supporter_agreed_on", "safe_times",
                    "quiet_from", "quiet_until", "any_time", "time_zone", "is_discreet", "language", "changed_at",
                ),
                ERASE,
            ),
            **WRITTEN_DOWN,
        }
    )  # fmt: skip

    class Meta:
        constraints = [
            written_down_whole("contact_says_who_wrote_it_down"),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                   & ~models.Q(quiet_from=models.F("quiet_until"))),
                name="quiet_hours_begin_and_end",
            ),
            models.CheckConstraint(
                condition=models.Q(any_time=False) | models.Q(quiet_from__isnull=True),
                name="any_time_is_no_quiet_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(scope="", supporter_agreed_on__isnull=True)
                | (~models.Q(scope="") & models.Q(supporter_agreed_on__isnull=False)),
                name="supporter_has_a_scope_and_a_day",
            ),
            models.CheckConstraint(
                condition=(~models.Q(channel="supporter") & ~models.Q(backup="supporter")) | ~models.Q(scope=""),
                name="nobody_passes_messages_on_without_a_yes",
            ),
            models.CheckConstraint(
                condition=~models.Q(backup=models.F("channel")), name="backup_is_another_way"
            ),
        ]  # fmt: skip
