"""What a person is called, and what others see of it."""

from django.db import transaction

from accounts.people.models import Person, ShownAs
from leap.core import audit


@transaction.atomic
def change_name(
    *, called_name: str, by: Person, shown_as: str = ShownAs.FULL, chosen_name: str = "", pronouns: str | None = None
) -> Person:
    """The person is called, and shown, in a new way from the next page on. Nobody is asked why, nobody is told.

    `pronouns` stay as they are when none are given. Raises ValidationError for a name that we cannot keep.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    person.called_name, person.shown_as = called_name.strip(), shown_as
    person.chosen_name = chosen_name.strip() if shown_as == ShownAs.CHOSEN else ""
    person.pronouns = person.pronouns if pronouns is None else pronouns.strip()
    person.full_clean(exclude=["password", "legal_name"])
    person.save(update_fields=["called_name", "shown_as", "chosen_name", "pronouns"])
    person.refresh_from_db(fields=["shown_name"])
    audit.record(by=by, verb="person.renamed", about=person, whose=person)
    return person


@transaction.atomic
def tell_legal_name(*, legal_name: str, by: Person) -> Person:
    """The person says which name payments need, or takes it away. Only the people who pay them can read it.

    Raises ValidationError for a name that we cannot keep.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    person.legal_name = legal_name.strip()
    person.clean_fields(exclude=[field.name for field in Person._meta.fields if field.name != "legal_name"])
    person.save(update_fields=["legal_name"])
    audit.record(by=by, verb="person.legal_name_told", about=person, whose=person, known=bool(person.legal_name))
    return person
