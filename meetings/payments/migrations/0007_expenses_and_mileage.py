"""What people spent and get back: claims with receipts, journeys by the mile, and what a programme pays for each kind."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.ids

GUARD = """
create function miles_stay() returns trigger language plpgsql as $$
begin
    if new.miles_tenths is distinct from old.miles_tenths then
        raise exception 'a payment line is never edited';
    end if;
    return new;
end $$;
create trigger miles_stay before update on payments_paymentline
    for each row execute function miles_stay();

create trigger expense_rule_stays before update or delete on payments_expenserule
    for each row execute function rate_stays();

create function expense_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a claim is never deleted';
    end if;
    if (new.person_id, new.meeting_id, new.kind, new.amount_pence, new.claimed_at)
        is distinct from (old.person_id, old.meeting_id, old.kind, old.amount_pence, old.claimed_at)
        or (old.line_id is not null and new.line_id is distinct from old.line_id)
    then
        raise exception 'a claim is never edited';
    end if;
    return new;
end $$;
create trigger expense_stays before update or delete on payments_expense
    for each row execute function expense_stays();

create function line_of_an_expense() returns trigger language plpgsql as $$
begin
    if new.line_id is not null and not exists (
        select 1 from payments_paymentline line where line.id = new.line_id and line.person_id = new.person_id
            and line.meeting_id = new.meeting_id and line.kind in ('expense', 'mileage')
    ) then
        raise exception 'the money of a claim goes to whoever claimed it';
    end if;
    return new;
end $$;
create trigger line_of_an_expense before insert or update on payments_expense
    for each row execute function line_of_an_expense();
"""

NO_GUARD = """
drop trigger line_of_an_expense on payments_expense;
drop function line_of_an_expense();
drop trigger expense_stays on payments_expense;
drop function expense_stays();
drop trigger expense_rule_stays on payments_expenserule;
drop trigger miles_stay on payments_paymentline;
drop function miles_stay();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_files"),
        ("payments", "0006_rates_announced_late"),
        ("schedule", "0005_school_holidays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Expense",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[("phone", "By phone"), ("in_person", "In person"), ("letter", "By letter")],
                        max_length=20,
                    ),
                ),
                ("read_back", models.BooleanField(default=False)),
                ("written_down_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bus_train", "Bus, tram, train or ferry"),
                            ("car", "A journey by car, by the mile"),
                            ("motorcycle", "A journey by motorcycle, by the mile"),
                            ("bicycle", "A journey by bicycle, by the mile"),
                            ("taxi", "Taxi"),
                            ("parking", "Parking, tolls or a clean air charge"),
                            ("overnight", "A night away"),
                            ("food", "Food and drink"),
                            ("cover", "Somebody to look after a person you look after"),
                            ("support", "Somebody who supports you"),
                            ("digital", "Phone, internet, printing or post"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount_pence", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "receipt",
                    models.CharField(
                        choices=[
                            ("photo", "A photo or a file"),
                            ("paper", "Seen on paper"),
                            ("lost", "Not there any more"),
                            ("none", "None needed"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("claimed_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
            options={
                "ordering": ["claimed_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ExpenseRule",
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
                            ("car", "A journey by car, by the mile"),
                            ("motorcycle", "A journey by motorcycle, by the mile"),
                            ("bicycle", "A journey by bicycle, by the mile"),
                            ("taxi", "Taxi"),
                            ("parking", "Parking, tolls or a clean air charge"),
                            ("overnight", "A night away"),
                            ("food", "Food and drink"),
                            ("cover", "Somebody to look after a person you look after"),
                            ("support", "Somebody who supports you"),
                            ("digital", "Phone, internet, printing or post"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cap_pence",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="the most that is paid back"),
                ),
                (
                    "receipt_over_pence",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="a receipt is asked above this"),
                ),
                ("valid_from", models.DateField()),
                ("recorded_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="only_a_correction_takes_back_and_none_is_nothing",
        ),
        migrations.AddField(
            model_name="paymentline",
            name="miles_tenths",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="tenths of a mile"),
        ),
        migrations.AddField(
            model_name="rateset",
            name="claim_within_days",
            field=models.PositiveSmallIntegerField(default=90, verbose_name="days from the meeting to a claim"),
        ),
        migrations.AlterField(
            model_name="paymentline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fee", "Fee"),
                    ("adjustment", "Correction"),
                    ("uplift", "Added for a new rate"),
                    ("expense", "Expenses"),
                    ("mileage", "Journey by the mile"),
                ],
                default="fee",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="paymentline",
            name="rate",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.rate"
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
                    ("car_mile", "A mile by car or van"),
                    ("motorcycle_mile", "A mile by motorcycle"),
                    ("bicycle_mile", "A mile by bicycle"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__gt", 0), ("kind__in", ["fee", "uplift", "expense", "mileage"])),
                    models.Q(("amount_pence__gt", 0), ("kind", "adjustment")),
                    models.Q(("amount_pence__lt", 0), ("kind", "adjustment")),
                    _connector="OR",
                ),
                name="only_a_correction_takes_back_and_none_is_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "expense"), ("rate__isnull", True)),
                    models.Q(models.Q(("kind", "expense"), _negated=True), ("rate__isnull", False)),
                    _connector="OR",
                ),
                name="only_what_was_spent_has_no_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "mileage"), ("miles_tenths__gt", 0)),
                    models.Q(models.Q(("kind", "mileage"), _negated=True), ("miles_tenths__isnull", True)),
                    _connector="OR",
                ),
                name="only_a_journey_by_the_mile_has_miles",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["expense", "mileage"]), _negated=True), ("way", "money"), _connector="OR"
                ),
                name="what_was_spent_comes_back_as_money",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="line",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="expense",
                to="payments.paymentline",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="expenses", to="schedule.meeting"
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="expenses", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="expenserule",
            name="rate_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="expense_rules", to="payments.rateset"
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "bus_train",
                            "car",
                            "motorcycle",
                            "bicycle",
                            "taxi",
                            "parking",
                            "overnight",
                            "food",
                            "cover",
                            "support",
                            "digital",
                            "other",
                        ],
                    )
                ),
                name="expense_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__isnull", True), ("kind__in", ["car", "motorcycle", "bicycle"])),
                    models.Q(
                        models.Q(("kind__in", ["car", "motorcycle", "bicycle"]), _negated=True),
                        ("amount_pence__gt", 0),
                        ("line__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="expense_is_miles_or_an_amount_with_its_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", False), ("receipt", "photo")),
                    models.Q(("file__isnull", True), ("receipt__in", ["paper", "lost", "none"])),
                    _connector="OR",
                ),
                name="expense_has_a_file_just_where_it_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("how", ""),
                        ("read_back", False),
                        ("written_by__isnull", True),
                        ("written_down_at__isnull", True),
                    ),
                    models.Q(
                        ("written_by__isnull", False),
                        ("written_down_at__isnull", False),
                        models.Q(("how", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="expense_written_down_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenserule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "bus_train",
                            "car",
                            "motorcycle",
                            "bicycle",
                            "taxi",
                            "parking",
                            "overnight",
                            "food",
                            "cover",
                            "support",
                            "digital",
                            "other",
                        ],
                    )
                ),
                name="expense_rule_is_for_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="expenserule",
            constraint=models.CheckConstraint(
                condition=models.Q(("cap_pence__isnull", True), ("cap_pence__gt", 0), _connector="OR"),
                name="expense_rule_pays_back_more_than_nothing",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
