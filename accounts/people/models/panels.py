"""A programme, its panels, and what each panel agreed about itself."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models

from accounts.people.models.people import Person
from accounts.people.wordings import signals_in
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record


class Programme(Record):
    """One research study and its panels."""

    name = models.CharField(max_length=120)
    # How the PPI lead is reached by whoever has nobody nearer to ask.
    contact_phone = models.CharField(max_length=30, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="")

    personal_data = classes(public="name", personal={"contact_phone": KEEP, "contact_email": KEEP})

    def __str__(self) -> str:
        return self.name


class PanelWord(models.TextChoices):
    """What a panel calls its people in general. What anybody is called for themself is theirs to say."""

    MEMBERS = "members", "Members"
    ADVISERS = "advisers", "Advisers"
    EXPERTS = "experts by experience", "Experts by experience"
    PARTNERS = "partners", "Partners"
    CONTRIBUTORS = "contributors", "Contributors"


class Nation(models.TextChoices):
    """Where a panel is at home: bank holidays differ."""

    ENGLAND = "ENG", "England"
    WALES = "WLS", "Wales"
    SCOTLAND = "SCT", "Scotland"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"


def check_time_zone(name: str) -> None:
    """A time zone that computers know; a made-up one would stop every page with a time on it."""
    if name not in available_timezones():
        raise ValidationError("We do not know this time zone. Use a name like Europe/London.", code="unknown_zone")


MOST_REMINDER_DAYS = 14
FEWEST_DAYS_FOR_NOTES, MOST_DAYS_FOR_NOTES = 5, 30  # working days


class Panel(Record):
    """One Lived Experience Advisory Panel at one site."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=80)
    site = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=40, default="Europe/London", validators=[check_time_zone])
    nation = models.CharField(max_length=3, choices=Nation, default=Nation.ENGLAND)
    word = models.CharField(max_length=40, choices=PanelWord, default=PanelWord.MEMBERS)
    decides = models.TextField("what the panel decides", blank=True, default="", max_length=4000)
    advises = models.TextField("what the panel only advises on", blank=True, default="", max_length=4000)
    contact = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_for")
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    stand_in = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="stands_in_for")
    stand_in_phone = models.CharField(max_length=30, blank=True, default="")
    stand_in_email = models.EmailField(blank=True, default="")

    # On which days before a meeting its people are reminded: the first may be left out, the last goes to everybody.
    first_reminder_days = models.PositiveSmallIntegerField(null=True, blank=True, default=7)
    last_reminder_days = models.PositiveSmallIntegerField(default=1)
    # On which day before it whoever chairs hears of the page that helps them.
    chair_briefing_days = models.PositiveSmallIntegerField(default=5)
    # How many working days those who came have to suggest changes to the notes, where nobody says another day.
    notes_open_days = models.PositiveSmallIntegerField(default=10)

    personal_data = classes(
        public="programme name site time_zone nation word decides advises first_reminder_days last_reminder_days"
        " chair_briefing_days notes_open_days",
        personal={
            "contact": KEEP,
            "contact_phone": KEEP,
            "contact_email": KEEP,
            "stand_in": KEEP,
            "stand_in_phone": KEEP,
            "stand_in_email": KEEP,
        },
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("programme", "name", name="panel_names_differ_within_a_programme"),
            models.CheckConstraint(condition=models.Q(word__in=PanelWord.values), name="panel_uses_a_known_word"),
            models.CheckConstraint(
                condition=models.Q(nation__in=Nation.values), name="panel_is_at_home_in_a_known_nation"
            ),
            models.CheckConstraint(
                condition=models.Q(stand_in__isnull=True) | ~models.Q(stand_in=models.F("contact")),
                name="panel_stand_in_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(last_reminder_days__gte=1, last_reminder_days__lte=MOST_REMINDER_DAYS),
                name="panel_reminds_before_the_day_and_not_too_early",
            ),
            models.CheckConstraint(
                condition=models.Q(first_reminder_days__isnull=True)
                | models.Q(
                    first_reminder_days__gt=models.F("last_reminder_days"), first_reminder_days__lte=MOST_REMINDER_DAYS
                ),
                name="panel_first_reminder_is_before_the_last",
            ),
            models.CheckConstraint(
                condition=models.Q(chair_briefing_days__gte=1, chair_briefing_days__lte=MOST_REMINDER_DAYS),
                name="panel_briefs_the_chair_before_the_day_and_not_too_early",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    notes_open_days__gte=FEWEST_DAYS_FOR_NOTES, notes_open_days__lte=MOST_DAYS_FOR_NOTES
                ),
                name="panel_leaves_notes_open_for_a_week_to_six",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reminder_days(self) -> tuple[int, ...]:
        """How many days before a meeting its people are reminded, earliest first."""
        return tuple(days for days in (self.first_reminder_days, self.last_reminder_days) if days is not None)

    @property
    def people_word(self) -> str:
        """The panel's word for its people in general: "members", "advisers"."""
        return self.word

    @property
    def person_word(self) -> str:
        """The same for one: "member", "expert by experience"."""
        first, *rest = self.word.split(" ")
        return " ".join([first.removesuffix("s"), *rest])


# Lines of “signal: what it means”, with nothing else between them.
SIGNALS_KEPT = r"^[^\n\r:]+: [^\n\r]+(\n[^\n\r:]+: [^\n\r]+)*$"


class PanelDocument(Record):
    """One version of what a panel agreed about itself. A version is never edited: another one is agreed."""

    class Kind(models.TextChoices):
        TERMS = "terms", "terms of reference"
        GROUND_RULES = "ground-rules", "ground rules"
        SIGNALS = "signals", "signals"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveIntegerField()
    words = models.TextField(max_length=20_000)
    agreed_on = models.DateField()
    agreed_by = models.CharField("who agreed it", max_length=120)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    personal_data = classes(
        public="panel kind number words agreed_on agreed_by recorded_at", personal={"recorded_by": KEEP}
    )

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "kind", "number"], name="panel_document_versions_are_numbered"),
            models.CheckConstraint(condition=~models.Q(words=""), name="panel_document_says_something"),
            models.CheckConstraint(
                condition=~models.Q(kind="signals") | models.Q(words__regex=SIGNALS_KEPT),
                name="panel_signals_each_say_what_they_mean",
            ),
        ]

    @property
    def signals(self) -> list[tuple[str, str]]:
        """Of signals: each with what it means, in their order."""
        return signals_in(self.words)
