"""`manage.py load_demo`: make the demo programme, once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leap.demo import loader


class Command(BaseCommand):
    help = "Make the demo programme of invented people. Does nothing when it is there already."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demo has a password everybody knows, so it is never loaded beside real people.")
        made = loader.load()
        self.stdout.write("The demo programme is ready." if made else "The demo programme was there already.")
