"""What is known of a day: bank holidays by nation, and days of faith and fasting. For information, never a refusal.

From the library `holidays`. Days that hang on the moon may lie a day off: the sentences say "about". School holidays
are not in it: every area sets its own, and no source that somebody keeps up has them all. Panels write down theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

import holidays
from holidays.calendars.julian import JULIAN_CALENDAR
from holidays.groups import (
    BuddhistCalendarHolidays,
    ChristianHolidays,
    HebrewCalendarHolidays,
    HinduCalendarHolidays,
    IslamicHolidays,
)

from leap.core.texts import and_words

NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
BANK, FAITH, SCHOOL = "bank", "faith", "school"
SATURDAY = 5
ABOUT = "About this day: "


@dataclass(frozen=True)
class Note:
    """One thing to know about a day, in words."""

    kind: str
    words: str


class Holiday(Protocol):
    """Some days without school, from the first to the last."""

    name: str
    first_day: date
    last_day: date


class _Faith(
    holidays.HolidayBase,
    BuddhistCalendarHolidays,
    ChristianHolidays,
    HebrewCalendarHolidays,
    HinduCalendarHolidays,
    IslamicHolidays,
):
    """Days on which somebody may not want to come to a meeting, each called by its usual name."""

    def __init__(self, *args, **kwargs) -> None:
        for group in (ChristianHolidays, HebrewCalendarHolidays):
            group.__init__(self)
        BuddhistCalendarHolidays.__init__(self, show_estimated=False)
        HinduCalendarHolidays.__init__(self, show_estimated=False)
        IslamicHolidays.__init__(self, show_estimated=False)
        super().__init__(*args, **kwargs)

    def _populate_public_holidays(self) -> None:
        for add, name in (
            (self._add_epiphany_day, "Epiphany"),
            (self._add_ash_wednesday, "Ash Wednesday"),
            (self._add_good_friday, "Good Friday"),
            (self._add_easter_sunday, "Easter Sunday"),
            (self._add_christmas_day, "Christmas Day"),
            (self._add_vesak, "Vesak (Buddha Day)"),
            (self._add_purim, "Purim"),
            (self._add_shavuot, "Shavuot"),
            (self._add_yom_kippur, "Yom Kippur, a fast"),
            (self._add_holi, "Holi"),
            (self._add_vaisakhi, "Vaisakhi"),
            (self._add_janmashtami, "Janmashtami"),
            (self._add_sharad_navratri, "Navratri begins"),
            (self._add_diwali_india, "Diwali"),
            (self._add_guru_nanak_jayanti, "The birthday of Guru Nanak"),
            (self._add_islamic_new_year_day, "Islamic New Year"),
            (self._add_ashura_day, "Ashura"),
            (self._add_mawlid_day, "Mawlid"),
            (self._add_ramadan_beginning_day, RAMADAN),
            (self._add_eid_al_fitr_day, EID),
            (self._add_laylat_al_qadr_day, "Laylat al-Qadr"),
            (self._add_arafah_day, "Day of Arafah, a fast for some"),
            (self._add_eid_al_adha_day, "Eid al-Adha"),
        ):
            add(name)
        for add, name in (
            (self._add_good_friday, "Orthodox Good Friday"),
            (self._add_easter_sunday, "Orthodox Easter Sunday"),
        ):
            add(name, JULIAN_CALENDAR)
        for add_days, name, days in (
            (self._add_rosh_hashanah, "Rosh Hashanah", 2),
            (self._add_sukkot, "Sukkot", 7),
            (self._add_hanukkah, "Hanukkah", 8),
            (self._add_passover, "Passover", 8),
        ):
            add_days(name, range(days))


RAMADAN, EID = "Ramadan begins", "Eid al-Fitr"
WITH_THE_MOON = frozenset(
    {
        RAMADAN,
        EID,
        "Eid al-Adha",
        "Day of Arafah, a fast for some",
        "Laylat al-Qadr",
        "Ashura",
        "Mawlid",
        "Islamic New Year",
        "Vesak (Buddha Day)",
        "Holi",
        "Janmashtami",
        "Navratri begins",
        "Diwali",
    }
)


def notes_on(day: date) -> list[Note]:
    """Everything there is to know about one day: bank holidays first, then days of faith, then fasting."""
    return [*_bank(day), *_faith(day), *_fasting(day)]


def notes_on_each(days: Iterable[date]) -> dict[date, list[Note]]:
    """The same for several days; a day without a note is left out."""
    return {day: found for day in sorted(set(days)) if (found := notes_on(day))}


def school_notes(day: date, written_down: Iterable[Holiday]) -> list[Note]:
    """The same of the school holidays that somebody wrote down, in the order they are given."""
    return [
        Note(SCHOOL, f"School holidays: {each.name}") for each in written_down if each.first_day <= day <= each.last_day
    ]


def working_days_before(day: date, number: int, nation: str) -> date:
    """The day so many working days before another: neither weekends nor the bank holidays of the nation count."""
    return _working_days(day, number, nation, timedelta(days=-1))


def working_days_after(day: date, number: int, nation: str) -> date:
    """The same, so many working days after it."""
    return _working_days(day, number, nation, timedelta(days=1))


def _working_days(day: date, number: int, nation: str, step: timedelta) -> date:
    while number:
        day += step
        number -= day.weekday() < SATURDAY and day not in _bank_holidays(nation, day.year)
    return day


def _bank(day: date) -> list[Note]:
    by_name: dict[str, list[str]] = {}
    for nation, called in NATIONS.items():
        if name := _bank_holidays(nation, day.year).get(day):
            by_name.setdefault(name, []).append(called)
    return [Note(BANK, f"Bank holiday in {_everywhere(where)}: {name}") for name, where in by_name.items()]


def _everywhere(where: list[str]) -> str:
    if len(where) == len(NATIONS):
        return "the whole UK"
    return and_words(where)


def _faith(day: date) -> list[Note]:
    names = _faith_days(day.year).get_list(day)
    return [Note(FAITH, f"{ABOUT}{name}" if name in WITH_THE_MOON else name) for name in sorted(names)]


def _fasting(day: date) -> list[Note]:
    begins = [first for year in (day.year - 1, day.year) for first in _faith_days(year).get_named(RAMADAN)]
    for first in begins:
        ends = [eid for year in (first.year, first.year + 1) for eid in _faith_days(year).get_named(EID)]
        after = min((eid for eid in ends if eid > first), default=first + timedelta(days=30))
        if first < day < after:
            return [Note(FAITH, "In Ramadan: some people fast from dawn to sunset")]
    return []


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=nation, years=year)


@lru_cache(maxsize=16)
def _faith_days(year: int) -> _Faith:
    return _Faith(years=year)
