"""The register: one question for each person."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from accounts.people.models import Person
from leap.design.forms import LeapForm, prepare
from meetings.attendance.models import Attendance


class CameField(forms.ChoiceField):
    """One person's line of the register; its choices stand side by side where there is room."""

    inline = True
    widget = forms.RadioSelect


class RegisterForm(LeapForm):
    """Who was here, and how. `chosen` is what to show before anything is pressed; `hints` is said under a name."""

    def __init__(
        self, data: Any, *, people: Iterable[Person], chosen: dict[UUID, str], hints: dict[UUID, str] | None = None
    ) -> None:
        super().__init__(data)
        for person in people:
            field = CameField(
                label=person.shown_name,
                help_text=(hints or {}).get(person.pk, ""),
                choices=Attendance.Came.choices,
                initial=chosen.get(person.pk),
                error_messages={"required": f"Choose one for {person.shown_name}."},
            )
            prepare(field)
            self.fields[_name(person.pk)] = field

    def marks(self) -> dict[UUID, str]:
        """What was chosen for each person, once the form is valid."""
        return {UUID(name.removeprefix("came_")): came for name, came in self.cleaned_data.items()}


def _name(person_id: UUID) -> str:
    return f"came_{person_id.hex}"
