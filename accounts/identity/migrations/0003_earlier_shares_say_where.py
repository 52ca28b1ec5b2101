"""Each yes given before says its programme and its question; and the proof of every yes can no longer be changed.

A yes from before has no answer on record beside it: its own row, with the version of the wording, is its proof.
"""

from django.db import migrations

FILL = """
update identity_share
   set programme_id = people_panel.programme_id, slot = 'panel.' || identity_share.panel_id
  from people_panel
 where people_panel.id = identity_share.panel_id;
"""

REFUSE = """
create function identity_proof_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and tg_table_name = 'identity_consentanswer' then
        if old.ended_at is null and new.ended_at is not null
           and to_jsonb(old) - 'ended_at' = to_jsonb(new) - 'ended_at' then
            return new;
        end if;
    end if;
    raise exception 'The proof of what was agreed is only ever added to (% refused).', tg_op
        using errcode = 'restrict_violation';
end $$;

create trigger identity_answers_stay before update or delete on identity_consentanswer
    for each row execute function identity_proof_stays();
create trigger identity_answers_are_not_emptied before truncate on identity_consentanswer
    for each statement execute function identity_proof_stays();
create trigger identity_wordings_stay before update or delete on identity_consentwording
    for each row execute function identity_proof_stays();
create trigger identity_wordings_are_not_emptied before truncate on identity_consentwording
    for each statement execute function identity_proof_stays();
"""

ALLOW = """
drop trigger identity_answers_stay on identity_consentanswer;
drop trigger identity_answers_are_not_emptied on identity_consentanswer;
drop trigger identity_wordings_stay on identity_consentwording;
drop trigger identity_wordings_are_not_emptied on identity_consentwording;
drop function identity_proof_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_shares_to_whom_how_and_proof")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
