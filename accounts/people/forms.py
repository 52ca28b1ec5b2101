"""What people type about themselves, and what those who run a panel type about it and its people."""

import unicodedata
from collections.abc import Iterable
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from accounts.people.models import How, Panel, Pause, Person, Role, ShownAs
from accounts.people.models.panels import FEWEST_DAYS_FOR_NOTES, MOST_DAYS_FOR_NOTES, MOST_REMINDER_DAYS
from leap.design.forms import DayField, LeapForm

THOSE_WHO_RUN = "You, and the people who run your panel when they phone you or write to you"


def check_name_shows(name: str) -> str:
    """A name has to show: one of joiners and blanks alone would leave an empty place on every page."""
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):
        raise ValidationError("Type a name with at least one letter that shows.", code="required")
    return name


class NameForm(LeapForm):
    """How the person wants to be called, and what everyone else sees of it."""

    called_name = forms.CharField(
        label="What shall we call you?",
        help_text="It does not have to be the name on your bank card.",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": "Type the name you would like us to use.",
            "max_length": "Use 80 letters or fewer.",
        },
    )
    shown_as = forms.ChoiceField(
        label="What do other people see?",
        choices=ShownAs,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what other people see.", "invalid_choice": "Choose one of these."},
    )
    chosen_name = forms.CharField(
        label="If you chose another name: which?",
        help_text="Leave this empty if you chose something else above.",
        max_length=80,
        required=False,
        error_messages={"max_length": "Use 80 letters or fewer."},
    )
    pronouns = forms.CharField(
        label="Your pronouns, if you wish",
        help_text="For example: she/her, he/him, they/them. They stand beside your name. You can leave this empty.",
        max_length=40,
        required=False,
        error_messages={"max_length": "Use 40 letters or fewer."},
    )
    who_can_read = {
        "called_name": THOSE_WHO_RUN,
        "chosen_name": "Everyone on your panel",
        "pronouns": "Everyone on your panel",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_as"].choice_hints = {
            ShownAs.FIRST.value: "“Robin Example” is shown as “Robin”",
            ShownAs.INITIALS.value: "“Robin Example” is shown as “R.E.”",
        }

    def clean_called_name(self) -> str:
        """See `check_name_shows`."""
        return check_name_shows(self.cleaned_data["called_name"])

    def clean(self) -> dict:
        """Another name is asked for only by who chose to show one; a name typed for nothing is not kept."""
        facts = super().clean()
        if facts.get("shown_as") != ShownAs.CHOSEN:
            return {**facts, "chosen_name": ""}
        if "chosen_name" in self.errors:
            return facts
        try:
            check_name_shows(facts.get("chosen_name", ""))
        except ValidationError:
            self.add_error("chosen_name", "Type the name that other people should see.")
        return facts


class LegalNameForm(LeapForm):
    """The name that payments need."""

    legal_name = forms.CharField(
        label="What name do payments need?",
        help_text="The name on your bank account. Leave this empty if you are not paid, or do not want to say it now.",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Use 120 letters or fewer."},
    )
    who_can_read = {"legal_name": "You, and only the people who pay you"}


PANEL_KINDS = [(kind.value, capfirst(kind.label)) for kind in Role.Kind if kind not in Role.PROGRAMME_WIDE]
PROGRAMME_KINDS = [(kind.value, capfirst(kind.label)) for kind in Role.Kind if kind in Role.PROGRAMME_WIDE]
TOLD_HOW = [(how.value, how.label) for how in How if how != How.SELF]
THOSE_RUNNING = "You and the others who run the panel"
ONCE = {"required": "Choose one.", "invalid_choice": "Choose one of these."}
SUPPORTER_HINT = "Comes along with somebody. Sees no page of the panel and is on no list of its people."


def _kind_field(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label="What will they be?", choices=choices, widget=forms.RadioSelect, error_messages=dict(ONCE)
    )
    field.choice_hints = {Role.Kind.SUPPORTER.value: SUPPORTER_HINT}
    return field


def _how_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How did they tell you?", choices=TOLD_HOW, widget=forms.RadioSelect, error_messages=dict(ONCE)
    )


def _name_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type a name.", "max_length": "Use 80 letters or fewer."},
    )


