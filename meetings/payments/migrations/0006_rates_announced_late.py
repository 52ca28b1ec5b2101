"""What a rate announced late leaves short becomes a line of its own, once, beside the line it belongs to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
create function uplift_stays() returns trigger language plpgsql as $$
declare
    root payments_paymentline%rowtype;
begin
    if tg_op = 'UPDATE' then
        if new.of_id is distinct from old.of_id then
            raise exception 'a payment line is never edited';
        end if;
        return new;
    end if;
    if new.of_id is not null then
        select * into root from payments_paymentline where id = new.of_id;
        if not found or root.kind in ('uplift', 'adjustment') or (root.person_id, root.meeting_id, root.way)
            is distinct from (new.person_id, new.meeting_id, new.way)
        then
            raise exception 'what is added for a new rate belongs to a line of the same person and meeting';
        end if;
    end if;
    return new;
end $$;
create trigger uplift_stays before insert or update on payments_paymentline
    for each row execute function uplift_stays();
"""

NO_GUARD = """
drop trigger uplift_stays on payments_paymentline;
drop function uplift_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_batches"),
        ("schedule", "0005_school_holidays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="fee_is_positive_and_correction_is_not_nothing",
        ),
        migrations.AddField(
            model_name="paymentline",
            name="of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uplifts",
                to="payments.paymentline",
            ),
        ),
        migrations.AddField(
            model_name="rate",
            name="source_note",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="who announced it, and where"),
        ),
        migrations.AlterField(
            model_name="paymentline",
            name="kind",
            field=models.CharField(
                choices=[("fee", "Fee"), ("adjustment", "Correction"), ("uplift", "Added for a new rate")],
                default="fee",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__gt", 0), ("kind__in", ["fee", "uplift"])),
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
                    models.Q(("kind", "uplift"), ("of__isnull", False)),
                    models.Q(models.Q(("kind", "uplift"), _negated=True), ("of__isnull", True)),
                    _connector="OR",
                ),
                name="what_is_added_for_a_new_rate_says_to_which_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "uplift")), fields=("of", "rate"), name="a_line_is_added_to_once_for_a_rate"
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
