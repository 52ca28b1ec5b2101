"""People taken along in a car, and the step after the first 10,000 miles of a tax year: a journey can have several lines,
and each says whose journey it pays. Journeys that are there have one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

JOURNEY_OF_EACH = """
update payments_paymentline line set journey_id = e.id from payments_expense e
    where e.line_id = line.id and line.kind = 'mileage';
set constraints all immediate;
"""
GUARD = """
create function journey_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.journey_id is distinct from old.journey_id then
            raise exception 'a payment line is never edited';
        end if;
        return new;
    end if;
    if new.journey_id is not null and not exists (
        select 1 from payments_expense e where e.id = new.journey_id and e.line_id is null
            and (e.person_id, e.meeting_id) = (new.person_id, new.meeting_id)
            and e.kind in ('car', 'motorcycle', 'bicycle')
    ) then
        raise exception 'miles are paid to whoever claimed the journey, and once';
    end if;
    return new;
end $$;
create trigger journey_stays before insert or update on payments_paymentline
    for each row execute function journey_stays();

create function passengers_stay() returns trigger language plpgsql as $$
begin
    if old.line_id is not null and new.passengers is distinct from old.passengers then
        raise exception 'a claim is never edited';
    end if;
    return new;
end $$;
create trigger passengers_stay before update on payments_expense
    for each row execute function passengers_stay();
"""

NO_GUARD = """
drop trigger passengers_stay on payments_expense;
drop function passengers_stay();
drop trigger journey_stays on payments_paymentline;
drop function journey_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_pressed"),
        ("payments", "0014_time_beside_a_meeting"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        ("schedule", "0006_two_more_bands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="a_line_is_added_to_once_for_a_rate",
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="only_a_journey_by_the_mile_has_miles",
        ),
        migrations.RemoveConstraint(
            model_name="rate",
            name="a_mile_is_worth_the_same_whatever_somebody_does",
        ),
        migrations.AddField(
            model_name="expense",
            name="passengers",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="journey",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="payments.expense",
            ),
        ),
        migrations.RunSQL(JOURNEY_OF_EACH, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="rate",
            name="band",
            field=models.CharField(
                choices=[
                    ("none", "No payment is offered"),
                    ("under_1h", "Under an hour"),
                    ("1h", "About 1 hour"),
                    ("2h", "About 2 hours, with some preparation"),
                    ("half_day", "About half a day, with preparation"),
                    ("full_day", "All day"),
                    ("full_day_heavy_prep", "All day, with a lot to read before"),
                    ("max", "The highest rate, like for chairing a committee"),
                    ("car_mile", "A mile by car or van"),
                    ("car_mile_over", "A mile by car or van, after the first 10,000 of a tax year"),
                    ("passenger_mile", "A mile for each person taken along in a car"),
                    ("motorcycle_mile", "A mile by motorcycle"),
                    ("bicycle_mile", "A mile by bicycle"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("passengers", 0), models.Q(("kind", "car"), ("passengers__lte", 8)), _connector="OR"
                ),
                name="only_a_journey_by_car_has_passengers",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("journey__isnull", False), ("kind", "mileage"), ("miles_tenths__gt", 0)),
                    models.Q(("journey__isnull", True), ("kind", "uplift"), ("miles_tenths__gt", 0)),
                    models.Q(
                        models.Q(("kind", "mileage"), _negated=True),
                        ("journey__isnull", True),
                        ("miles_tenths__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="only_a_journey_by_the_mile_has_miles",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "uplift"), ("miles_tenths__isnull", True)),
                fields=("of", "rate"),
                name="a_line_is_added_to_once_for_a_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "band__in",
                            ["car_mile", "car_mile_over", "passenger_mile", "motorcycle_mile", "bicycle_mile"],
                        ),
                        _negated=True,
                    ),
                    ("activity", "any"),
                    _connector="OR",
                ),
                name="a_mile_is_worth_the_same_whatever_somebody_does",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
