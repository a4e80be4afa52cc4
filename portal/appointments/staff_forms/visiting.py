"""The forms of the day of a visit. They check shape and know no policy.

They carry no version: at a door one press has to do. How far the visit has got refuses what comes twice.
"""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.appointments.visit_acts import MOST_OFF_MINUTES, VisitAct
from portal.web.fields import OneOf, TimeTextField
from portal.web.form_parts import NumberField, text
from portal.web.stored_forms import Refusals, StoredForm

LATER, EARLIER = "later", "earlier"
SEND, RANG = "send", "rang"
_FUTURE = _l("That is still to come. Enter a time that has passed, for example 10:30am")
_SAY_WHEN = _l("The day is over. Enter the time it happened, for example 10:30am")
_WHEN_REFUSED: Refusals = {
    "happened in the future": ("at", _FUTURE),
    "say when": ("at", _SAY_WHEN),
    "before setting out": ("at", _l("That is before you set out. Check the time")),
    "before arriving": ("at", _l("That is before you arrived. Check the time")),
    "not now": ("", _l("That cannot be done any more. Somebody has written down something else meanwhile")),
    "not today": ("", _l("The visit is on a later day")),
    "instruction not read": ("", _l("Read the safety instruction first")),
    "not missed yet": ("", _l("The time can still be kept. Tell them if you are late")),
    "outcome missing": ("outcome", _l("Write how it ended")),
}


def when() -> TimeTextField:
    """When it happened; nothing for just now. Each form has it last, after the words."""
    return TimeTextField(
        _l("At what time?"), description=_l("Leave it empty for now. For example, 10:30am or midday.")
    )


class WhenForm(StoredForm):
    """When it happened; nothing for just now."""

    refusals: ClassVar[Refusals] = _WHEN_REFUSED

    at = when()

    def typed_at(self) -> time | None:
        """The time of day typed, if any."""
        found: time | None = self["at"].data
        return found


class LateForm(WhenForm):
    """How much later or earlier than agreed, and how they heard of it."""

    refusals: ClassVar[Refusals] = {
        **_WHEN_REFUSED,
        "no minutes": ("minutes", _l("Enter how many minutes")),
        "told later already": ("at", _l("You told them of another time after that. Check the time")),
    }

    minutes = NumberField(_l("How many minutes?"), low=1, high=MOST_OFF_MINUTES)
    which = OneOf(
        _l("Later or earlier than agreed?"),
        missing=_l("Choose later or earlier"),
        choices=((LATER, _l("Later")), (EARLIER, _l("Earlier"))),
    )
    how = OneOf(
        _l("How do they hear of it?"),
        missing=_l("Choose how they hear of it"),
        choices=((SEND, _l("Send them a message now")), (RANG, _l("I rang them"))),
    )
    why = text(_l("Why?"), hint=_l("They read this. Leave it empty if there is nothing to add."))
    at = TimeTextField(
        _l("If you rang them: at what time?"), description=_l("Leave it empty for now. For example, 10:30am.")
    )

    def signed_minutes(self) -> int:
        """The minutes, negative for earlier."""
        minutes = int(self["minutes"].data or 0)
        return -minutes if self["which"].data == EARLIER else minutes

    @property
    def rang(self) -> bool:
        """Whether they were rung."""
        return bool(self["how"].data == RANG)


class FinishForm(WhenForm):
    """How it ended, and what comes of it."""

    outcome = text(
        _l("How did it end?"),
        missing=_l("Write how it ended"),
        hint=_l("They read this. For example: we agreed what you pay each month."),
    )
    follows = text(
        _l("Does anything follow?"), hint=_l("What, by whom and by when. Leave it empty if nothing does.")
    )
    at = when()


class NoAccessForm(WhenForm):
    """Nobody let us in."""

    words = text(
        _l("A word on the card"), hint=_l("They read this. Leave it empty if there is nothing to add.")
    )
    at = when()


class MissedForm(StoredForm):
    """We did not come."""

    refusals: ClassVar[Refusals] = _WHEN_REFUSED

    words = text(
        _l("Why did we not come?"),
        missing=_l("Write why we did not come"),
        hint=_l("They read this, with our apology."),
    )


class IncidentForm(WhenForm):
    """What happened that has to be written down."""

    refusals: ClassVar[Refusals] = {
        **_WHEN_REFUSED,
        "words missing": ("words", _l("Write what happened")),
    }

    words = text(
        _l("What happened?"),
        missing=_l("Write what happened"),
        hint=_l("Facts, in the order they happened. What you saw and heard, not what you think of anybody."),
        longest=20_000,
    )
    somebody_hurt = BooleanField(_l("Somebody was hurt"))
    police_told = BooleanField(_l("The police know of it"))
    at = when()


FORMS: dict[VisitAct, type[StoredForm]] = {
    VisitAct.ON_THE_WAY: WhenForm,
    VisitAct.LATE: LateForm,
    VisitAct.ARRIVED: WhenForm,
    VisitAct.IDENTITY: WhenForm,
    VisitAct.FINISHED: FinishForm,
    VisitAct.NO_ACCESS: NoAccessForm,
    VisitAct.MISSED: MissedForm,
}


def form_of(act: VisitAct, formdata: Any) -> Any:
    """The form of an act."""
    return FORMS[act](formdata, {"how": SEND, "which": LATER} if act is VisitAct.LATE else None)
