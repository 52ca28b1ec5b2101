import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accounts.people.models.panels
import leap.core.clock
import leap.core.fields
import leap.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssistedEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("self", "By themself"),
                            ("phone", "By phone"),
                            ("letter", "By letter"),
                            ("in_person", "In person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("told_on", models.DateField()),
                ("read_back", models.BooleanField()),
                ("recorded_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="JoinInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("member", "panel member"),
                            ("researcher", "researcher"),
                            ("research_fellow", "research fellow"),
                            ("research_assistant", "research assistant"),
                            ("service_user_research_assistant", "service user research assistant"),
                            ("peer_researcher", "peer researcher"),
                            ("co_applicant", "co-applicant"),
                            ("senior_investigator", "senior investigator"),
                            ("supporter", "supporter of a member"),
                            ("ppi_coordinator", "PPI coordinator"),
                            ("ppi_lead", "PPI lead"),
                            ("finance_officer", "finance officer"),
                            ("budget_approver", "budget approver"),
                            ("administrator", "administrator"),
                            ("data_protection_officer", "data protection officer"),
                            ("auditor", "read-only auditor"),
                        ],
                        max_length=40,
                    ),
                ),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("token", leap.core.fields.EncryptedTextField(blank=True, default="")),
                ("token_hash", models.CharField(blank=True, default="", max_length=64)),
                ("invited_at", models.DateTimeField(default=leap.core.clock.now)),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("expired", "expired"),
                            ("taken_back", "taken_back"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("left_at", models.DateTimeField(default=leap.core.clock.now)),
                ("keep_in_touch", models.BooleanField(default=False)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("self", "By themself"),
                            ("phone", "By phone"),
                            ("letter", "By letter"),
                            ("in_person", "In person"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
                ("thanked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PanelDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("terms", "terms of reference"), ("ground-rules", "ground rules")], max_length=20
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("words", models.TextField(max_length=20000)),
                ("agreed_on", models.DateField()),
                ("agreed_by", models.CharField(max_length=120, verbose_name="who agreed it")),
                ("recorded_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
            options={
                "ordering": ["kind", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "contact",
                    models.CharField(
                        choices=[
                            ("none", "Nothing until I come back"),
                            ("light_touch", "Only tell me when there is a new date"),
                            ("papers_only", "Only send me papers to read"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                ("again_on", models.DateField(blank=True, null=True, verbose_name="contact me again around")),
                ("started_at", models.DateTimeField(default=leap.core.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("self", "By themself"),
                            ("phone", "By phone"),
                            ("letter", "By letter"),
                            ("in_person", "In person"),
                        ],
                        default="self",
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="role",
            name="role_is_for_a_panel_or_the_whole_programme",
        ),
        migrations.AddField(
            model_name="panel",
            name="advises",
            field=models.TextField(
                blank=True, default="", max_length=4000, verbose_name="what the panel only advises on"
            ),
        ),
        migrations.AddField(
            model_name="panel",
            name="decides",
            field=models.TextField(blank=True, default="", max_length=4000, verbose_name="what the panel decides"),
        ),
        migrations.AddField(
            model_name="panel",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stands_in_for",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="panel",
            name="stand_in_email",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="panel",
            name="stand_in_phone",
            field=models.CharField(blank=True, default="", max_length=30),
        ),
        migrations.AddField(
            model_name="panel",
            name="word",
            field=models.CharField(
                choices=[
                    ("members", "Members"),
                    ("advisers", "Advisers"),
                    ("experts by experience", "Experts by experience"),
                    ("partners", "Partners"),
                    ("contributors", "Contributors"),
                ],
                default="members",
                max_length=40,
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="contact_email",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="programme",
            name="contact_phone",
            field=models.CharField(blank=True, default="", max_length=30),
        ),
        migrations.AddField(
            model_name="role",
            name="moved_to",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moved_from",
                to="people.role",
            ),
        ),
        migrations.AlterField(
            model_name="panel",
            name="time_zone",
            field=models.CharField(
                default="Europe/London", max_length=40, validators=[accounts.people.models.panels.check_time_zone]
            ),
        ),
        migrations.AlterField(
            model_name="role",
            name="kind",
            field=models.CharField(
                choices=[
                    ("member", "panel member"),
                    ("researcher", "researcher"),
                    ("research_fellow", "research fellow"),
                    ("research_assistant", "research assistant"),
                    ("service_user_research_assistant", "service user research assistant"),
                    ("peer_researcher", "peer researcher"),
                    ("co_applicant", "co-applicant"),
                    ("senior_investigator", "senior investigator"),
                    ("supporter", "supporter of a member"),
                    ("ppi_coordinator", "PPI coordinator"),
                    ("ppi_lead", "PPI lead"),
                    ("finance_officer", "finance officer"),
                    ("budget_approver", "budget approver"),
                    ("administrator", "administrator"),
                    ("data_protection_officer", "data protection officer"),
                    ("auditor", "read-only auditor"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("word__in", ["members", "advisers", "experts by experience", "partners", "contributors"])
                ),
                name="panel_uses_a_known_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stand_in__isnull", True),
                    models.Q(("stand_in", models.F("contact")), _negated=True),
                    _connector="OR",
                ),
                name="panel_stand_in_is_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            [
                                "ppi_lead",
                                "finance_officer",
                                "budget_approver",
                                "administrator",
                                "data_protection_officer",
                                "auditor",
                            ],
                        ),
                        ("panel__isnull", True),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "ppi_lead",
                                    "finance_officer",
                                    "budget_approver",
                                    "administrator",
                                    "data_protection_officer",
                                    "auditor",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("panel__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="role_is_for_a_panel_or_the_whole_programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("moved_to__isnull", True), ("ended_at__isnull", False), _connector="OR"),
                name="role_that_moved_has_ended",
            ),
        ),
        migrations.AddField(
            model_name="assistedentry",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assistedentry",
            name="role",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="assisted_entry", to="people.role"
            ),
        ),
        migrations.AddField(
            model_name="assistedentry",
            name="told_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="joininvitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="joininvitation",
            name="panel",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.panel"
            ),
        ),
        migrations.AddField(
            model_name="joininvitation",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="joininvitation",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.programme"
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="panel",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.panel"),
        ),
        migrations.AddField(
            model_name="leaving",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="leavings", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leaving",
            name="thanked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paneldocument",
            name="panel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="people.panel"
            ),
        ),
        migrations.AddField(
            model_name="paneldocument",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="panel",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.panel"),
        ),
        migrations.AddField(
            model_name="pause",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="assistedentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_back", True)), name="assisted_entry_was_read_back"
            ),
        ),
        migrations.AddConstraint(
            model_name="assistedentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["phone", "letter", "in_person"])), name="assisted_entry_says_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="joininvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "waiting"),
                        models.Q(("email", ""), _negated=True),
                        models.Q(("token_hash", ""), _negated=True),
                    ),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("email", ""), ("token_hash", "")),
                    _connector="OR",
                ),
                name="join_invitation_keeps_no_address_once_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="joininvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("state", "accepted")),
                    models.Q(models.Q(("state", "accepted"), _negated=True), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="join_invitation_has_a_person_only_after_a_yes",
            ),
        ),
        migrations.AddConstraint(
            model_name="joininvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="join_invitation_email_is_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="joininvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            [
                                "ppi_lead",
                                "finance_officer",
                                "budget_approver",
                                "administrator",
                                "data_protection_officer",
                                "auditor",
                            ],
                        ),
                        ("panel__isnull", True),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "ppi_lead",
                                    "finance_officer",
                                    "budget_approver",
                                    "administrator",
                                    "data_protection_officer",
                                    "auditor",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("panel__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="join_invitation_is_for_a_panel_or_the_whole_programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="joininvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("email", "programme", "panel", "kind"),
                name="join_invitation_is_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="leaving",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("thanked_at__isnull", True), ("thanked_by__isnull", True)),
                    models.Q(("thanked_at__isnull", False), ("thanked_by__isnull", False)),
                    _connector="OR",
                ),
                name="leaving_thanks_say_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="paneldocument",
            constraint=models.UniqueConstraint(
                fields=("panel", "kind", "number"), name="panel_document_versions_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="paneldocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="panel_document_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person", "panel"),
                name="pause_is_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="pause_ends_after_it_starts",
            ),
        ),
    ]
