"""Budgets, and batches that are never edited: sent or cancelled, and a line is in one live batch at most."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.fields
import leap.core.ids

GUARD = """
create function batch_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a batch is never deleted';
    end if;
    if (new.id, new.programme_id, new.budget_id, new.number, new.cost_centre, new.project_code, new.lines_count,
        new.amount_pence, new.made_at, new.made_by_id)
        is distinct from
       (old.id, old.programme_id, old.budget_id, old.number, old.cost_centre, old.project_code, old.lines_count,
        old.amount_pence, old.made_at, old.made_by_id)
        or (old.sent_at is not null
            and (new.sent_at, new.sent_by_id) is distinct from (old.sent_at, old.sent_by_id))
        or (old.cancelled_at is not null
            and (new.cancelled_at, new.cancelled_by_id) is distinct from (old.cancelled_at, old.cancelled_by_id))
    then
        raise exception 'a batch is never edited: it is sent or cancelled';
    end if;
    return new;
end $$;
create trigger batch_stays before update or delete on payments_batch
    for each row execute function batch_stays();

create function batch_line_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a line of a batch is never deleted';
    end if;
    if (new.id, new.batch_id, new.line_id, new.place, new.payee_name)
        is distinct from (old.id, old.batch_id, old.line_id, old.place, old.payee_name)
        or (new.is_live and not old.is_live)
    then
        raise exception 'a line of a batch is never edited: it is taken out, once';
    end if;
    return new;
end $$;
create trigger batch_line_stays before update or delete on payments_batchline
    for each row execute function batch_line_stays();
"""

NO_GUARD = """
drop trigger batch_line_stays on payments_batchline;
drop function batch_line_stays();
drop trigger batch_stays on payments_batch;
drop function batch_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_the_life_of_a_line"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=60)),
                ("cost_centre", models.CharField(max_length=30)),
                ("project_code", models.CharField(blank=True, default="", max_length=30)),
                (
                    "panel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="people.panel",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="people.programme"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                ("cost_centre", models.CharField(max_length=30)),
                ("project_code", models.CharField(blank=True, default="", max_length=30)),
                ("lines_count", models.PositiveIntegerField()),
                ("amount_pence", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField(default=leap.core.clock.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="people.programme"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="payments.budget"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("place", models.PositiveIntegerField()),
                ("payee_name", leap.core.fields.EncryptedTextField(blank=True, default="")),
                ("is_live", models.BooleanField(default=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.batch"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_lines",
                        to="payments.paymentline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)), fields=("line",), name="line_is_in_one_live_batch_only"
                    ),
                    models.UniqueConstraint(fields=("batch", "place"), name="place_in_a_batch_is_taken_once"),
                    models.UniqueConstraint(fields=("batch", "line"), name="line_is_in_a_batch_once"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("programme", "panel"), name="panel_is_paid_from_one_budget", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                fields=("programme", "number"), name="batch_numbers_differ_within_a_programme"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(condition=models.Q(("lines_count__gt", 0)), name="batch_is_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                name="batch_is_sent_or_cancelled_and_not_both",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
