"""A charter sorted for reading: by what somebody wants, apart what nobody keeps yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.charters.standards import CaseKind, Channel, Charter, Event, Standard, UntimedPromise


class Theme(StrEnum):
    """What a promise is about, in the order of the page."""

    WRITING = "writing"
    PHONING = "phoning"
    VISITING = "visiting"
    APPOINTMENTS = "appointments"
    COMPLAINTS = "complaints"
    WORKS = "works"
    ASKING = "asking"
    HELP = "help"
    ACCOUNT = "account"
    REACHING = "reaching"
    CHECKING = "checking"
    OTHER = "other"


_BY_EVENT = {
    Theme.VISITING: {Event.ARRIVED, Event.GREETED, Event.SEEN, Event.MEETING_HELD, Event.INTERVIEW_HELD},
    Theme.APPOINTMENTS: {Event.AGREED_TIME, Event.ARRANGED, Event.APPOINTMENT_MISSED},
    Theme.WORKS: {Event.WORKS_START, Event.WORK_STARTED, Event.WORK_DONE, Event.MADE_SAFE},
    Theme.CHECKING: {Event.REVIEWED, Event.PUBLISHED, Event.TRAINED, Event.HELD, Event.CHECKED},
    Theme.REACHING: {Event.ABSENCE_BEGAN},
}
_BY_CHANNEL = {
    Theme.WRITING: {Channel.EMAIL, Channel.LETTER, Channel.WEB},
    Theme.PHONING: {Channel.PHONE, Channel.VOICEMAIL},
}
_BY_PART = {
    "portal.appointments": Theme.APPOINTMENTS,
    "portal.cases": Theme.ASKING,
    "portal.commitments": Theme.ASKING,
    "portal.messaging": Theme.WRITING,
    "portal.attachments": Theme.WRITING,
    "portal.needs": Theme.HELP,
    "portal.publications": Theme.HELP,
    "portal.accounts": Theme.ACCOUNT,
    "portal.audit": Theme.ACCOUNT,
    "portal.pages": Theme.REACHING,
    "portal.organisation": Theme.REACHING,
    "portal.identity": Theme.REACHING,
    "portal.admin": Theme.REACHING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The promises of one theme: those with a time, and those without a number."""

    theme: Theme
    standards: tuple[Standard, ...]
    promises: tuple[UntimedPromise, ...]


def theme_of(standard: Standard) -> Theme:
    """Where somebody would look for this promise."""
    trigger = standard.trigger
    for theme, events in _BY_EVENT.items():
        if trigger.event in events:
            return theme
    if trigger.kinds and trigger.kinds <= {CaseKind.COMPLAINT, CaseKind.COMMENT, CaseKind.COMPLIMENT}:
        return Theme.COMPLAINTS
    for theme, channels in _BY_CHANNEL.items():
        if trigger.channels and trigger.channels <= channels:
            return theme
    return Theme.ASKING if trigger.event is Event.RECEIVED else Theme.OTHER


def shelves(charter: Charter) -> tuple[Shelf, ...]:
    """What this portal keeps of the policy, by theme. Empty themes are left out; regimes are not in it."""
    timed = [s for s in charter.standards if s.kept_in]
    untimed = [p for p in charter.promises if p.kept_in]
    found = (
        Shelf(
            theme=theme,
            standards=tuple(s for s in timed if theme_of(s) is theme),
            promises=tuple(p for p in untimed if _BY_PART.get(p.kept_in, Theme.OTHER) is theme),
        )
        for theme in Theme
    )
    return tuple(shelf for shelf in found if shelf.standards or shelf.promises)


def not_yet_kept(charter: Charter) -> tuple[Standard | UntimedPromise, ...]:
    """What the policy promises and this portal does not keep yet, timed first."""
    standards: tuple[Standard | UntimedPromise, ...] = tuple(s for s in charter.standards if not s.kept_in)
    return standards + tuple(p for p in charter.promises if not p.kept_in)


def first_promises(
    charter: Charter, fell_due: Mapping[str, int], number: int
) -> tuple[Standard | UntimedPromise, ...]:
    """The promises for the home page: those with a time that fell due most often lately, then the rest.

    `fell_due` is by standard's key. Only what we keep; promises without a number fill up.
    """
    kept = [s for s in charter.standards if s.kept_in]
    timed: list[Standard | UntimedPromise] = [*sorted(kept, key=lambda s: -fell_due.get(s.key, 0))]
    return tuple(timed + [p for p in charter.promises if p.kept_in])[:number]
