"""What people make of a text and send: the steps of such a task, who does which, and by when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.charters.standards import CaseKind, Charter, Circumstance, Event, StandardKind
from portal.clock.calendars import Calendars
from portal.clock.due import due_from_day
from portal.clock.limits import Limit, Unit
from portal.commitments.targets import Target, target_standard
from portal.errors import RuleBroken
from portal.needs.ways import Carrier, Format


class TaskState(StrEnum):
    """Where a task stands."""

    TO_SEND = "to send"  # nobody has it yet
    WITH_SUPPLIER = "with supplier"  # sent out, or somebody here has begun it
    RECEIVED = "received"  # what was made is here
    DONE = "done"  # it has gone to the person, or goes by itself now
    CALLED_OFF = "called off"


class TaskAct(StrEnum):
    """What can be done with a task."""

    SEND_OUT = "send out"
    TAKE_BACK = "take back"  # what the supplier made has come
    FINISH = "finish"  # it goes to the person
    NOTE_DISPATCH = "note dispatch"  # the supplier sent it to the person
    READ_OUT = "read out"
    AGREE_SUMMARY = "agree summary"
    CALL_OFF = "call off"


OPEN = (TaskState.TO_SEND, TaskState.WITH_SUPPLIER, TaskState.RECEIVED)
_FROM = {
    TaskAct.SEND_OUT: frozenset({TaskState.TO_SEND}),
    TaskAct.TAKE_BACK: frozenset({TaskState.WITH_SUPPLIER}),
    TaskAct.FINISH: frozenset({TaskState.RECEIVED}),
    TaskAct.NOTE_DISPATCH: frozenset({TaskState.WITH_SUPPLIER, TaskState.RECEIVED}),
    TaskAct.READ_OUT: frozenset({TaskState.TO_SEND}),
    TaskAct.AGREE_SUMMARY: frozenset({TaskState.TO_SEND}),
    TaskAct.CALL_OFF: frozenset(OPEN),
}


class SupplierKind(StrEnum):
    """Who makes what we cannot."""

    TRANSLATOR = "translator"
    TRANSCRIBER = "transcriber"
    AUDIO = "audio"
    EASY_READ = "easy read"
    SIGN_LANGUAGE = "BSL video"


_MADE_BY = {
    Format.TRANSLATION: SupplierKind.TRANSLATOR,
    Format.BRAILLE: SupplierKind.TRANSCRIBER,
    Format.AUDIO: SupplierKind.AUDIO,
    Format.EASY_READ: SupplierKind.EASY_READ,
    Format.SIGN_LANGUAGE: SupplierKind.SIGN_LANGUAGE,
    Format.LARGE_PRINT: SupplierKind.TRANSCRIBER,
    Format.STANDARD: SupplierKind.TRANSCRIBER,
}
# What comes back as words, which a machine then makes into the person's print, Braille or speech.
COMES_AS_WORDS = frozenset({Format.TRANSLATION, Format.EASY_READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDue:
    """By when, inclusive, and what says so: the standard's key, "target" or "setting"."""

    on: date
    source: str
    clause: str = ""


def supplier_kind(form: Format) -> SupplierKind:
    """Who makes that form."""
    return _MADE_BY[form]


def may(state: TaskState, act: TaskAct, *, carrier: Carrier) -> bool:
    """Whether the act comes next. A call is read out and goes to no supplier; nothing else is read out."""
    is_call = carrier is Carrier.PHONE
    if act is TaskAct.CALL_OFF:
        return state in _FROM[act]
    return state in _FROM[act] and is_call == (act is TaskAct.READ_OUT)


def require(state: TaskState, act: TaskAct, *, carrier: Carrier) -> None:
    """Raise RuleBroken("not the next step") for an act out of its order."""
    if not may(state, act, carrier=carrier):
        raise RuleBroken("not the next step", state=state, act=act)


def task_due(
    charter: Charter,
    targets: Iterable[Target],
    calendars: Calendars,
    *,
    today: date,
    otherwise_working_days: int,
) -> TaskDue:
    """By when somebody who needs another form has it, counted from `today`, which is day 0.

    The charter's promise on forms and general information where it has one (RHA 2.8.3c, 2.8.3e: three days,
    translated or on tape where appropriate). Else the landlord's own target for requests for a form, the
    shortest of its channels. Else `otherwise_working_days` of the office (the setting FORMAT_WORKING_DAYS).
    """
    promised = [
        standard
        for standard in charter.all_standards()
        if Circumstance.FORMS_OR_GENERAL_INFORMATION in standard.trigger.circumstances
        and standard.kind is StandardKind.DEADLINE
        and standard.limit is not None
        and standard.limit.counts_days
        and standard.in_force(today)
    ]
    own = [target_standard(target) for target in targets if target.kind == CaseKind.FORMAT_REQUEST]
    ours = [
        standard
        for standard in own
        if standard.limit is not None
        and standard.limit.counts_days
        and Event.ANSWERED in standard.kept_by
        and standard.in_force(today)
    ]
    for source, standards in (("", promised), ("target", ours)):
        found = [
            TaskDue(
                on=due_from_day(standard.limit, today, calendars).on,
                source=source or standard.key,
                clause="" if source else standard.clause,
            )
            for standard in standards
            if standard.limit is not None
        ]
        if found:
            return min(found, key=lambda due: due.on)
    limit = Limit(amount=otherwise_working_days, unit=Unit.WORKING_DAYS)
    return TaskDue(on=due_from_day(limit, today, calendars).on, source="setting")
