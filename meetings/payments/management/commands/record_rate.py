"""`manage.py record_rate`: what a band is worth from a date on."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people.models import Programme
from meetings.payments.actions import rates
from meetings.payments.models import RateSet
from meetings.schedule.models import Meeting


class Command(BaseCommand):
    help = "Record a rate. Rates are your organisation's own; none is ever computed or shipped."

    def add_arguments(self, parser: CommandParser) -> None:
        bands = [band for band in Meeting.FeeBand.values if band != Meeting.FeeBand.NONE]
        parser.add_argument("band", choices=bands)
        parser.add_argument("pounds", type=Decimal, help="for example 82.50")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True, help="2025-12-16")
        parser.add_argument("--programme", required=True)

    def handle(self, *args, **options) -> None:
        programme = Programme.objects.filter(name=options["programme"]).first()
        if programme is None:
            raise CommandError("There is no programme of that name.")
        pence = options["pounds"] * 100
        if pence != int(pence):
            raise CommandError("Please give pounds with at most two figures after the point.")
        rate_set, _ = RateSet.objects.get_or_create(programme=programme, defaults={"name": f"{programme.name} rates"})
        try:
            rates.record_rate(
                rate_set=rate_set,
                band=options["band"],
                amount_pence=int(pence),
                valid_from=options["valid_from"],
                by=None,
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write("Recorded. Anyone who was waiting for this rate is owed it now.")
