"""A chair for a supporter beside whom they come with; and a plan says how earlier meetings counted when it was made.

Plans of large rooms are made in the background: what is wanted, and how far it is.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.ids

# A plan that was changed by hand or on the day counted as the one that was searched.
AS_CHOSEN_THEN = """
WITH RECURSIVE searched AS (
    SELECT id, meeting_id, made_at FROM seating_seatingplan
    WHERE how IN ('planned', 'locked') OR follows_id IS NULL
    UNION ALL
    SELECT plan.id, plan.meeting_id, searched.made_at
    FROM seating_seatingplan plan JOIN searched ON plan.follows_id = searched.id
    WHERE plan.how NOT IN ('planned', 'locked')
)
UPDATE seating_seatingplan SET recency = COALESCE((
    SELECT choice.recency
    FROM seating_mixingchoice choice
    JOIN schedule_meeting meeting ON meeting.panel_id = choice.panel_id
    WHERE meeting.id = searched.meeting_id AND choice.chosen_at <= searched.made_at
    ORDER BY choice.chosen_at DESC, choice.id DESC LIMIT 1
), 'alike')
FROM searched WHERE searched.id = seating_seatingplan.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("schedule", "0005_school_holidays"),
        ("seating", "0004_rooms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="seat",
            options={"default_manager_name": "objects", "ordering": ["table", "place"]},
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="person_has_one_seat_in_a_plan",
        ),
        migrations.AddField(
            model_name="seat",
            name="supporter",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="seatingplan",
            name="recency",
            field=models.CharField(
                choices=[
                    ("alike", "Every meeting counts the same, however long ago"),
                    ("lately", "The last three meetings count three times as much"),
                    ("last_six", "Only the last six meetings count"),
                ],
                default="alike",
                max_length=8,
            ),
        ),
        migrations.RunSQL(AS_CHOSEN_THEN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supporter", False)),
                fields=("plan", "person"),
                name="person_has_one_seat_in_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supporter", True)),
                fields=("plan", "person"),
                name="person_has_one_supporter_beside_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supporter", False), models.Q(("locked", False), ("remote", False)), _connector="OR"
                ),
                name="supporter_is_in_the_room_and_not_locked",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("recency__in", ["alike", "lately", "last_six"])), name="plan_counted_in_a_known_way"
            ),
        ),
        migrations.CreateModel(
            name="WantedPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("seats_per_table", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("left_empty", models.JSONField(blank=True, default=list)),
                ("with_remote", models.BooleanField(default=False)),
                ("anyway", models.BooleanField(default=False)),
                ("wanted_at", models.DateTimeField(default=leap.core.clock.now)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("begun_times", models.PositiveSmallIntegerField(default=0)),
                ("steps_done", models.PositiveSmallIntegerField(default=0)),
                ("steps", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "why_not",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("changed", "Who comes, or where, changed while it was made"),
                            ("side_by_side", "Not every supporter could sit beside the person they come with"),
                            ("broken", "Something went wrong on our side"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "around",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="seating.seatingplan",
                    ),
                ),
                (
                    "made",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="seating.seatingplan",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schedule.meeting"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seating.room",
                    ),
                ),
                (
                    "wanted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-wanted_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("meeting",),
                        name="one_plan_at_a_time_is_being_made",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("made__isnull", True), ("why_not", "")),
                            models.Q(("ended_at__isnull", False), ("made__isnull", False), ("why_not", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("made__isnull", True),
                                models.Q(("why_not", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_ended_has_a_plan_or_says_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why_not__in", ["", "changed", "side_by_side", "broken"])),
                        name="why_not_is_known",
                    ),
                ],
            },
        ),
    ]
