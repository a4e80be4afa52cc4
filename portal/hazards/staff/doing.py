"""Each act's form, with its choices and what stands in it at first, and what is done with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext

from portal.errors import NotFound
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.next_acts import Task
from portal.hazards.services import assigning, judging, mending
from portal.hazards.services.judging import Judgement
from portal.hazards.services.mending import Doing
from portal.hazards.staff_forms import (
    AnswerForm,
    AssignForm,
    HappenedForm,
    JudgeForm,
    LongerForm,
    WordsForm,
)
from portal.hazards.staff_queries import HazardHead
from portal.identity.queries.people import active_staff
from portal.organisation.queries import landlord
from portal.web.fields import options
from portal.web.stored_forms import Versioned

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """An act as it is done: the hazard, the form that came, by whom, when."""

    head: HazardHead
    form: Any
    by: int
    now: datetime

    @property
    def doing(self) -> Doing:
        """What every service of mending takes."""
        head = self.head
        return Doing(hazard=head.hazard, record=head.record, by=self.by, version=self.version, now=self.now)

    @property
    def version(self) -> int:
        """The version of the record the form was made from."""
        return self.form.version.data or 0

    @property
    def words(self) -> str:
        """What was typed; "" where the field was not even sent."""
        return self.form.words.data or ""

    @property
    def at(self) -> datetime:
        """When it happened."""
        found: datetime = self.form.happened_at(landlord().zone)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How one act is done. `offer` gives the form its choices, `filled` what stands in it at first."""

    form: type[Versioned]
    do: Callable[[Pressed], object]
    offer: Callable[[Any, HazardHead], None] = lambda _form, _head: None
    filled: Callable[[HazardHead], Mapping[str, Any]] = lambda _head: {}


def choices(kinds: type[StrEnum], template: str, macro: str) -> list[Any]:
    """The choices of a field, with their words from the template that has them."""
    words = get_template_attribute(template, macro)
    return options([(kind.value, str(words(kind.value)).strip()) for kind in kinds])


def ask(form: Any, task: Task) -> None:
    """Say over the words what is asked of them, and under it who reads them."""
    if "words" in form and task is not Task.THEIR_ANSWER:
        asks = get_template_attribute("hazards/staff/words.html", "task_asks")
        form.words.label.text = str(asks(task)).strip()


def _offer_staff(form: Any, head: HazardHead) -> None:
    people = ((str(one.id), one.name) for one in active_staff())
    form.to.choices = options([("", gettext("Choose somebody")), *people])


def _assign(p: Pressed) -> None:
    typed = p.form.to.data or ""
    if not typed.isdecimal() or len(typed) > 18:
        raise NotFound
    assigning.assign(p.head.record, to=int(typed), by=p.by, version=p.version, now=p.now)


def _offer_grades(form: Any, _head: HazardHead) -> None:
    form.kind.choices = choices(HazardKind, "hazards/words.html", "kind_words")
    form.grade.choices = choices(Grade, "hazards/staff/words.html", "grade_choice")


def _judged(head: HazardHead) -> Mapping[str, Any]:
    hazard = head.hazard
    return {
        "kind": hazard.kind,
        "grade": hazard.grade if hazard.judged_at else None,
        "criteria": hazard.criteria,
        "risk": hazard.risk or "",
    }


def _judge(p: Pressed) -> None:
    f = p.form
    judgement = Judgement(
        grade=Grade(f.grade.data),
        kind=HazardKind(f.kind.data),
        criteria=f.criteria.data or "",
        risk=f.risk.data or "",
    )
    judging.judge(p.head.hazard, p.head.record, judgement, by=p.by, version=p.version, now=p.now)


def _happened(head: HazardHead) -> Mapping[str, Any]:
    local = head.now.astimezone(landlord().zone)
    return {"on": local.date(), "at": local.time().replace(second=0, microsecond=0)}


def _further(task: Task, p: Pressed) -> None:
    mending.further_work(p.doing, task, words=p.words, at=p.at)


def _not_needed(p: Pressed) -> None:
    mending.further_work(p.doing, Task.NO_FURTHER, words=p.words, at=p.now)


def _offer_yes_no(form: Any, _head: HazardHead) -> None:
    form.accepted.choices = options([(YES, gettext("Yes")), (NO, gettext("No"))])


def _longer(p: Pressed) -> None:
    mending.need_longer(p.doing, reason=p.form.reason.data or "", expected_on=p.form.expected_on.data)


def _none(p: Pressed) -> None:
    judging.none_after_all(p.head.hazard, p.head.record, words=p.words, by=p.by, version=p.version, now=p.now)


WAYS: dict[Task, Way] = {
    Task.ASSIGN: Way(form=AssignForm, do=_assign, offer=_offer_staff),
    Task.JUDGE: Way(form=JudgeForm, do=_judge, offer=_offer_grades, filled=_judged),
    Task.INVESTIGATED: Way(
        form=HappenedForm,
        do=lambda p: mending.investigated(p.doing, findings=p.words, at=p.at),
        filled=_happened,
    ),
    Task.SUMMARY: Way(
        form=WordsForm,
        do=lambda p: mending.send_summary(p.doing, words=p.words),
        filled=lambda head: {"words": head.hazard.findings},
    ),
    Task.SAFE: Way(
        form=HappenedForm, do=lambda p: mending.made_safe(p.doing, words=p.words, at=p.at), filled=_happened
    ),
    **{
        task: Way(form=HappenedForm, do=partial(_further, task), filled=_happened)
        for task in (Task.ARRANGED, Task.STARTED, Task.DONE)
    },
    Task.NO_FURTHER: Way(form=WordsForm, do=_not_needed),
    Task.NO_ACCESS: Way(
        form=HappenedForm, do=lambda p: mending.no_access(p.doing, words=p.words, at=p.at), filled=_happened
    ),
    Task.OFFER_PLACE: Way(form=WordsForm, do=lambda p: mending.offer_place(p.doing, words=p.words)),
    Task.THEIR_ANSWER: Way(
        form=AnswerForm,
        do=lambda p: mending.place_answered(p.doing, accepted=p.form.accepted.data == YES, words=p.words),
        offer=_offer_yes_no,
    ),
    Task.LONGER: Way(form=LongerForm, do=_longer),
    Task.NOTE: Way(
        form=WordsForm,
        do=lambda p: mending.note(p.head.hazard, p.head.record, words=p.words, by=p.by, now=p.now),
    ),
    Task.NO_HAZARD: Way(form=WordsForm, do=_none),
    Task.CLOSE: Way(form=WordsForm, do=lambda p: mending.close(p.doing, words=p.words)),
}
