"""A box to choose a file with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from leap.core.uploads import MOST_BYTES, Checked, Refused, look_at, look_at_picture
from leap.core.uploads.kinds import TOO_LARGE
from leap.core.uploads.looking import EMPTY

ACCEPT = ".pdf,.docx,.odt,.txt,.mp3,.png,.jpg,.jpeg,.webp"


class UploadField(forms.FileField):
    """A file that was looked at: gives `Checked`. What is wrong with one is said in a sentence that helps."""

    accept = ACCEPT

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": self.accept}))
        super().__init__(**kwargs)
        self.error_messages["required"] = "Please choose a file."
        self.error_messages["invalid"] = "Please choose a file."
        self.error_messages["empty"] = EMPTY
        self.max_length = None  # what it is called is not kept

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        """Look at what is in it."""
        sent = super().clean(data, initial)
        if not sent:
            return None
        if sent.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE, code="too_large")
        try:
            return self.look(sent.read())
        except Refused as refused:
            raise ValidationError(refused.sentence, code="refused") from None

    def look(self, content: bytes) -> Checked:
        """What the file is; Refused when it will not do."""
        return look_at(content)


class PictureField(UploadField):
    """A picture to show on a page."""

    accept = ".png,.jpg,.jpeg,.webp"

    def look(self, content: bytes) -> Checked:
        """The picture, made anew and no larger than a page needs."""
        return look_at_picture(content)
