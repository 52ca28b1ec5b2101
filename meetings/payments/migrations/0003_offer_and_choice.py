"""What people choose becomes more than yes or no; what they want for all meetings is never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leap.core.clock
import leap.core.fields
import leap.core.ids

NO_STAYS_NO = "update payments_feechoice set answer = 'none' where not wants_fee"
NONE_MEANS_NO = "update payments_feechoice set wants_fee = (answer <> 'none')"

LINE_STAYS = """
create or replace function payment_line_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a payment line is never deleted';
    end if;
    if (new.id, new.person_id, new.meeting_id, new.kind, new.rate_id, new.amount_pence, new.activity_on, new.made_at{way_new})
        is distinct from
       (old.id, old.person_id, old.meeting_id, old.kind, old.rate_id, old.amount_pence, old.activity_on, old.made_at{way_old})
    then
        raise exception 'a payment line is never edited';
    end if;
    return new;
end $$;
"""
GUARD = (
    LINE_STAYS.format(way_new=", new.way", way_old=", old.way")
    + """
create function fee_wish_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a wish about payment is never edited or deleted: make another';
end $$;
create trigger fee_wish_stays before update or delete on payments_feewish
    for each row execute function fee_wish_stays();
"""
)
NO_GUARD = (
    LINE_STAYS.format(way_new="", way_old="")
    + "drop trigger fee_wish_stays on payments_feewish; drop function fee_wish_stays();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_lines_are_never_edited"),
        ("schedule", "0004_pictures_of_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ceiling",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("week", leap.core.fields.EncryptedTextField(blank=True, default="")),
                ("month", leap.core.fields.EncryptedTextField(blank=True, default="")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FeeWish",
            fields=[
                (
                    "id",
                    models.UUIDField(default=leap.core.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("full", "Paid as offered"),
                            ("less", "A lower amount"),
                            ("none", "No payment"),
                            ("voucher", "A voucher"),
                            ("charity", "Given to a charity"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_pence", models.PositiveIntegerField(blank=True, null=True)),
                ("chosen_at", models.DateTimeField(default=leap.core.clock.now)),
            ],
            options={
                "ordering": ["chosen_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="feechoice",
            name="amount_pence",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="feechoice",
            name="answer",
            field=models.CharField(
                choices=[
                    ("full", "Paid as offered"),
                    ("less", "A lower amount"),
                    ("none", "No payment"),
                    ("voucher", "A voucher"),
                    ("charity", "Given to a charity"),
                ],
                default="full",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(NO_STAYS_NO, NONE_MEANS_NO),
        migrations.RemoveField(
            model_name="feechoice",
            name="wants_fee",
        ),
        migrations.AddField(
            model_name="paymentline",
            name="way",
            field=models.CharField(
                choices=[("money", "Money"), ("voucher", "Voucher"), ("charity", "To a charity")],
                default="money",
                max_length=10,
                verbose_name="how it is paid",
            ),
        ),
        migrations.AddField(
            model_name="rateset",
            name="charity",
            field=models.CharField(
                blank=True, default="", max_length=80, verbose_name="which charity people can give to"
            ),
        ),
        migrations.AddField(
            model_name="rateset",
            name="counts_preparation",
            field=models.BooleanField(default=True, verbose_name="time to get ready is counted in"),
        ),
        migrations.AddField(
            model_name="rateset",
            name="voucher",
            field=models.CharField(
                blank=True, default="", max_length=80, verbose_name="which vouchers people can choose"
            ),
        ),
        migrations.AddConstraint(
            model_name="feechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["full", "less", "none", "voucher", "charity"])),
                name="fee_choice_is_a_known_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="feechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__gte", 1), ("amount_pence__isnull", False), ("answer", "less")),
                    models.Q(models.Q(("answer", "less"), _negated=True), ("amount_pence", None)),
                    _connector="OR",
                ),
                name="fee_choice_names_an_amount_only_for_less",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["money", "voucher", "charity"])),
                name="payment_line_is_paid_in_a_known_way",
            ),
        ),
        migrations.AddField(
            model_name="ceiling",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="ceiling", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="feewish",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fee_wishes", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="feewish",
            index=models.Index(fields=["person", "chosen_at"], name="fee_wish_of_person"),
        ),
        migrations.AddConstraint(
            model_name="feewish",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["full", "less", "none", "voucher", "charity"])),
                name="fee_wish_is_a_known_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="feewish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_pence__gte", 1), ("amount_pence__isnull", False), ("answer", "less")),
                    models.Q(models.Q(("answer", "less"), _negated=True), ("amount_pence", None)),
                    _connector="OR",
                ),
                name="fee_wish_names_an_amount_only_for_less",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
