"""What people mark and type. Text is kept to the letter, whatever is wrong with it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from accounts.people.models import Person
from accounts_reflective.coding.models import Mark, Theme
from accounts_reflective.coding.planning import refi
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.marks import Said
from leap.core.ids import as_id, new_id
from leap.design.forms import LeapForm, prepare

NOTE_LENGTH = 1000
THEME_LENGTH = 160
MEANING_LENGTH = 1000
WHY_LENGTH = 500
LEFT_OUT = "none"  # a mark that was chosen once can be left out again
NOTE_READERS = "Only you; and your co-authors, once you and they are done"


class MarksForm(LeapForm):
    """Yes, no or not sure for each item of a framework, how strongly, and a note. Nothing is chosen beforehand."""

    done = forms.BooleanField(
        label="I am done with this list",
        help_text=(
            "If you write with others, you see each other's marks once you are both done. You can change yours "
            "afterwards too."
        ),
        required=False,
    )
    version = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, framework: FrameworkVersion, marks: dict[str, Mark], is_done: bool, **kwargs: Any
    ) -> None:
        self.framework = framework
        super().__init__(*args, **kwargs)
        rows = {}
        for item in framework.items:
            rows.update(_row(item.code, item.name, marks.get(item.code)))
        readers = dict.fromkeys((name for name in rows if name.startswith("note_")), NOTE_READERS)
        self.who_can_read = readers
        self.fields = {**_prepared(rows), **self.fields}
        if is_done:
            del self.fields["done"]

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Each item with its boxes."""
        return [
            (item, [self[f"{name}_{item.code}"] for name in ("said", "strength", "note")])
            for item in self.framework.items
        ]

    def said(self) -> dict[str, Said]:
        """What was said about each item."""
        return {each: self._said(each) for each in self.framework.codes}

    def show_as_it_is_now(self, version_id: UUID | None, revision: int) -> None:
        """From the next time this form is sent, what is saved now counts as seen; what was chosen and typed stays."""
        data = self.data.copy()
        data["version"], data["revision"] = str(version_id or data.get("version", "")), str(revision)
        self.data = data

    def _said(self, code: str) -> Said:
        said = self.cleaned_data.get(f"said_{code}", "")
        strength, note = self.cleaned_data.get(f"strength_{code}", ""), self.cleaned_data.get(f"note_{code}", "")
        return Said("" if said == LEFT_OUT else said, strength, note if note.strip() else "")


def _row(code: str, name: str, mark: Mark | None) -> dict[str, forms.Field]:
    said = forms.ChoiceField(
        label=f"Do these words speak about it: {name}?",
        choices=[*Mark.Says.choices, (LEFT_OUT, "I leave this one out")],
        widget=forms.RadioSelect,
        required=False,
        initial=(mark.said or LEFT_OUT) if mark else None,
    )
    strength = forms.ChoiceField(
        label=f"If yes, how strongly? ({name})",
        choices=[("", "I do not say"), *Mark.Strength.choices],
        required=False,
        initial=mark.strength if mark else "",
    )
    note = forms.CharField(
        label=f"A note ({name})",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=NOTE_LENGTH,
        required=False,
        strip=False,
        initial=(mark.note or "") if mark else "",
    )
    fields = {f"said_{code}": said, f"strength_{code}": strength, f"note_{code}": note}
    for each in fields.values():
        each.said_elsewhere = True  # type: ignore[attr-defined]  # the page says once that all may stay empty
    said.inline = True  # type: ignore[attr-defined]  # read by the template
    return fields


def _prepared(rows: dict[str, forms.Field]) -> dict[str, forms.Field]:
    for each in rows.values():
        prepare(each)
    return rows


THEME_READERS = "Everyone in this inquiry"
WHY_HINT = "A sentence is enough. Please quote nobody here, and name nobody."


def _why(label: str, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=WHY_HINT,
        max_length=WHY_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Please write a few words about why, so that others can follow it later."},
    )


