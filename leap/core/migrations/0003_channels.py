from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHANNELS = ["email", "text", "phone", "letter", "supporter"]
BY_HAND = ["phone", "letter", "supporter"]


def by_hand_was_mostly_by_phone(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each task goes the way its person chose as soon as it is looked at again."""
    apps.get_model("core", "OutboxMessage").objects.filter(channel="by_hand").update(channel="phone")


def all_by_hand(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Before there were channels: what is neither email nor a task has no place there any more."""
    messages = apps.get_model("core", "OutboxMessage").objects
    messages.filter(channel="text").update(channel="email")
    messages.filter(channel__in=BY_HAND, state__in=["failed", "cancelled"]).update(state="done")
    messages.filter(channel__in=BY_HAND).update(channel="by_hand")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_is_append_only")]

    operations = [
        migrations.RemoveConstraint("outboxmessage", "outbox_channel_is_known"),
        migrations.RemoveConstraint("outboxmessage", "outbox_by_hand_is_never_sent"),
        migrations.RemoveConstraint("outboxmessage", "outbox_email_is_no_task"),
        migrations.AlterField(
            "outboxmessage",
            "channel",
            models.CharField(
                max_length=10,
                choices=[
                    ("email", "by email"),
                    ("text", "by text"),
                    ("phone", "by phone"),
                    ("letter", "by letter"),
                    ("supporter", "through somebody they trust"),
                ],
            ),
        ),
        migrations.RunPython(by_hand_was_mostly_by_phone, all_by_hand),
        # Rows that were changed leave triggers to run; a constraint cannot be added before they have.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "outboxmessage",
            models.CheckConstraint(condition=models.Q(channel__in=CHANNELS), name="outbox_channel_is_known"),
        ),
        migrations.AddConstraint(
            "outboxmessage",
            models.CheckConstraint(
                condition=models.Q(channel__in=("email", "text"))
                | models.Q(state__in=("to_do", "done", "failed", "cancelled")),
                name="outbox_by_hand_is_never_sent",
            ),
        ),
        migrations.AddConstraint(
            "outboxmessage",
            models.CheckConstraint(
                condition=models.Q(channel__in=tuple(BY_HAND)) | ~models.Q(state="to_do"),
                name="outbox_a_task_is_by_hand",
            ),
        ),
    ]
