"""A line moves from state to state as the table says, and each move is kept for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.fields
import leap.core.ids

# The moves of meetings/payments/states.py; a test holds the two against each other.
GUARD = """
create or replace function payment_line_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a payment line is never deleted';
    end if;
    if tg_op = 'INSERT' then
        if new.state not in ('owed', 'to_check') then
            raise exception 'a payment line begins at the beginning';
        end if;
        return new;
    end if;
    if (new.id, new.person_id, new.meeting_id, new.kind, new.rate_id, new.amount_pence, new.way, new.activity_on,
        new.made_at, new.promised_on)
        is distinct from
       (old.id, old.person_id, old.meeting_id, old.kind, old.rate_id, old.amount_pence, old.way, old.activity_on,
        old.made_at, old.promised_on)
    then
        raise exception 'a payment line is never edited';
    end if;
    if new.state <> old.state and (old.state, new.state) not in (
        ('owed', 'confirmed'), ('owed', 'denied'), ('to_check', 'confirmed'), ('to_check', 'denied'),
        ('confirmed', 'approved'), ('confirmed', 'denied'), ('approved', 'batched'), ('batched', 'approved'),
        ('batched', 'sent'), ('sent', 'paid'), ('sent', 'rejected'), ('paid', 'failed'), ('denied', 'owed'),
        ('rejected', 'owed'), ('failed', 'owed')
    ) then
        raise exception 'a payment line does not move from % to %', old.state, new.state;
    end if;
    if new.state = old.state and (new.confirmed_by_id, new.confirmed_at, new.approved_by_id, new.approved_at)
        is distinct from (old.confirmed_by_id, old.confirmed_at, old.approved_by_id, old.approved_at)
    then
        raise exception 'who confirmed and who approved a payment line is never edited';
    end if;
    if new.state = old.state and old.state not in ('owed', 'to_check')
        and (new.checked_by_id, new.checked_at, new.queried_at)
        is distinct from (old.checked_by_id, old.checked_at, old.queried_at)
    then
        raise exception 'what was said about a payment line is never edited once it is confirmed';
    end if;
    return new;
end $$;
drop trigger payment_line_stays on payments_paymentline;
create trigger payment_line_stays before insert or update or delete on payments_paymentline
    for each row execute function payment_line_stays();

create function line_move_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a move of a payment line is never edited or deleted';
end $$;
create trigger line_move_stays before update or delete on payments_linemove
    for each row execute function line_move_stays();
"""

NO_GUARD = """
drop trigger line_move_stays on payments_linemove;
drop function line_move_stays();
drop trigger payment_line_stays on payments_paymentline;
create or replace function payment_line_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a payment line is never deleted';
    end if;
    if (new.id, new.person_id, new.meeting_id, new.kind, new.rate_id, new.amount_pence, new.activity_on, new.made_at,
        new.way)
        is distinct from
       (old.id, old.person_id, old.meeting_id, old.kind, old.rate_id, old.amount_pence, old.activity_on, old.made_at,
        old.way)
    then
        raise exception 'a payment line is never edited';
    end if;
    return new;
end $$;
create trigger payment_line_stays before update or delete on payments_paymentline
    for each row execute function payment_line_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_offer_and_choice"),
        ("people", "0007_panels_choose_briefing_and_notes"),
        ("schedule", "0004_pictures_of_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LineMove",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "was",
                    models.CharField(
                        choices=[
                            ("owed", "To be confirmed"),
                            ("to_check", "To be checked first"),
                            ("confirmed", "Confirmed"),
                            ("approved", "To be paid"),
                            ("batched", "Ready for finance"),
                            ("sent", "With finance"),
                            ("paid", "Paid"),
                            ("denied", "Not paid"),
                            ("rejected", "Sent back by finance"),
                            ("failed", "The payment did not arrive"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("owed", "To be confirmed"),
                            ("to_check", "To be checked first"),
                            ("confirmed", "Confirmed"),
                            ("approved", "To be paid"),
                            ("batched", "Ready for finance"),
                            ("sent", "With finance"),
                            ("paid", "Paid"),
                            ("denied", "Not paid"),
                            ("rejected", "Sent back by finance"),
                            ("failed", "The payment did not arrive"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", leap.core.fields.EncryptedTextField(blank=True, default="", max_length=500)),
                ("moved_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
            options={
                "ordering": ["moved_at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="paymentline",
            name="payment_line_state_is_known",
        ),
        migrations.AddField(
            model_name="paymentline",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="promised_on",
            field=models.DateField(null=True, verbose_name="to be paid by"),
        ),
        migrations.AddField(
            model_name="paymentline",
            name="queried_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="they say something is not right"),
        ),
        migrations.AddField(
            model_name="rateset",
            name="pay_within_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="days from the meeting to the money"),
        ),
        migrations.AlterField(
            model_name="paymentline",
            name="state",
            field=models.CharField(
                choices=[
                    ("owed", "To be confirmed"),
                    ("to_check", "To be checked first"),
                    ("confirmed", "Confirmed"),
                    ("approved", "To be paid"),
                    ("batched", "Ready for finance"),
                    ("sent", "With finance"),
                    ("paid", "Paid"),
                    ("denied", "Not paid"),
                    ("rejected", "Sent back by finance"),
                    ("failed", "The payment did not arrive"),
                ],
                default="owed",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "owed",
                            "to_check",
                            "confirmed",
                            "approved",
                            "batched",
                            "sent",
                            "paid",
                            "denied",
                            "rejected",
                            "failed",
                        ],
                    )
                ),
                name="payment_line_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_confirms_their_own_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_approves_their_own_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        models.Q(("approved_by", models.F("confirmed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="who_confirms_and_who_approves_are_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "to_check", "denied"]),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="confirmed_line_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["owed", "to_check", "denied", "confirmed"]),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="approved_line_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                    models.Q(
                        ("checked_at__isnull", False), ("checked_by__isnull", False), ("queried_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="checked_line_says_by_whom_and_is_not_in_doubt",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateset",
            constraint=models.CheckConstraint(
                condition=models.Q(("pay_within_days__gte", 1), ("pay_within_days__lte", 90)),
                name="money_is_promised_within_1_to_90_days",
            ),
        ),
        migrations.AddField(
            model_name="linemove",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="payments.paymentline"
            ),
        ),
        migrations.AddField(
            model_name="linemove",
            name="moved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
