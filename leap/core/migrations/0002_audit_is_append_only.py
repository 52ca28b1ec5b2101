"""The database itself refuses to change the audit trail, whoever asks and whatever tool they use."""

from django.db import migrations

REFUSE = """
create function core_audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is only ever added to (% refused).', tg_op using errcode = 'restrict_violation';
end $$;

create trigger core_audit_is_append_only
    before update or delete or truncate on core_auditevent
    for each statement execute function core_audit_is_append_only();
"""

ALLOW = """
drop trigger core_audit_is_append_only on core_auditevent;
drop function core_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_audit_and_outbox")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
