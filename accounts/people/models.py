"""People, the programme and panels they belong to, and the dated roles that tie them together."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

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


class Person(Record, AbstractBaseUser):
    """Anyone who uses LEAP. What they are to a panel is a dated `Role`, never a kind of person."""

    email = models.EmailField("email address", unique=True, null=True, blank=True)
    called_name = models.CharField("the name I am called", max_length=80)
    legal_name = EncryptedTextField("name for payments", blank=True, default="")
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=clock.now)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["called_name"]

    personal_data = classes(
        public="is_active",
        personal={"email": ERASE, "called_name": ERASE, "added_at": KEEP, "last_login": ERASE},
        secret={"legal_name": ERASE, "password": ERASE},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(condition=~models.Q(email=""), name="person_without_email_has_null"),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"


class Programme(Record):
    """One research study and its panels."""

    name = models.CharField(max_length=120)

    personal_data = classes(public="name")

    def __str__(self) -> str:
        return self.name


class Panel(Record):
    """One Lived Experience Advisory Panel at one site."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=80)
    site = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    contact = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_for")
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)

    personal_data = classes(
        public="programme name site time_zone",
        personal={"contact": KEEP, "contact_phone": KEEP, "contact_email": KEEP},
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("programme", "name", name="panel_names_differ_within_a_programme")]

    def __str__(self) -> str:
        return self.name


class Role(Record):
    """What a person is to a panel or programme, from one date to another. Several at once are normal."""

    class Kind(models.TextChoices):
        MEMBER = "member", "panel member"
        RESEARCHER = "researcher", "researcher"
        RESEARCH_FELLOW = "research_fellow", "research fellow"
        RESEARCH_ASSISTANT = "research_assistant", "research assistant"
        SERVICE_USER_RESEARCH_ASSISTANT = "service_user_research_assistant", "service user research assistant"
        PEER_RESEARCHER = "peer_researcher", "peer researcher"
        PPI_COORDINATOR = "ppi_coordinator", "PPI coordinator"
        PPI_LEAD = "ppi_lead", "PPI lead"
        FINANCE_OFFICER = "finance_officer", "finance officer"

    PROGRAMME_WIDE = (Kind.PPI_LEAD, Kind.FINANCE_OFFICER)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="roles")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    kind = models.CharField(max_length=40, choices=Kind)
    wording = models.CharField("my role in my words", max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # The moment somebody ended it in one step. It shows nothing from that moment on (so it "ended yesterday"), but what
    # was done earlier that day was done in this role, and is paid.
    ended_at = models.DateTimeField(null=True, blank=True)

    personal_data = classes(
        public="programme panel",
        special={
            "person": KEEP,
            "kind": KEEP,
            "wording": ERASE,
            "starts_on": KEEP,
            "ends_on": KEEP,
            "ended_at": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["ppi_lead", "finance_officer"], panel__isnull=True)
                | (~models.Q(kind__in=["ppi_lead", "finance_officer"]) & models.Q(panel__isnull=False)),
                name="role_is_for_a_panel_or_the_whole_programme",
            ),
            models.UniqueConstraint(
                fields=["person", "panel", "kind"],
                condition=models.Q(ends_on__isnull=True, panel__isnull=False),
                name="role_is_held_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "programme", "kind"],
                condition=models.Q(ends_on__isnull=True, panel__isnull=True),
                name="programme_role_is_held_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Role {self.pk}"
