"""Words that stand nowhere else in the world, put into every column that holds words, and a way to find them again."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models

from leap.core.fields import EncryptedTextField
from tests.project.world import ProjectWorld

MARK = "cnry"
FOUND = re.compile(rb"cnry(\d{4})", re.IGNORECASE)
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX = re.compile(rb"(?:[0-9a-f]{2}){8,}", re.IGNORECASE)
ROOMS = ("people", "identity", "needs", "schedule", "invitations", "attendance", "availability", "papers", "notes",
         "chairing", "seating", "payments", "inquiries", "writing", "coding", "publication")  # fmt: skip
# Text that is no words of anybody's: passwords as they are stored, names of zones and currencies, codes, ids of pages.
NOT_WORDS = {
    "payments.Work.beside",  # a word from a short list, held by a constraint
    "people.Person.password",
    "people.Panel.time_zone",
    "people.JoinInvitation.token_hash",
    "invitations.ReplyLink.token_hash",
    "needs.Need.chosen",
    "needs.ContactPreference.time_zone",
    "schedule.CalendarFeed.token_hash",
    "seating.ApartWish.others",
    "payments.RateSet.currency",
    "payments.Ceiling.week",
    "payments.Ceiling.month",
    "coding.Theme.code",
    "coding.Coding.framework",
    "coding.Mark.item",
    "writing.ReflectiveAccount.letter",
    "publication.LetterGiven.letter",
    "publication.Frozen.sha256",
    "identity.CountedTopic.topic",
    "writing.Draft.saved_device",
    "writing.KeptCopy.device",
    "identity.Share.slot",
    "identity.ConsentAnswer.slot",
    "identity.ConsentWording.question",
    "identity.ConsentWording.text",
    "identity.ConsentWording.digest",
}


@dataclass
class Aviary:
    """The world with its canaries: which one sits in which column, and in which of them anybody could read it."""

    world: ProjectWorld
    columns: dict[str, list[str]] = field(default_factory=dict)  # room.Model.field: the canaries in it
    plain_tables: dict[str, set[str]] = field(default_factory=dict)  # table: canaries in its own plain columns

    @property
    def all(self) -> set[str]:
        return {canary for found in self.columns.values() for canary in found}


def word_fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column of our rooms that holds words of any kind."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for column in model._meta.concrete_fields:
                is_text = isinstance(column, models.CharField | models.TextField | EncryptedTextField)
                if is_text and not column.choices and name_of(model, column) not in NOT_WORDS:
                    yield model, column


def name_of(model: type[models.Model], column: models.Field) -> str:
    """room.Model.field"""
    return f"{model._meta.label}.{column.name}"


def let_in(world: ProjectWorld) -> Aviary:
    """Put a new canary into every such column of every row. Nobody without an email gets one."""
    aviary = Aviary(world)
    number = 0
    with connection.cursor() as cursor:
        # What the database refuses to change gets its canaries too: only this once its guards look away.
        cursor.execute("set session_replication_role = replica")
    for model, column in word_fields():
        for row in _rows(model):
            if getattr(row, column.attname) is None or _must_be_empty(row, column):
                continue
            number += 1
            canary = f"{MARK}{number:04d}"
            setattr(row, column.attname, _text(column, canary))
            row.save(update_fields=[column.attname])
            aviary.columns.setdefault(name_of(model, column), []).append(canary)
            if not isinstance(column, EncryptedTextField):
                aviary.plain_tables.setdefault(model._meta.db_table, set()).add(canary)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = origin")
    return aviary


def _must_be_empty(row: models.Model, column: models.Field) -> bool:
    """Does the database keep it empty? A version says what it was for from when it is sent on."""
    return name_of(type(row), column) == "papers.PaperVersion.about" and row.sent_at is None


def _rows(model: type[models.Model]) -> list[models.Model]:
    manager = model.objects
    return list(manager.unscoped("canaries") if hasattr(manager, "unscoped") else manager.all())


def _text(column: models.Field, canary: str) -> str:
    if isinstance(column, models.EmailField):
        return f"{canary}@example.org"
    if name_of(column.model, column) == "people.PanelDocument.words":
        return f"Zq: {canary} of words"  # a signal says what it means after a colon
    return f"Zq {canary} of {column.name}"[: column.max_length]


def found_in(text: bytes | str) -> set[str]:
    """The canaries in a text: as they are, in base64 or in hexadecimal."""
    data = text.encode(errors="replace") if isinstance(text, str) else text
    found = {f"{MARK}{number.decode()}" for number in FOUND.findall(data)}
    for run in BASE64.findall(data):
        found |= _plainly(_from_base64(run))
    for run in HEX.findall(data):
        found |= _plainly(bytes.fromhex(run.decode()))
    return found


def _plainly(data: bytes) -> set[str]:
    return {f"{MARK}{number.decode()}" for number in FOUND.findall(data)}


def _from_base64(run: bytes) -> bytes:
    run = run.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(run[: len(run) // 4 * 4])
    except binascii.Error:
        return b""


def tables() -> dict[str, bytes]:
    """Every table of the database as a copy of it would show it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{table}\" t")
            found[table] = cursor.fetchone()[0].encode()
    return found
