"""What each act does with its form: the service it calls, the choices it offers, what it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext

from portal.cases.next_acts import Task
from portal.cases.services import answering, choosing, feedback, handling, referring
from portal.cases.staff import speaking
from portal.cases.staff.clocks import CLOCK_DEEDS
from portal.cases.staff.covering import names_with_absence
from portal.cases.staff.deeds import Deed, Doing, day_and_time, instant
from portal.cases.staff_forms import acts as forms
from portal.cases.staff_queries.case_page import CaseHead
from portal.cases.stages import Outcome
from portal.charters.standards import Event
from portal.clock.keeping import Outcome as Kept
from portal.errors import NotFound, RuleBroken
from portal.identity.queries.people import active_staff
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.queries import record_for
from portal.timekeeping import local_date
from portal.web.fields import options


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


def _note(d: Doing) -> None:
    handling.note(d.head.record, body=d.body, by=d.by, now=d.now)
    speaking.unhappy(d)


def _ring(d: Doing) -> None:
    answering.note_call(
        d.head.record,
        body=d.body,
        reached=d.form.reached.data == "yes",
        at=instant(d.form.rang_on, d.form.rang_at),
        by=d.by,
        version=d.version,
        now=d.now,
    )
    speaking.unhappy(d)


def _fill_ring(_head: CaseHead, now: datetime) -> Mapping[str, object]:
    return day_and_time("rang", now)


def _naming(d: Doing) -> None:
    yes = d.form.may_name.data == "yes"
    referring.may_be_named(d.head.record, yes=yes, by=d.by, now=d.now)


def _assign(d: Doing) -> None:
    to = int(d.form.to.data.partition(":")[2])
    handling.assign(d.head.record, to=to, by=d.by, version=d.version, now=d.now)


def _people(now: datetime) -> list[tuple[str, str]]:
    able = [
        person
        for person in active_staff()
        if person.staff is not None and Ability.WORK_CASES in person.staff.abilities
    ]
    return [(f"person:{person.id}", label) for person, label in names_with_absence(able, now=now)]


def _offer_people(form: Any, head: CaseHead) -> None:
    form.to.choices = options([("", ""), *_people(head.now)])


def _offer_people_and_teams(form: Any, head: CaseHead) -> None:
    teams = [(f"team:{t.id}", t.name) for t in landlord().teams]
    others = [
        (value, name) for value, name in _people(head.now) if value != f"person:{head.record.handler_id}"
    ]
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


def _offer_close(form: Any, head: CaseHead) -> None:
    """What we learned is asked of feedback alone (SLH 2 b8)."""
    if head.feedback is None:
        del form.learned
        del form.will_change


def _close(d: Doing) -> None:
    if "learned" in d.form:
        learned, will_change = d.form.learned.data or "", d.form.will_change.data or ""
        feedback.learn(d.head.record, learned=learned, will_change=will_change)
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


DEEDS: dict[Task, Deed] = {
    Task.ACKNOWLEDGE: Deed(
        form=forms.AcknowledgeForm,
        do=lambda d: answering.acknowledge(d.head.record, d.letter, now=d.now),
        sends=True,
    ),
    Task.ANSWER: Deed(form=forms.AnswerForm, do=_answer, offer=_offer_answer, sends=True, takes_files=True),
    Task.PROGRESS: Deed(form=forms.ProgressForm, do=_progress, sends=True, takes_files=True),
    Task.DELAY: Deed(form=forms.DelayForm, do=_delay, sends=True),
    Task.RING: Deed(form=forms.RingForm, do=_ring, offer=speaking.offer_unhappy, filled=_fill_ring),
    Task.OPTIONS: Deed(form=forms.OptionsForm, do=_options, sends=True),
    Task.NOTE: Deed(
        form=forms.NoteForm,
        do=_note,
        offer=speaking.offer_unhappy,
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
    **CLOCK_DEEDS,
    **speaking.DEEDS,
    Task.CLOSE: Deed(form=forms.CloseForm, do=_close, offer=_offer_close, sends=True),
    Task.REOPEN: Deed(
        form=forms.ReopenForm,
        do=lambda d: handling.reopen(d.head.record, reason=d.body, by=d.by, version=d.version, now=d.now),
    ),
}
