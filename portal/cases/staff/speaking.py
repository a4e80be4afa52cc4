"""What staff do with what people say: themes, praise passed on, and the choice to complain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.cases.feedback import Where, Wish
from portal.cases.next_acts import Task
from portal.cases.services import complaining, feedback
from portal.cases.services.complaining import Complaining
from portal.cases.staff.deeds import Deed, Doing
from portal.cases.staff_forms import acts as forms
from portal.cases.staff_queries.case_page import CaseHead
from portal.cases.staff_queries.feedback import theme_ids_of, themes
from portal.charters.standards import CaseKind, Channel
from portal.identity.queries.people import active_staff
from portal.records.services import expect_version
from portal.web.fields import options


def offer_unhappy(form: Any, head: CaseHead) -> None:
    """Whether they are unhappy is asked, but of no complaint."""
    if head.record.kind == CaseKind.COMPLAINT:
        del form.wish


def unhappy(d: Doing) -> None:
    """Keep that somebody unhappy was offered to complain, and what they said; yes opens the complaint."""
    if "wish" in d.form and d.form.wish.data:
        _offered(d, Wish(d.form.wish.data), Complaining(words=d.body, channel=Channel.PHONE))


def _offered(d: Doing, wish: Wish, complaint: Complaining) -> None:
    record = d.head.record
    choice = complaining.offer(record, where=Where.STAFF, words=complaint.words, by=d.by, now=d.now)
    complaining.answer_offer(choice, record, wish=wish, complaint=complaint, by=d.by, now=d.now)


def _complain(d: Doing) -> None:
    expect_version(d.head.record, d.version)
    said = Complaining(words=d.body, put_right=d.form.put_right.data or "", channel=Channel.PHONE)
    _offered(d, Wish(d.form.wish.data), said)


def _fill_complaint(head: CaseHead, _now: datetime) -> Mapping[str, object]:
    return {"body": head.case.words}


def _offer_themes(form: Any, _head: CaseHead) -> None:
    form.themes.choices = options((theme.id, theme.name) for theme in themes())


def _fill_themes(head: CaseHead, _now: datetime) -> Mapping[str, object]:
    return {"themes": theme_ids_of(head.record.id)}


def _themes(d: Doing) -> None:
    feedback.set_themes(
        d.head.record, theme_ids=d.form.themes.data or [], by=d.by, version=d.version, now=d.now
    )


def _offer_staff(form: Any, _head: CaseHead) -> None:
    people = [
        (str(person.id), f"{person.name}, {person.staff.job_title}" if person.staff else person.name)
        for person in active_staff()
    ]
    form.to.choices = options([("", ""), *people])


def _praise(d: Doing) -> None:
    feedback.pass_on(d.head.record, to=int(d.form.to.data), by=d.by, version=d.version, now=d.now)


DEEDS: dict[Task, Deed] = {
    Task.THEMES: Deed(form=forms.ThemesForm, do=_themes, offer=_offer_themes, filled=_fill_themes),
    Task.PRAISE: Deed(form=forms.PraiseForm, do=_praise, offer=_offer_staff),
    Task.COMPLAIN: Deed(form=forms.ComplainForm, do=_complain, filled=_fill_complaint),
}
