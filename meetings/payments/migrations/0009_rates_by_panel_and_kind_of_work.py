"""Rates for one panel and for one kind of work. What was there is for all panels and every kind, and stays as it is."""

import django.db.models.deletion
from django.db import migrations, models

import leap.core.ids

GUARD = """
create function rate_is_of_its_programme() returns trigger language plpgsql as $$
begin
    if new.panel_id is not null and not exists (
        select 1 from people_panel p join payments_rateset s on s.programme_id = p.programme_id
        where p.id = new.panel_id and s.id = new.rate_set_id
    ) then
        raise exception 'a rate is for a panel of its own programme';
    end if;
    return new;
end $$;
create trigger rate_is_of_its_programme before insert on payments_rate
    for each row execute function rate_is_of_its_programme();
create trigger band_end_is_of_its_programme before insert or update on payments_bandend
    for each row execute function rate_is_of_its_programme();
"""
NO_GUARD = """
drop trigger band_end_is_of_its_programme on payments_bandend;
drop trigger rate_is_of_its_programme on payments_rate;
drop function rate_is_of_its_programme();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0008_what_the_money_pages_need"),
        ("people", "0007_panels_choose_briefing_and_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="BandEnd",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("under_1h", "Under an hour"),
                            ("1h", "About 1 hour"),
                            ("2h", "About 2 hours, with some preparation"),
                            ("half_day", "About half a day, with preparation"),
                            ("full_day", "All day"),
                            ("full_day_heavy_prep", "All day, with a lot to read before"),
                            ("max", "The highest rate, like for chairing a committee"),
                        ],
                        max_length=20,
                    ),
                ),
                ("up_to_minutes", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="rate",
            name="rate_is_recorded_once",
        ),
        migrations.AddField(
            model_name="rate",
            name="activity",
            field=models.CharField(
                choices=[
                    ("any", "Every kind of work without a rate of its own"),
                    ("meeting", "A meeting"),
                    ("preparation", "Getting ready and reading"),
                    ("chairing", "Chairing"),
                    ("co_chairing", "Chairing together with somebody"),
                    ("training", "Training"),
                    ("review", "Reading and commenting at home"),
                    ("writing", "Writing"),
                    ("debrief", "Talking it over afterwards"),
                    ("emotional", "Time for the feelings the work brings up"),
                ],
                default="any",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="rate",
            name="counts_preparation",
            field=models.BooleanField(blank=True, null=True, verbose_name="time to get ready is in it"),
        ),
        migrations.AddField(
            model_name="rate",
            name="panel",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rates",
                to="people.panel",
            ),
        ),
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
                    ("motorcycle_mile", "A mile by motorcycle"),
                    ("bicycle_mile", "A mile by bicycle"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.UniqueConstraint(
                fields=("rate_set", "panel", "activity", "band", "valid_from", "recorded_at"),
                name="rate_is_recorded_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "activity__in",
                        [
                            "any",
                            "meeting",
                            "preparation",
                            "chairing",
                            "co_chairing",
                            "training",
                            "review",
                            "writing",
                            "debrief",
                            "emotional",
                        ],
                    )
                ),
                name="rate_is_for_a_known_activity",
            ),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("band__in", ["car_mile", "motorcycle_mile", "bicycle_mile"]), _negated=True),
                    ("activity", "any"),
                    _connector="OR",
                ),
                name="a_mile_is_worth_the_same_whatever_somebody_does",
            ),
        ),
        migrations.AddField(
            model_name="bandend",
            name="panel",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.panel"
            ),
        ),
        migrations.AddField(
            model_name="bandend",
            name="rate_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="band_ends", to="payments.rateset"
            ),
        ),
        migrations.AddConstraint(
            model_name="bandend",
            constraint=models.UniqueConstraint(
                fields=("rate_set", "panel", "band"), name="band_ends_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="bandend",
            constraint=models.CheckConstraint(
                condition=models.Q(("up_to_minutes__gte", 1), ("up_to_minutes__lte", 1440)),
                name="band_ends_within_a_day",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
