"""The encrypted field: what goes in comes out, for its own row and with the right key only."""

import base64
import json
import os
from io import StringIO

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Max, TextField
from django.db.models.functions import Cast
from django.forms import modelform_factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leap.core import checks, sealing
from leap.core.errors import CannotDecrypt
from leap.core.fields import Ciphertext, EncryptedTextField
from leap.core.ids import new_id
from leap.core.management.commands import rotate_field_keys
from leap.core.sealing import Place, open_sealed, seal
from tests.leap.core.shelf import SecretNote, Shelf

pytestmark = pytest.mark.usefixtures("shelf_tables")

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
CANARY = "CANARY-heliotrope-0417"


def key(key_id: str) -> str:
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


def stored(note: SecretNote, column: str = "words") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from core_tests_secretnote where id = %s", [note.pk])
        return bytes(cursor.fetchone()[0])


def store(note: SecretNote, sealed: bytes, column: str = "words") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update core_tests_secretnote set {column} = %s where id = %s", [sealed, note.pk])


@given(texts=st.lists(ANY_TEXT, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_went_in(texts):
    notes = SecretNote.objects.bulk_create([SecretNote(words=text) for text in texts])
    for note, text in zip(notes, texts, strict=True):
        assert SecretNote.objects.get(pk=note.pk).words == text


@given(text=ANY_TEXT)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sealing_hides_the_text_and_rounds_its_length(text):
    place = Place("t", "c", 1)
    one, two = seal(text, place), seal(text, place)
    assert one != two
    assert open_sealed(one, place) == text
    assert len(text) < 4 or text.encode() not in one
    assert (len(one) - len(sealing.current_header()) - sealing.NONCE_BYTES - 16) % 64 == 0


def test_nul_emoji_and_empty_text_are_kept():
    for text in ("", "\x00", "a\x00b", "🫖👩‍🚀", "line\r\nline\n", " spaces "):
        note = SecretNote.objects.create(words=text, aside=None)
        note = SecretNote.objects.get(pk=note.pk)
        assert note.words == text
        assert note.aside is None


def test_half_a_character_is_refused_in_a_sentence():
    with pytest.raises(ValidationError, match="broken character"), transaction.atomic():
        SecretNote(words="\ud83d").save()
    with pytest.raises(ValidationError) as refused:
        SecretNote(words="\ud83d").full_clean()
    assert "words" in refused.value.message_dict


def test_a_copy_of_the_table_shows_no_word_of_it():
    SecretNote.objects.create(words=f"before {CANARY} after", aside=CANARY)
    with connection.cursor() as cursor:
        cursor.execute("select n::text, encode(words, 'escape'), encode(aside, 'escape') from core_tests_secretnote n")
        row = "".join(cursor.fetchone())
        copied = StringIO()
        cursor.copy_expert("copy core_tests_secretnote to stdout", copied)
    for dump in (row, copied.getvalue()):
        assert CANARY not in dump
        assert CANARY.encode().hex() not in dump


def test_short_answers_of_different_length_look_the_same_size():
    yes, no = (SecretNote.objects.create(words=words) for words in ("yes", "no, and I would rather not say why"))
    assert len(stored(yes)) == len(stored(no))


def test_texts_swapped_between_rows_do_not_open():
    one, two = SecretNote.objects.create(words="one"), SecretNote.objects.create(words="two")
    first, second = stored(one), stored(two)
    store(one, second)
    store(two, first)
    for note in SecretNote.objects.all():
        with pytest.raises(CannotDecrypt, match=r"core_tests_secretnote\.words: moved, changed") as refused:
            assert note.words
        assert refused.value.__cause__ is None


def test_a_text_moved_to_another_column_does_not_open():
    note = SecretNote.objects.create(words="one")
    store(note, stored(note), column="aside")
    with pytest.raises(CannotDecrypt):
        assert SecretNote.objects.get(pk=note.pk).aside


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "version", "key", "only the head"])
def test_changed_bytes_do_not_open(harm):
    note = SecretNote.objects.create(words="one")
    sealed = bytearray(stored(note))
    if harm == "flip":
        sealed[-1] ^= 1
    store(
        note,
        {
            "flip": bytes(sealed),
            "cut": bytes(sealed[:-5]),
            "empty": b"",
            "version": b"\x09" + bytes(sealed[1:]),
            "key": bytes(sealed[:2]) + b"\xff" * 4 + bytes(sealed[6:]),
            "only the head": sealing.current_header(),
        }[harm],
    )
    with pytest.raises(CannotDecrypt):
        assert SecretNote.objects.get(pk=note.pk).words


