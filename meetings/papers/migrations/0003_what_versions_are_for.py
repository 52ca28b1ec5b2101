import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

# What is written waits to be checked until the end, and a table that waits cannot be altered.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE"


def to_versions(apps, schema_editor):
    """Every version was for what its paper is for today, and that was called what it is called today."""
    paper, version = apps.get_model("papers", "Paper"), apps.get_model("papers", "PaperVersion")
    item = apps.get_model("papers", "AgendaItem")
    version.objects.update(item=Subquery(paper.objects.filter(pk=OuterRef("paper")).values("item")[:1]))
    title = item.objects.filter(pk=OuterRef("item")).values("title")[:1]
    version.objects.filter(sent_at__isnull=False, item__isnull=False).update(
        about=Coalesce(Subquery(title), F("about"))
    )
    schema_editor.execute(CHECK_NOW)


def to_papers(apps, schema_editor):
    """A paper is for what its newest version is for."""
    paper, version = apps.get_model("papers", "Paper"), apps.get_model("papers", "PaperVersion")
    newest = version.objects.filter(paper=OuterRef("pk")).order_by("-number").values("item")[:1]
    paper.objects.update(item=Subquery(newest))
    schema_editor.execute(CHECK_NOW)


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_titles_of_versions")]

    operations = [
        migrations.AddField(
            "paperversion",
            "item",
            models.ForeignKey(
                "papers.AgendaItem",
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="versions",
            ),
        ),
        migrations.AddField("paperversion", "about", models.CharField(blank=True, default="", max_length=120)),
        migrations.RunPython(to_versions, to_papers),
        migrations.RemoveField("paper", "item"),
        migrations.AddConstraint(
            "paperversion",
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(about=""), name="paper_version_keeps_what_it_was_for_when_sent"
            ),
        ),
    ]
