"""Themes, how each came to be, which accounts speak to them, and who looks for them."""

from django.db import models

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Theme(Record):
    """Something that runs through several accounts. A sub-theme has a parent.

    `meaning` says what belongs here. A theme is never deleted: one that is used no more has `ended_at`, and one that
    was merged says into which, so that what was placed in it is found there. How it came to be is in `ThemeChange`.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="themes")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="subthemes")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=160)
    meaning = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(public="inquiry parent code name meaning ended_at merged_into")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "code"], name="theme_codes_differ_within_an_inquiry"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(ended_at__isnull=False),
                name="theme_merged_is_used_no_more",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
                name="theme_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Excerpt(Record):
    """Words of one reflective account that speak to one sub-theme, in the order they were placed."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()
    words = EncryptedTextField()

    objects = ProtectedManager()
    personal_data = classes(public="theme", special={"account": ERASE, "order": ERASE, "words": ERASE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "order"], name="excerpts_of_a_theme_have_an_order"),
        ]


class ThemeChange(Record):
    """One step in the life of a code book: what was done, when, by whom and why. The database only ever adds."""

    class Kind(models.TextChoices):
        CREATED = "created", "New"
        RENAMED = "renamed", "Put in other words"
        MERGED = "merged", "Brought together"
        SPLIT = "split", "Divided"
        RETIRED = "retired", "Used no more"

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        public="inquiry number kind", personal={"why": KEEP, "changed_at": KEEP, "changed_by": KEEP}
    )

    class Meta:
        ordering = ["inquiry", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="changes_of_a_code_book_have_an_order"),
            models.CheckConstraint(
                condition=models.Q(kind="created") | ~models.Q(why=""), name="change_of_a_theme_says_why"
            ),
        ]


class ThemeLine(Record):
    """How one theme stood before and after a change. Without a name it was not there."""

    change = models.ForeignKey(ThemeChange, on_delete=models.PROTECT, related_name="lines")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    was_name = models.CharField(max_length=160, blank=True)
    was_meaning = models.TextField(blank=True)
    was_under = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    became_name = models.CharField(max_length=160, blank=True)
    became_meaning = models.TextField(blank=True)
    became_under = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="change theme was_name was_meaning was_under became_name became_meaning became_under"
    )

    class Meta:
        ordering = ["change", "theme__code"]
        constraints = [
            models.UniqueConstraint(fields=["change", "theme"], name="theme_stands_once_in_a_change"),
            models.CheckConstraint(
                condition=~models.Q(was_name="", became_name=""), name="change_of_a_theme_has_a_theme"
            ),
        ]


class Analyst(Record):
    """Somebody who looks for themes in one inquiry: they read the words whose authors all let them be looked at."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    personal_data = classes(public="inquiry", personal={"person": KEEP, "since": KEEP, "until": KEEP})

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "person"],
                condition=models.Q(until__isnull=True),
                name="person_looks_for_themes_of_an_inquiry_once",
            )
        ]
