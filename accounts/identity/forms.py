"""What people type and choose about themselves."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from accounts.identity import wordings
from accounts.identity.actions import MOST_LETTERS, MOST_LETTERS_IN_A_TITLE
from accounts.identity.planning import topics, words
from accounts.identity.planning.rule import How
from accounts.identity.queries import Destination, Eyes, MyShare, MyStatement
from accounts.people.models import Person
from leap.core import clock
from leap.core.ids import new_id
from leap.design.forms import CanBeKept, DayField, LeapForm

NO_WORDS = "There are no words in the box yet. Write a little, or go back without saving."


class WordsForm(LeapForm):
    """One box for something about yourself."""

    own_words = forms.CharField(
        label="What would you like to say about yourself?",
        help_text="As much or as little as you like, in your own words. "
        "You can write more than one, and share each with different people.",
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        max_length=MOST_LETTERS,
        error_messages={"required": NO_WORDS},
    )

    def __init__(self, *args, readers: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.who_can_read = {"own_words": readers}


class OnceForm(LeapForm):
    """A form for something new. `key` makes sending the form twice write it once."""

    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_id()

    def clean_key(self) -> UUID:
        """The form's own key; a new one where it is missing or spoilt."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return new_id()


class NewWordsForm(OnceForm, WordsForm):
    """Something new about oneself."""


class SeenForm(LeapForm):
    """A form that changes something there is. It carries which saved words and which readers the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    readers = forms.CharField(widget=forms.HiddenInput, required=False)

    def show_as_seen(self, statement: MyStatement) -> None:
        """From the next time this form is sent, the statement as it is now counts as seen; what was typed stays."""
        data = self.data.copy()
        for name, value in _shown(statement).items():
            data[name] = value
        self.data = data

    def clean_seen(self) -> datetime | None:
        """When the words the person started from were saved; None when the page did not say or said it wrongly."""
        return moment_in(self.cleaned_data["seen"])

    def clean_readers(self) -> frozenset[str] | None:
        """The shares the page named above the box; None when it did not say."""
        return frozenset(self.cleaned_data["readers"].split()) if "readers" in self.data else None


class ChangeWordsForm(SeenForm, WordsForm):
    """Other words for something there is."""

    def __init__(self, *args, statement: MyStatement, **kwargs) -> None:
        shown = {"own_words": statement.own_words, **_shown(statement)}
        super().__init__(*args, initial=shown, readers=statement.own_words_readers, **kwargs)


class BroaderForm(SeenForm):
    """Broader words for the same thing, and what it is about. Nobody has to fill in either."""

    broad_words = forms.CharField(
        label="How would you say it in broader words?",
        help_text="For people who need not know all of it. “I look after somebody” is broader than “I look after my "
        "dad, who lives with me”.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=MOST_LETTERS,
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="Is it about any of these?",
        help_text="Nobody is shown what you tick. It is used only if you say yes to being asked about tasks, or "
        "to being counted.",
        choices=list(topics.TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, statement: MyStatement, **kwargs) -> None:
        shown = {"broad_words": statement.broad_words, "topics": list(statement.topics), **_shown(statement)}
        super().__init__(*args, initial=shown, **kwargs)
        self.who_can_read = {"broad_words": statement.broad_words_readers, "topics": "Only you"}


def _shown(statement: MyStatement) -> dict[str, str]:
    shares = " ".join(str(share.id) for share in statement.shares)
    return {"seen": statement.changed_at.isoformat(), "readers": shares}


def moment_in(text: str) -> datetime | None:
    """The moment a page said, or None."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


