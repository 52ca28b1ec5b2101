"""Which columns finance's payment file has. A batch keeps those it was made with; those that are there keep LEAP's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.ids

GUARD = """
create function batch_columns_stay() returns trigger language plpgsql as $$
begin
    if new.payment_columns is distinct from old.payment_columns then
        raise exception 'a batch is never edited: it is sent or cancelled';
    end if;
    return new;
end $$;
create trigger batch_columns_stay before update on payments_batch
    for each row execute function batch_columns_stay();
"""
NO_GUARD = "drop trigger batch_columns_stay on payments_batch; drop function batch_columns_stay();"


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0010_work_that_is_no_meeting"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="payment_columns",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="FinanceColumns",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("columns", models.JSONField()),
                ("kept_at", models.DateTimeField(default=leap.core.clock.now)),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finance_columns",
                        to="people.programme",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
