"""How somebody comes to be here: an invitation they answer, or an entry made with them by somebody else."""

from django.db import models
from django.db.models.functions import Lower

from accounts.people import states
from accounts.people.models.panels import Panel, Programme
from accounts.people.models.people import Person
from accounts.people.models.roles import WHOLE_PROGRAMME, How, Role
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class AssistedEntry(Record):
    """A person without email was added by somebody else: who told them what is stored, how, and when."""

    role = models.OneToOneField(Role, on_delete=models.PROTECT, related_name="assisted_entry")
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How)
    told_on = models.DateField()
    read_back = models.BooleanField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    personal_data = classes(
        public="read_back",
        personal={
            "role": KEEP,
            "told_by": KEEP,
            "how": KEEP,
            "told_on": KEEP,
            "recorded_by": KEEP,
            "recorded_at": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(read_back=True), name="assisted_entry_was_read_back"),
            models.CheckConstraint(
                condition=models.Q(how__in=["phone", "letter", "in_person"]), name="assisted_entry_says_how"
            ),
        ]


class JoinInvitation(Record):
    """Somebody is asked to join. There is no person behind it until they say yes.

    The address is kept only while the question is open. `token_hash` finds the invitation behind a link; `token` is
    sealed, so that the letter can be written when it is sent.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40, choices=Role.Kind)
    email = models.EmailField(blank=True, default="")
    token = EncryptedTextField(blank=True, default="")
    token_hash = models.CharField(max_length=64, blank=True, default="")
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=[(word, word) for word in states.INVITATION_ALL])
    answered_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="programme panel",
        personal={
            "kind": KEEP,
            "email": ERASE,
            "invited_by": KEEP,
            "invited_at": KEEP,
            "expires_at": KEEP,
            "state": KEEP,
            "answered_at": KEEP,
        },
        special={"person": KEEP},
        secret={"token": ERASE, "token_hash": ERASE},
    )
    objects = ProtectedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(state=states.WAITING) & ~models.Q(email="") & ~models.Q(token_hash=""))
                | (~models.Q(state=states.WAITING) & models.Q(email="", token_hash="")),
                name="join_invitation_keeps_no_address_once_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(state=states.ACCEPTED, person__isnull=False)
                | (~models.Q(state=states.ACCEPTED) & models.Q(person__isnull=True)),
                name="join_invitation_has_a_person_only_after_a_yes",
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="join_invitation_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=WHOLE_PROGRAMME, panel__isnull=True)
                | (~models.Q(kind__in=WHOLE_PROGRAMME) & models.Q(panel__isnull=False)),
                name="join_invitation_is_for_a_panel_or_the_whole_programme",
            ),
            models.UniqueConstraint(
                fields=["email", "programme", "panel", "kind"],
                condition=models.Q(state=states.WAITING),
                nulls_distinct=False,
                name="join_invitation_is_open_once",
            ),
        ]
