"""Each deed's form, with its choices and what stands in it at first, and what is done with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext

from portal.charters.standards import Channel
from portal.complaints.answers import Decision
from portal.complaints.deeds import Deed
from portal.complaints.learning import Cause, Theme
from portal.complaints.queries import own_reasons, themes_used
from portal.complaints.refusals import Grounds, Reason
from portal.complaints.remedies import RemedyKind
from portal.complaints.services.answering import Found, MoreTime, answer, decide, take_longer, update
from portal.complaints.services.closing import Taught, close, note_improved, withdraw
from portal.complaints.services.defining import (
    Definition,
    NewPoint,
    NotOurs,
    add_point,
    define_again,
    define_and_acknowledge,
)
from portal.complaints.services.going_further import escalate
from portal.complaints.services.putting_right import Promised, note_done, promise_remedy
from portal.complaints.services.refusing import ask_refusal, decide_refusal, take_on_as_directed
from portal.complaints.services.taking_on import assign, look_over, name_person
from portal.complaints.staff.asking import ASKING
from portal.complaints.staff.ombudsmans_deeds import OMBUDSMANS
from portal.complaints.staff.one_deed import Doing, Way, choices_of, text_of
from portal.complaints.staff.routes import ROUTES
from portal.complaints.staff_forms.answering import (
    AnswerForm,
    DecideForm,
    DoneForm,
    LongerForm,
    RemedyForm,
    UpdateForm,
)
from portal.complaints.staff_forms.ending import (
    CloseForm,
    DecideRefusalForm,
    RefuseForm,
    StageTwoForm,
    WordsForm,
)
from portal.complaints.staff_forms.taking_on import (
    YES,
    AssignForm,
    DefineForm,
    LookOverForm,
    NameForm,
    PointForm,
)
from portal.complaints.staff_queries.one import ComplaintHead
from portal.complaints.triage import Size
from portal.errors import NotFound
from portal.identity.queries.people import active_staff
from portal.records.services import expect_version
from portal.web.fields import options

_OWN = "own-"  # before the number of a reason of our own, among the choices


def _staff(nobody: Any) -> list[Any]:
    return options([("", nobody), *((str(person.id), person.name) for person in active_staff())])


def _number(typed: str | None) -> int:
    if not typed or not typed.isdecimal() or len(typed) > 18:
        raise NotFound
    return int(typed)


def _offer_staff(form: Any, _head: ComplaintHead) -> None:
    form.to.choices = _staff(gettext("Choose somebody"))


def _assign(d: Doing) -> None:
    conflict = d.form.has_conflict.data == YES
    assign(
        d.record,
        to=_number(d.form.to.data),
        has_conflict=conflict,
        conflict=text_of(d.form.conflict),
        **d.made,
    )


def _offer_sizes(form: Any, _head: ComplaintHead) -> None:
    form.size.choices = choices_of(Size, "size_words")


def _look_over(d: Doing) -> None:
    f = d.form
    look_over(
        d.record, size=Size(f.size.data), at_risk=f.at_risk.data, risk_words=text_of(f.risk_words), **d.made
    )


def _looked_over(head: ComplaintHead, _item: int) -> Mapping[str, Any]:
    c = head.complaint
    return {"size": c.size, "at_risk": c.at_risk, "risk_words": c.risk_words} if c else {}


def _offer_points(form: Any, head: ComplaintHead) -> None:
    if head.standing.stage == 2:
        form.without_points()


def _defined(head: ComplaintHead, _item: int) -> Mapping[str, Any]:
    c, wanted = head.complaint, head.said.put_right if head.said else ""
    if c is None:
        return {"outcome_sought": wanted}
    points = [found.point for found in head.points]
    return {
        "understanding": c.definition,
        "outcome_sought": c.outcome_sought or wanted,
        "ours": "\n".join(p.words for p in points if p.is_ours),
        "not_ours": "\n".join(f"{p.words}: {p.whose}".rstrip(": ") for p in points if not p.is_ours),
    }


def _definition(form: Any) -> Definition:
    ours = _lines(text_of(form.ours)) if "ours" in form else []
    others = [one.rpartition(":") for one in (_lines(text_of(form.not_ours)) if "not_ours" in form else [])]
    return Definition(
        understanding=text_of(form.understanding),
        outcome_sought=text_of(form.outcome_sought),
        ours=ours,
        not_ours=[
            NotOurs(words=(w or whose).strip(), whose=whose.strip() if w else "") for w, _, whose in others
        ],
    )


def _define_again(d: Doing) -> None:
    """Points that stand as they were stay, with whatever was found on them."""
    new = _definition(d.form)
    before = _defined(d.head, 0)
    same = "ours" in d.form and (
        _lines(text_of(d.form.ours)) == _lines(before.get("ours"))
        and _lines(text_of(d.form.not_ours)) == _lines(before.get("not_ours"))
    )
    kept = Definition(understanding=new.understanding, outcome_sought=new.outcome_sought)
    define_again(d.record, kept if same else new, **d.made)


def _lines(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").splitlines() if one.strip()]


def _point(d: Doing) -> None:
    new = NewPoint(
        words=text_of(d.form.words),
        related=d.form.related.data == YES,
        would_delay=d.form.would_delay.data == YES,
        is_ours=d.form.is_ours.data == YES,
        whose=text_of(d.form.whose),
    )
    add_point(d.record, new, **d.made)


def _offer_decisions(form: Any, _head: ComplaintHead) -> None:
    form.decision.choices = choices_of(Decision, "found_words")


def _found(head: ComplaintHead, item: int) -> Mapping[str, Any]:
    one = next((one for one in head.points if one.point.id == item), None)
    if one is None:
        return {}
    finding = one.finding
    if finding is None:
        return {} if one.point.is_ours else {"decision": Decision.NOT_OURS.value}
    return {"decision": finding.decision, "reasons": finding.reasons, "policy": finding.policy}


def _decide(d: Doing) -> None:
    f = d.form
    found = Found(decision=Decision(f.decision.data), reasons=text_of(f.reasons), policy=text_of(f.policy))
    decide(d.record, point_id=d.item, found=found, **d.made)


def _offer_remedies(form: Any, _head: ComplaintHead) -> None:
    form.kind.choices = choices_of(RemedyKind, "remedy_words")


def _remedy(d: Doing) -> None:
    f = d.form
    promised = Promised(
        kind=RemedyKind(f.kind.data),
        words=text_of(f.words),
        by_whom=text_of(f.by_whom),
        by_on=f.by_on.data,
        agreed=f.agreed.data == "yes" if f.agreed.data else None,
    )
    promise_remedy(d.record, promised, **d.made)


def _done(d: Doing) -> None:
    note_done(d.record, remedy_id=d.item, done_on=d.form.done_on.data, words=text_of(d.form.words), **d.made)


def _improved(d: Doing) -> None:
    note_improved(
        d.record, improvement_id=d.item, done_on=d.form.done_on.data, words=text_of(d.form.words), **d.made
    )


def _longer(d: Doing) -> None:
    f = d.form
    more = MoreTime(
        new_on=f.new_on.data,
        reason=text_of(f.reason),
        update_every_days=int(f.every_days.data) if f.every_days.data else None,
        manager_reason=text_of(f.manager_reason),
    )
    take_longer(d.record, more, **d.made)


def _offer_interval(form: Any, head: ComplaintHead) -> None:
    if not head.standing.data_protection:
        del form.every_days  # it is agreed with more time


def _interval(head: ComplaintHead, _item: int) -> Mapping[str, Any]:
    agreed = head.complaint.update_every_days if head.complaint else None
    return {"every_days": str(agreed) if agreed else ""}


def _update(d: Doing) -> None:
    agreed = d.form.every_days.data if "every_days" in d.form else ""
    update(d.record, body=text_of(d.form.body), every_days=int(agreed) if agreed else None, **d.made)


def _offer_reasons(form: Any, _head: ComplaintHead) -> None:
    listed = choices_of((one for one in Reason if one is not Reason.OWN), "refusal_words")
    own = options((f"{_OWN}{one.id}", f"{one.words} ({one.clause})") for one in own_reasons())
    form.reason.choices = [*listed, *own]


def _refuse(d: Doing) -> None:
    f = d.form
    own = next((one for one in own_reasons() if f"{_OWN}{one.id}" == f.reason.data), None)
    grounds = Grounds(
        reason=Reason.OWN if own else Reason(f.reason.data),
        own_reason_id=own.id if own else None,
        own_words=f"{own.words} ({own.clause})" if own else "",
        evidence=text_of(f.evidence),
        explanation=text_of(f.explanation),
        occurred_on=f.occurred_on.data,
        aware_on=f.aware_on.data,
        discretion=text_of(f.discretion),
        filed_on=f.filed_on.data,
    )
    ask_refusal(d.record, grounds, **d.made)


def _offer_channels(form: Any, _head: ComplaintHead) -> None:
    words = get_template_attribute("cases/staff/words.html", "channel_words")
    told = [channel for channel in Channel if channel is not Channel.WEB]
    form.channel.choices = options([(channel.value, str(words(channel.value)).strip()) for channel in told])


def _stage_2(d: Doing) -> None:
    expect_version(d.record, d.form.version.data or 0)
    escalate(
        d.record,
        words=text_of(d.form.words),
        channel=Channel(d.form.channel.data),
        by=d.reader.person_id,
        now=d.now,
    )


def _offer_learning(form: Any, _head: ComplaintHead) -> None:
    form.cause.choices = choices_of(Cause, "cause_words")
    used = themes_used()
    listed = options((name, name) for name in used) if used else choices_of(Theme, "theme_words")
    form.theme.choices = [*options([("", gettext("Choose one"))]), *listed]
    form.owner.choices = _staff(gettext("Nobody: we change nothing"))


def _close(d: Doing) -> None:
    f = d.form
    by_on: date | None = f.by_on.data
    taught = Taught(
        cause=Cause(f.cause.data),
        theme=f.theme.data,
        words=text_of(f.words),
        change=text_of(f.change),
        owner_id=_number(f.owner.data) if f.owner.data else None,
        by_on=by_on,
    )
    close(d.record, taught, **d.made)


WAYS: dict[Deed, Way] = {
    Deed.ASSIGN: Way(form=AssignForm, do=_assign, offer=_offer_staff),
    Deed.NAME: Way(
        form=NameForm,
        do=lambda d: name_person(d.record, person_id=_number(d.form.to.data), **d.made),
        offer=_offer_staff,
    ),
    Deed.LOOK_OVER: Way(form=LookOverForm, do=_look_over, offer=_offer_sizes, filled=_looked_over),
    Deed.DEFINE: Way(
        form=DefineForm,
        do=lambda d: define_and_acknowledge(d.record, _definition(d.form), **d.made),
        offer=_offer_points,
        filled=_defined,
    ),
    Deed.DEFINE_AGAIN: Way(form=DefineForm, do=_define_again, offer=_offer_points, filled=_defined),
    Deed.POINT: Way(form=PointForm, do=_point),
    Deed.DECIDE: Way(form=DecideForm, do=_decide, offer=_offer_decisions, filled=_found),
    Deed.REMEDY: Way(form=RemedyForm, do=_remedy, offer=_offer_remedies),
    Deed.DONE: Way(form=DoneForm, do=_done),
    Deed.IMPROVED: Way(form=DoneForm, do=_improved),
    Deed.LONGER: Way(form=LongerForm, do=_longer),
    Deed.UPDATE: Way(form=UpdateForm, do=_update, offer=_offer_interval, filled=_interval),
    Deed.ANSWER: Way(
        form=AnswerForm,
        do=lambda d: answer(
            d.record, body=text_of(d.form.body), delay_reason=text_of(d.form.delay_reason), **d.made
        ),
    ),
    Deed.REFUSE: Way(form=RefuseForm, do=_refuse, offer=_offer_reasons),
    Deed.DECIDE_REFUSAL: Way(
        form=DecideRefusalForm,
        do=lambda d: decide_refusal(
            d.record, approve=d.form.approve.data == YES, words=text_of(d.form.words), **d.made
        ),
    ),
    Deed.DIRECTED: Way(
        form=WordsForm, do=lambda d: take_on_as_directed(d.record, words=text_of(d.form.words), **d.made)
    ),
    Deed.WITHDRAW: Way(
        form=WordsForm, do=lambda d: withdraw(d.record, words=text_of(d.form.words), **d.made)
    ),
    Deed.STAGE_2: Way(form=StageTwoForm, do=_stage_2, offer=_offer_channels),
    Deed.CLOSE: Way(form=CloseForm, do=_close, offer=_offer_learning),
    **OMBUDSMANS,
    **ASKING,
    **ROUTES,
}