class TopicsForm(LeapForm):
    """The topics somebody would rather say nothing about."""

    topics = forms.MultipleChoiceField(
        label="Which of these would you rather say nothing about?",
        help_text="Tick as many as you like, or none. Nobody else sees what you tick, and nobody here "
        "asks you about it.",
        choices=list(topics.TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    who_can_read = {"topics": "Only you"}


class AudienceForm(LeapForm):
    """With whom, and for what. "One person" stands once for each panel: who it is comes on the next page."""

    to = forms.ChoiceField(
        label="Who would you like to share this with?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who you would like to share this with, or go back without sharing.",
            "invalid_choice": "Choose one of the groups shown.",
        },
    )

    def __init__(self, *args, statement: MyStatement, destinations: dict[str, Destination], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = list(_choices(destinations.values()))
        self.fields["to"].choices = [(key, wordings.group(to)) for key, to in choices]
        self.fields["to"].choice_hints = {key: _hint(statement, to, one_person=key != to.key) for key, to in choices}
        self.is_empty = not choices


def _choices(destinations: Iterable[Destination]) -> list[tuple[str, Destination]]:
    """Each choice once, those that people read through first."""
    found: dict[str, Destination] = {}
    for to in destinations:
        one_person = to.audience == words.NAMED and to.panel is not None
        found.setdefault(f"{words.NAMED}.{to.panel.pk}" if one_person and to.panel else to.key, to)
    return sorted(found.items(), key=lambda each: _ORDER.index(wordings.question_of(each[1].purpose, each[1].audience)))


_ORDER = (
    words.NAMED, words.COORDINATOR, words.MEMBERS, words.EVERYONE, words.STUDY_TEAM, words.CO_AUTHORS, words.MATCHED,
    words.COUNTED, words.LABEL,
)  # fmt: skip


def _hint(statement: MyStatement, to: Destination, *, one_person: bool) -> str:
    if one_person:
        named = [share for share in statement.open_shares if share.audience == words.NAMED and share.panel == to.panel]
        return (
            " and ".join(share.in_words for share in named) + " can read it now."
            if named
            else "Nobody but that person."
        )
    live = statement.in_slot(to.slot)
    return wordings.size(to, is_now=live is not None and live.is_open and live.to is not None and live.to.key == to.key)


class HowForm(LeapForm):
    """In which words, with or without the name, and until when."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reader = forms.ChoiceField(
        label="Who is it?",
        error_messages={"required": "Choose the person.", "invalid_choice": "Choose one of the people shown."},
    )
    form = forms.ChoiceField(
        label="In which words?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose in which words you would like to say it."},
    )
    other_words = forms.CharField(
        label="Words for these people alone",
        help_text="Only if you chose this above. Your own words stay as they are.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=MOST_LETTERS,
        required=False,
    )
    without_name = forms.BooleanField(
        label="Leave my name off. In a small group somebody may still guess whose words they are.",
        required=False,
    )
    until = DayField(
        label="Until which day?",
        help_text="Leave it empty to go on until you stop it. For example, 27 3 2027",
        required=False,
    )

    def __init__(
        self,
        *args,
        statement: MyStatement,
        to: Destination,
        people: list[Destination],
        live: MyShare | None = None,
        typed: str = "",
        **kwargs,
    ) -> None:
        how = live.how if live is not None else How()
        chosen = how.form if live is not None else None  # nothing is chosen for anybody
        initial = {
            "seen": statement.changed_at.isoformat(),
            "form": words.OTHER if typed else chosen,
            "other_words": typed or how.other_words,
            "without_name": not how.named,
            "until": how.until,
            "reader": to.key if to.reader is not None else None,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.to, self.people = to, {each.key: each for each in people}
        self.who_can_read = {"other_words": f"You, and {self._readers()} when you say yes on the next page"}
        self._offer(statement)

    def _readers(self) -> str:
        return "the person you choose" if self.people else wordings.name_of(self.to)

    def _offer(self, statement: MyStatement) -> None:
        if self.people:
            names = [(key, each.reader_known_as) for key, each in self.people.items()]
            self.fields["reader"].choices = [("", "Choose a person"), *names]
        else:
            self._leave_out("reader")
        forms_offered = [(words.OWN, "My own words")]
        hints = {words.OWN: _start_of(statement.own_words)}
        if statement.broad_words:
            forms_offered.append((words.BROAD, "My broader words"))
            hints[words.BROAD] = _start_of(statement.broad_words)
        forms_offered.append((words.OTHER, "Other words, for these people alone"))
        if self.to.purpose == words.BE_KNOWN:
            forms_offered.append((words.LIVED, "Only “Has lived experience”, and none of my words"))
        self.fields["form"].choices, self.fields["form"].choice_hints = forms_offered, hints
        if self.to.audience not in words.GROUPS:
            self._leave_out("without_name")
        if self.to.purpose != words.BE_KNOWN:
            self._leave_out("until")

    def _leave_out(self, name: str) -> None:
        del self.fields[name]
        self.helper.layout.fields.remove(name)

    def clean_seen(self) -> datetime | None:
        """When the words that the page showed were saved; None when it did not say."""
        return moment_in(self.cleaned_data["seen"])

    def clean_until(self) -> date | None:
        """Today or later: a day that is over would end it before it begins."""
        until = self.cleaned_data["until"]
        if until is not None and until < clock.today():
            raise ValidationError(
                "That day is over already. Choose today or a later day, or leave it empty.", code="year"
            )
        return until

    def clean(self) -> dict:
        """Words of their own need words; and without any words of yours, your name is all there is."""
        cleaned = super().clean() or {}
        other_words = cleaned.get("other_words", "").strip() or "other_words" in self.errors
        if cleaned.get("form") == words.OTHER and not other_words:
            self.add_error("other_words", "Write the words for these people, or choose other words above.")
        if cleaned.get("form") == words.LIVED and cleaned.get("without_name"):
            self.add_error("without_name", "Without your words and without your name nothing is left to say.")
        return cleaned

    @property
    def chosen(self) -> tuple[Destination, How]:
        """With whom and how, once the form is valid."""
        to = self.people[self.cleaned_data["reader"]] if self.people else self.to
        form = self.cleaned_data["form"]
        how = How(
            form,
            self.cleaned_data["other_words"] if form == words.OTHER else "",
            not self.cleaned_data.get("without_name", False),
            self.cleaned_data.get("until"),
        )
        return to, how


def _start_of(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 120 else f"{one_line[:117].rstrip()}..."


def cannot_keep(text: str) -> str:
    """What is wrong with words that come back from a page that has no box for them; empty when nothing is."""
    try:
        CanBeKept(MOST_LETTERS, many_lines=True)(text)
    except ValidationError as refused:
        return refused.messages[0]
    return ""


def how_sent(data) -> How:
    """How the person said it, as the check page sends it back; a spoilt value becomes one the action refuses."""
    try:
        until = date.fromisoformat(data["until"]) if data.get("until") else None
    except ValueError:
        until = date.min
    return How(data.get("form", ""), data.get("other_words", ""), data.get("named") != "no", until)


def how_kept(how: How) -> dict[str, str]:
    """The same, as hidden values of the check page."""
    return {
        "form": how.form,
        "other_words": how.other_words,
        "named": "yes" if how.named else "no",
        "until": how.until.isoformat() if how.until is not None else "",
    }


class EyesForm(LeapForm):
    """Through whose eyes to look at oneself."""

    eyes = forms.ChoiceField(
        label="See yourself as",
        help_text="You see what they see, and nobody is told.",
        error_messages={
            "required": "Choose whose eyes to look through.",
            "invalid_choice": "Choose one of those shown.",
        },
    )

    def __init__(self, *args, eyes: dict[str, Eyes], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["eyes"].choices = [("", "Choose one"), *((key, each.label) for key, each in eyes.items())]


class OpeningForm(LeapForm):
    """Whose, and why."""

    person = forms.ChoiceField(
        label="Whose?",
        error_messages={"required": "Choose the person.", "invalid_choice": "Choose one of the people shown."},
    )
    reason = forms.CharField(
        label="What has happened?",
        help_text="Say in plain words why there is no other way. They will read this, word for word.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_LETTERS,
        error_messages={"required": "Say in a sentence what has happened. The person it is about will read it."},
    )
    who_can_read = {"reason": "You, and the person it is about"}

    def __init__(self, *args, people: list[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(key, person.shown_name) for key, person in self.people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *names]

    @property
    def chosen(self) -> Person:
        """The person that was chosen."""
        return self.people[self.cleaned_data["person"]]


class TaskForm(OnceForm):
    """A task that looks for people. Nothing in it, nor after it, says whom LEAP asks."""

    topics = forms.MultipleChoiceField(
        label="Whom is it for?",
        help_text="LEAP asks those who said yes to being asked about any of these. You are not told who that is.",
        choices=list(topics.TOPICS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one, so that LEAP knows whom to ask."},
    )
    title = forms.CharField(
        label="What is the task called?",
        help_text="A few plain words. For example, Read a leaflet with us",
        max_length=MOST_LETTERS_IN_A_TITLE,
    )
    words = forms.CharField(
        label="What would somebody do?",
        help_text="How long it takes, when and where, and what is paid. Say it as you would to a friend.",
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=MOST_LETTERS,
        error_messages={"required": "Say a little about the task, so that people can decide."},
    )
    answer_by = DayField(label="Until which day can people answer?", help_text="For example, 27 3 2027")

    def __init__(self, *args, panel_name: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        readers = f"Those who are asked, and whoever runs {panel_name}"
        self.who_can_read = {"title": readers, "words": readers}
        self.order_fields(["topics", "title", "words", "answer_by", "key"])

    def clean_answer_by(self) -> date:
        """Today or later."""
        day = self.cleaned_data["answer_by"]
        if day < clock.today():
            raise ValidationError("That day is over already. Choose today or a later day.", code="year")
        return day
