"""A talk before or after chairing a meeting is work like any other, and says whose meeting it is. Work that is there has
no meeting and stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0013_work_keeps_the_rate_that_was_offered"),
        ("schedule", "0006_two_more_bands"),
    ]

    operations = [
        migrations.AddField(
            model_name="work",
            name="beside",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="work",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="works_beside",
                to="schedule.meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("beside", ""), ("meeting__isnull", True)),
                    models.Q(("beside__in", ["chair_before", "chair_after"]), ("meeting__isnull", False)),
                    _connector="OR",
                ),
                name="work_beside_a_meeting_says_for_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.UniqueConstraint(
                condition=models.Q(("called_off_at__isnull", True), ("meeting__isnull", False)),
                fields=("meeting", "beside", "person"),
                name="time_beside_a_meeting_is_offered_once",
            ),
        ),
    ]
