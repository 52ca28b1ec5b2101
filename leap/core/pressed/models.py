"""The table of what was pressed lately."""

from django.db import models

from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, classes
from leap.core.records import ProtectedManager, Record


class Press(Record):
    """One form that one browser sent. Nothing of what was in it is kept, nor who sent it; after a day it is deleted."""

    mark = models.CharField("what was sent, as a number nobody can work back from", max_length=64, unique=True)
    browser = models.CharField("which browser it came from, in the same way", max_length=64)
    pressed_at = models.DateTimeField()
    goes_to = EncryptedTextField("the page that was the answer; nothing while it is being done", null=True)

    objects = ProtectedManager()
    personal_data = classes(public="pressed_at", secret={"mark": ERASE, "browser": ERASE, "goes_to": ERASE})

    class Meta:
        indexes = [
            models.Index(fields=["browser", "pressed_at"], name="press_browser"),
            models.Index(fields=["pressed_at"], name="press_at"),
        ]