class InviteForm(LeapForm):
    """Whom to ask, and for which role."""

    email = forms.EmailField(
        label="What is their email address?",
        help_text="We keep it until they answer, for four weeks at most.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    who_can_read = {"email": THOSE_RUNNING}

    def __init__(self, *args, kinds: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = _kind_field(kinds)


class JoinForm(LeapForm):
    """Yes to an invitation: the name they type is the name they have."""

    called_name = forms.CharField(
        label="What shall we call you?",
        help_text="Any name you like. You can change it, and what others see of it, at any time.",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": "Type the name you would like us to use.",
            "max_length": "Use 80 letters or fewer.",
        },
    )
    who_can_read = {"called_name": "Everyone on the panel, unless you choose another name for them later"}

    def clean_called_name(self) -> str:
        """See `check_name_shows`."""
        return check_name_shows(self.cleaned_data["called_name"])


class AddForm(LeapForm):
    """Somebody without email, who was told what is stored and said yes."""

    called_name = _name_field("What do they want to be called?")
    told_by = forms.ModelChoiceField(
        label="Who told them what is stored?",
        queryset=Person.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=dict(ONCE),
    )
    how = forms.ChoiceField(
        label="How were they told?", choices=TOLD_HOW, widget=forms.RadioSelect, error_messages=dict(ONCE)
    )
    told_on = DayField(label="On which day?", help_text="For example, 27 3 2027")
    read_back = forms.BooleanField(
        label="It was read back to them, and they said yes",
        error_messages={"required": "Read it back to them first, so that they can put it right."},
    )
    who_can_read = {"called_name": "Everyone on the panel"}

    def __init__(self, *args, people: Iterable[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = _kind_field(PANEL_KINDS)
        _offer_people(self.fields["told_by"], people)
        self.order_fields(["called_name", "kind", "told_by", "how", "told_on", "read_back"])

    def clean_called_name(self) -> str:
        """See `check_name_shows`."""
        return check_name_shows(self.cleaned_data["called_name"])


class RoleForm(LeapForm):
    """A role more for somebody who is on the panel."""

    person = forms.ModelChoiceField(
        label="Who?", queryset=Person.objects.none(), empty_label="Choose a person", error_messages=dict(ONCE)
    )

    def __init__(self, *args, people: Iterable[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _offer_people(self.fields["person"], people)
        self.fields["kind"] = _kind_field(PANEL_KINDS)


class RoleWordingForm(LeapForm):
    """My role in my own words."""

    wording = forms.CharField(
        label="How would you say it?",
        help_text="Leave this empty to show the plain name of the role.",
        max_length=80,
        required=False,
        error_messages={"max_length": "Use 80 letters or fewer."},
    )
    who_can_read = {"wording": "Everyone on the panel"}


class PauseForm(LeapForm):
    """A break, as long as somebody likes."""

    contact = forms.ChoiceField(
        label="What should still reach you?",
        choices=Pause.Contact,
        widget=forms.RadioSelect,
        error_messages=dict(ONCE),
    )
    again_on = DayField(
        label="Shall we ask again around a day?",
        help_text="Leave this empty if you would rather come back by yourself. For example, 27 3 2027",
        required=False,
    )

    def __init__(self, *args, on_behalf: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].choice_hints = {
            Pause.Contact.NONE.value: "No invitations, no reminders, no questions.",
            Pause.Contact.LIGHT_TOUCH.value: "An invitation when a meeting is planned, and a word if it is off.",
            Pause.Contact.PAPERS_ONLY.value: "Somebody who runs your panel sends them. Nothing asks you for an answer.",
        }
        if on_behalf:
            self.fields["how"] = _how_field()
            self.fields["contact"].label = "What should still reach them?"
            self.fields["again_on"].label = "Shall we ask them again around a day?"
            self.fields["again_on"].help_text = "Only if they said so. For example, 27 3 2027"


class LeaveForm(LeapForm):
    """Leaving, in one step."""

    keep_in_touch = forms.BooleanField(
        label="You may be in touch with me later, for example about what came of it", required=False
    )

    def __init__(self, *args, on_behalf: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf:
            self.fields["keep_in_touch"].label = "They said that we may be in touch later"
            self.fields["how"] = _how_field()


class MoveForm(LeapForm):
    """On to another panel of the programme."""

    to = forms.ModelChoiceField(
        label="To which panel?",
        queryset=Panel.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages=dict(ONCE),
    )

    def __init__(self, *args, panels, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = panels
        self.fields["how"] = _how_field()
        self.fields["how"].label = "How did you talk about it with them?"


def _days_before(fewest: int) -> list[tuple[int, str]]:
    days = range(fewest, MOST_REMINDER_DAYS + 1)
    return [(number, "The day before" if number == 1 else f"{number} days before") for number in days]


class PanelForm(LeapForm):
    """What a panel says about itself, and whom its people turn to."""

    site = forms.CharField(label="Where is the panel?", max_length=80)
    time_zone = forms.CharField(label="Which time zone?", help_text="Nearly always Europe/London", max_length=40)
    nation = forms.ChoiceField(
        label="In which nation is it?",
        help_text="For bank holidays: they decide by when papers are due.",
        choices=Panel._meta.get_field("nation").choices,
        required=False,
        widget=forms.RadioSelect,
    )
    word = forms.ChoiceField(
        label="What does the panel call its people in general?",
        help_text="What each person is called for themself is theirs to say.",
        choices=Panel._meta.get_field("word").choices,
        widget=forms.RadioSelect,
        error_messages=dict(ONCE),
    )
    decides = forms.CharField(
        label="What does the panel decide?", widget=forms.Textarea, max_length=4000, required=False
    )
    advises = forms.CharField(
        label="What does it only advise on, and who decides then?",
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )
    contact = forms.ModelChoiceField(
        label="Whom can people ask?", queryset=Person.objects.none(), required=False, empty_label="Nobody yet"
    )
    contact_phone = forms.CharField(label="On which number?", max_length=30, required=False)
    contact_email = forms.EmailField(label="At which address?", required=False)
    stand_in = forms.ModelChoiceField(
        label="And when that person is away?",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Nobody yet",
    )
    stand_in_phone = forms.CharField(label="The number of the stand-in", max_length=30, required=False)
    stand_in_email = forms.EmailField(label="The address of the stand-in", required=False)
    first_reminder_days = forms.TypedChoiceField(
        label="When do we first remind people of a meeting?",
        help_text="At nine in the morning, and never in somebody’s quiet hours.",
        choices=[("", "Only once, on the day below"), *_days_before(2)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    last_reminder_days = forms.TypedChoiceField(
        label="And when for the last time?",
        help_text="This reminder also goes to those who have not answered yet.",
        choices=_days_before(1),
        coerce=int,
        error_messages=dict(ONCE),
    )
    chair_briefing_days = forms.TypedChoiceField(
        label="When does whoever chairs hear of the page that helps them?",
        help_text="Who agrees to chair later than that hears at once.",
        choices=_days_before(1),
        coerce=int,
        error_messages=dict(ONCE),
    )
    notes_open_days = forms.IntegerField(
        label="For how many working days can people ask for changes to the notes of a meeting?",
        help_text="Ten is two weeks. Whoever sends the notes out can choose another day.",
        min_value=FEWEST_DAYS_FOR_NOTES,
        max_value=MOST_DAYS_FOR_NOTES,
        error_messages={
            "min_value": f"Give people {FEWEST_DAYS_FOR_NOTES} working days at least.",
            "max_value": f"{MOST_DAYS_FOR_NOTES} working days is the most. Later changes go into the next notes.",
        },
    )
    who_can_read = "Everyone on the panel, and those who have left it"

    def __init__(self, *args, people: Iterable[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("contact", "stand_in"):
            _offer_people(self.fields[name], people)

    def clean_time_zone(self) -> str:
        """Refuse a zone that computers do not know, in a sentence."""
        zone = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise ValidationError("We do not know this time zone. Use a name like Europe/London.")
        return zone

    def clean_nation(self) -> str:
        """Nothing chosen leaves it as it was."""
        return self.cleaned_data["nation"] or self.initial["nation"]

    def clean(self) -> dict:
        """The stand-in is somebody else than the contact."""
        facts = super().clean()
        if facts.get("stand_in") and facts.get("stand_in") == facts.get("contact"):
            self.add_error("stand_in", "Choose somebody else, so that people still find someone.")
        first, last = facts.get("first_reminder_days"), facts.get("last_reminder_days")
        if first and last and first <= last:
            self.add_error("first_reminder_days", "The first reminder comes before the last. Choose more days here.")
        return facts


class DocumentForm(LeapForm):
    """A new version of what the panel agreed."""

    words = forms.CharField(label="What was agreed?", widget=forms.Textarea, max_length=20_000)
    agreed_on = DayField(label="On which day?", help_text="For example, 27 3 2027")
    agreed_by = forms.CharField(
        label="By whom?", help_text="For example: everyone at the March meeting", max_length=120
    )
    who_can_read = "Everyone on the panel"


class SignalsForm(DocumentForm):
    """A new version of a panel's signals: one a line, with what it means after a colon."""

    field_order = ("words", "agreed_on", "agreed_by")
    words = forms.CharField(
        label="Which signals were agreed?",
        help_text="One on each line, in the order you want. For example: A hand on the table: please slow down",
        widget=forms.Textarea,
        max_length=20_000,
    )


class ProgrammeContactForm(LeapForm):
    """How the PPI lead is reached by whoever has nobody nearer to ask."""

    contact_phone = forms.CharField(label="On which number can people reach you?", max_length=30, required=False)
    contact_email = forms.EmailField(label="At which address?", required=False)
    who_can_read = "People of the programme who have nobody nearer to ask"


def _offer_people(field: forms.ModelChoiceField, people) -> None:
    field.queryset = people
    field.label_from_instance = lambda person: person.shown_name
