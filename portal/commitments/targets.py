"""The landlord's own targets, where the policy gives no number (product rule 17), as standards. Pure."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from portal.charters.standards import CaseKind, Channel, Event, Standard, StandardKind, Trigger
from portal.clock.limits import Limit, Unit

TARGET = "target"
_LABELS = {Event.ACKNOWLEDGED: "Acknowledged", Event.ANSWERED: "Answered", Event.CALLED_BACK: "Called back"}


class Target(Protocol):
    """What is read of a target; a row or a frozen copy of one."""

    @property
    def channel(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...


def target_standard(target: Target) -> Standard:
    """The target as a standard of its own; its clause says that it is not in the policy."""
    event = Event(target.event)
    literal = f"{target.amount} {target.unit}"
    return Standard(
        key=f"target-{target.channel}-{target.kind}-{target.event}".replace(" ", "-"),
        clause="our target, not in the policy",
        label=_LABELS.get(event, target.event.capitalize()),
        promise=f"We aim to have it {target.event} within {literal}.",
        literal=literal,
        reading=literal,
        kind=StandardKind.DEADLINE,
        trigger=Trigger(
            event=Event.RECEIVED,
            channels=frozenset({Channel(target.channel)}),
            kinds=frozenset({CaseKind(target.kind)}),
        ),
        kept_by=frozenset({event, Event.ANSWERED} if event is Event.ACKNOWLEDGED else {event}),
        limit=Limit(amount=target.amount, unit=Unit(target.unit)),
        effective_from=target.from_on,
        effective_to=target.to_on,
        regime=TARGET,
    )


def targets_started(
    targets: tuple[Target, ...], *, channel: Channel, kind: CaseKind, on: date
) -> tuple[Standard, ...]:
    """Targets that a contact by this channel starts. Their channels are the portal's, not the policy's."""
    standards = (target_standard(t) for t in targets if t.channel == channel.value and t.kind == kind.value)
    return tuple(s for s in standards if s.in_force(on))
