"""The code book of an inquiry: themes are made, put in other words, brought together, divided, used no more.

Each step is one line of its history, with who, when and why, and nothing ever takes a line away.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.people.models import Person
from accounts_reflective.coding import access
from accounts_reflective.coding.models import Theme, ThemeChange, ThemeLine
from accounts_reflective.coding.planning.code_book import next_code
from accounts_reflective.inquiries.models import Inquiry
from leap.core import audit, clock
from leap.core.errors import NotAllowed, NotNow

Kind = ThemeChange.Kind
SAME_NAME = "There is a theme with this name already. Please use that one, or choose another name."
SAME_WORDS = "That is what it says now. Please change the name or what it means, or go back."
GONE = "Somebody has brought this theme into another, divided it or put it away meanwhile."
ITSELF = "A theme cannot be brought into itself. Please choose another one."
HAS_SUBTHEMES = "It has sub-themes. Please bring those into another theme, or put them away, first."
TOO_DEEP = "It has sub-themes, so it can only be brought into a theme that is not a sub-theme itself."
INTO_ITS_OWN = "That is one of its own sub-themes. Please bring the sub-theme into the theme instead."
TWO_NAMES = "Please write at least 2 names that differ, one on each line."
TOO_LONG = "Please make each name shorter: the most we can keep is 160 letters and spaces."


@transaction.atomic
def create_theme(
    *, inquiry: Inquiry, name: str, by: Person, meaning: str = "", under: Theme | None = None, why: str = ""
) -> Theme:
    """A new theme, or with `under` a new sub-theme. It gets the next number, which is never given out again.

    NotNow when a theme in use has this name, or when `under` is used no more or is a sub-theme itself. NotAllowed for
    anybody who may not keep the code book.
    """
    _lock(inquiry, by)
    if under is not None and ((under := _there(inquiry, under)).parent_id is not None):
        raise NotNow("A sub-theme has no sub-themes of its own.")
    theme = _new(inquiry, name, meaning.strip(), under)
    _write(inquiry, Kind.CREATED, why, by, [_line(theme, became=True)])
    return theme


@transaction.atomic
def rename_theme(*, theme: Theme, name: str, meaning: str, why: str, by: Person) -> Theme:
    """Other words for a theme: its name, what it means, or both. The earlier words stay in the history.

    NotNow when nothing changes, when another theme in use has the name, or when the theme is used no more.
    """
    inquiry = _lock(theme.inquiry, by)
    theme = _there(inquiry, theme)
    if (theme.name, theme.meaning) == (name.strip(), meaning.strip()):
        raise NotNow(SAME_WORDS)
    line = _line(theme, was=True)
    theme.name, theme.meaning = _free_name(inquiry, name, theme.pk), meaning.strip()
    theme.save(update_fields=["name", "meaning"])
    _write(inquiry, Kind.RENAMED, why, by, [_became(line, theme)])
    return theme


@transaction.atomic
def merge_theme(*, theme: Theme, into: Theme, why: str, by: Person) -> Theme:
    """Bring a theme into another: what was placed in it is found there from now on, its sub-themes stand under it.

    Nothing that was placed is rewritten, so the history can still show both. NotNow for a theme brought into itself or
    into its own sub-theme, for one with sub-themes brought into a sub-theme, and where either is used no more.
    """
    inquiry = _lock(theme.inquiry, by)
    theme, into = _there(inquiry, theme), _there(inquiry, into)
    below = list(_in_use(inquiry).filter(parent=theme).order_by("code"))
    if theme.pk == into.pk:
        raise NotNow(ITSELF)
    if into.parent_id == theme.pk:
        raise NotNow(INTO_ITS_OWN)
    if below and into.parent_id is not None:
        raise NotNow(TOO_DEEP)
    lines = [_end(theme, into), _became(_line(into, was=True), into), *(_move(each, into) for each in below)]
    _write(inquiry, Kind.MERGED, why, by, lines)
    return into


@transaction.atomic
def split_theme(*, theme: Theme, names: Sequence[str], why: str, by: Person) -> list[Theme]:
    """Divide a theme into two or more new ones in its place. What was placed in it waits there to be placed anew.

    NotNow for fewer than two names that differ, for a name in use, and for a theme with sub-themes.
    """
    inquiry = _lock(theme.inquiry, by)
    theme = _there(inquiry, theme)
    wanted = list({name.strip().casefold(): name.strip() for name in names if name.strip()}.values())
    if len(wanted) < 2:
        raise NotNow(TWO_NAMES)
    if any(len(name) > 160 for name in wanted):
        raise NotNow(TOO_LONG)
    _refuse_subthemes(inquiry, theme)
    ended = _end(theme)
    made = [_new(inquiry, name, "", theme.parent) for name in wanted]
    _write(inquiry, Kind.SPLIT, why, by, [ended, *(_line(each, became=True) for each in made)])
    return made


@transaction.atomic
def retire_theme(*, theme: Theme, why: str, by: Person) -> None:
    """A theme is used no more. It stays in the history. NotNow while it has sub-themes, or when it is gone already."""
    inquiry = _lock(theme.inquiry, by)
    theme = _there(inquiry, theme)
    _refuse_subthemes(inquiry, theme)
    _write(inquiry, Kind.RETIRED, why, by, [_end(theme)])


def _lock(inquiry: Inquiry, by: Person) -> Inquiry:
    """Hold the code book until the transaction ends: its changes have an order."""
    locked = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not access.can_keep_code_book(by, locked):
        raise NotAllowed
    return locked


def _in_use(inquiry: Inquiry):
    return Theme.objects.filter(inquiry=inquiry, ended_at__isnull=True)


def _there(inquiry: Inquiry, theme: Theme) -> Theme:
    found = _in_use(inquiry).select_related("parent").filter(pk=theme.pk).first()
    if found is None:
        raise NotNow(GONE)
    return found


def _refuse_subthemes(inquiry: Inquiry, theme: Theme) -> None:
    if _in_use(inquiry).filter(parent=theme).exists():
        raise NotNow(HAS_SUBTHEMES)


def _free_name(inquiry: Inquiry, name: str, besides: UUID | None = None) -> str:
    if _in_use(inquiry).filter(name__iexact=name.strip()).exclude(pk=besides).exists():
        raise NotNow(SAME_NAME)
    return name.strip()


def _new(inquiry: Inquiry, name: str, meaning: str, under: Theme | None) -> Theme:
    used = Theme.objects.filter(inquiry=inquiry).order_by("code").values_list("code", flat=True)
    theme = Theme(inquiry=inquiry, parent=under, name=_free_name(inquiry, name), meaning=meaning)
    theme.code = next_code(used, under.code if under else "")
    theme.save(force_insert=True)
    return theme


def _end(theme: Theme, into: Theme | None = None) -> ThemeLine:
    line = _line(theme, was=True)
    theme.ended_at, theme.merged_into = clock.now(), into
    theme.save(update_fields=["ended_at", "merged_into"])
    return line


def _move(theme: Theme, into: Theme) -> ThemeLine:
    line = _line(theme, was=True)
    theme.parent = into
    theme.save(update_fields=["parent"])
    return _became(line, theme)


def _line(theme: Theme, *, was: bool = False, became: bool = False) -> ThemeLine:
    line = ThemeLine(theme=theme)
    if was:
        line.was_name, line.was_meaning, line.was_under_id = theme.name, theme.meaning, theme.parent_id
    return _became(line, theme) if became else line


def _became(line: ThemeLine, theme: Theme) -> ThemeLine:
    line.became_name, line.became_meaning, line.became_under_id = theme.name, theme.meaning, theme.parent_id
    return line


def _write(inquiry: Inquiry, kind: str, why: str, by: Person, lines: Sequence[ThemeLine]) -> None:
    """One line of the history, with how each theme stood before and after."""
    last = ThemeChange.objects.filter(inquiry=inquiry).order_by("-number").values_list("number", flat=True).first()
    change = ThemeChange(inquiry=inquiry, number=(last or 0) + 1, kind=kind, why=why.strip(), changed_by=by)
    change.save(force_insert=True)
    for line in lines:
        line.change = change
        line.save(force_insert=True)
    audit.record(by=by, verb=f"theme.{kind}", about=lines[0].theme, inquiry=inquiry.pk, number=change.number)
