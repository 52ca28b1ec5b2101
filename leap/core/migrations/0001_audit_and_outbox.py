from django.db import migrations, models

import leap.core.clock
import leap.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=leap.core.clock.now)),
                ("actor_id", models.UUIDField(null=True)),
                ("verb", models.CharField(max_length=100)),
                ("about_type", models.CharField(blank=True, max_length=100)),
                ("about_id", models.UUIDField(null=True)),
                ("whose_id", models.UUIDField(null=True)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about_id", "at"], name="audit_about"),
                    models.Index(fields=["whose_id", "at"], name="audit_whose"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=250, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("channel", models.CharField(choices=[("email", "email"), ("by_hand", "by hand")], max_length=10)),
                ("to_person_id", models.UUIDField()),
                ("about_type", models.CharField(max_length=100)),
                ("about_id", models.UUIDField()),
                ("occasion", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "pending"),
                            ("claimed", "claimed"),
                            ("data_started", "data_started"),
                            ("sent", "sent"),
                            ("retry", "retry"),
                            ("failed", "failed"),
                            ("uncertain", "uncertain"),
                            ("cancelled", "cancelled"),
                            ("to_do", "to_do"),
                            ("done", "done"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("crashes", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=leap.core.clock.now)),
                ("state_changed_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("pending", "retry"))),
                        fields=["due_at"],
                        name="outbox_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("claimed", "data_started"))),
                        fields=["lease_until"],
                        name="outbox_in_hand",
                    ),
                    models.Index(fields=["about_id"], name="outbox_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "pending",
                                    "claimed",
                                    "data_started",
                                    "sent",
                                    "retry",
                                    "failed",
                                    "uncertain",
                                    "cancelled",
                                    "to_do",
                                    "done",
                                ),
                            )
                        ),
                        name="outbox_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "by_hand"])), name="outbox_channel_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel", "email"), ("state__in", ["to_do", "done"]), _connector="OR"),
                        name="outbox_by_hand_is_never_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel", "by_hand"), models.Q(("state", "to_do"), _negated=True), _connector="OR"
                        ),
                        name="outbox_email_is_no_task",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lease_until__isnull", False),
                            models.Q(("state__in", ("claimed", "data_started")), _negated=True),
                            _connector="OR",
                        ),
                        name="outbox_work_in_hand_has_a_lease",
                    ),
                ],
            },
        ),
    ]
