"""What must make sense within one standard of a charter: its kind, its words, its lengths of time."""

from __future__ import annotations

import re

from portal.charters.reading import Document
from portal.charters.schema import LimitShape, StandardShape
from portal.charters.standards import Circumstance, Event, StandardKind
from portal.clock.limits import Unit

# Words of a policy that two honest readers count differently.
_AMBIGUOUS = re.compile(
    r"(?<!working )(?<!business )(?<!calendar )\bdays?\b|\bbusiness days?\b|\bhours?\b|\bsame day\b"
    r"|\bdaily\b|\bmonths?\b|\byears?\b|\bquarterly\b|\bannual(ly)?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")

# Rough lengths in minutes, only to tell which of two is the longer kind of wait; never to count with.
_DAY = 24 * 60
_ROUGH_MINUTES: dict[Unit, float] = {
    Unit.RINGS: 0.1,
    Unit.SECONDS: 1 / 60,
    Unit.MINUTES: 1,
    Unit.HOURS: 60,
    Unit.OFFICE_HOURS: 180,
    Unit.SAME_DAY: 0,
    Unit.DAYS: _DAY,
    Unit.WORKING_DAYS: _DAY * 7 / 5,
    Unit.BUSINESS_DAYS: _DAY * 7 / 5,
    Unit.WEEKS: 7 * _DAY,
    Unit.MONTHS: 30.4 * _DAY,
    Unit.QUARTERS: 91.3 * _DAY,
    Unit.YEARS: 365.2 * _DAY,
}
_MUST_BE_KEPT = frozenset(
    {StandardKind.DEADLINE, StandardKind.RECURRING, StandardKind.NOTICE, StandardKind.PUNCTUALITY}
)
_NEEDS_LIMIT = frozenset(
    {StandardKind.DEADLINE, StandardKind.RECURRING, StandardKind.NOTICE, StandardKind.SAMPLED}
)
_OPPOSITES = (
    {Circumstance.OFFICE_OPEN, Circumstance.OFFICE_CLOSED},
    {Circumstance.WITH_APPOINTMENT, Circumstance.WITHOUT_APPOINTMENT},
)

Place = tuple[str, int]


def check_standard(document: Document, place: Place, standard: StandardShape) -> None:
    """Note everything in one standard that cannot be meant."""
    _check_kind(document, place, standard)
    _check_words(document, place, standard)
    _check_limits(document, place, standard)
    _check_trigger(document, place, standard)
    start, end = standard.effective_from, standard.effective_to
    if start and end and end < start:
        document.problem((*place, "effective_to"), "is before effective_from")


def _check_kind(document: Document, place: Place, standard: StandardShape) -> None:
    kind = standard.kind
    if kind in _MUST_BE_KEPT and not standard.kept_by:
        document.problem((*place, "kept_by"), f"a {kind} must say what keeps it")
    if kind in _NEEDS_LIMIT and standard.limit is None:
        document.problem((*place, "limit"), f"a {kind} standard needs a limit")
    if (kind is StandardKind.RECURRING) is not (standard.recurs_from is not None):
        document.problem((*place, "recurs_from"), "goes with kind recurring, and recurring needs it")
    if (kind is StandardKind.PUNCTUALITY) is not (standard.tolerance is not None):
        document.problem((*place, "tolerance"), "goes with kind punctuality, and punctuality needs it")
    if kind is StandardKind.THRESHOLD and (standard.more_than is None) is (standard.limit is None):
        document.problem((*place, "more_than"), "a threshold needs either more_than or a limit")
    if kind is not StandardKind.THRESHOLD and standard.more_than is not None:
        document.problem((*place, "more_than"), "goes with kind threshold")
    if (kind is StandardKind.CAP) is not (standard.cap_pence is not None):
        document.problem((*place, "cap_pence"), "goes with kind cap, and a cap needs it")
    if kind is not StandardKind.DEADLINE and (standard.extension or standard.may_pause or standard.aim):
        document.problem((*place, "kind"), "only a deadline has an extension, a pause or an aim")
    if standard.may_ask_identity and (kind, standard.event) != (StandardKind.DEADLINE, Event.RECEIVED):
        document.problem((*place, "may_ask_identity"), "goes with a deadline counted from receipt")


def _check_words(document: Document, place: Place, standard: StandardShape) -> None:
    if _AMBIGUOUS.search(standard.literal) and not standard.reading.strip():
        document.problem(
            (*place, "reading"), f'"{standard.literal}" can be counted in several ways; say which is chosen'
        )
    numbers = {int(number) for number in _NUMBER.findall(standard.literal)}
    limits = (standard.limit, standard.or_limit, standard.aim, standard.tolerance)
    amounts = {limit.amount for limit in limits if limit is not None}
    if numbers and amounts and not numbers & amounts:
        document.problem((*place, "limit"), f'none of its amounts is in the words "{standard.literal}"')


def _check_limits(document: Document, place: Place, standard: StandardShape) -> None:
    extension = standard.extension
    for name, limit in (
        ("limit", standard.limit),
        ("or_limit", standard.or_limit),
        ("aim", standard.aim),
        ("tolerance", standard.tolerance),
        ("extension", extension.cap if extension else None),
    ):
        if limit is not None:
            _check_limit(document, (*place, name), limit)
            if limit.backward is not (standard.kind is StandardKind.NOTICE):
                document.problem((*place, name), "counts backward in a notice, and only there")
    if standard.aim and standard.limit is None:
        document.problem((*place, "aim"), "stands beside a limit, and there is none")
    if standard.aim and standard.limit and _rough(standard.aim) > _rough(standard.limit):
        document.problem((*place, "aim"), "is longer than the limit")


def _check_limit(document: Document, path: tuple[str, int, str], limit: LimitShape) -> None:
    if (limit.amount == 0) is not (limit.unit is Unit.SAME_DAY):
        document.problem(path, 'amount is 0 for "same day", and only there')
    if limit.days_are_working and limit.unit is not Unit.DAYS:
        document.problem(path, 'days_are_working reads the bare unit "days"')
    if limit.clear_days and not limit.backward:
        document.problem(path, "clear_days goes with backward")


def _rough(limit: LimitShape) -> float:
    return limit.amount * _ROUGH_MINUTES[limit.unit]


def _check_trigger(document: Document, place: Place, standard: StandardShape) -> None:
    if both := standard.when & standard.unless:
        document.problem((*place, "unless"), f"{', '.join(sorted(both))}: wanted and excluded at once")
    for pair in _OPPOSITES:
        if pair <= standard.when:
            document.problem((*place, "when"), f"{' and '.join(sorted(pair))} never hold together")
