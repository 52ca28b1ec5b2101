"""The database holds each yes to saying exactly with whom, for what and how."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_earlier_shares_say_where")]

    operations = [
        migrations.AlterField(
            model_name="share",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.programme"
            ),
        ),
        migrations.AlterField(
            model_name="share",
            name="slot",
            field=models.CharField(max_length=100),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("statement", "slot"),
                name="statement_has_one_live_share_for_each_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("audience__in", ["coordinator", "members", "everyone"]),
                        ("circle_id__isnull", True),
                        ("panel__isnull", False),
                        ("reader__isnull", True),
                    ),
                    models.Q(
                        ("audience", "named"),
                        ("circle_id__isnull", True),
                        ("panel__isnull", False),
                        ("reader__isnull", False),
                    ),
                    models.Q(
                        ("audience", "co_authors"),
                        ("circle_id__isnull", False),
                        ("panel__isnull", True),
                        ("reader__isnull", True),
                    ),
                    models.Q(
                        ("audience__in", ["study_team", "public"]),
                        ("circle_id__isnull", True),
                        ("panel__isnull", True),
                        ("reader__isnull", True),
                    ),
                    models.Q(("audience", "nobody"), ("circle_id__isnull", True), ("reader__isnull", True)),
                    _connector="OR",
                ),
                name="share_says_exactly_with_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("audience__in", ("named", "coordinator", "members", "everyone", "study_team", "co_authors")),
                        ("purpose", "be_known"),
                    ),
                    models.Q(("audience", "public"), ("purpose", "label")),
                    models.Q(("audience", "nobody"), ("panel__isnull", False), ("purpose", "matched")),
                    models.Q(("audience", "nobody"), ("panel__isnull", True), ("purpose", "counted")),
                    _connector="OR",
                ),
                name="share_purpose_fits_its_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form", "other"), ("other_words__isnull", False)),
                    models.Q(models.Q(("form", "other"), _negated=True), ("other_words__isnull", True)),
                    _connector="OR",
                ),
                name="share_holds_other_words_only_where_it_says_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("named", True),
                    models.Q(
                        ("audience__in", ("members", "everyone", "study_team")),
                        models.Q(("form", "lived"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="share_without_a_name_is_for_a_group",
            ),
        ),
    ]