def test_reading_is_lazy_and_deferred_fields_and_refresh_work():
    note = SecretNote.objects.create(words="one", aside="two")
    found = SecretNote.objects.defer("words").get(pk=note.pk)
    assert "words" not in found.__dict__
    assert (found.words, found.aside) == ("one", "two")
    SecretNote.objects.get(pk=note.pk).delete()
    SecretNote(pk=note.pk, words="three").save()
    found.refresh_from_db()
    assert (found.words, found.aside) == ("three", None)
    found.save()
    assert SecretNote.objects.only("aside").get().words == "three"
    assert isinstance(SecretNote.words.field, EncryptedTextField)


def test_values_and_annotations_give_an_object_that_shows_nothing():
    SecretNote.objects.create(words=CANARY)
    found = [
        SecretNote.objects.values("words").get()["words"],
        SecretNote.objects.values_list("words", flat=True).get(),
        SecretNote.objects.annotate(copy=F("words")).get().copy,
    ]
    for value in found:
        assert isinstance(value, Ciphertext)
        assert f"{value} {value!r}" == "<encrypted> <encrypted>"
    with pytest.raises(TypeError):
        json.dumps(found)
    assert CANARY not in SecretNote.objects.annotate(t=Cast("words", TextField())).values_list("t", flat=True).get()


@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "in", "gt", "startswith", "regex", "range"])
def test_the_database_is_never_asked_to_look_inside(lookup):
    with pytest.raises(FieldError, match="__isnull"):
        SecretNote.objects.filter(**{f"words__{lookup}": "x"})
    with pytest.raises(FieldError):
        SecretNote.objects.filter(words__length__gt=3)


def test_it_can_be_asked_whether_there_is_a_text():
    SecretNote.objects.create(words="one", aside=None)
    assert SecretNote.objects.filter(aside__isnull=True, words__isnull=False).count() == 1


def test_writing_without_the_row_is_refused():
    note = SecretNote.objects.create(words="one")
    with pytest.raises(FieldError, match="save"), transaction.atomic():
        SecretNote.objects.update(words="two")
    note.words = "two"
    with pytest.raises(FieldError), transaction.atomic():
        SecretNote.objects.bulk_update([note], ["words"])
    for wrong in (7, F("aside"), b"bytes"):
        note.words = wrong
        with pytest.raises(FieldError, match="give it text, not"), transaction.atomic():
            note.save()
    with pytest.raises(FieldError):
        str(SecretNote.objects.annotate(m=Max("words")).filter(m="x").query)
    assert SecretNote.objects.get().words == "one"


def test_a_fixture_carries_no_text():
    dumped = serializers.serialize("json", [SecretNote(words=CANARY, aside=None)])
    assert CANARY not in dumped
    assert "<encrypted>" in dumped


def test_a_form_shows_a_big_box_and_keeps_what_is_typed():
    form_class = modelform_factory(SecretNote, fields=["words", "aside"])
    form = form_class({"words": "one", "aside": ""})
    assert "<textarea" in str(form["words"])
    assert form.is_valid(), form.errors
    note = form.save()
    assert SecretNote.objects.get(pk=note.pk).words == "one"
    assert SecretNote(words=7).clean_fields() is None
    assert SecretNote._meta.get_field("aside").clean(None, None) is None


def test_a_row_keeps_its_text_through_migration_state():
    name, path, args, kwargs = SecretNote._meta.get_field("aside").deconstruct()
    assert (name, path, args, kwargs) == (
        "aside",
        "leap.core.fields.EncryptedTextField",
        [],
        {"blank": True, "null": True},
    )


# Keys


def test_an_old_key_still_opens_and_the_first_one_seals(settings):
    old, new = key("old"), key("new")
    settings.FIELD_KEYS = [old]
    note = SecretNote.objects.create(words="one")
    settings.FIELD_KEYS = [new, old]
    assert SecretNote.objects.get().words == "one"
    note.save()
    settings.FIELD_KEYS = [new]
    assert SecretNote.objects.get().words == "one"
    settings.FIELD_KEYS = [old]
    with pytest.raises(CannotDecrypt, match="not in FIELD_KEYS"):
        assert SecretNote.objects.get().words


