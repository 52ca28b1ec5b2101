"""How one field of a form is put together for the page: its kind, what describes it, where an error link goes."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

AUTOCOMPLETE = {forms.EmailInput: "email", forms.TelInput: "tel", forms.URLInput: "url"}


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox, ready for the template."""

    id: str
    value: str
    label: Any
    hint: str
    chosen: bool


class FieldParts:
    """What `templates/govuk/parts/field.html` needs to know about a field."""

    def __init__(self, field: BoundField, label: str = "", hint: str = "") -> None:
        self.field = field
        self.id = field.auto_id or field.html_name
        self.label = label or field.label
        self.hint = hint or field.help_text
        self.errors = list(field.errors) if field.form.is_bound else []
        self.readers = readers_of(field)
        self.kind = kind_of(field)
        self.max_length = getattr(field.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def described_by(self) -> str:
        """The ids that describe the box, in reading order: hint, who can read it, error, how much fits."""
        described = (("hint", self.hint), ("readers", self.readers), ("error", self.errors), ("info", self.max_length))
        return " ".join(f"{self.id}-{name}" for name, there in described if there)

    @property
    def widget(self) -> SafeString:
        """The box itself, with LEAP's classes and what describes it."""
        return self.field.as_widget(attrs=self._attrs())

    @property
    def choices(self) -> list[Choice]:
        """Radios or checkboxes; the first has the field's own id, so that an error link lands on it."""
        hints = getattr(self.field.field, "choice_hints", {})
        return [self._choice(index, each.data, hints) for index, each in enumerate(self.field.subwidgets)]

    def _choice(self, index: int, data: dict[str, Any], hints: dict[str, str]) -> Choice:
        own_id = self.id if index == 0 else f"{self.id}-{index + 1}"
        value = str(data["value"])
        return Choice(own_id, value, data["label"], hints.get(value, ""), bool(data["selected"]))

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The small boxes of a field made of several (day, month, year)."""
        context = self.field.field.widget.get_context(self.field.html_name, self.field.value(), {"id": self.id})
        wrong = wrong_box(self.field)
        named = zip(self.field.field.widget.box_names, context["widget"]["subwidgets"], strict=True)
        return [
            {
                "id": box["attrs"]["id"],
                "name": box["name"],
                "value": "" if box["value"] is None else box["value"],
                "label": name.capitalize(),
                "width": 4 if name == "year" else 2,
                "wrong": bool(self.errors) and wrong in ("", name),
            }
            for name, box in named
        ]

    def _attrs(self) -> dict[str, Any]:
        # No maxlength: a browser would cut a pasted text short without a word.
        # No placeholder: it is gone when it is needed.
        attrs: dict[str, Any] = {
            "id": self.id,
            "class": " ".join(self._classes()),
            "maxlength": False,
            "placeholder": False,
        }
        if self.described_by:
            attrs["aria-describedby"] = self.described_by
        if self.errors:
            attrs["aria-invalid"] = "true"
        return attrs | self._by_kind()

    def _by_kind(self) -> dict[str, Any]:
        widget = self.field.field.widget
        autocomplete = AUTOCOMPLETE.get(type(widget))
        if autocomplete and "autocomplete" not in widget.attrs:
            return {"autocomplete": autocomplete, "spellcheck": "false"}
        if self.kind == "password":
            return {"spellcheck": "false", "autocapitalize": "none"}
        if self.kind == "textarea" and "rows" not in self.field.field.widget.attrs:
            return {"rows": 6}
        return {}

    def _classes(self) -> list[str]:
        if self.kind == "checkbox":
            return ["govuk-checkboxes__input"]
        base = {"textarea": "govuk-textarea", "select": "govuk-select"}.get(self.kind, "govuk-input")
        more = {
            "textarea": ["govuk-js-character-count"] if self.max_length else [],
            "password": ["govuk-password-input__input", "govuk-js-password-input-input"],
            "time": ["govuk-input--width-5"],
            "number": ["govuk-input--width-5"],
        }.get(self.kind, [])
        own = self.field.field.widget.attrs.get("class", "")
        return [base, *more, *([f"{base}--error"] if self.errors else []), *([own] if own else [])]


KINDS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.MultiWidget, "boxes"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.TimeInput, "time"),
    (forms.NumberInput, "number"),
]


def kind_of(field: BoundField) -> str:
    """Which template in `templates/govuk/parts/` draws the field."""
    if field.is_hidden:
        return "hidden"
    return next((kind for widget, kind in KINDS if isinstance(field.field.widget, widget)), "text")


def readers_of(field: BoundField) -> str:
    """Who can read what is typed here: from the field, or the form's `who_can_read` (one sentence, or one for each)."""
    own = getattr(field.field, "who_can_read", "")
    if own:
        return own
    said = getattr(field.form, "who_can_read", None)
    if isinstance(said, dict):
        return said.get(field.name, "")
    return said if said and kind_of(field) in ("text", "textarea") else ""


def wrong_box(field: BoundField) -> str:
    """The box an error is about ("day", "month", "year"), or nothing when it is about all of them."""
    names = getattr(field.field.widget, "box_names", ())
    codes = [error.code for error in field.form.errors.as_data().get(field.name, [])]
    return next((code for code in codes if code in names), "")


def error_links(form: BaseForm) -> list[dict[str, str]]:
    """Every error of a form as text and the id its link goes to; errors of the whole form have no link."""
    if not form.is_bound:
        return []
    links = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for field in form:
        links.extend({"text": text, "target": _target(field)} for text in field.errors)
    return links


def _target(field: BoundField) -> str:
    own_id = field.auto_id or field.html_name
    if kind_of(field) == "boxes":
        widget = field.field.widget
        wrong = wrong_box(field) or widget.box_names[0]
        return f"{own_id}_{widget.box_names.index(wrong)}"
    return "" if field.is_hidden else own_id
