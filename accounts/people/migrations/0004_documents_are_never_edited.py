"""The database itself refuses to change or delete what a panel agreed: another version is agreed."""

from django.db import migrations

GUARD = """
create function panel_document_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a version of a panel document is never edited or deleted: agree another';
end $$;
create trigger panel_document_stays before update or delete on people_paneldocument
    for each row execute function panel_document_stays();
"""

NO_GUARD = """
drop trigger panel_document_stays on people_paneldocument;
drop function panel_document_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_panels_joining_and_pauses")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
