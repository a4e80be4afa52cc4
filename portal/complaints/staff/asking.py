"""How staff ask a firm that is complained about, and take a question back: two deeds, and what they do."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from portal.complaints.deeds import Deed
from portal.complaints.queries import firms_known
from portal.complaints.services.asking_firms import ToFirm, ask_firm, take_back
from portal.complaints.staff.one_deed import Doing, Way, text_of
from portal.complaints.staff_forms.asking import AskFirmForm, TakeBackForm
from portal.complaints.staff_queries.one import ComplaintHead
from portal.web.fields import options


def _offer_firms(form: Any, _head: ComplaintHead) -> None:
    known = [(str(number), name) for number, name in firms_known()]
    form.firm.choices = options([("", gettext("Not in this list")), *known])


def _ask(d: Doing) -> None:
    f = d.form
    asked = ToFirm(
        words=text_of(f.words),
        answer_by=f.answer_by.data,
        organisation_id=int(f.firm.data) if f.firm.data else None,
        firm=text_of(f.firm_name),
        email=text_of(f.email),
    )
    ask_firm(d.record, asked, **d.made)


ASKING: dict[Deed, Way] = {
    Deed.ASK_FIRM: Way(form=AskFirmForm, do=_ask, offer=_offer_firms),
    Deed.TAKE_BACK: Way(form=TakeBackForm, do=lambda d: take_back(d.record, question_id=d.item, **d.made)),
}
