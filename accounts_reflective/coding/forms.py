"""What people mark and type. Text is kept to the letter, whatever is wrong with it."""

from typing import Any
from uuid import UUID

from django import forms

from accounts_reflective.coding.models import Mark
from accounts_reflective.coding.planning.frameworks import FrameworkVersion
from accounts_reflective.coding.planning.marks import Said
from leap.design.forms import LeapForm, prepare

NOTE_LENGTH = 1000
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
