"""Numbers that were made can no longer be changed, added to, counted again or deleted; only shown, once."""

from django.db import migrations

REFUSE = """
create function identity_numbers_stay() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'identity_countedtopic' and tg_op = 'INSERT' then
        if (select outcome from identity_countrelease where id = new.release_id) = 'waiting' then
            return new;
        end if;
    end if;
    if tg_table_name = 'identity_countrelease' and tg_op = 'UPDATE' then
        if old.outcome = 'waiting' and new.outcome <> 'waiting'
           and to_jsonb(old) - 'outcome' - 'made_at' = to_jsonb(new) - 'outcome' - 'made_at' then
            return new;
        end if;
        if old.shown_at is null and new.shown_at is not null
           and to_jsonb(old) - 'shown_at' = to_jsonb(new) - 'shown_at' then
            return new;
        end if;
    end if;
    raise exception 'Numbers that were made stay as they are (% refused).', tg_op using errcode = 'restrict_violation';
end $$;

create trigger identity_numbers_stay before insert or update or delete on identity_countedtopic
    for each row execute function identity_numbers_stay();
create trigger identity_numbers_are_not_emptied before truncate on identity_countedtopic
    for each statement execute function identity_numbers_stay();
create trigger identity_releases_stay before update or delete on identity_countrelease
    for each row execute function identity_numbers_stay();
create trigger identity_releases_are_not_emptied before truncate on identity_countrelease
    for each statement execute function identity_numbers_stay();
"""

ALLOW = """
drop trigger identity_numbers_stay on identity_countedtopic;
drop trigger identity_numbers_are_not_emptied on identity_countedtopic;
drop trigger identity_releases_stay on identity_countrelease;
drop trigger identity_releases_are_not_emptied on identity_countrelease;
drop function identity_numbers_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_tasks_and_numbers")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
