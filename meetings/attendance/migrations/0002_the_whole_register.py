"""Each row by itself, with everything it ever said; counts; and a way to say that a register is not right."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.ids

OLD_WORDS = """
update attendance_attendance set came = 'in_person', part = true where came = 'part';
update attendance_attendance as said set came = case when exists (
    select from invitations_invitation as asked
    where asked.meeting_id = said.meeting_id and asked.person_id = said.person_id and asked.reply = 'phone'
) then 'phone' else 'online' end where came = 'remote';
"""
OLD_WORDS_BACK = """
update attendance_attendance set came = 'part' where part;
update attendance_attendance set came = 'remote' where came in ('online', 'phone');
update attendance_attendance set came = 'away' where came in ('comments', 'apologies');
delete from attendance_attendance where came = 'not_known';
"""
FIRST_WORDS = """
insert into attendance_attendancechange
    (id, attendance_id, revision, came, part, half_hours, changed_at, changed_by_id)
select gen_random_uuid(), id, revision, came, part, half_hours, recorded_at, recorded_by_id from attendance_attendance;
set constraints all immediate;
"""
GUARD = """
create function attendance_change_stays() returns trigger language plpgsql as $$
begin
    raise exception 'what a register said is never changed and never removed';
end $$;
create trigger attendance_change_stays before update or delete on attendance_attendancechange
    for each row execute function attendance_change_stays();
"""
NO_GUARD = """
drop trigger attendance_change_stays on attendance_attendancechange;
drop function attendance_change_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("invitations", "0003_ways_to_answer"),
        ("attendance", "0001_initial"),
        ("schedule", "0003_places_series_and_moving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("revision", models.PositiveIntegerField()),
                (
                    "came",
                    models.CharField(
                        choices=[
                            ("in_person", "In person"),
                            ("online", "Online"),
                            ("phone", "By phone"),
                            ("comments", "Sent comments"),
                            ("apologies", "Sent apologies"),
                            ("away", "Not this time"),
                            ("not_known", "Not known yet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("part", models.BooleanField(default=False)),
                ("half_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
            options={
                "ordering": ["attendance", "revision"],
            },
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("said_at", models.DateTimeField(default=leap.core.clock.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("was_changed", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "ordering": ["said_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RegisterCounts",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("supporters", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("guests", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("senior_staff", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("guest_chaired", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name="attendance",
            name="chaired",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="attendance",
            name="half_hours",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="for how many half hours"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="part",
            field=models.BooleanField(default=False, verbose_name="only for part of it"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="came",
            field=models.CharField(
                choices=[
                    ("in_person", "In person"),
                    ("online", "Online"),
                    ("phone", "By phone"),
                    ("comments", "Sent comments"),
                    ("apologies", "Sent apologies"),
                    ("away", "Not this time"),
                    ("not_known", "Not known yet"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(OLD_WORDS, OLD_WORDS_BACK),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("chaired", True)), fields=("meeting",), name="meeting_was_chaired_by_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("came__in", ("in_person", "online", "phone", "comments", "apologies", "away", "not_known"))
                ),
                name="person_came_in_a_known_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("half_hours__isnull", True), ("part", False)),
                    models.Q(
                        ("came__in", ["in_person", "online", "phone"]), ("half_hours__isnull", True), ("part", True)
                    ),
                    models.Q(
                        ("came__in", ["in_person", "online", "phone"]),
                        ("half_hours__gte", 1),
                        ("half_hours__lte", 20),
                        ("part", True),
                    ),
                    _connector="OR",
                ),
                name="part_of_a_meeting_is_for_who_was_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("chaired", False), ("came__in", ["in_person", "online", "phone"]), _connector="OR"),
                name="whoever_chaired_was_there",
            ),
        ),
        migrations.AddField(
            model_name="attendancechange",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="attendance.attendance"
            ),
        ),
        migrations.AddField(
            model_name="attendancechange",
            name="changed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="register_doubts", to="schedule.meeting"
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="registercounts",
            name="changed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="registercounts",
            name="meeting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="register_counts", to="schedule.meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendancechange",
            constraint=models.UniqueConstraint(
                fields=("attendance", "revision"), name="each_change_of_a_register_is_kept_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("meeting", "person"),
                name="person_has_one_open_doubt_about_a_register",
            ),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("was_changed__isnull", True)),
                    models.Q(
                        ("settled_at__isnull", False), ("settled_by__isnull", False), ("was_changed__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="settled_doubt_says_when_by_whom_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercounts",
            constraint=models.CheckConstraint(
                condition=models.Q(("supporters__isnull", True), ("supporters__lte", 500), _connector="OR"),
                name="supporters_are_a_number_of_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercounts",
            constraint=models.CheckConstraint(
                condition=models.Q(("guests__isnull", True), ("guests__lte", 500), _connector="OR"),
                name="guests_are_a_number_of_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="registercounts",
            constraint=models.CheckConstraint(
                condition=models.Q(("senior_staff__isnull", True), ("senior_staff__lte", 500), _connector="OR"),
                name="senior_staff_are_a_number_of_people",
            ),
        ),
        migrations.RunSQL(FIRST_WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
