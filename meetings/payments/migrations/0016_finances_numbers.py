"""Finance's own number of a person, and a place for it in each batch. Batches that are there have none."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.fields
import leap.core.ids

GUARD = """
create function payee_number_stays() returns trigger language plpgsql as $$
begin
    if new.payee_number is distinct from old.payee_number then
        raise exception 'a line of a batch is never edited: it is taken out, once';
    end if;
    return new;
end $$;
create trigger payee_number_stays before update on payments_batchline
    for each row execute function payee_number_stays();
"""

NO_GUARD = """
drop trigger payee_number_stays on payments_batchline;
drop function payee_number_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0015_passengers_and_the_ten_thousand_miles"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="batchline",
            name="payee_number",
            field=leap.core.fields.EncryptedTextField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="PayeeNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", leap.core.fields.EncryptedTextField(max_length=30)),
                ("kept_at", models.DateTimeField(default=leap.core.clock.now)),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.programme"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "person"), name="person_has_one_number_in_a_programme"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_by", models.F("person")), _negated=True),
                        name="nobody_writes_their_own_payee_number",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
