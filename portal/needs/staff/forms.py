"""Forms of staff about needs and safety instructions. They check shape and know no policy."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from portal.needs.forms import FORMS, NO, YES, NeedForm, held
from portal.needs.markers import NeedKind
from portal.needs.queries import ShownNeed
from portal.needs.services.following import REASON_LENGTH
from portal.needs.services.telling import WORDS_LENGTH
from portal.needs.steps import HEARD_BY, Journey, Means
from portal.web.fields import DatePartsField, OneOf
from portal.web.form_parts import line, text
from portal.web.stored_forms import StoredForm, Versioned

_HEARD = {
    Journey.PHONE: _l("By phone"),
    Journey.IN_PERSON: _l("In person"),
    Journey.LETTER: _l("By letter"),
    Journey.EMAIL: _l("By email"),
}
_MEANS = {
    Means.APPOINTMENT: _l("Appointment"),
    Means.VISIT: _l("Visit"),
    Means.CALL: _l("Call"),
    Means.INTERPRETER: _l("Interpreter"),
    Means.MESSAGE: _l("Message in a form"),
    Means.HELP: _l("Other help"),
}
_REVIEW = _l("Enter a day after today, at most five years ahead")
_ORDER = _l("Enter days in this order: today, the day we look again, the last day")


class Heard(StoredForm):
    """How staff heard of it."""

    heard_by = OneOf(
        _l("How did they tell you?"),
        missing=_l("Choose how they told you"),
        choices=[(way.value, _HEARD[way]) for way in HEARD_BY],
    )


def staff_need_form(kind: NeedKind, formdata: Any, shown: ShownNeed | None) -> NeedForm:
    """The form of a kind as customers have it, and how staff heard of it."""
    base = FORMS.get(kind, NeedForm)
    with_heard = type(f"Heard{base.__name__}", (base, Heard), {})
    form: NeedForm = with_heard(formdata, held(shown) if shown else None)
    form.kind = kind
    return form


class ReasonForm(StoredForm):
    """Why somebody has to see the detail."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "reason missing": ("reason", _l("Write why you need to see it"))
    }

    reason = text(
        _l("Why do you need to see it?"),
        _l("Write why you need to see it"),
        _l("For example, you ring them today for a colleague. We keep this with your name."),
        REASON_LENGTH,
    )


class AgreeForm(Versioned):
    """Agreed, and asked again by a day."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {"review date": ("review_on", _REVIEW)}

    review_on = DatePartsField(
        _l("By when do we ask whether it is still right?"), missing=_l("Enter the day by which we ask again")
    )


class DeclineForm(Versioned):
    """Declined: why, and what is offered instead. The person reads both."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "reason missing": ("because", _l("Write why we cannot do it")),
        "nothing offered": ("instead", _l("Write what we offer instead")),
    }

    because = text(
        _l("Why can we not do it?"),
        _l("Write why we cannot do it"),
        _l("The customer reads this. Money is never a reason we give."),
        WORDS_LENGTH,
    )
    instead = text(
        _l("What do we offer instead?"),
        _l("Write what we offer instead"),
        _l("The customer reads this too."),
        WORDS_LENGTH,
    )


class ReviewForm(Versioned):
    """Asked again."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {"review date": ("next_on", _REVIEW)}

    still = OneOf(
        _l("Is it still right?"),
        missing=_l("Choose whether it is still right"),
        choices=((YES, _l("Yes, it goes on")), (NO, _l("No, they no longer need it"))),
    )
    next_on = DatePartsField(_l("If it goes on: by when do we ask again?"))


class ShareForm(StoredForm):
    """Somebody outside was told."""

    shared_with = line(_l("Who was told?"), _l("Enter who was told"), _l("For example, a contractor's firm."))
    purpose = line(_l("What for?"), _l("Enter what for"), _l("The customer sees both."))


class MetForm(StoredForm):
    """It was met, or not."""

    how = OneOf(
        _l("What was it?"),
        missing=_l("Choose what it was"),
        choices=[(means.value, words) for means, words in _MEANS.items()],
    )
    worked = OneOf(
        _l("Did we do what helps?"),
        missing=_l("Choose whether we did it"),
        choices=((YES, _l("Yes")), (NO, _l("No"))),
    )
    note = line(_l("If not: what happened?"), hint=_l("The customer sees this. Write nothing about health."))


class MarkerForm(StoredForm):
    """A safety instruction and the incident it rests on."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "told or why not": ("told_on", _l("Enter the day they were told, or write why they were not")),
        "told in the future": ("told_on", _l("Enter today or an earlier day")),
        "incident in the future": ("incident_on", _l("Enter today or an earlier day")),
        "dates out of order": ("review_on", _ORDER),
    }

    instruction = line(
        _l("What should visitors do?"),
        _l("Write what visitors should do"),
        _l("Every member of staff sees this. Write what to do, not what happened."),
    )
    needs_two = BooleanField(_l("Two of us visit this person at home, never one alone"))
    incident_on = DatePartsField(
        _l("When did the incident happen?"), missing=_l("Enter the day of the incident")
    )
    facts = text(
        _l("What happened?"),
        _l("Write what happened"),
        _l("Facts only. Kept locked; only needs staff and managers can open it."),
        WORDS_LENGTH,
    )
    told_on = DatePartsField(_l("When was the person told? (leave empty if they were not)"))
    not_told_because = line(_l("If they were not told: why not?"))
    review_on = DatePartsField(
        _l("By when do we look at it again?"), missing=_l("Enter the day by which we look again")
    )
    ends_on = DatePartsField(_l("What is its last day?"), missing=_l("Enter its last day"))


class MarkerReviewForm(Versioned):
    """A safety instruction looked at again."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {"dates out of order": ("review_on", _ORDER)}

    still = OneOf(
        _l("Is it still needed?"),
        missing=_l("Choose whether it is still needed"),
        choices=((YES, _l("Yes, for longer")), (NO, _l("No, it ends now"))),
    )
    why = text(_l("Why?"), _l("Write why"), longest=WORDS_LENGTH)
    review_on = DatePartsField(_l("If it goes on: by when do we look again?"), [Optional()])
    ends_on = DatePartsField(_l("If it goes on: what is its last day?"), [Optional()])
