"""One appointment as its customer sees it, and what they may do with it; behind a link without anything
personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from portal.appointments.changing import change_until, may_change
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.queries.appointments import Booked, appointment_for
from portal.appointments.queries.links import LINK
from portal.appointments.queries.proposals import Put, put_forward
from portal.appointments.queries.rules import rules
from portal.appointments.states import HELD, State
from portal.appointments.wishes import Wishes
from portal.commitments.presenting import Links, ShownLine, all_shown
from portal.commitments.promise_line import lines
from portal.commitments.queries import steps_of
from portal.commitments.targets import TARGET
from portal.errors import NotAllowed, NotFound
from portal.identity.access import customer_reader
from portal.identity.queries.authorities import may_act_for
from portal.identity.queries.links import latest_link_to
from portal.identity.readers import Reader
from portal.needs.languages import language_name
from portal.organisation.facts import OfficeFacts
from portal.organisation.queries import landlord
from portal.records.access import readers_of, remember_followed
from portal.records.models import Entry, Record
from portal.records.queries import entries_of
from portal.timekeeping import local_date
from portal.web.languages import tongue_called

_SEEN_AFTERWARDS = timedelta(hours=1)
_NO_TIME = frozenset({State.WANTED, State.OFFERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An appointment and who looks at it. `by_link`: nothing personal is shown.

    `may_act`: not for those who may only see it for somebody else. `may_change`: the customer may still move
    or cancel it themselves, until `change_by` where a time is agreed.
    """

    booked: Booked
    now: datetime
    by_link: bool = False
    may_act: bool = True
    change_by: datetime | None = None
    may_change: bool = False
    proposals: Sequence[Put] = ()
    entries: Sequence[Entry] = ()
    promise_lines: Sequence[ShownLine] = ()

    @property
    def appointment(self) -> Appointment:
        """The appointment's own row."""
        return self.booked.appointment

    @property
    def record(self) -> Record:
        """Its record."""
        return self.booked.record

    @property
    def state(self) -> State:
        """How it stands."""
        return self.booked.state

    @property
    def is_held(self) -> bool:
        """Whether a time is agreed and still to come or under way."""
        return self.state in HELD

    @property
    def wants_a_time(self) -> bool:
        """Whether a time is still to be found."""
        return self.state in _NO_TIME

    @property
    def may_have_another(self) -> bool:
        """Whether nobody held it and no other has taken its place."""
        ended_unheld = self.state in (State.NO_ACCESS, State.MISSED_BY_US)
        return ended_unheld and self.appointment.replaced_by_id is None and not self.appointment.no_new_time

    @property
    def office(self) -> OfficeFacts | None:
        """The office where we meet."""
        number = self.appointment.office_id
        return landlord().office(number) if number is not None else None

    @property
    def wishes(self) -> Wishes:
        """What helps at it."""
        return Wishes.from_json(self.appointment.needs)

    @property
    def language(self) -> str:
        """The language that is interpreted, by its name in the one spoken now."""
        return tongue_called(self.wishes.language, language_name(self.wishes.language))

    @property
    def phone(self) -> str:
        """Whom to ring about it: who comes, else us."""
        officer = self.booked.officer
        return (officer.phone if officer else "") or landlord().phone

    @property
    def comes_at(self) -> datetime | None:
        """When we now come, where that is not the agreed time."""
        late, agreed = self.appointment.late_minutes, self.appointment.starts_at
        return agreed + timedelta(minutes=late) if late and agreed else None

    @property
    def offers(self) -> list[Put]:
        """Times of ours that wait for an answer, with whom each would be."""
        waits = self.state is State.OFFERED
        return [put for put in self.proposals if waits and put.proposal.by_staff]

    @property
    def suits(self) -> list[Proposal]:
        """What they told us suits them, and has no answer yet."""
        return [p.proposal for p in self.proposals if not (p.proposal.by_staff or p.proposal.never)]

    @property
    def never(self) -> list[Proposal]:
        """What they told us never does."""
        return [p.proposal for p in self.proposals if p.proposal.never]

    @property
    def must_choose(self) -> bool:
        """Whether a wish of theirs cannot be met, and they have not said what they want instead."""
        return self.wants_a_time and bool(self.appointment.unmet) and not self.appointment.unmet_choice


