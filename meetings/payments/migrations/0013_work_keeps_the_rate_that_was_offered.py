"""Work keeps the rate that was offered with it, and is never paid below. Work that is there has none, and goes by the
rate of its day as before."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create function offered_rate_stays() returns trigger language plpgsql as $$
begin
    if old.rate_id is not null and new.rate_id is distinct from old.rate_id then
        raise exception 'what was offered for work is never taken back';
    end if;
    return new;
end $$;
create trigger offered_rate_stays before update on payments_work for each row execute function offered_rate_stays();
"""
NO_GUARD = """
drop trigger offered_rate_stays on payments_work;
drop function offered_rate_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0012_choices_by_the_link")]

    operations = [
        migrations.AddField(
            model_name="work",
            name="rate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.rate",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
