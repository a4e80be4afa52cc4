"""How dates, times and money read: Jinja filters. Pure; zone and locale are arguments.

Names of days, months and halves of the day are Unicode's (CLDR), through Babel. In Welsh the day keeps its
small letter within a sentence ("erbyn dydd Mawrth"), and times are on the 12-hour clock: "10:30yb", "2yh".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache, partial, wraps
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency

LONDON = ZoneInfo("Europe/London")

Filter = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TwelveHours:
    """The words of the 12-hour clock in one language."""

    am: str
    pm: str
    midday: str
    midnight: str
    at: str


# Welsh am and pm are those of CLDR (dayPeriods of cy, wide). It has "canol dydd" for noon; we say
# "hanner dydd", which no word before it changes: "am hanner dydd", "tan hanner dydd".
_ON_TWELVE_HOURS = {
    "en": _TwelveHours(am="am", pm="pm", midday="midday", midnight="midnight", at="at"),
    "cy": _TwelveHours(am="yb", pm="yh", midday="hanner dydd", midnight="hanner nos", at="am"),
}


def day(value: date | datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Weekday and full date, "Tuesday 3 November 2026"; a datetime must be aware and is read in `zone`."""
    return _in_words(_local_date(value, zone), "EEEE d MMMM y", locale)


def day_month(value: date | datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Weekday and date without the year, in full words: "Tuesday 3 November"."""
    return _in_words(_local_date(value, zone), "EEEE d MMMM", locale)


def month(value: date | datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """The month and its year: "November 2026"."""
    return _in_words(_local_date(value, zone), "MMMM y", locale)


def short_day(value: date | datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Weekday and date without the year, "Tue 3 Nov"."""
    return _in_words(_local_date(value, zone), "EEE d MMM", locale)


def clock(value: time | datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Time of day: "10:30am", "2pm", "midday", "midnight"; no seconds. A `time` is local already."""
    local = value if isinstance(value, time) else _local(value, zone).time()
    words = _ON_TWELVE_HOURS.get(Locale.parse(locale).language)
    if words is None:
        return format_time(local.replace(second=0, microsecond=0), "short", locale=locale)
    if local.minute == 0 and local.hour in (0, 12):
        return words.midday if local.hour else words.midnight
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{words.am if local.hour < 12 else words.pm}"


def moment(value: datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Day and time: "Tuesday 3 November 2026 at 10:30am"."""
    words = _ON_TWELVE_HOURS.get(Locale.parse(locale).language)
    joined = f" {words.at} " if words else ", "
    return f"{day(value, locale, zone)}{joined}{clock(value, locale, zone)}"


def short_moment(value: datetime, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Day and time where there is little room: "Tue 3 Nov, 4:12pm"."""
    return f"{short_day(value, locale, zone)}, {clock(value, locale, zone)}"


def pounds(pence: int, locale: Locale | str = "en_GB", zone: ZoneInfo = LONDON) -> str:
    """Money from whole pence: "£1,234.50", and without pence where there are none, "£20"."""
    pattern = "¤#,##0" if pence % 100 == 0 else "¤#,##0.00"
    return format_currency(Decimal(pence) / 100, "GBP", pattern, locale, currency_digits=False)


def filters(zone: ZoneInfo, locale: Callable[[], Locale | None]) -> dict[str, Filter]:
    """The filters for one landlord, for `app.jinja_env.filters.update`; `locale` is asked at each use."""

    def bound(function: Filter) -> Filter:
        in_zone = partial(function, zone=zone)

        @wraps(function)
        def filter_(value: object) -> str:
            return in_zone(value, locale=locale() or "en_GB")

        return filter_

    spoken = (day, day_month, month, short_day, clock, moment, short_moment, pounds)
    return {f.__name__: bound(f) for f in spoken}


@lru_cache(maxsize=4096)  # a list of work says the same few days over and over
def _in_words(value: date, pattern: str, locale: Locale | str) -> str:
    said = format_date(value, pattern, locale=locale)
    # CLDR writes "Dydd Mawrth", as at the head of a calendar; we say it in the middle of sentences.
    return said.replace("Dydd ", "dydd ", 1) if Locale.parse(locale).language == "cy" else said


def _local_date(value: date | datetime, zone: ZoneInfo) -> date:
    return _local(value, zone).date() if isinstance(value, datetime) else value


def _local(value: datetime, zone: ZoneInfo) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive datetime has no place on a page")
    return value.astimezone(zone)
