"""Work that is no meeting, and payment lines for it. Lines that are there are for the meeting and panel they were for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.ids

PANEL_OF_EACH = """
update payments_paymentline line set panel_id = m.panel_id from schedule_meeting m where m.id = line.meeting_id;
set constraints all immediate;
"""
GUARD = """
create function line_is_for_what_it_says() returns trigger language plpgsql as $$
declare
    done payments_work%rowtype;
    root payments_paymentline%rowtype;
begin
    if tg_op = 'UPDATE' then
        if (new.panel_id, new.work_id, new.activity) is distinct from (old.panel_id, old.work_id, old.activity) then
            raise exception 'a payment line is never edited';
        end if;
        return new;
    end if;
    if new.work_id is null then
        if new.panel_id is distinct from (select panel_id from schedule_meeting where id = new.meeting_id) then
            raise exception 'a payment line is of the panel of its meeting';
        end if;
        return new;
    end if;
    select * into done from payments_work where id = new.work_id;
    if (new.panel_id, new.person_id, new.activity) is distinct from (done.panel_id, done.person_id, done.activity)
        or done.done_at is null
    then
        raise exception 'work is paid to who did it, once it is done';
    end if;
    if new.of_id is not null then
        select * into root from payments_paymentline where id = new.of_id;
        if root.work_id is distinct from new.work_id then
            raise exception 'what is added for a new rate belongs to a line of the same work';
        end if;
    end if;
    return new;
end $$;
create trigger line_is_for_what_it_says before insert or update on payments_paymentline
    for each row execute function line_is_for_what_it_says();

create function work_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'work that was offered is never deleted';
    end if;
    if (new.panel_id, new.person_id, new.activity, new.title, new."on", new.minutes, new.band, new.offered_at)
        is distinct from
       (old.panel_id, old.person_id, old.activity, old.title, old."on", old.minutes, old.band, old.offered_at)
    then
        raise exception 'work that was offered is never edited: call it off and offer it anew';
    end if;
    if old.done_at is not null or old.called_off_at is not null then
        raise exception 'work that is done or called off stays as it is';
    end if;
    return new;
end $$;
create trigger work_stays before update or delete on payments_work for each row execute function work_stays();
"""
NO_GUARD = """
drop trigger work_stays on payments_work;
drop function work_stays();
drop trigger line_is_for_what_it_says on payments_paymentline;
drop function line_is_for_what_it_says();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0009_rates_by_panel_and_kind_of_work"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        ("schedule", "0006_two_more_bands"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="paymentline",
            name="activity",
            field=models.CharField(
                choices=[
                    ("any", "Every kind of work without a rate of its own"),
                    ("meeting", "A meeting"),
                    ("preparation", "Getting ready and reading"),
                    ("chairing", "Chairing"),
                    ("co_chairing", "Chairing together with somebody"),
                    ("training", "Training"),
                    ("review", "Reading and commenting at home"),
                    ("writing", "Writing"),
                    ("debrief", "Talking it over afterwards"),
                    ("emotional", "Time for the feelings the work brings up"),
                ],
                default="meeting",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="panel",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="payment_lines", to="people.panel"
            ),
        ),
        migrations.RunSQL(PANEL_OF_EACH, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="paymentline",
            name="panel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payment_lines", to="people.panel"
            ),
        ),
        migrations.AlterField(
            model_name="paymentline",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_lines",
                to="schedule.meeting",
            ),
        ),
        migrations.CreateModel(
            name="Work",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "activity",
                    models.CharField(
                        choices=[
                            ("preparation", "Getting ready and reading"),
                            ("chairing", "Chairing"),
                            ("co_chairing", "Chairing together with somebody"),
                            ("training", "Training"),
                            ("review", "Reading and commenting at home"),
                            ("writing", "Writing"),
                            ("debrief", "Talking it over afterwards"),
                            ("emotional", "Time for the feelings the work brings up"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="what it is, in a few words")),
                ("on", models.DateField(verbose_name="on which day, or by which day")),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("under_1h", "Under an hour"),
                            ("1h", "About 1 hour"),
                            ("2h", "About 2 hours, with some preparation"),
                            ("half_day", "About half a day, with preparation"),
                            ("full_day", "All day"),
                            ("full_day_heavy_prep", "All day, with a lot to read before"),
                            ("max", "The highest rate, like for chairing a committee"),
                        ],
                        max_length=20,
                    ),
                ),
                ("offered_at", models.DateTimeField(default=leap.core.clock.now)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "Paid as offered"),
                            ("less", "A lower amount"),
                            ("none", "No payment"),
                            ("voucher", "A voucher"),
                            ("charity", "Given to a charity"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("amount_pence", models.PositiveIntegerField(blank=True, null=True)),
                ("chosen_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "called_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="works", to="people.panel"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="works", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["on", "offered_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="paymentline",
            name="work",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_lines",
                to="payments.work",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "fee")), fields=("work",), name="work_is_paid_one_fee"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activity", "meeting"), ("meeting__isnull", False), ("work__isnull", True)),
                    models.Q(
                        ("kind__in", ["fee", "uplift"]),
                        ("meeting__isnull", True),
                        ("work__isnull", False),
                        models.Q(("activity__in", ("any", "meeting")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="line_is_for_a_meeting_or_for_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "activity__in",
                        [
                            "preparation",
                            "chairing",
                            "co_chairing",
                            "training",
                            "review",
                            "writing",
                            "debrief",
                            "emotional",
                        ],
                    )
                ),
                name="work_is_of_a_known_kind_and_no_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)), name="work_takes_a_minute_to_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "full", "less", "none", "voucher", "charity"])),
                name="work_is_answered_with_a_known_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__gte", 1), ("amount_pence__isnull", False), ("answer", "less")),
                    models.Q(models.Q(("answer", "less"), _negated=True), ("amount_pence", None)),
                    _connector="OR",
                ),
                name="work_names_an_amount_only_for_less",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("chosen_at__isnull", True), ("recorded_by__isnull", True)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("chosen_at__isnull", False),
                        ("recorded_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="what_was_chosen_about_work_says_when_and_who_wrote_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offered_by", models.F("person")), _negated=True),
                    models.Q(
                        ("done_by__isnull", True),
                        models.Q(("done_by", models.F("person")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="nobody_writes_down_work_for_themself",
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("called_off_at__isnull", True), _connector="OR"),
                name="work_is_done_or_called_off_and_not_both",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
