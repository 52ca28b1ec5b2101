"""The database itself refuses to change or delete a payment line: money is put right by adding a line."""

from django.db import migrations

GUARD = """
create function payment_line_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a payment line is never deleted';
    end if;
    if (new.id, new.person_id, new.meeting_id, new.kind, new.rate_id, new.amount_pence, new.activity_on, new.made_at)
        is distinct from
       (old.id, old.person_id, old.meeting_id, old.kind, old.rate_id, old.amount_pence, old.activity_on, old.made_at)
    then
        raise exception 'a payment line is never edited';
    end if;
    return new;
end $$;
create trigger payment_line_stays before update or delete on payments_paymentline
    for each row execute function payment_line_stays();

create function rate_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a rate is never edited or deleted: record another';
end $$;
create trigger rate_stays before update or delete on payments_rate for each row execute function rate_stays();
"""

NO_GUARD = """
drop trigger payment_line_stays on payments_paymentline;
drop function payment_line_stays();
drop trigger rate_stays on payments_rate;
drop function rate_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
