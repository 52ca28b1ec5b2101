"""Places to meet in, and what is known of getting into them and being in them."""

from django.db import models

from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from leap.core.uploads.models import StoredFile


class YesNo(models.TextChoices):
    """What is known of a place. Not knowing is an answer of its own, never a no and never a yes."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "We do not know"


def _fact(words: str) -> models.CharField:
    return models.CharField(words, max_length=10, choices=YesNo, default=YesNo.NOT_KNOWN)


class Venue(Record):
    """One place that the panels of a programme meet in. Its name is neutral: it may stand in a calendar."""

    FACTS = (
        "step_free", "lift", "accessible_toilet", "hearing_loop", "quiet_room", "parking", "dogs_welcome",
    )  # fmt: skip

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="venues")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    step_free = _fact("no steps on the way in")
    lift = _fact("a lift, or all on one floor")
    accessible_toilet = _fact("an accessible toilet")
    hearing_loop = _fact("a hearing loop")
    quiet_room = _fact("a quiet room")
    parking = _fact("parking close by")
    dogs_welcome = _fact("dogs are welcome")
    travel = models.TextField("how to get there", max_length=2000, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        public="programme name address step_free lift accessible_toilet hearing_loop quiet_room parking dogs_welcome"
        " travel revision made_at",
        personal={"made_by": KEEP},
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("programme", "name", name="venue_names_differ_within_a_programme"),
            models.CheckConstraint(
                condition=models.Q(
                    step_free__in=YesNo.values, lift__in=YesNo.values, accessible_toilet__in=YesNo.values,
                    hearing_loop__in=YesNo.values, quiet_room__in=YesNo.values, parking__in=YesNo.values,
                    dogs_welcome__in=YesNo.values,
                ),
                name="venue_facts_are_yes_no_or_not_known",
            ),
        ]  # fmt: skip


MOST_PICTURES = 4


class VenuePicture(Record):
    """A photo of a place, or a plan of the way in, with words that say what it shows. Seen by who sees the place."""

    MOST = MOST_PICTURES

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    words = models.CharField("what it shows", max_length=300)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="venue position words file revision added_at", personal={"added_by": KEEP})

    class Meta:
        ordering = ["venue", "position"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "position"], name="picture_has_its_own_position_at_its_place"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=MOST_PICTURES),
                name="place_has_four_pictures_at_most",
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="picture_says_what_it_shows"),
        ]
