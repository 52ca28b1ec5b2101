"""Under which number finance knows somebody. Bank details are with finance, and not here."""

from django.db import models

from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class PayeeNumber(Record):
    """Finance's own number of somebody who is paid by a programme, as text: it can begin with zeros. Written anew, it
    takes the old place; a batch keeps what it was made with. Nobody writes their own."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = EncryptedTextField(max_length=30)
    kept_at = models.DateTimeField(default=clock.now)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        public="programme",
        personal={"kept_at": ERASE, "kept_by": KEEP},
        special={"person": ERASE},
        secret={"number": ERASE},
    )
    objects = ProtectedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="person_has_one_number_in_a_programme"),
            models.CheckConstraint(
                condition=~models.Q(kept_by=models.F("person")), name="nobody_writes_their_own_payee_number"
            ),
        ]
