"""Forms of staff about restrictions on contact. They check shape and know no policy."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import Optional

from portal.needs.forms import NO, YES
from portal.needs.restrictions import RestrictedWay, Restriction
from portal.needs.services.telling import WORDS_LENGTH
from portal.web.fields import DatePartsField, OneOf, options
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, StoredForm, Versioned

_WAYS = (
    (RestrictedWay.PHONE.value, _l("Not by phone")),
    (RestrictedWay.EMAIL.value, _l("Not by email")),
    (RestrictedWay.OFFICE.value, _l("Not at the office without an appointment")),
)
_DAYS: Refusals = {
    "dates out of order": (
        "review_on",
        _l("Enter days in this order: the first day, the day we look again, the last day"),
    ),
    "reviewed too late": ("review_on", _l("Look at it again within six months")),
    "lasts too long": ("ends_on", _l("Enter a last day at most a year after the first")),
    "lasts longer than asked": ("ends_on", _l("Enter the day that was asked for, or an earlier one")),
    "asked by you": ("", _l("You asked for it. Another manager has to decide")),
    "needs a manager": ("still", _l("Only a manager can let it go on. You can end it")),
}


class RestrictionForm(StoredForm):
    """What is asked for, what it rests on, what was tried and considered."""

    refusals: ClassVar[Refusals] = {
        **_DAYS,
        "nothing restricted": ("ways", _l("Choose a way, say how often, or choose a person to deal with")),
        "behaviour in the future": ("behaviour_on", _l("Enter today or an earlier day")),
        "starts in the past": ("from_on", _l("Enter today or a later day")),
        "one already": ("", _l("There is one for this person already. Look at that one again")),
    }

    ways = SelectMultipleField(
        _l("How should they not contact us?"),
        choices=options(_WAYS),
        description=_l("Letters and this portal always stay open, and so does the emergency number."),
    )
    often = line(
        _l("How often do we answer, if less than usual?"), hint=_l("For example: once a week, on Fridays.")
    )
    through_id = SelectField(_l("Should one person deal with all they send us?"))
    still_by = text(
        _l("How can they still reach us?"),
        _l("Write how they can still reach us"),
        _l("They read this."),
        WORDS_LENGTH,
    )
    instruction = line(
        _l("What should colleagues do?"),
        _l("Write what colleagues should do"),
        _l("Every member of staff sees this. Write what to do, not what happened."),
    )
    behaviour_on = DatePartsField(
        _l("When did it happen last?"), missing=_l("Enter the day it happened last, for example 27 3 2026")
    )
    behaviour = text(
        _l("What did they do?"),
        _l("Write what they did"),
        _l("Facts, with days. Never that somebody complained. Only needs staff and managers can open it."),
        WORDS_LENGTH,
    )
    tried = text(
        _l("What have we tried before?"),
        _l("Write what we have tried before"),
        _l("For example: we wrote and explained, we offered a meeting."),
        WORDS_LENGTH,
    )
    considered = text(
        _l("What have you considered about their needs, or a disability?"),
        _l("Write what you have considered about their needs"),
        _l("Could a disability be part of it? Can they use the ways that stay open? The Equality Act asks."),
        WORDS_LENGTH,
    )
    because = text(
        _l("Why, in words for them?"),
        _l("Write why, in words for them"),
        _l("They read this. Short and calm."),
        WORDS_LENGTH,
    )
    from_on = DatePartsField(_l("What is its first day?"), missing=_l("Enter its first day"))
    review_on = DatePartsField(
        _l("By when do we look at it again?"), missing=_l("Enter the day by which we look again")
    )
    ends_on = DatePartsField(
        _l("What is its last day?"), missing=_l("Enter its last day"), description=_l("It ends by itself.")
    )

    def asked(self) -> Restriction:
        """What was typed."""
        through = self.through_id.data
        return Restriction(
            ways=tuple(RestrictedWay(way) for way in self.ways.data or ()),
            often=self.often.data or "",
            through_id=int(through) if through else None,
            instruction=self.instruction.data or "",
            still_by=self.still_by.data or "",
            because=self.because.data or "",
            behaviour_on=self.behaviour_on.data,
            behaviour=self.behaviour.data or "",
            tried=self.tried.data or "",
            considered=self.considered.data or "",
            from_on=self.from_on.data,
            review_on=self.review_on.data,
            ends_on=self.ends_on.data,
        )


class _Decided(Versioned):
    refusals: ClassVar[dict[str, tuple[str, Any]]] = dict(_DAYS)


class DecideForm(_Decided):
    """Another manager decides."""

    approve = OneOf(
        _l("Do you agree to it?"),
        missing=_l("Choose whether you agree"),
        choices=((YES, _l("Yes, they are told and it begins")), (NO, _l("No, nothing is restricted"))),
    )
    why = text(
        _l("Why?"),
        _l("Write why"),
        _l("Is it fair for what happened, and the least that helps? Can they still reach us?"),
        WORDS_LENGTH,
    )
    review_on = DatePartsField(_l("If yes: by when do we look at it again?"), [Optional()])
    ends_on = DatePartsField(_l("If yes: what is its last day?"), [Optional()])


class RestrictionReviewForm(_Decided):
    """Looked at again."""

    still = OneOf(
        _l("Is it still needed?"),
        missing=_l("Choose whether it is still needed"),
        choices=((YES, _l("Yes, for longer")), (NO, _l("No, it ends now"))),
    )
    why = text(_l("Why?"), _l("Write why"), _l("The person is told what you decide."), WORDS_LENGTH)
    review_on = DatePartsField(_l("If it goes on: by when do we look again?"), [Optional()])
    ends_on = DatePartsField(_l("If it goes on: what is its last day?"), [Optional()])
