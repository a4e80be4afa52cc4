"""What each act does with its form: the service it calls, the choices it offers, what it begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext

from portal.cases.next_acts import Task
from portal.cases.services import answering, choosing, dates, handling, referring
from portal.cases.services.answering import Letter
from portal.cases.staff_forms import acts as forms
from portal.cases.staff_forms.parts import ActForm
from portal.cases.staff_queries.case_page import CaseHead
from portal.cases.stages import Outcome
from portal.charters.standards import Event
from portal.clock.keeping import Outcome as Kept
from portal.clock.zones import to_utc
from portal.errors import NotAllowed, NotFound, RuleBroken
from portal.identity.queries import active_staff
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.queries import record_for
from portal.timekeeping import local_date
from portal.web.fields import options


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act on its way: the case as it is, the form as it was sent, who does it and when."""

    head: CaseHead
    form: Any
    reader: Reader
    now: datetime

    @property
    def by(self) -> int:
        """Who does it."""
        if self.reader.person_id is None:
            raise NotAllowed
        return self.reader.person_id

    @property
    def version(self) -> int:
        """The version the form was made from."""
        version: int = self.form.version.data
        return version

    @property
    def body(self) -> str:
        """What was written."""
        return self.form.body.data or ""

    @property
    def letter(self) -> Letter:
        """What was written, as words to the customer."""
        return Letter(body=self.body, by=self.by, version=self.version)


def _nothing(_form: Any, _head: CaseHead) -> None:
    return None


def _empty(_head: CaseHead, _now: datetime) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """How one act is done. `sends`: a message goes out, which can be looked at before."""

    form: type[ActForm]
    do: Callable[[Doing], object]
    offer: Callable[[Any, CaseHead], None] = field(default=_nothing)
    filled: Callable[[CaseHead, datetime], Mapping[str, object]] = field(default=_empty)
    sends: bool = False


def _answer(d: Doing) -> object:
    reason = d.form.delay_reason.data if "delay_reason" in d.form else ""
    return answering.answer(d.head.record, d.letter, delay_reason=reason or "", now=d.now)


def _offer_answer(form: Any, head: CaseHead) -> None:
    """Why it is late is asked only where it is, and nobody told the customer in time."""
    late = any(
        s.outcome is Kept.LATE and not s.ended and Event.ANSWERED.value in s.kept_by for s in head.steps
    )
    if not late:
        del form.delay_reason


def _progress(d: Doing) -> object:
    day = d.form.next_update_on.data
    return answering.tell_progress(d.head.record, d.letter, next_update_on=day, now=d.now)


def _delay(d: Doing) -> object:
    return answering.tell_delay(d.head.record, d.letter, expected_on=d.form.expected_on.data, now=d.now)


def _ring(d: Doing) -> None:
    at = to_utc(datetime.combine(d.form.rang_on.data, d.form.rang_at.data), landlord().zone)
    answering.note_call(
        d.head.record,
        body=d.body,
        reached=d.form.reached.data == "yes",
        at=at,
        by=d.by,
        version=d.version,
        now=d.now,
    )


def _fill_ring(_head: CaseHead, now: datetime) -> Mapping[str, object]:
    local = now.astimezone(landlord().zone)
    return {"rang_on": local.date(), "rang_at": local.time().replace(second=0, microsecond=0)}


def _naming(d: Doing) -> None:
    yes = d.form.may_name.data == "yes"
    referring.may_be_named(d.head.record, yes=yes, by=d.by, now=d.now)


def _assign(d: Doing) -> None:
    to = int(d.form.to.data.partition(":")[2])
    handling.assign(d.head.record, to=to, by=d.by, version=d.version, now=d.now)


def _people() -> list[tuple[str, str]]:
    return [
        (f"person:{person.id}", f"{person.name}, {person.staff.job_title}")
        for person in active_staff()
        if person.staff is not None and Ability.WORK_CASES in person.staff.abilities
    ]


def _offer_people(form: Any, _head: CaseHead) -> None:
    form.to.choices = options([("", ""), *_people()])


def _offer_people_and_teams(form: Any, head: CaseHead) -> None:
    teams = [(f"team:{t.id}", t.name) for t in landlord().teams]
    others = [(value, name) for value, name in _people() if value != f"person:{head.record.handler_id}"]
    form.to.choices = {
        gettext("Nobody chosen yet"): options([("", "")]),
        gettext("People"): options(others),
        gettext("Teams"): options(teams),
    }


def _hand_over(d: Doing) -> None:
    kind, _, number = d.form.to.data.partition(":")
    if kind == "team":
        handling.hand_to_team(
            d.head.record, team_id=int(number), reason=d.body, by=d.by, version=d.version, now=d.now
        )
    else:
        handling.hand_over(
            d.head.record, to=int(number), reason=d.body, by=d.by, version=d.version, now=d.now
        )


