"""`manage.py add_person`: someone joins a panel or a programme."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people import actions
from accounts.people.models import Panel, Programme, Role


class Command(BaseCommand):
    help = "Add a person with one role from today. Tell them first what is stored; LEAP does not write to them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("called_name", help="the name they are called")
        parser.add_argument("--email", help="where codes to sign in go; leave out for somebody without email")
        parser.add_argument("--role", required=True, choices=Role.Kind.values)
        parser.add_argument("--programme", required=True)
        parser.add_argument("--panel", help="left out for a PPI lead and a finance officer")

    def handle(self, *args, **options) -> None:
        try:
            programme = Programme.objects.get(name=options["programme"])
            panel = Panel.objects.get(programme=programme, name=options["panel"]) if options["panel"] else None
            actions.add_person(
                called_name=options["called_name"],
                email=options["email"],
                programme=programme,
                kind=options["role"],
                panel=panel,
                by=None,
            )
        except (Programme.DoesNotExist, Panel.DoesNotExist) as missing:
            raise CommandError("There is no programme or panel of that name.") from missing
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write("Added.")
