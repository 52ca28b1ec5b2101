"""Registers of the past learn who chaired: until now only the turns knew."""

from django.db import migrations

SAY_SO = """
update attendance_attendance as said set chaired = true
from chairing_chairturn as turn
where turn.meeting_id = said.meeting_id and turn.person_id = said.person_id and turn.state = 'chaired'
    and said.came in ('in_person', 'online', 'phone');
"""


class Migration(migrations.Migration):
    dependencies = [("chairing", "0001_initial"), ("attendance", "0002_the_whole_register")]
    operations = [migrations.RunSQL(SAY_SO, migrations.RunSQL.noop)]
