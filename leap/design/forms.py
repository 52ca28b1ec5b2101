"""Forms that explain themselves: they refuse in helpful sentences, keep what was typed, change nothing silently."""

import calendar
import re
from datetime import date, time
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator, ProhibitNullCharactersValidator
from django.http import HttpRequest, QueryDict

from leap.core.texts import is_hidden

LINE_MARKS = "\n\r\t"
MOST_WORDS = 60_000  # letters: the most a box without its own limit takes
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, even if it is nothing at all: an empty form gets its sentences too.

    None when it is only being shown.
    """
    return request.POST if request.method == "POST" else None


class PlainWords:
    """Put before a form that is not ours (allauth's) to give it LEAP's sentences, limits and template pack."""

    use_required_attribute = False
    who_can_read: str | dict[str, str] = ""
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.template_pack = "govuk"
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # design/page_form.html draws the form tag and the token
        for field in self.fields.values():
            prepare(field)


class LeapForm(PlainWords, forms.Form):
    """The form every room starts from. Extend it, give fields plain labels and `help_text`.

    Say who can read each text box: `who_can_read = {"own_words": "Only you"}`, or one sentence for all text boxes.
    """


def prepare(field: forms.Field) -> None:
    """Gives a field LEAP's sentences and limits, unless it has its own."""
    _set_sentences(field)
    if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField):
        _set_text_rules(field)


def _set_sentences(field: forms.Field) -> None:
    """Replaces Django's stock sentences; one that the room wrote stays."""
    stock = {
        key: message
        for cls in reversed(type(field).__mro__)
        for key, message in getattr(cls, "default_error_messages", {}).items()
    }
    for key, sentence in _sentences_for(field).items():
        if key in stock and field.error_messages.get(key) == stock[key]:
            field.error_messages[key] = sentence


def _sentences_for(field: forms.Field) -> dict[str, str]:
    label = f"“{field.label}”" if field.label else "this"
    choosing = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    sentences = {
        "required": f"Please choose an answer for {label}." if choosing else f"Please fill in {label}.",
        "invalid_choice": "Please choose one of the answers shown.",
        "invalid_list": "Please choose from the answers shown.",
    }
    if isinstance(field, forms.BooleanField):
        sentences["required"] = f"Please tick {label} to go on."
    if isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"Please write {label} as a whole number, like 12."
    return sentences


def _set_text_rules(field: forms.CharField) -> None:
    # Our own sentence replaces both stock checks, which count a line break twice and do not say where.
    field.validators = [
        v for v in field.validators if not isinstance(v, MaxLengthValidator | ProhibitNullCharactersValidator)
    ]
    for validator in field.validators:
        if isinstance(validator, MinLengthValidator):
            validator.message = f"Please write at least {field.min_length} letters."
        elif isinstance(field, forms.EmailField):
            validator.message = "Please write an email address with an @ in it, like name@example.org."
    many_lines = isinstance(field.widget, forms.Textarea)
    if many_lines:
        field.strip = False
        field.validators.insert(0, NotOnlySpaces(field) if field.required else no_check)
    field.validators.insert(0, CanBeKept(field.max_length or MOST_WORDS, many_lines))


def no_check(value: str) -> None:
    """Every text is welcome."""


class NotOnlySpaces:
    """A box that must be filled in is not filled in by spaces. (Own words keep their spaces: nothing trims them.)"""

    def __init__(self, field: forms.Field) -> None:
        self.field = field

    def __call__(self, value: str) -> None:
        if not value.strip():
            raise ValidationError(self.field.error_messages["required"], code="required")


