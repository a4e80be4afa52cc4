"""What staff’s pages of reports share: the blueprint, and the year in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, request

from portal.errors import NotFound
from portal.organisation.queries import landlord
from portal.reports.measures import Year, year_of
from portal.timekeeping import local_date, utc_now

blueprint = Blueprint("reports_staff", __name__, url_prefix="/staff/complaints")
BOTH = ("GET", "POST")
YEARS_OFFERED = 4
_EARLIEST = 2000  # a year before it is a slip of the keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """The year a page is about, and those it links to, the present one first."""

    shown: Year
    offered: tuple[Year, ...]
    today: date


def years_asked_for() -> Years:
    """The year in the address, else the present one; NotFound for one that is none or has not begun."""
    today = local_date(utc_now(), landlord().zone)
    this_year = year_of(today)
    begins = request.args.get("year", this_year.begins, type=int)
    offered = tuple(Year(begins=this_year.begins - back) for back in range(YEARS_OFFERED))
    return Years(shown=known_year(begins), offered=offered, today=today)


def known_year(begins: int) -> Year:
    """That year; NotFound for one that is none or has not begun."""
    today = local_date(utc_now(), landlord().zone)
    if not _EARLIEST <= begins <= year_of(today).begins:
        raise NotFound
    return Year(begins=begins)
