"""The dated roles that tie people to panels and programmes."""

from django.db import models
from django.utils.text import capfirst

from accounts.people.models.panels import Panel, Programme
from accounts.people.models.people import Person
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import Record

# The words of Role.PROGRAMME_WIDE, for the constraints of the table (a Meta cannot see its own class).
WHOLE_PROGRAMME = [
    "ppi_lead",
    "finance_officer",
    "budget_approver",
    "administrator",
    "data_protection_officer",
    "auditor",
]


class Role(Record):
    """What a person is to a panel or programme, from one date to another. Several at once are normal."""

    class Kind(models.TextChoices):
        MEMBER = "member", "panel member"
        RESEARCHER = "researcher", "researcher"
        RESEARCH_FELLOW = "research_fellow", "research fellow"
        RESEARCH_ASSISTANT = "research_assistant", "research assistant"
        SERVICE_USER_RESEARCH_ASSISTANT = "service_user_research_assistant", "service user research assistant"
        PEER_RESEARCHER = "peer_researcher", "peer researcher"
        CO_APPLICANT = "co_applicant", "co-applicant"
        SENIOR_INVESTIGATOR = "senior_investigator", "senior investigator"
        SUPPORTER = "supporter", "supporter of a member"
        PPI_COORDINATOR = "ppi_coordinator", "PPI coordinator"
        PPI_LEAD = "ppi_lead", "PPI lead"
        FINANCE_OFFICER = "finance_officer", "finance officer"
        BUDGET_APPROVER = "budget_approver", "budget approver"
        ADMINISTRATOR = "administrator", "administrator"
        DATA_PROTECTION_OFFICER = "data_protection_officer", "data protection officer"
        AUDITOR = "auditor", "read-only auditor"

    # Held for the whole programme. By themselves they show nobody's page and no panel; only these two see money.
    PROGRAMME_WIDE = (
        Kind.PPI_LEAD,
        Kind.FINANCE_OFFICER,
        Kind.BUDGET_APPROVER,
        Kind.ADMINISTRATOR,
        Kind.DATA_PROTECTION_OFFICER,
        Kind.AUDITOR,
    )
    KEEPS_MONEY = (Kind.PPI_LEAD, Kind.FINANCE_OFFICER)
    # At a member's side: opens no page of the panel, is on no list of its people and in no audience. Being on a list
    # would tell that a member has somebody at their side.
    BESIDE = (Kind.SUPPORTER,)

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
    moved_to = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_from")

    personal_data = classes(
        public="programme panel",
        special={
            "person": KEEP,
            "moved_to": KEEP,
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
                condition=models.Q(kind__in=WHOLE_PROGRAMME, panel__isnull=True)
                | (~models.Q(kind__in=WHOLE_PROGRAMME) & models.Q(panel__isnull=False)),
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
            models.CheckConstraint(
                condition=models.Q(moved_to__isnull=True) | models.Q(ended_at__isnull=False),
                name="role_that_moved_has_ended",
            ),
        ]

    @property
    def is_beside(self) -> bool:
        """Is this being at a member's side, and no part of the panel?"""
        return self.kind in self.BESIDE

    @property
    def shown(self) -> str:
        """The person's own words for the role, to the letter; else the plain name of the role."""
        return self.wording or capfirst(self.get_kind_display())


class How(models.TextChoices):
    """How something reached LEAP that somebody else wrote down."""

    SELF = "self", "By themself"
    PHONE = "phone", "By phone"
    LETTER = "letter", "By letter"
    IN_PERSON = "in_person", "In person"
