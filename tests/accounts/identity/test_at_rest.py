"""A copy of the database shows nobody's words, nor what they ticked."""

import base64
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.identity import actions, queries
from accounts.identity.models import Share, Statement, TopicChoices
from accounts.identity.planning import words
from tests import factories as make
from tests.accounts.identity.factories import EVERYONE, says, shares, told, yes

pytestmark = pytest.mark.django_db

SECRET = "zanzibar quinquereme"


def all_rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def everything_said(here):
    """Own, broader and other words, ticks, and what one would rather say nothing about."""
    owner = here.members[0]
    statement = says(owner, f"{SECRET} own", broad_words="vermilion broader", topics=["bereavement", "migration"])
    shares(statement, here.panel, EVERYONE, form=words.OTHER, other_words="ultramarine other")
    yes(statement, f"{words.COUNTED}.{here.programme.pk}")
    actions.set_rather_not_say(topics=["sexuality"], by=owner)
    return owner


SEALED = [*SECRET.split(), "vermilion", "ultramarine", "bereavement", "migration", "sexuality"]


def test_a_dump_holds_no_word_in_clear_nor_its_bytes(client):
    here = make.small_panel()
    owner = everything_said(here)
    told(owner, here.panel, SECRET)
    client.force_login(here.members[1])
    page = client.get(f"/people/{owner.pk}/").text
    assert SECRET in page
    assert "ultramarine" in page
    dump = all_rows()
    assert str(owner.pk) in dump
    for word in SEALED:
        assert word not in dump
        assert word.encode().hex() not in dump
        assert base64.b64encode(word.encode()).decode().rstrip("=")[:-1] not in dump


def test_the_same_words_twice_do_not_look_the_same():
    here = make.small_panel()
    owner = here.members[0]
    for _ in range(2):
        statement = says(owner, SECRET, broad_words=SECRET, topics=["age"])
        shares(statement, here.panel, form=words.OTHER, other_words=SECRET)
    with connection.cursor() as cursor:
        for column, table in (
            ("own_words", "identity_statement"),
            ("broad_words", "identity_statement"),
            ("topics", "identity_statement"),
            ("other_words", "identity_share"),
        ):
            cursor.execute(f"SELECT {column} FROM {table}")
            first, second = (bytes(sealed) for (sealed,) in cursor.fetchall())
            assert first != second


def test_a_new_key_reaches_every_sealed_word_and_the_old_key_can_go(settings):
    here = make.small_panel()
    owner = everything_said(here)
    settings.FIELD_KEYS = [f"new:{base64.b64encode(bytes(range(32))).decode()}", *settings.FIELD_KEYS]
    said = StringIO()
    call_command("rotate_field_keys", stdout=said, stderr=said)
    for name in ("Statement.own_words", "Statement.broad_words", "Statement.topics", "Share.other_words"):
        assert f"identity.{name}: 0 left" in said.getvalue()
    assert "identity.TopicChoices.rather_not: 0 left" in said.getvalue()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    (mine,) = queries.my_statements(owner)
    assert (mine.own_words, mine.broad_words) == (f"{SECRET} own", "vermilion broader")
    assert mine.topics == ("bereavement", "migration")
    assert "ultramarine other" in [share.text for share in mine.shares]
    assert queries.rather_not_say(owner) == ("sexuality",)


def test_every_text_of_a_person_in_this_room_is_sealed():
    """A new column of words joins here, or is named as one that holds none."""
    plain = {"slot", "purpose", "audience", "form"}
    for model in (Statement, Share, TopicChoices):
        for field in model._meta.local_concrete_fields:
            if field.get_internal_type() in ("TextField", "CharField", "JSONField"):
                assert field.name in plain, field
