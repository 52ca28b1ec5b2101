"""The lock on protected tables."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from leap.core.errors import ProtectedAccess
from tests.leap.core.shelf import LockedBox, Shelf

pytestmark = pytest.mark.usefixtures("shelf_tables")


@pytest.fixture
def box() -> LockedBox:
    shelf = Shelf.objects.create(name="top")
    return LockedBox.objects.unscoped("a test needs one").create(shelf=shelf, label="mine")


@pytest.mark.parametrize(
    "use",
    [
        lambda box: LockedBox.objects.all(),
        lambda box: LockedBox.objects.get(pk=box.pk),
        lambda box: LockedBox.objects.filter(pk=box.pk),
        lambda box: LockedBox.objects.create(shelf=box.shelf, label="x"),
        lambda box: LockedBox.objects.none(),
        lambda box: LockedBox.objects.get_or_create(shelf=box.shelf, label="x"),
        lambda box: LockedBox.objects.bulk_create([box]),
        lambda box: LockedBox.objects.count(),
        lambda box: LockedBox.objects.raw("select 1"),
        lambda box: LockedBox.objects.in_bulk(),
        lambda box: LockedBox._default_manager.all(),
        lambda box: box.shelf.boxes.all(),
        lambda box: box.shelf.boxes.count(),
        lambda box: box.shelf.boxes.create(label="x"),
        lambda box: box.shelf.boxes.unscoped("all of them?"),
        lambda box: box.shelf.friendly_boxes.all(),
        lambda box: box.shelf.friendly_boxes.unscoped("all of them?"),
        lambda box: list(Shelf.objects.prefetch_related("boxes")),
        lambda box: LockedBox.objects.unscoped(""),
        lambda box: LockedBox.objects.unscoped("  "),
        lambda box: LockedBox.objects.unscoped(None),
    ],
)
def test_every_road_but_unscoped_is_closed(box, use):
    with pytest.raises(ProtectedAccess):
        use(box)


def test_unscoped_with_a_reason_opens_it(box):
    assert LockedBox.objects.unscoped("the test owns the table").get() == box


def test_whoever_holds_a_row_can_save_refresh_follow_and_delete_it(box):
    box.label = "still mine"
    box.save()
    box.refresh_from_db()
    assert box.label == "still mine"
    assert LockedBox.objects.unscoped("follow it").get().shelf.name == "top"
    box.delete()
    assert not LockedBox.objects.unscoped("see that it went").exists()


def test_validation_still_finds_clashes(box):
    with pytest.raises(ValidationError):
        LockedBox(pk=box.pk, shelf=box.shelf, label="other").full_clean()
    with pytest.raises(ValidationError):
        LockedBox(shelf=box.shelf, label="mine").full_clean()
    with pytest.raises(ProtectedAccess):
        LockedBox.objects.all()


def test_a_prefetch_that_was_given_its_rows_is_read_through_the_related_manager(box):
    boxes = LockedBox.objects.unscoped("the room scopes it")
    shelf = Shelf.objects.prefetch_related(Prefetch("boxes", queryset=boxes)).get()
    assert list(shelf.boxes.all()) == [box]
