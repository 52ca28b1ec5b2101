"""Who hears what. Subjects are neutral; no message has anybody's name, the words of an account or its title."""

from django.urls import reverse

from accounts.people.models import Person
from accounts_reflective.writing import queries
from accounts_reflective.writing.models import Authorship, Version
from leap.core import outbox


def ask(authorship: Authorship) -> None:
    """Tell someone that they are asked to write together."""
    outbox.queue(kind="coauthor_asked", to=authorship.person, about=authorship, occasion=_asked_at(authorship))


def ask_to_agree(version: Version, author: Person) -> None:
    """Tell an author that a version waits for their yes."""
    outbox.queue(kind="version_to_agree", to=author, about=version, occasion="proposed")


def _asked_at(authorship: Authorship) -> str:
    """Each asking is its own occasion."""
    return f"asked-{authorship.since:%Y%m%dT%H%M%S.%f}"


def _still_asked(message: outbox.OutboxMessage) -> bool:
    authorship = queries.open_asks().filter(pk=message.about_id).first()
    return authorship is not None and _asked_at(authorship) == message.occasion


def _about_asking(message: outbox.OutboxMessage) -> dict:
    authorship = queries.open_asks().get(pk=message.about_id)
    return {"link": reverse("writing:account-join", args=[authorship.account_id])}


def _still_to_agree(message: outbox.OutboxMessage) -> bool:
    person = Person.objects.get(pk=message.to_person_id)
    return person.is_active and queries.versions_waiting_for(person).filter(pk=message.about_id).exists()


def _about_agreeing(message: outbox.OutboxMessage) -> dict:
    person = Person.objects.get(pk=message.to_person_id)
    version = queries.versions_waiting_for(person).get(pk=message.about_id)
    return {"link": reverse("writing:account-agree", args=[version.account_id])}


def register() -> None:
    """Called once when the project starts."""
    for name, still_true, context, in_words in (
        ("coauthor_asked", _still_asked, _about_asking, "Somebody asked if you would write with them"),
        ("version_to_agree", _still_to_agree, _about_agreeing, "Words you wrote together waited for your yes"),
    ):
        outbox.register_kind(outbox.Kind(name, "writing", still_true, context, in_words=in_words))