class ThemeForm(LeapForm):
    """The words of a theme that is there."""

    name = forms.CharField(label="What is this theme called?", max_length=THEME_LENGTH)
    meaning = forms.CharField(
        label="What belongs here?",
        help_text="A few words for whoever looks for themes: what belongs here, and what does not.",
        max_length=MEANING_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = _why("Why is it changed?")
    who_can_read = THEME_READERS


class NewThemeForm(ThemeForm):
    """A new theme, or a sub-theme of one that is in use."""

    under = forms.ChoiceField(label="Is it part of another theme?", required=False)
    why = _why("Why is it new?", required=False)
    field_order = ("name", "meaning", "under", "why")

    def __init__(self, *args: Any, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tops = [(str(each.pk), str(each)) for each in themes if each.parent_id is None]
        self.fields["under"].choices = [("", "No, it stands by itself"), *tops]

    def clean_under(self) -> UUID | None:
        """The key of the theme it is part of, or None."""
        return as_id(self.cleaned_data["under"])


class MergeForm(LeapForm):
    """Into which theme."""

    into = forms.ChoiceField(label="Which theme does it go into?", widget=forms.RadioSelect)
    why = _why("Why do they belong together?")
    who_can_read = THEME_READERS

    def __init__(self, *args: Any, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(each.pk), str(each)) for each in themes]

    def clean_into(self) -> UUID | None:
        """The key of the theme chosen."""
        return as_id(self.cleaned_data["into"])


class SplitForm(LeapForm):
    """The names of the new themes, one on each line."""

    names = forms.CharField(
        label="What are the new themes called?",
        help_text="Write each name on a line of its own. At least 2.",
        max_length=MEANING_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    why = _why("Why is it divided?")
    who_can_read = THEME_READERS

    def clean_names(self) -> list[str]:
        """Each line that is not empty."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class RetireForm(LeapForm):
    """Only why."""

    why = _why("Why is it used no more?")
    who_can_read = THEME_READERS


class AnalystForm(LeapForm):
    """One person who will look for themes."""

    person = forms.ChoiceField(
        label="Who will look for themes?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose somebody."},
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(each.pk), each.shown_name) for each in people]

    def clean_person(self) -> UUID | None:
        """The key of the person chosen."""
        return as_id(self.cleaned_data["person"])


LOOK_READERS = "Only you; and the others who look for themes, once you and they are done"


class PassageForm(LeapForm):
    """Which sentences, which theme, and a memo."""

    first = forms.IntegerField(label="From sentence number", min_value=1, max_value=100_000)
    last = forms.IntegerField(label="To sentence number", min_value=1, max_value=100_000, required=False)
    exact = forms.CharField(
        label="Only some of their words?",
        help_text="Copy them here, letter for letter. Leave it empty for whole sentences.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    theme = forms.ChoiceField(label="Which theme?")
    memo = forms.CharField(
        label="A memo",
        help_text="A thought you want to keep beside these words.",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    who_can_read = LOOK_READERS

    def __init__(self, *args: Any, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(str(each.pk), str(each)) for each in themes]
        self.fields["theme"].choices = [("", "Choose a theme"), *chosen]

    def clean_theme(self) -> UUID | None:
        """The key of the theme chosen."""
        return as_id(self.cleaned_data["theme"])

    def clean(self) -> dict[str, Any]:
        """Without a last sentence it is the first alone."""
        typed = super().clean() or {}
        return {**typed, "last": typed.get("last") or typed.get("first")}


class RemarkForm(LeapForm):
    """About which sentence, and what somebody says about it."""

    sentence = forms.IntegerField(label="About sentence number", min_value=1, max_value=100_000)
    words = forms.CharField(
        label="What do you see in it?",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Please write a few words."},
    )
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    who_can_read = "People who look for themes here and are done with these words"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_id()

    def clean_key(self) -> UUID:
        """The form's own key; a new one where it is missing or spoilt."""
        return as_id(self.cleaned_data["key"]) or new_id()


class CodeBookFileForm(LeapForm):
    """A code book of another program. Gives its codes."""

    file = forms.FileField(
        label="The code book (REFI-QDA, a file that ends in .qdc)",
        help_text="Codes that have the name of a theme you have are left out. Colours and sets are not kept.",
        widget=forms.FileInput(attrs={"accept": ".qdc,.xml"}),
        error_messages={"required": "Please choose a file.", "empty": refi.NOT_ONE, "invalid": "Please choose a file."},
    )

    def clean_file(self) -> list[refi.Code]:
        """The codes in the file, or a sentence that says what is wrong with it."""
        sent = self.cleaned_data["file"]
        try:
            if sent.size > refi.MOST_BYTES:
                raise refi.NotACodeBook(refi.TOO_BIG)
            return refi.codes_from(sent.read())
        except refi.NotACodeBook as wrong:
            raise ValidationError(str(wrong)) from wrong


class QuoteAskForm(LeapForm):
    """Where the words would stand."""

    output = forms.CharField(
        label="Where would they be quoted?",
        help_text="Name one place, for example: the paper about how we worked. Each place is asked about by itself.",
        max_length=THEME_LENGTH,
        error_messages={"required": "Please say where, so that the authors know what they say yes or no to."},
    )
    who_can_read = "The authors, and you"
