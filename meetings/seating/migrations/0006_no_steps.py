"""How far a search is says what was in its way: a wish. It is kept no more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("seating", "0005_supporters_beside")]

    operations = [
        migrations.RemoveField("wantedplan", "steps_done"),
        migrations.RemoveField("wantedplan", "steps"),
    ]
