"""Bank holidays in force, computed by the `holidays` package. Not pure: the engine only gets the result.

Weekdays only: a holiday that falls on a weekend is in force on its substitute day, not on the weekend.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
DIVISION_NAMES = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}

_PLAIN_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2 January",
    "Saint Andrew's Day": "St Andrew's Day",
    "Saint Patrick's Day": "St Patrick's Day",
    "Battle of the Boyne": "Battle of the Boyne (Orangemen's Day)",
    "Platinum Jubilee of Elizabeth II": "Platinum Jubilee bank holiday",
    "State Funeral of Queen Elizabeth II": "Bank holiday for the State Funeral of Queen Elizabeth II",
    "Coronation of Charles III": "Bank holiday for the Coronation of King Charles III",
    "Scotland's participation in the FIFA World Cup final": "World Cup bank holiday",
}
_OBSERVED = " (observed)"


def in_force(
    division: str,
    years: Iterable[int],
    *,
    additions: Mapping[date, str] | None = None,
    struck: Collection[date] = (),
) -> dict[date, str]:
    """The division's holidays in those years, by date, with a name in plain English.

    `additions` of those years are taken as an administrator gave them, and may rename a day; `struck` dates
    fall away, unless they are also added. Raises KeyError for a division that does not exist.
    """
    wanted = sorted(set(years))
    found = {
        day: name
        for year in wanted
        for day, name in _of_year(SUBDIVISIONS[division], year).items()
        if day not in struck
    }
    found.update({day: name for day, name in (additions or {}).items() if day.year in wanted})
    return dict(sorted(found.items()))


def all_uk(
    years: Iterable[int],
    *,
    additions: Mapping[str, Mapping[date, str]] | None = None,
    struck: Mapping[str, Collection[date]] | None = None,
) -> dict[date, str]:
    """Days that are a holiday in any division (FOI Act 2000 s.10(6)); both mappings are by division.

    A day that is not a holiday everywhere says where it is one.
    """
    wanted = sorted(set(years))
    everywhere = {
        division: in_force(
            division,
            wanted,
            additions=(additions or {}).get(division),
            struck=(struck or {}).get(division, ()),
        )
        for division in SUBDIVISIONS
    }
    days = sorted({day for found in everywhere.values() for day in found})
    return {day: _name_and_place(day, everywhere) for day in days}


def _name_and_place(day: date, everywhere: Mapping[str, Mapping[date, str]]) -> str:
    where = [division for division, found in everywhere.items() if day in found]
    name = everywhere[where[0]][day]
    if len(where) == len(everywhere):
        return name
    return f"{name}, {' and '.join(DIVISION_NAMES[division] for division in where)}"


@lru_cache(maxsize=256)
def _of_year(subdivision: str, year: int) -> Mapping[date, str]:
    computed = holidays.country_holidays("GB", subdiv=subdivision, years=year)
    return MappingProxyType(
        {day: _plain(name) for day, name in computed.items() if day.weekday() < 5 and day.year == year}
    )


def _plain(name: str) -> str:
    if name.endswith(_OBSERVED):
        return f"{_plain(name.removesuffix(_OBSERVED))} (substitute day)"
    return _PLAIN_NAMES.get(name, name)
