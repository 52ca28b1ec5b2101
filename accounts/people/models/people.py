"""A person, and the three names they have."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Coalesce, Lower

from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import Record


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str | None = None, password: str | None = None, **facts) -> "Person":
        """Add a person. No email and no password are both fine: a code or a coordinator reaches them instead."""
        person = self.model(email=(email or "").strip().lower() or None, **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person


class ShownAs(models.TextChoices):
    """How somebody's name is shown to everyone else."""

    FULL = "full", "All of it, as I typed it"
    FIRST = "first", "Only the first part"
    INITIALS = "initials", "Only the first letters"
    CHOSEN = "chosen", "Another name that I choose"


FIRST_PART = Func(F("called_name"), Value(r"\S+"), function="substring")
FIRST_LETTERS = Func(F("called_name"), Value(r"\s*(\S)\S*\s*"), Value(r"\1."), Value("g"), function="regexp_replace")


class Person(Record, AbstractBaseUser):
    """Anyone who uses LEAP. What they are to a panel is a dated `Role`, never a kind of person.

    Three names, for three kinds of reader. `called_name`: the person, and whoever phones or writes to them for their
    panel. `shown_name`: everyone else, everywhere; the database itself works it out, so it can never say more than was
    chosen. `legal_name`: whoever pays them.
    """

    email = models.EmailField("email address", unique=True, null=True, blank=True)
    called_name = models.CharField("the name I am called", max_length=80)
    shown_as = models.CharField("how my name is shown", max_length=10, choices=ShownAs, default=ShownAs.FULL)
    chosen_name = models.CharField("another name to show", max_length=80, blank=True, default="")
    shown_name = models.GeneratedField(
        expression=Case(
            When(shown_as=ShownAs.FIRST, then=Coalesce(FIRST_PART, F("called_name"))),
            When(shown_as=ShownAs.INITIALS, then=FIRST_LETTERS),
            When(shown_as=ShownAs.CHOSEN, then=F("chosen_name")),
            default=F("called_name"),
        ),
        output_field=models.CharField(max_length=160),
        db_persist=True,
    )
    pronouns = models.CharField("my pronouns", max_length=40, blank=True, default="")
    legal_name = EncryptedTextField("name for payments", blank=True, default="")
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=clock.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["called_name"]

    personal_data = classes(
        public="is_active",
        personal={
            "email": ERASE,
            "called_name": ERASE,
            "shown_as": ERASE,
            "chosen_name": ERASE,
            "shown_name": ERASE,
            "added_at": KEEP,
            "last_login": ERASE,
        },
        special={"pronouns": ERASE},
        secret={"legal_name": ERASE, "password": ERASE},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="person_without_email_has_null"),
            models.CheckConstraint(
                condition=~models.Q(shown_as=ShownAs.CHOSEN) | ~models.Q(chosen_name=""),
                name="person_has_a_chosen_name_when_it_is_shown",
            ),
            models.CheckConstraint(
                condition=models.Q(shown_as__in=ShownAs.values), name="person_is_shown_in_a_known_way"
            ),
        ]