def _options(d: Doing) -> None:
    choices = [
        choosing.Choice(
            words=d.form[f"words_{n}"].data or "",
            consequence=d.form[f"consequence_{n}"].data or "",
            by_on=d.form[f"by_{n}"].data,
        )
        for n in (1, 2, 3)
        if n < 3 or d.form.words_3.data or d.form.consequence_3.data
    ]
    choosing.put_options(d.head.record, choices=choices, by=d.by, version=d.version, now=d.now)


def _link(d: Doing) -> None:
    today = local_date(d.now, landlord().zone)
    try:
        other = record_for(d.reader, d.form.reference.data, today=today)
    except NotFound:
        raise RuleBroken("no such case") from None
    handling.link(d.head.record, other, by=d.by, now=d.now)


def _close(d: Doing) -> None:
    outcome = Outcome(d.form.outcome.data)
    handling.close(d.head.record, outcome=outcome, body=d.body, by=d.by, version=d.version, now=d.now)


def _submit(d: Doing) -> None:
    referring.submit_to_authority(
        d.head.record,
        authority=d.form.authority.data,
        body=d.body,
        by=d.by,
        version=d.version,
        now=d.now,
    )


def _refer(d: Doing) -> None:
    referring.refer(
        d.head.record, agency=d.form.agency.data, body=d.body, by=d.by, version=d.version, now=d.now
    )


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
        d.head.record, commitment_id=int(d.form.commitment.data), by=d.by, version=d.version, now=d.now
    )


def _offer_clocks(fits: Callable[[Any], bool]) -> Callable[[Any, CaseHead], None]:
    def offer(form: Any, head: CaseHead) -> None:
        found = [c for c in head.commitments if c.ended_at is None and fits(c)]
        form.commitment.choices = options([(str(c.id), f"{c.label}: {c.promise}") for c in found])

    return offer


def _received(d: Doing) -> None:
    at = to_utc(datetime.combine(d.form.received_on.data, d.form.received_at.data), landlord().zone)
    dates.correct_receipt(
        d.head.record, received_at=at, reason=d.body, by=d.reader, version=d.version, now=d.now
    )


def _fill_received(head: CaseHead, _now: datetime) -> Mapping[str, object]:
    local = head.record.received_at.astimezone(landlord().zone)
    return {"received_on": local.date(), "received_at": local.time().replace(second=0, microsecond=0)}


DEEDS: dict[Task, Deed] = {
    Task.ACKNOWLEDGE: Deed(
        form=forms.AcknowledgeForm,
        do=lambda d: answering.acknowledge(d.head.record, d.letter, now=d.now),
        sends=True,
    ),
    Task.ANSWER: Deed(form=forms.AnswerForm, do=_answer, offer=_offer_answer, sends=True),
    Task.PROGRESS: Deed(form=forms.ProgressForm, do=_progress, sends=True),
    Task.DELAY: Deed(form=forms.DelayForm, do=_delay, sends=True),
    Task.RING: Deed(form=forms.RingForm, do=_ring, filled=_fill_ring),
    Task.OPTIONS: Deed(form=forms.OptionsForm, do=_options, sends=True),
    Task.NOTE: Deed(
        form=forms.NoteForm,
        do=lambda d: handling.note(d.head.record, body=d.body, by=d.by, now=d.now),
    ),
    Task.ASSIGN: Deed(form=forms.AssignForm, do=_assign, offer=_offer_people),
    Task.HAND_OVER: Deed(form=forms.HandOverForm, do=_hand_over, offer=_offer_people_and_teams, sends=True),
    Task.ASK_MANAGER: Deed(
        form=forms.AskManagerForm,
        do=lambda d: handling.ask_manager(
            d.head.record, question=d.body, by=d.by, version=d.version, now=d.now
        ),
    ),
    Task.REFER: Deed(form=forms.ReferForm, do=_refer, sends=True),
    Task.NAMING: Deed(form=forms.NamingForm, do=_naming),
    Task.SUBMIT: Deed(form=forms.SubmitForm, do=_submit, sends=True),
    Task.LINK: Deed(form=forms.LinkForm, do=_link),
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
    ),
    Task.START_CLOCK: Deed(
        form=forms.ClockForm, do=_start, offer=_offer_clocks(lambda c: c.paused_at is not None)
    ),
    Task.RECEIVED: Deed(form=forms.ReceivedForm, do=_received, filled=_fill_received),
    Task.CLOSE: Deed(form=forms.CloseForm, do=_close, sends=True),
    Task.REOPEN: Deed(
        form=forms.ReopenForm,
        do=lambda d: handling.reopen(d.head.record, reason=d.body, by=d.by, version=d.version, now=d.now),
    ),
}
