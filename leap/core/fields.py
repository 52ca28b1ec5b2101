"""EncryptedTextField: text in Python, sealed bytes in the database."""

from typing import Any

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from leap.core.sealing import Place, open_sealed, seal

UNKEEPABLE = "There is a broken character in your text that we cannot keep. Please delete it and type it again."


class Ciphertext:
    """What the database holds. It shows as <encrypted> wherever it ends up, so it cannot be taken for words."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed

    def __repr__(self) -> str:
        return "<encrypted>"

    __str__ = __repr__


class EncryptedAttribute(DeferredAttribute):
    """Opens the text when it is first read from a row, because only the row knows its own key."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Ciphertext):
            value = open_sealed(value.sealed, self.field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):
    """A text that only the application can read: a copy of the database shows nothing, and a text moved to another row
    does not open.

    It can be saved (`save`, `create`, `bulk_create`) and read from an instance; nothing else. Filtering, `update()`,
    `bulk_update()` and default values raise FieldError; `values()` gives an object that shows as <encrypted>.
    Its table and column names are part of the seal: to rename either, write a migration that reads and saves each row.
    Do not use bulk_create(update_conflicts=True) on it: the text would be sealed for a row that was not written.
    """

    description = "Encrypted text"
    descriptor_class = EncryptedAttribute
    empty_strings_allowed = True

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place_of(self, instance: models.Model) -> Place:
        """Table, column and row that the text of this instance is tied to."""
        return self.place_of_row(instance.pk)

    def place_of_row(self, pk: Any) -> Place:
        """Table, column and row for a primary key."""
        return Place(self.model._meta.db_table, str(self.column), pk)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, (str, Ciphertext)) else str(value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        _refuse_broken_text(value)
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        """Seal the instance's text for its row, afresh at every save."""
        text = getattr(model_instance, self.attname)
        if text is None:
            return None
        if not isinstance(text, str):
            raise FieldError(f"{self.name} is encrypted: give it text, not {type(text).__name__}.")
        _refuse_broken_text(text)
        return Ciphertext(seal(text, self.place_of(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            raise FieldError(
                f"{self.name} is encrypted: it needs its row. Set it on an instance and save(), instead of update(), "
                "bulk_update() or a database default (add the column with null=True)."
            )
        return connection.Database.Binary(value.sealed)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: it cannot be searched or compared, only asked with __isnull.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: the database cannot look inside it ({lookup_name}).")

    def value_to_string(self, obj: models.Model) -> str:
        """Fixtures and dumps never carry the text."""
        return "<encrypted>"

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.CharField, "widget": forms.Textarea, **kwargs})


def _refuse_broken_text(text: Any) -> None:
    if isinstance(text, str):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise ValidationError(UNKEEPABLE, code="unkeepable") from None
