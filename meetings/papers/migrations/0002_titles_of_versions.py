from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def to_versions(apps, schema_editor):
    """Every version was called what its paper is called today: nothing else is known."""
    paper, version = apps.get_model("papers", "Paper"), apps.get_model("papers", "PaperVersion")
    version.objects.update(title=Subquery(paper.objects.filter(pk=OuterRef("paper")).values("title")[:1]))


def to_papers(apps, schema_editor):
    """A paper is called what its newest version is called."""
    paper, version = apps.get_model("papers", "Paper"), apps.get_model("papers", "PaperVersion")
    newest = version.objects.filter(paper=OuterRef("pk")).order_by("-number").values("title")[:1]
    paper.objects.update(title=Subquery(newest))


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("paper", "paper_has_a_title"),
        migrations.AddField(
            "paperversion", "title", models.CharField(default="", max_length=120), preserve_default=False
        ),
        migrations.RunPython(to_versions, to_papers),
        # On the way back the column has to be there before it can be filled.
        migrations.AlterField("paper", "title", models.CharField(default="", max_length=120)),
        migrations.RemoveField("paper", "title"),
        migrations.AddConstraint(
            "paperversion", models.CheckConstraint(condition=~Q(title=""), name="paper_version_has_a_title")
        ),
    ]