def seen_by(reader: Reader, reference: str, *, now: datetime) -> Seen:
    """The appointment's head for one reader; NotFound for what they may not see."""
    today = local_date(now, landlord().zone)
    booked = appointment_for([reader], reference, today=today)
    state, starts_at = booked.state, booked.appointment.starts_at
    minutes = rules().change_minutes if starts_at is not None else 0
    return Seen(
        booked=booked,
        now=now,
        by_link=reader.link_record_id is not None,
        may_act=_may_act(reader, booked.record, now),
        change_by=change_until(starts_at, change_minutes=minutes) if starts_at is not None else None,
        may_change=may_change(state, starts_at, now=now, change_minutes=minutes),
    )


def seen(reference: str, *, now: datetime) -> Seen:
    """The same for whoever asks: as the person signed in, else by a link they opened before."""
    only_seen = None
    for reader in readers_of(reference):
        try:
            found = seen_by(reader, reference, now=now)
        except NotFound:
            continue
        if found.may_act:
            return found
        only_seen = only_seen or found
    if only_seen is None:
        raise NotFound
    return only_seen


def go_on_seeing(record: Record, *, now: datetime) -> None:
    """After what they did themselves the session goes on: by the link our word of it carried, or an hour.

    Anybody else's change sends a link of its own, and the session reads nothing more by the old one.
    """
    link_id = latest_link_to(record.id, purpose=LINK, now=now)
    remember_followed(record, link_id=link_id, until=None if link_id else now + _SEEN_AFTERWARDS)


def to_act_on(reference: str, *, now: datetime) -> Seen:
    """The same for somebody who may do more than see it; NotAllowed for others who see it."""
    found = seen(reference, now=now)
    if not found.may_act:
        raise NotAllowed
    return found


def promise_lines(found: Seen) -> tuple[ShownLine, ...]:
    """What we promised on it, with the links of a customer's page; two statements."""
    record, zone = found.record, landlord().zone
    steps = steps_of([record.id], now=found.now, zone=zone)[record.id]
    links = Links(
        explain=lambda step: url_for(
            "appointments.how_we_counted", reference=record.reference, commitment_id=step.commitment_id
        ),
        # The landlord's own dates for appointments are rules, and have no page among the promises.
        promise=lambda step: "" if step.source == TARGET else url_for("pages.promise", key=step.standard),
        complain=lambda _step: f"{url_for('appointments.appointment', reference=record.reference)}#unhappy",
    )
    return all_shown(lines(steps, received_at=record.received_at), now=found.now, zone=zone, links=links)


def open_proposals(found: Seen) -> list[Put]:
    """Times that were put forward by either side, while none is agreed."""
    return put_forward(found.record.id) if found.wants_a_time else []


def public_entries(found: Seen) -> list[Entry]:
    """What happened, newest first, as the customer is told it."""
    return entries_of(found.record.id, public_only=True)


def _may_act(reader: Reader, record: Record, now: datetime) -> bool:
    me = reader.person_id
    if reader.link_record_id is not None or me in (record.person_id, record.raised_by_id):
        return True
    if me is None or record.person_id is None:
        return me is not None
    return may_act_for(me, record.person_id, local_date(now, landlord().zone))


def confirmed(reader: Reader, reference: str, *, now: datetime) -> Seen:
    """What was booked in this session, for its confirmation; a visitor's without anything personal."""
    found = seen_by(reader, reference, now=now)
    return found if customer_reader().person_id is None else _without_link(found)


def _without_link(found: Seen) -> Seen:
    return Seen(booked=found.booked, now=found.now, change_by=found.change_by, may_change=found.may_change)
