"""Which standards an event starts. Pure; when they fall due the clock says."""

from __future__ import annotations

from datetime import date

from portal.charters.standards import (
    CaseKind,
    Channel,
    Charter,
    Circumstance,
    Event,
    Standard,
    StandardKind,
    Trigger,
)

# Measured by hand, or an amount of money: never a commitment with a date.
_UNDATED = frozenset({StandardKind.SAMPLED, StandardKind.CAP})

# The laws a request for information may be made under; a request under none of them is an ordinary one.
_UNDER_A_LAW = frozenset({Circumstance.FOI_OR_EIR, Circumstance.SUBJECT_ACCESS, Circumstance.STAIRS_REQUEST})

_ASKS_FOR_PAPERS = frozenset({CaseKind.INFORMATION_REQUEST, CaseKind.FORMAT_REQUEST})

_NO_CALL_WANTED = frozenset({Circumstance.LETTER_WANTED, Circumstance.NO_PHONE})


def circumstances_of(
    kind: CaseKind | None, channel: Channel | None, circumstances: frozenset[Circumstance]
) -> frozenset[Circumstance]:
    """The circumstances, with what the kind of case and the portal's own channel imply.

    A request for information made under no law is one for general information, and so is one for a document
    in another form (RHA 2.8.3c). A voicemail that does not say how to be answered wants a call (RHA 2.8.1g,
    HHP 7.1 b2), unless there is no phone.
    """
    implied: set[Circumstance] = set()
    if kind in _ASKS_FOR_PAPERS and not circumstances & _UNDER_A_LAW:
        implied.add(Circumstance.FORMS_OR_GENERAL_INFORMATION)
    if channel is Channel.VOICEMAIL and not circumstances & _NO_CALL_WANTED:
        implied.add(Circumstance.CALL_WANTED)
    return circumstances | implied


def standards_started(
    charter: Charter,
    *,
    event: Event,
    channel: Channel | None,
    kind: CaseKind | None,
    circumstances: frozenset[Circumstance],
    on: date,
) -> tuple[Standard, ...]:
    """The standards that begin when `event` happens to a record on the local date `on`.

    `channel` is the portal's own; the charter's map is applied for the policy's standards (trap T5), the
    law takes it as it is. Any one of a standard's channels and kinds is enough, all its circumstances must
    hold, none it excludes may. What is counted from another standard's keeping is `standards_following`'s.
    The policy's own come first, then each regime's (product rule 14: both clocks run).
    """
    holding = circumstances_of(kind, channel, circumstances)
    policys = None if channel is None else charter.policy_channel(channel)
    return tuple(
        standard
        for standard in charter.all_standards()
        if standard.kind not in _UNDATED
        and standard.trigger.after_standard is None
        and standard.trigger.event is event
        and standard.in_force(on)
        and _matches(standard.trigger, policys if standard.regime is None else channel, kind, holding)
    )


def standards_following(
    charter: Charter, standard_key: str, event: Event, *, on: date
) -> tuple[Standard, ...]:
    """The standards that begin when `event` on the local date `on` keeps that standard (product rule 11).

    Code 6.3: the stage 1 reply is counted from the acknowledgement, so it begins here.
    """
    return tuple(
        standard
        for standard in charter.all_standards()
        if standard.trigger.after_standard == standard_key
        and standard.trigger.event is event
        and standard.in_force(on)
    )


def _matches(
    trigger: Trigger,
    channel: Channel | None,
    kind: CaseKind | None,
    holding: frozenset[Circumstance],
) -> bool:
    return (
        (not trigger.channels or channel in trigger.channels)
        and (not trigger.kinds or kind in trigger.kinds)
        and trigger.circumstances <= holding
        and not trigger.unless & holding
    )
