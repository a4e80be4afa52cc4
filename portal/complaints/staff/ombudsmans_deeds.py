"""What staff write down of the Ombudsman: their decision, what they order, and that it is done."""

from __future__ import annotations

from typing import Any

from portal.complaints.deeds import Deed
from portal.complaints.determinations import Finding
from portal.complaints.services.determined import (
    Decided,
    Ordered,
    add_order,
    note_determination,
    note_order_done,
)
from portal.complaints.staff.one_deed import Doing, Way, choices_of, text_of
from portal.complaints.staff_forms.ombudsman import DeterminedForm, OrderDoneForm, OrderedForm
from portal.complaints.staff_forms.taking_on import YES
from portal.complaints.staff_queries.one import ComplaintHead


def _offer_findings(form: Any, _head: ComplaintHead) -> None:
    form.finding.choices = choices_of(Finding, "determination_words")


def _determined(d: Doing) -> None:
    f = d.form
    decided = Decided(
        finding=Finding(f.finding.data),
        decided_on=f.decided_on.data,
        words=text_of(f.words),
        their_reference=text_of(f.their_reference),
    )
    note_determination(d.record, decided, **d.made)


def _ordered(d: Doing) -> None:
    f = d.form
    ordered = Ordered(words=text_of(f.words), by_on=f.by_on.data, is_order=f.is_order.data == YES)
    add_order(d.record, ordered, determination_id=d.item, **d.made)


def _order_done(d: Doing) -> None:
    note_order_done(
        d.record, order_id=d.item, done_on=d.form.done_on.data, words=text_of(d.form.words), **d.made
    )


OMBUDSMANS: dict[Deed, Way] = {
    Deed.DETERMINED: Way(form=DeterminedForm, do=_determined, offer=_offer_findings),
    Deed.ORDERED: Way(form=OrderedForm, do=_ordered),
    Deed.ORDER_DONE: Way(form=OrderDoneForm, do=_order_done),
}
