"""`manage.py forget_second_factor`: a way back for somebody who lost phone, passkey and spare codes."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people import sign_in_actions
from accounts.people.models import Person
from leap.core.errors import NotNow


class Command(BaseCommand):
    help = (
        "Take off all second steps of one person and sign out all their devices. Be sure first that it is them: "
        "speak to them, on a number you know. It is written down, and they are told by message."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *args, **options) -> None:
        try:
            person = Person.objects.get(email=options["email"].strip().lower())
            sign_in_actions.forget_second_step(person=person, by=None)
        except Person.DoesNotExist as unknown:
            raise CommandError("Nobody signs in with this address.") from unknown
        except NotNow as nothing:
            raise CommandError(str(nothing)) from nothing
        self.stdout.write("Done. They sign in with a code by email now, and are asked to set up a new second step.")
