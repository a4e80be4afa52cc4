"""Finding a time that suits both: the customer says when, we offer, either side answers, until one is agreed.

Nothing proposed is held. What a wish that cannot be met leads to is decided by the customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.appointments.acts import Act
from portal.appointments.availability import free_slots
from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.models.resources import Purpose
from portal.appointments.queries.slots import search_on, sought_of
from portal.appointments.services.booking import agree, held_appointment
from portal.appointments.services.holding import find
from portal.appointments.services.telling import tell
from portal.appointments.states import State, expect
from portal.appointments.wishes import Choice, Unmet, Wishes
from portal.clock.intervals import Interval
from portal.clock.zones import local_day
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry

ACCEPTED, DECLINED, SUPERSEDED = "accepted", "declined", "superseded"
_MINUTE = timedelta(minutes=1)
Time = tuple[datetime, int | None]  # when it would begin, and with which officer; None: anyone suitable


def propose(
    appointment: Appointment,
    record: Record,
    *,
    suits: Sequence[Interval],
    never: Sequence[Interval] = (),
    words: str = "",
    by: int | None,
    now: datetime,
) -> None:
    """The customer gives stretches of time that suit, and ones that never do; a new turn overtakes the last.

    `by` is the customer, or whoever took it down for them. Raises RuleBroken "no times given",
    "ends before it begins", "in the past" (one that is over) and "not now" while a time is held.
    """
    if not suits:
        raise RuleBroken("no times given")
    for begins, ends in (*suits, *never):
        if ends <= begins:
            raise RuleBroken("ends before it begins", starts_at=begins, ends_at=ends)
        if ends <= now:
            raise RuleBroken("in the past", starts_at=begins, ends_at=ends)
    held_appointment(appointment, record)
    _expect_no_time(appointment, State.WANTED)
    turn = _next_turn(appointment, now=now)
    appointment.state = State.WANTED
    for is_never, stretches in ((False, suits), (True, never)):
        for begins, ends in stretches:
            _add(appointment, begins, ends, by_staff=False, never=is_never, turn=turn, now=now)
    add_entry(record, act=Act.PROPOSED, at=now, now=now, by=by, public=True, body=words.strip() or None)


def offer(
    appointment: Appointment,
    record: Record,
    *,
    slots: Sequence[Time],
    words: str = "",
    by: int,
    now: datetime,
) -> None:
    """Staff offer times, each free now but not held; the customer accepts one or answers again.

    Raises RuleBroken "no times given", "cannot be offered" (`starts_at`: it is not free) and "not now".
    """
    if not slots:
        raise RuleBroken("no times given")
    held_appointment(appointment, record)
    _expect_no_time(appointment, State.OFFERED)
    for starts_at, officer_id in slots:
        _expect_free(appointment, starts_at, officer_id, now=now)
    keep_offers(appointment, slots, now=now)
    add_entry(record, act=Act.OFFERED, at=now, now=now, by=by, public=True, body=words.strip() or None)
    more = {"offers": tuple(slots), "words": words.strip()}
    tell(appointment, record, message="offered", writer=by, now=now, more=more)


def accept(
    proposal: Proposal,
    appointment: Appointment,
    record: Record,
    *,
    by: int | None,
    now: datetime,
    starts_at: datetime | None = None,
    officer_id: int | None = None,
) -> Slot:
    """Either side accepts what the other proposed, and the time is held.

    Of a stretch the customer gave, `starts_at` says when in it; without one the first time that can be had
    there, never one they ruled out. Raises RuleBroken "taken" (with `nearest`; what was proposed stays open),
    "overtaken" (answered already), "outside" (`starts_at` is not in the stretch) and "not now".
    """
    held_appointment(appointment, record)
    db.session.refresh(proposal)
    if proposal.appointment_id != appointment.id or proposal.answer or proposal.never:
        raise RuleBroken("overtaken", answer=proposal.answer)
    if proposal.by_staff:
        starts_at, officer_id = proposal.starts_at, proposal.officer_id
    else:
        starts_at = _within(proposal, appointment, starts_at, officer_id, now=now)
    proposal.answer, proposal.answered_at = ACCEPTED, now
    db.session.flush()
    return agree(appointment, record, starts_at=starts_at, officer_id=officer_id, by=by, now=now)


def decline(appointment: Appointment, record: Record, *, words: str, by: int | None, now: datetime) -> None:
    """Whoever has the answer says that none of the times will do; it goes on being wanted.

    Where we had offered, the customer declines; where they had proposed, we do, with a reason they are sent
    ("reason missing"). Raises RuleBroken "nothing to decline" and "not now".
    """
    held_appointment(appointment, record)
    ours = State(appointment.state) is State.OFFERED
    _expect_no_time(appointment, State.OFFERED if not ours else State.WANTED)
    answered = db.session.scalars(
        sa.update(Proposal)
        .where(
            Proposal.appointment_id == appointment.id,
            Proposal.answer == "",
            Proposal.by_staff.is_(ours),
        )
        .values(answer=DECLINED, answered_at=now)
        .returning(Proposal.id)
    ).all()
    if not answered:
        raise RuleBroken("nothing to decline")
    if not ours and not words.strip():
        raise RuleBroken("reason missing")
    appointment.state = State.WANTED
    add_entry(record, act=Act.DECLINED, at=now, now=now, by=by, public=True, body=words.strip() or None)
    if not ours:
        more = {"reason": words.strip()}
        tell(appointment, record, message="proposal_declined", writer=by, now=now, more=more)


def unmet(
    appointment: Appointment,
    record: Record,
    *,
    wish: Unmet,
    effort: str,
    reason: str,
    by: int,
    now: datetime,
) -> None:
    """A wish that cannot be met: what was tried, why not, and the customer is asked what they want instead.

    Raises RuleBroken "effort missing", "reason missing", and "not now" once it is over or a
    time is held.
    """
    for name, said in (("effort missing", effort), ("reason missing", reason)):
        if not said.strip():
            raise RuleBroken(name)
    held_appointment(appointment, record)
    _expect_no_time(appointment, State.OFFERED)
    appointment.unmet, appointment.unmet_effort = wish.value, effort.strip()
    appointment.unmet_reason, appointment.unmet_choice = reason.strip(), ""
    facts = {"wish": wish.value, "effort": effort.strip()}
    add_entry(
        record, act=Act.WISH_UNMET, at=now, now=now, by=by, public=True, body=reason.strip(), facts=facts
    )
    more = {"wish": wish.value, "effort": effort.strip(), "reason": reason.strip()}
    tell(appointment, record, message="unmet_wish", writer=by, now=now, more=more)


def choose_for_unmet(
    appointment: Appointment, record: Record, *, choice: Choice, by: int | None, now: datetime
) -> None:
    """The customer's choice: to wait, somebody else (the wish for a gender is dropped), or another way.

    Raises RuleBroken "nothing to choose" where no wish is unmet, or a choice was made already.
    """
    held_appointment(appointment, record)
    if not appointment.unmet or appointment.unmet_choice:
        raise RuleBroken("nothing to choose", choice=appointment.unmet_choice)
    appointment.unmet_choice = choice.value
    if choice is Choice.ANOTHER_OFFICER:
        wishes = Wishes.from_json(appointment.needs)
        if appointment.unmet in (Unmet.INTERPRETER_WOMAN, Unmet.INTERPRETER_MAN):
            appointment.needs = replace(wishes, interpreter_gender="").to_json()
        else:
            appointment.needs = replace(wishes, gender="").to_json()
            appointment.wanted_officer_id = None
    add_entry(
        record, act=Act.WISH_CHOSEN, at=now, now=now, by=by, public=True, facts={"choice": choice.value}
    )


def keep_offers(appointment: Appointment, slots: Sequence[Time], *, now: datetime) -> None:
    """Write down times we offer, in place of what was proposed before; the appointment is OFFERED then."""
    purpose = db.session.get_one(Purpose, appointment.purpose_id)
    turn = _next_turn(appointment, now=now)
    appointment.state = State.OFFERED
    for starts_at, officer_id in slots:
        ends_at = starts_at + purpose.length_minutes * _MINUTE
        _add(
            appointment,
            starts_at,
            ends_at,
            by_staff=True,
            never=False,
            turn=turn,
            now=now,
            officer=officer_id,
        )
    db.session.flush()


def _expect_no_time(appointment: Appointment, wanted: State) -> None:
    """RuleBroken("not now") once a time is held, or it is over."""
    if State(appointment.state) not in (State.WANTED, State.OFFERED):
        raise RuleBroken("not now", state=appointment.state, wanted=wanted)
    if State(appointment.state) is not wanted:
        expect(State(appointment.state), wanted)


def _expect_free(
    appointment: Appointment, starts_at: datetime, officer_id: int | None, *, now: datetime
) -> None:
    sought = sought_of(appointment, now=now, officer_id=officer_id)
    if find(sought, starts_at, now=now, without=None, by_staff=True) is None:
        raise RuleBroken("cannot be offered", starts_at=starts_at)


def _within(
    proposal: Proposal,
    appointment: Appointment,
    starts_at: datetime | None,
    officer_id: int | None,
    *,
    now: datetime,
) -> datetime:
    if starts_at is not None:
        if not proposal.starts_at <= starts_at < proposal.ends_at:
            raise RuleBroken("outside", starts_at=starts_at)
        return starts_at
    sought = sought_of(appointment, now=now, officer_id=officer_id)
    zone = landlord().zone
    span = (local_day(max(proposal.starts_at, now), zone), local_day(proposal.ends_at, zone))
    search = search_on(sought, span, now=now, without=None, by_staff=True)
    never = db.session.scalars(
        sa.select(Proposal).where(
            Proposal.appointment_id == appointment.id,
            Proposal.round == proposal.round,
            Proposal.never.is_(True),
        )
    ).all()
    for slot in free_slots(search.diaries, search.wanted):
        inside = proposal.starts_at <= slot.starts_at and slot.ends_at <= proposal.ends_at
        if inside and not any(
            slot.starts_at < ruled.ends_at and ruled.starts_at < slot.ends_at for ruled in never
        ):
            return slot.starts_at
    raise RuleBroken("taken", starts_at=proposal.starts_at, nearest=())


def _next_turn(appointment: Appointment, *, now: datetime) -> int:
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.appointment_id == appointment.id, Proposal.answer == "")
        .values(answer=SUPERSEDED, answered_at=now)
    )
    last = db.session.scalar(
        sa.select(sa.func.max(Proposal.round)).where(Proposal.appointment_id == appointment.id)
    )
    return (last or 0) + 1


def _add(
    appointment: Appointment,
    begins: datetime,
    ends: datetime,
    *,
    by_staff: bool,
    turn: int,
    now: datetime,
    never: bool = False,
    officer: int | None = None,
) -> None:
    db.session.add(
        Proposal(
            appointment_id=appointment.id,
            by_staff=by_staff,
            starts_at=begins,
            ends_at=ends,
            never=never,
            officer_id=officer,
            round=turn,
            proposed_at=now,
        )
    )
