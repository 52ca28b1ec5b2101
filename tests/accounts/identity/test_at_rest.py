"""A copy of the database shows nobody's words."""

import pytest
from django.db import connection

from tests import factories as make
from tests.accounts.identity.factories import told

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


def test_a_dump_holds_no_word_in_clear_nor_its_bytes(client):
    here = make.small_panel()
    owner, viewer, *_ = here.members
    told(owner, here.panel, SECRET)
    client.force_login(viewer)
    assert SECRET in client.get(f"/people/{owner.pk}/").text
    dump = all_rows()
    assert str(owner.pk) in dump
    for word in SECRET.split():
        assert word not in dump
        assert word.encode().hex() not in dump


def test_the_same_words_twice_do_not_look_the_same():
    here = make.small_panel()
    owner = here.members[0]
    told(owner, here.panel, SECRET)
    told(owner, here.panel, SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT own_words FROM identity_statement")
        first, second = (bytes(sealed) for (sealed,) in cursor.fetchall())
    assert first != second
