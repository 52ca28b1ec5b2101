"""A few tables that exist only in these tests, in a registry of their own so that the site does not see them."""

from django.apps.registry import Apps
from django.db import models

from leap.core.fields import EncryptedTextField
from leap.core.records import ProtectedManager, Record

registry = Apps()


class Shelf(Record):
    name = models.CharField(max_length=50)

    class Meta:
        apps = registry
        app_label = "core_tests"


class SecretNote(Record):
    words = EncryptedTextField(blank=True)
    aside = EncryptedTextField(null=True, blank=True)

    class Meta:
        apps = registry
        app_label = "core_tests"


class LockedBox(Record):
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="boxes")
    label = models.CharField(max_length=50)
    friends = models.ManyToManyField(Shelf, related_name="friendly_boxes")

    objects = ProtectedManager()

    class Meta:
        apps = registry
        app_label = "core_tests"
        constraints = [models.UniqueConstraint(fields=["shelf", "label"], name="one_box_of_a_name_on_a_shelf")]


TABLES = (Shelf, SecretNote, LockedBox)
