"""Once a year: is all that you share still right?"""

from django.db import transaction

from accounts.identity.models import Review
from accounts.people.models import Person
from leap.core import audit, clock
from leap.core.errors import NotAllowed


@transaction.atomic
def confirm_all(*, by: Person) -> Review:
    """The person looked through what they share and said that it is still right. Nobody asks again for a year.

    It renews nothing that has an end: that ends on its day all the same.
    """
    if not by.is_active:
        raise NotAllowed
    review = Review(person=by, at=clock.now())
    review.save(force_insert=True)
    audit.record(by=by, verb="sharing.reviewed", about=review, whose=by)
    return review