@pytest.fixture
def only_the_notes(monkeypatch):
    class Site:
        @staticmethod
        def get_models():
            return [SecretNote, Shelf]

    monkeypatch.setattr(rotate_field_keys, "apps", Site)


def rotate(*options: str) -> str:
    said = StringIO()
    call_command("rotate_field_keys", *options, stdout=said, stderr=said)
    return said.getvalue()


def test_rotation_counts_down_to_zero_and_then_the_old_key_can_go(settings, only_the_notes):
    old, new = key("old"), key("new")
    settings.FIELD_KEYS = [old]
    SecretNote.objects.bulk_create([SecretNote(words=f"note {n}", aside=None if n % 2 else "x") for n in range(6)])
    settings.FIELD_KEYS = [new, old]
    SecretNote.objects.create(words="note 6")
    assert "9 left with an older key" in rotate("--count")
    said = rotate()
    assert "core_tests.SecretNote.words: 0 left" in said
    assert "\n0 left with an older key" in said
    settings.FIELD_KEYS = [new]
    assert sorted(note.words for note in SecretNote.objects.all()) == [f"note {n}" for n in range(7)]
    assert "\n0 left" in rotate()


def test_rotation_names_rows_that_do_not_open_and_fails(settings, only_the_notes):
    old, new = key("old"), key("new")
    settings.FIELD_KEYS = [old]
    good, bad = SecretNote.objects.create(words="one"), SecretNote.objects.create(words="two")
    store(bad, stored(good))
    settings.FIELD_KEYS = [new, old]
    said = StringIO()
    with pytest.raises(CommandError, match="Keep the old keys"):
        call_command("rotate_field_keys", stdout=said, stderr=said)
    assert f"row {bad.pk}" in said.getvalue()
    assert "1 left with an older key" in said.getvalue()
    assert SecretNote.objects.get(pk=good.pk).words == "one"


def test_rotation_finds_the_fields_of_the_site():
    assert all(isinstance(field, EncryptedTextField) for field in rotate_field_keys.encrypted_fields())


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ([], "no key at all"),
        (["nocolon"], "its id must be"),
        (["Bad Id:" + "A" * 44], "its id must be"),
        (["a:###"], "not base64"),
        (["a:" + base64.b64encode(b"short").decode()], "needs 32 bytes, has 5"),
        (["a:" + base64.b64encode(os.urandom(32)).decode()] * 2, "used twice"),
    ],
)
def test_bad_keys_stop_the_start_and_are_not_shown(settings, keys, why):
    settings.FIELD_KEYS = keys
    (error,) = checks.field_keys_are_sound()
    assert error.id == "core.E001"
    with pytest.raises(ImproperlyConfigured, match=why):
        seal("x", Place("t", "c", new_id()))
    assert checks.field_keys_are_random() == []
    for entry in keys:
        assert entry not in str(error)


def test_missing_keys_stop_the_start(settings):
    del settings.FIELD_KEYS
    assert [error.id for error in checks.field_keys_are_sound()] == ["core.E001"]


def test_a_key_made_from_the_secret_key_stops_the_start(settings):
    import hashlib

    settings.SECRET_KEY = "s" * 10 + "a secret key of the site that is long enough"
    for made in (hashlib.sha256(settings.SECRET_KEY.encode()).digest(), settings.SECRET_KEY.encode()[:32]):
        settings.FIELD_KEYS = [key("good"), f"bad:{base64.b64encode(made).decode()}"]
        assert [error.id for error in checks.field_keys_are_sound()] == ["core.E002"]
    settings.FIELD_KEYS = [key("good")]
    assert checks.field_keys_are_sound() == []


def test_a_typed_key_is_refused_where_real_people_are(settings):
    settings.FIELD_KEYS = [key("good")]
    assert checks.field_keys_are_random() == []
    for typed in (b"typed-by-a-person-on-a-keyboard!", b"\x00" * 32):
        settings.FIELD_KEYS = [f"typed:{base64.b64encode(typed).decode()}"]
        assert [error.id for error in checks.field_keys_are_random()] == ["core.E003"]
