import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="chosen_name",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="another name to show"),
        ),
        migrations.AddField(
            model_name="person",
            name="pronouns",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="my pronouns"),
        ),
        migrations.AddField(
            model_name="person",
            name="shown_as",
            field=models.CharField(
                choices=[
                    ("full", "All of it, as I typed it"),
                    ("first", "Only the first part"),
                    ("initials", "Only the first letters"),
                    ("chosen", "Another name that I choose"),
                ],
                default="full",
                max_length=10,
                verbose_name="how my name is shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shown_as", "chosen"), _negated=True),
                    models.Q(("chosen_name", ""), _negated=True),
                    _connector="OR",
                ),
                name="person_has_a_chosen_name_when_it_is_shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown_as__in", ["full", "first", "initials", "chosen"])),
                name="person_is_shown_in_a_known_way",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="shown_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        shown_as="first",
                        then=django.db.models.functions.comparison.Coalesce(
                            models.Func(models.F("called_name"), models.Value("\\S+"), function="substring"),
                            models.F("called_name"),
                        ),
                    ),
                    models.When(
                        shown_as="initials",
                        then=models.Func(
                            models.F("called_name"),
                            models.Value("\\s*(\\S)\\S*\\s*"),
                            models.Value("\\1."),
                            models.Value("g"),
                            function="regexp_replace",
                        ),
                    ),
                    models.When(shown_as="chosen", then=models.F("chosen_name")),
                    default=models.F("called_name"),
                ),
                output_field=models.CharField(max_length=160),
            ),
        ),
    ]
