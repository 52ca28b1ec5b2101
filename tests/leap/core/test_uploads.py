"""Files: what they are is looked at, what they hide is refused or left out, and they lie sealed in the database."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from PIL import Image

from leap.core import clock, uploads
from leap.core.sealing import current_header
from leap.core.tasks import sweep_files
from leap.core.uploads import MOST_BYTES, Checked, Refused, content_of, keep, look_at, throw_away
from leap.core.uploads.kinds import TEXT
from leap.core.uploads.models import StoredFile
from leap.design.uploads import UploadField
from tests.leap.core import hostile


@pytest.mark.parametrize("what", hostile.HOSTILE)
def test_what_could_do_harm_is_refused_in_a_sentence_that_helps(what):
    with pytest.raises(Refused) as refused:
        look_at(hostile.HOSTILE[what])
    assert refused.value.sentence.endswith("."), what


@pytest.mark.parametrize("code", hostile.FINE)
def test_what_people_send_is_known_by_what_is_in_it(code):
    assert look_at(hostile.FINE[code]).kind.code == code


def test_what_a_camera_writes_into_a_photo_is_gone_and_it_stands_upright():
    checked = look_at(hostile.photo_with_place())
    picture = Image.open(io.BytesIO(checked.content))
    assert not picture.getexif()
    assert b"Rowan" not in checked.content
    assert picture.size == (30, 40)


def test_what_hangs_on_a_picture_or_on_sound_is_gone():
    script = b"<script>alert(1)</script>"
    for sent in (hostile.picture() + script, hostile.labelled_mp3()):
        assert b"script" not in look_at(sent).content
    assert look_at(hostile.labelled_mp3()).content == hostile.mp3()
    assert look_at(hostile.picture("WEBP")).kind.code == "png"
    holes = io.BytesIO()
    Image.new("RGBA", (5, 5), (1, 2, 3, 0)).save(holes, "PNG")
    assert Image.open(io.BytesIO(look_at(holes.getvalue()).content)).mode == "RGBA"


def test_text_is_kept_as_utf_8_and_nothing_else_is_text():
    assert look_at("Wörter".encode("utf-16")).content == "Wörter".encode()
    for broken in (b"\xff\xffhello", b"a\x00b"):
        with pytest.raises(Refused):
            look_at(broken)


def test_a_file_over_10_mb_is_refused_and_never_held_whole():
    with pytest.raises(Refused):
        look_at(b"a" * (MOST_BYTES + 1))
    sent = SimpleUploadedFile("paper.txt", b"a" * (MOST_BYTES + 70_000))
    request = RequestFactory().post("/", {"title": "Kept", "file": sent, "other": SimpleUploadedFile("b", b"bbb")})
    file = request.FILES["file"]
    assert file.size == MOST_BYTES + 70_000
    assert len(file.read()) == MOST_BYTES + 1
    assert request.POST["title"] == "Kept"
    assert request.FILES["other"].read() == b"", "there is room for so much in one request"
    with pytest.raises(Exception, match="larger than 10 MB"):
        UploadField().clean(file)
    with pytest.raises(Exception, match="web page"):
        UploadField().clean(SimpleUploadedFile("paper.pdf", b"<html>"))
    assert UploadField(required=False).clean(None) is None
    assert UploadField().clean(SimpleUploadedFile("../../x.exe", b"Hello.")) == Checked(TEXT, b"Hello.")


@pytest.mark.django_db
def test_a_file_lies_sealed_and_is_given_out_so_that_nothing_runs():
    stored = keep(Checked(TEXT, b"A canary sings here."))
    with connection.cursor() as cursor:
        cursor.execute("select content from core_storedfile")
        assert b"canary" not in bytes(cursor.fetchone()[0])
    answer = uploads.answer(stored, "paper-document")
    assert answer.content == b"A canary sings here."
    assert answer["Content-Disposition"] == 'attachment; filename="paper-document.txt"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    throw_away(stored.pk)
    assert not StoredFile.objects.unscoped("a test").exists()


@pytest.mark.django_db
def test_a_new_key_reaches_files_too(settings, capsys):
    stored = keep(Checked(TEXT, b"Words."))
    settings.FIELD_KEYS = ["newer:" + "QUJD" * 10 + "QUI=", *settings.FIELD_KEYS]
    call_command("rotate_field_keys", "--count")
    assert "core.StoredFile.content: 1 left" in capsys.readouterr().out
    call_command("rotate_field_keys")
    sealed = StoredFile.objects.unscoped("a test").get().content
    assert bytes(sealed).startswith(current_header())
    assert content_of(stored.pk) == b"Words."


@pytest.mark.django_db
def test_the_database_knows_kinds_and_sizes_and_a_file_of_nothing_is_swept_after_a_day():
    stored = keep(Checked(TEXT, b"Words."))
    for wrong in ({"size": 0}, {"size": MOST_BYTES + 1}, {"kind": "exe"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.unscoped("a test").update(**wrong)
    assert sweep_files() == 0
    with clock.held_at(clock.now() + timedelta(days=1, minutes=1)):
        assert uploads.sweep() == 1
    assert not StoredFile.objects.unscoped("a test").filter(pk=stored.pk).exists()
