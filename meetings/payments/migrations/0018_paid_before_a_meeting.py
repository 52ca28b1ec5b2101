"""Money paid before a meeting, what was counted against it, and what became of the rest."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.ids

GUARD = """
create function advance_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'what was paid before a meeting is never deleted';
    end if;
    if tg_op = 'INSERT' then
        if not exists (select 1 from payments_paymentline where id = new.line_id and kind = 'advance') then
            raise exception 'an advance has a line that says so';
        end if;
        return new;
    end if;
    if new.line_id is distinct from old.line_id or (old.rest <> '' and
        (new.rest, new.rest_pence, new.settled_at, new.settled_by_id)
        is distinct from (old.rest, old.rest_pence, old.settled_at, old.settled_by_id))
    then
        raise exception 'what was paid before a meeting is settled once and never edited';
    end if;
    return new;
end $$;
create trigger advance_stays before insert or update or delete on payments_advance
    for each row execute function advance_stays();

create function claim_counts_against_an_advance() returns trigger language plpgsql as $$
declare
    given payments_paymentline%rowtype;
    counted bigint;
begin
    if tg_op = 'UPDATE' then
        if (new.advance_id, new.from_advance_pence) is distinct from (old.advance_id, old.from_advance_pence) then
            raise exception 'a claim is never edited';
        end if;
        return new;
    end if;
    if new.advance_id is not null then
        -- Two claims at once wait for each other.
        perform 1 from payments_advance where id = new.advance_id for update;
        select line.* into given from payments_paymentline line
            join payments_advance a on a.line_id = line.id where a.id = new.advance_id and a.rest = '';
        select coalesce(sum(from_advance_pence), 0) into counted from payments_expense
            where advance_id = new.advance_id;
        if not found or given.id is null
            or (given.person_id, given.meeting_id) is distinct from (new.person_id, new.meeting_id)
            or counted + new.from_advance_pence > given.amount_pence
        then
            raise exception 'a claim counts against what its own person was paid before, and only so far';
        end if;
    end if;
    if new.amount_pence is not null and new.line_id is not null and new.amount_pence - new.from_advance_pence
        is distinct from (select amount_pence from payments_paymentline where id = new.line_id)
    then
        raise exception 'what was not paid before is paid by the line';
    end if;
    return new;
end $$;
create trigger claim_counts_against_an_advance before insert or update on payments_expense
    for each row execute function claim_counts_against_an_advance();
"""

NO_GUARD = """
drop trigger claim_counts_against_an_advance on payments_expense;
drop function claim_counts_against_an_advance();
drop trigger advance_stays on payments_advance;
drop function advance_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_pressed"),
        ("payments", "0017_booked_and_paid_by_us"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        ("schedule", "0006_two_more_bands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Advance",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "rest",
                    models.CharField(
                        blank=True,
                        choices=[("kept", "They keep it"), ("returned", "They gave it back")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("rest_pence", models.PositiveIntegerField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="expense",
            name="expense_is_miles_or_an_amount_with_its_line",
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="only_a_correction_takes_back_and_none_is_nothing",
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="only_what_was_spent_has_no_rate",
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="what_was_spent_comes_back_as_money",
        ),
        migrations.AddField(
            model_name="expense",
            name="from_advance_pence",
            field=models.PositiveIntegerField(default=0),
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
                    ("advance", "Money before the meeting"),
                ],
                default="fee",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__gt", 0), ("kind__in", ["fee", "uplift", "expense", "mileage", "advance"])),
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
                    models.Q(("kind__in", ["expense", "advance"]), ("rate__isnull", True)),
                    models.Q(models.Q(("kind__in", ["expense", "advance"]), _negated=True), ("rate__isnull", False)),
                    _connector="OR",
                ),
                name="only_what_was_spent_has_no_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["expense", "mileage", "advance"]), _negated=True),
                    ("way", "money"),
                    _connector="OR",
                ),
                name="what_was_spent_comes_back_as_money",
            ),
        ),
        migrations.AddField(
            model_name="advance",
            name="line",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="advance", to="payments.paymentline"
            ),
        ),
        migrations.AddField(
            model_name="advance",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="advance",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="payments.advance",
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
                    models.Q(
                        models.Q(("kind__in", ["car", "motorcycle", "bicycle"]), _negated=True),
                        ("amount_pence__gt", 0),
                        ("from_advance_pence", models.F("amount_pence")),
                        ("line__isnull", True),
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
                    models.Q(("advance__isnull", True), ("from_advance_pence", 0)),
                    models.Q(
                        models.Q(("kind__in", ["car", "motorcycle", "bicycle"]), _negated=True),
                        ("advance__isnull", False),
                        ("from_advance_pence__gt", 0),
                        ("from_advance_pence__lte", models.F("amount_pence")),
                    ),
                    _connector="OR",
                ),
                name="what_was_paid_before_says_in_which_advance",
            ),
        ),
        migrations.AddConstraint(
            model_name="advance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("rest", ""),
                        ("rest_pence__isnull", True),
                        ("settled_at__isnull", True),
                        ("settled_by__isnull", True),
                    ),
                    models.Q(
                        ("rest__in", ["kept", "returned"]),
                        ("rest_pence__gt", 0),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="what_is_left_of_an_advance_is_settled_whole",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
