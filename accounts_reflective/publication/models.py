"""Outputs of an inquiry. One that is put together holds no words; one that is frozen holds exactly what left."""

from django.db import models
from django.db.models.functions import Lower

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.publication import states
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Output(Record):
    """Something that is to leave the inquiry: a paper, a report, a poster. Authors say yes to quotations in it by its
    name, so the name is never changed and never used again in the inquiry.

    It says which parts stand in it. What they hold is worked out anew for every page until it is frozen.
    """

    class State(models.TextChoices):
        DRAFTING = states.DRAFTING, "Being put together"
        SET_ASIDE = states.SET_ASIDE, "Set aside"
        FROZEN = states.FROZEN, "Frozen as published"

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFTING)
    with_scheme = models.BooleanField(default=False)
    with_numbers = models.BooleanField(default=False)
    with_quotes = models.BooleanField(default=False)
    with_whole = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)

    personal_data = classes(
        public="inquiry name state with_scheme with_numbers with_quotes with_whole revision",
        personal={"started_by": KEEP, "started_at": KEEP},
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("inquiry", Lower("name"), name="name_of_an_output_is_used_once_in_an_inquiry"),
            models.CheckConstraint(condition=~models.Q(name=""), name="output_has_a_name"),
        ]


class NamedAuthor(Record):
    """Somebody who wants to be named as an author of an output, in exactly these words. Nobody else is named."""

    output = models.ForeignKey(Output, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField()
    since = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(special={"output": ERASE, "person": ERASE, "words": ERASE, "since": ERASE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["output", "person"], name="person_is_named_once_in_an_output"),
        ]


class Frozen(Record):
    """The copy of an output as it was published: its text to the byte, the hash of that, and when. The database lets
    nobody change or delete it; only the seal of its words is renewed with a new key.

    `pieces` is the same in parts, so that LEAP's own page can leave out what was taken back since.
    """

    output = models.OneToOneField(Output, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    pieces = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        public="output sha256",
        personal={"frozen_by": KEEP, "frozen_at": KEEP},
        special={"text": KEEP, "pieces": KEEP},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="frozen_copy_has_its_hash"
            ),
        ]


class Printed(Record):
    """One use of one account in a frozen copy: to which question its authors said yes, and beside what it stands."""

    frozen = models.ForeignKey(Frozen, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("writing.ReflectiveAccount", on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("writing.UseAsked", on_delete=models.PROTECT, related_name="+")
    label = EncryptedTextField(blank=True, default="")

    objects = ProtectedManager()
    personal_data = classes(public="frozen", special={"account": KEEP, "asked": KEEP, "label": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen", "asked"], name="use_stands_once_in_a_frozen_copy"),
        ]


class LetterGiven(Record):
    """A letter that was given to some account of an inquiry. It stays when the account is gone: none is given twice."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=2)

    personal_data = classes(public="inquiry letter")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "letter"], name="letter_is_given_once_in_an_inquiry"),
        ]
