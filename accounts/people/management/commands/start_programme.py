"""`manage.py start_programme`: the first programme, its panels and its PPI lead, on a new installation."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people import actions


class Command(BaseCommand):
    help = "Start a programme with its panels and its PPI lead, who then signs in with a code by email."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the study, as its people call it")
        parser.add_argument(
            "--panel", action="append", required=True, help="name of a panel; may be given several times"
        )
        parser.add_argument("--lead-name", required=True, help="the name the PPI lead is called")
        parser.add_argument("--lead-email", required=True, help="where the PPI lead gets codes to sign in")

    def handle(self, *args, **options) -> None:
        try:
            programme = actions.start_programme(
                name=options["name"],
                panel_names=options["panel"],
                lead_name=options["lead_name"],
                lead_email=options["lead_email"],
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(f"{programme.name} is there, with {len(options['panel'])} panels. The lead can sign in now.")
