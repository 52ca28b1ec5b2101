"""What an organisation books and pays itself for somebody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.ids

GUARD = """
create function booking_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a booking is never deleted: it is called off';
    end if;
    if (new.person_id, new.meeting_id, new.kind, new.cost_pence, new.booked_at, new.booked_by_id)
        is distinct from (old.person_id, old.meeting_id, old.kind, old.cost_pence, old.booked_at, old.booked_by_id)
        or (old.called_off_at is not null
            and (new.called_off_at, new.called_off_by_id) is distinct from (old.called_off_at, old.called_off_by_id))
    then
        raise exception 'a booking is never edited: it is called off, once';
    end if;
    return new;
end $$;
create trigger booking_stays before update or delete on payments_booking
    for each row execute function booking_stays();
"""

NO_GUARD = """
drop trigger booking_stays on payments_booking;
drop function booking_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0016_finances_numbers"),
        ("schedule", "0006_two_more_bands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bus_train", "Bus, tram, train or ferry"),
                            ("taxi", "Taxi"),
                            ("overnight", "A night away"),
                            ("support", "Somebody who supports you"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cost_pence",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="what it costs the organisation"),
                ),
                ("booked_at", models.DateTimeField(default=leap.core.clock.now)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "booked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "called_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="schedule.meeting"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["booked_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("bus_train", "taxi", "overnight", "support"))),
                        name="booking_is_of_a_kind_that_is_booked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost_pence__isnull", True), ("cost_pence__gt", 0), _connector="OR"),
                        name="booking_costs_more_than_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booked_by", models.F("person")), _negated=True),
                        name="nobody_books_for_themself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("called_off_at__isnull", True), ("called_off_by__isnull", True)),
                            models.Q(("called_off_at__isnull", False), ("called_off_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="booking_called_off_says_when_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