class CanBeKept:
    """Refuses text we could not keep exactly as it was typed: too long, or with characters nobody can see."""

    def __init__(self, most: int, many_lines: bool) -> None:
        self.most = most
        self.allowed = LINE_MARKS if many_lines else ""

    def __call__(self, value: str) -> None:
        for place, letter in enumerate(value):
            if letter not in self.allowed and is_hidden(letter):
                raise ValidationError(hidden_sentence(value[:place]), code="hidden_character")
        length = len(value.replace("\r\n", "\n"))
        if length > self.most:
            raise ValidationError(
                f"Please make this shorter. It has {length:,} letters and spaces; "
                f"the most we can keep is {self.most:,}. Everything you typed is still here.",
                code="max_length",
            )


def hidden_sentence(before: str) -> str:
    """Where the hidden character is, in words."""
    tail = "".join(letter for letter in before if not is_hidden(letter)).split()[-4:]
    where = f"just after “{' '.join(tail)}”" if tail else "at the very start"
    return f"There is a hidden character {where} that we cannot keep. Please delete that bit and type it again."


class DayBoxes(forms.MultiWidget):
    """Three small boxes: day, month, year."""

    box_names = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.TextInput() for name in self.box_names}, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(forms.MultiValueField):
    """A date in three boxes. Gives a `date`, or None when it is optional and empty.

    Each thing that can be wrong has its own sentence, with the box it is about as the error's code."""

    widget = DayBoxes

    def __init__(self, **kwargs: Any) -> None:
        boxes = tuple(forms.CharField(required=False, max_length=None) for _ in DayBoxes.box_names)
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        day, month, year = [(part or "").strip() for part in (value or ["", "", ""])]
        if not (day or month or year):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return _date_from(_number(day, "day"), _month(month), _number(year, "year"))

    def compress(self, data_list: list[Any]) -> Any:
        return data_list or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(part or "") for part in DayBoxes().decompress(initial)] != [
            str(part or "") for part in data or ["", "", ""]
        ]


EXAMPLES = {
    "day": "Tell us the day as a number, like 27.",
    "month": "Tell us the month as a number from 1 to 12, like 6.",
    "year": "Tell us the year with all four numbers, like 2026.",
}


def _number(text: str, box: str) -> int:
    if not re.fullmatch(r"[0-9]{4}" if box == "year" else r"[0-9]{1,2}", text):
        raise ValidationError(EXAMPLES[box], code=box)
    return int(text)


def _month(text: str) -> int:
    number = MONTHS.get(text.lower()) or _number(text, "month")
    if not 1 <= number <= 12:
        raise ValidationError(EXAMPLES["month"], code="month")
    return number


def _date_from(day: int, month: int, year: int) -> date:
    if year < 1900 or year > 2200:
        raise ValidationError(EXAMPLES["year"], code="year")
    longest = calendar.monthrange(year, month)[1]
    if not 1 <= day <= longest:
        name = calendar.month_name[month]
        raise ValidationError(f"{name} {year} has {longest} days. Tell us a day from 1 to {longest}.", code="day")
    return date(year, month, day)


class ClockInput(forms.TimeInput):
    """One box for a time of day, shown as 2:30pm."""

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})}, format)

    def format_value(self, value: Any) -> str:
        if isinstance(value, time):
            return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}"
        return value or ""


class ClockField(forms.Field):
    """A time of day, as people write it: 2pm, 2:30pm, 2.30 pm, 14:30.

    Gives a naive `time`; the day and the panel's zone make it a moment."""

    widget = ClockInput
    sentence = "Tell us the time like 2:30pm or 14:30."

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or value in self.empty_values:
            return value or None
        found = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?", str(value).strip().lower())
        if not found:
            raise ValidationError(self.sentence, code="invalid")
        return self._time(int(found[1]), int(found[2] or 0), found[3], said_minutes=bool(found[2]))

    def _time(self, hour: int, minute: int, half: str | None, *, said_minutes: bool) -> time:
        if half is None and not said_minutes:
            raise ValidationError("Tell us if that is morning or afternoon, like 2pm or 10am.", code="invalid")
        if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
            raise ValidationError(self.sentence, code="invalid")
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        return time(hour, minute)
