"""Themes, and which accounts speak to each."""

from django.db import models

from accounts_reflective.inquiries.models import Inquiry
from accounts_reflective.writing.models import ReflectiveAccount
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, classes
from leap.core.records import ProtectedManager, Record


class Theme(Record):
    """Something that runs through several accounts. A sub-theme has a parent."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="themes")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="subthemes")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=160)

    personal_data = classes(public="inquiry parent code name")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["inquiry", "code"], name="theme_codes_differ_within_an_inquiry")]

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
