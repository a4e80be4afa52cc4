"""The acts that move dates: extending, stopping and starting clocks, proof of identity, corrected receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from portal.cases.next_acts import Task
from portal.cases.services import dates
from portal.cases.staff.deeds import Deed, Doing, day_and_time, instant
from portal.cases.staff_forms import acts as forms
from portal.cases.staff_queries.case_page import CaseHead, last_wrote_at
from portal.commitments.proof import waits
from portal.web.fields import options


def _extend(d: Doing) -> None:
    dates.extend_time(
        d.head.record,
        commitment_id=int(d.form.commitment.data),
        new_on=d.form.new_on.data,
        reason=d.body,
        manager_reason=d.form.manager_reason.data or "",
        by=d.reader,
        version=d.version,
        now=d.now,
    )


def _stop(d: Doing) -> None:
    dates.stop_clock(
        d.head.record,
        commitment_id=int(d.form.commitment.data),
        reason=d.body,
        by=d.by,
        version=d.version,
        now=d.now,
    )


def _start(d: Doing) -> None:
    dates.start_clock(
        d.head.record,
        commitment_id=int(d.form.commitment.data),
        body=d.body,
        answered_at=instant(d.form.answered_on, d.form.answered_at),
        by=d.by,
        version=d.version,
        now=d.now,
    )


def _fill_start(head: CaseHead, now: datetime) -> Mapping[str, object]:
    """What they wrote since the clock stopped is most often what we waited for."""
    stopped = [c.paused_at for c in head.commitments if c.paused_at and c.ended_at is None]
    wrote_at = last_wrote_at(head.record.id, min(stopped)) if stopped else None
    return day_and_time("answered", wrote_at or now)


def _ask_identity(d: Doing) -> None:
    dates.ask_for_identity(d.head.record, body=d.body, by=d.by, version=d.version, now=d.now)


def _identity_here(d: Doing) -> None:
    dates.note_identity(
        d.head.record,
        proved_at=instant(d.form.proved_on, d.form.proved_at),
        body=d.body,
        by=d.by,
        version=d.version,
        now=d.now,
    )


def _offer_clocks(fits: Callable[[Any], bool]) -> Callable[[Any, CaseHead], None]:
    def offer(form: Any, head: CaseHead) -> None:
        found = [c for c in head.commitments if c.ended_at is None and fits(c)]
        form.commitment.choices = options([(str(c.id), f"{c.label}: {c.promise}") for c in found])
        if len(found) == 1 and form.commitment.raw_data is None:
            form.commitment.data = str(found[0].id)  # nobody needs to choose where there is no choice

    return offer


def _received(d: Doing) -> None:
    at = instant(d.form.received_on, d.form.received_at)
    dates.correct_receipt(
        d.head.record, received_at=at, reason=d.body, by=d.reader, version=d.version, now=d.now
    )


def _fill_received(head: CaseHead, _now: datetime) -> Mapping[str, object]:
    return day_and_time("received", head.record.received_at)


CLOCK_DEEDS: dict[Task, Deed] = {
    Task.EXTEND: Deed(
        form=forms.ExtendForm,
        do=_extend,
        offer=_offer_clocks(lambda c: c.extension is not None and c.paused_at is None),
        sends=True,
    ),
    Task.STOP_CLOCK: Deed(
        form=forms.StopClockForm,
        do=_stop,
        offer=_offer_clocks(lambda c: c.may_pause and c.paused_at is None),
        sends=True,
    ),
    Task.START_CLOCK: Deed(
        form=forms.StartClockForm,
        do=_start,
        offer=_offer_clocks(lambda c: c.paused_at is not None and not waits(c)),
        filled=_fill_start,
        sends=True,
    ),
    Task.ASK_IDENTITY: Deed(form=forms.AskIdentityForm, do=_ask_identity, sends=True),
    Task.IDENTITY_HERE: Deed(
        form=forms.IdentityHereForm,
        do=_identity_here,
        filled=lambda _head, now: day_and_time("proved", now),
        sends=True,
    ),
    Task.RECEIVED: Deed(form=forms.ReceivedForm, do=_received, filled=_fill_received),
}
