"""The forms of acts on an appointment, one each. They check shape and know no policy.

An act's form carries the version of the record it was made from, and the last entry seen by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.widgets import HiddenInput

from portal.appointments.places import Place
from portal.appointments.slot_days import Picked, picked
from portal.appointments.wishes import Choice
from portal.charters.standards import Channel
from portal.clock.zones import to_utc
from portal.errors import RuleBroken
from portal.web.fields import DatePartsField, OneOf, TimeTextField
from portal.web.form_parts import NumberField, text
from portal.web.stored_forms import StoredForm

LARGEST = 2**53
MOST_OFFERED, MOST_WITH_APOLOGY = 5, 3
STRETCHES, NEVERS = (1, 2, 3), (1, 2)
CUSTOMER, US = "customer", "us"
_DAY = timedelta(days=1)
_HEARD = (
    (Channel.PHONE.value, _l("By phone")),
    (Channel.IN_PERSON.value, _l("In person")),
    (Channel.EMAIL.value, _l("By email")),
    (Channel.LETTER.value, _l("By letter")),
)
_PICK = _l("Choose a time")
_TAKEN = _l("That time is not free any more. These are the nearest that are")

_GONE = _l("One of these times is not free any more. Choose again")


class OneTime(RadioField):
    """One of the times on the page. Whether it is still free, whoever books it finds out."""

    def __init__(self, label: Any = None, *, missing: Any = _PICK, **kwargs: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.missing = missing

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what no page of ours has written."""
        if picked(self.data or "") is None:
            raise ValidationError(self.missing)

    def chosen(self) -> tuple[Picked, ...]:
        """The time chosen; none while the form is wrong."""
        one = picked(self.data or "")
        return () if one is None else (one,)


class SeveralTimes(SelectMultipleField):
    """Any of the times on the page, at least `least` and at most `most` of them."""

    def __init__(self, label: Any = None, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.least, self.most = least, most

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse too few, too many, and what no page of ours has written."""
        found = [picked(one) for one in self.data or ()]
        if None in found or not self.least <= len(found) <= self.most:
            if self.least:
                raise ValidationError(gettext("Choose from 1 to %(most)s times", most=self.most))
            raise ValidationError(gettext("Choose at most %(most)s times", most=self.most))

    def chosen(self) -> tuple[Picked, ...]:
        """The times chosen."""
        return tuple(one for one in map(picked, self.data or ()) if one is not None)


class ActForm(StoredForm):
    """What every act carries: the version it was made from, and the last entry seen."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "taken": ("time", _TAKEN),
        "outside": ("time", _PICK),
        "nothing said": ("body", _l("Write something first")),
        "reason missing": ("body", _l("Write the reason")),
    }
    otherwise = _l("This cannot be done with the appointment as it is now. Go back to see it.")

    version = NumberField("", low=0, high=LARGEST, widget=HiddenInput())
    seen = NumberField("", low=0, high=LARGEST, widget=HiddenInput())

    def go_on_from(self, *, version: int, seen: int) -> None:
        """Sent again, the form now counts as made from the record as it is."""
        for field, value in ((self.version, version), (self.seen, seen)):
            field.raw_data, field.data, field.errors = None, value, []

    def refuse(self, refused: RuleBroken) -> None:
        """Say which rule said no, beside the field it is about."""
        name, sentence = self.refusals.get(refused.rule, ("", self.otherwise))
        if name in self:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors = [*self.form_errors, sentence]

    @property
    def time_field(self) -> OneTime | SeveralTimes | None:
        """The field in which times are chosen, where there is one."""
        return next((f for f in self if isinstance(f, OneTime | SeveralTimes)), None)


def how_heard() -> OneOf:
    """How the customer's word reached us; made for each form, in its place in the order of the page."""
    return OneOf(_l("How did they tell you?"), missing=_l("Choose how they told you"), choices=_HEARD)


def what_they_said() -> TextAreaField:
    """The customer's word itself."""
    return text(_l("What they said, in their words"), _l("Write what they said"))


class OfferForm(ActForm):
    """Times of ours, for the customer to choose from."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **ActForm.refusals,
        "cannot be offered": ("times", _GONE),
    }

    times = SeveralTimes(_l("Which times do you offer?"), least=1, most=MOST_OFFERED)
    body = text(_l("What you tell them, if anything"))


class AcceptForm(ActForm):
    """When it begins, within a time that suits the customer."""

    time = OneTime(_l("When does it begin?"))


class AgreeForm(ActForm):
    """A free time the customer says yes to while you speak with them."""

    time = OneTime(_l("Which time suits them?"))
    how = how_heard()
    body = what_they_said()


class MoveForm(ActForm):
    """Another time, who wants it, and why."""

    time = OneTime(_l("What is the new time?"))
    who = OneOf(
        _l("Who needs another time?"),
        missing=_l("Choose who needs another time"),
        choices=((CUSTOMER, _l("The customer asked for it")), (US, _l("We cannot keep the time agreed"))),
    )
    body = text(
        _l("Why"),
        hint=_l("If we cannot keep it, we tell the customer this, and that we are sorry."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also False where we move it and do not say why."""
        valid = super().validate(extra_validators)
        if self.who.data == US and not self.body.data:
            self.body.errors = [*self.body.errors, gettext("Write why we cannot keep it")]
            return False
        return valid


class OfficerForm(ActForm):
    """Somebody else who comes, at the same time."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **ActForm.refusals,
        "taken": ("officer", _l("They are not free then, or are not right for this. Choose somebody else")),
    }
    officer = SelectField(_l("Who takes it over?"), validate_choice=False)
    body = text(
        _l("Why somebody else comes"),
        _l("Write why somebody else comes"),
        _l("We tell the customer this, with the new name and card number."),
    )

    def validate_officer(self, field: SelectField) -> None:
        """Refuse what is not offered, and nobody."""
        if not field.data or field.data not in {str(value) for value, *_ in field.iter_choices()}:
            raise ValidationError(gettext("Choose who takes it over"))


class CancelForm(ActForm):
    """Why we cancel, and the times that go with our apology."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **ActForm.refusals,
        "taken": ("times", _GONE),
        "reason missing": ("reason", _l("Write why we cancel")),
    }
    reason = text(
        _l("Why we cannot keep it"),
        _l("Write why we cancel"),
        _l("The customer reads this after our apology. Say what happened, in a sentence or two."),
    )
    times = SeveralTimes(_l("Times that go with it"), least=0, most=MOST_WITH_APOLOGY)


class CallOffForm(ActForm):
    """Why a visit of which they had no notice does not take place."""

    body = text(_l("Why we do not go"), _l("Write why we do not go"), _l("Only we read this."))


class UnmetForm(ActForm):
    """A wish that cannot be met: which, what was tried, why not."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **ActForm.refusals,
        "effort missing": ("effort", _l("Write what you tried")),
        "reason missing": ("reason", _l("Write why it cannot be met")),
    }
    wish = OneOf(_l("Which wish can we not meet?"), missing=_l("Choose the wish"))
    effort = text(_l("What you tried"), _l("Write what you tried"), _l("Whom you asked, and for which days."))
    reason = text(
        _l("Why it cannot be met"),
        _l("Write why it cannot be met"),
        _l("We tell the customer both. They choose: wait, another officer, or another way."),
    )


class TheyAcceptForm(ActForm):
    """Which of our times the customer took."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {**ActForm.refusals, "taken": ("proposal", _GONE)}

    proposal = OneOf(_l("Which time do they take?"), missing=_l("Choose the time they take"))
    how = how_heard()
    body = what_they_said()


class TheirTimesForm(ActForm):
    """Times that suit the customer, and times that never do."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **ActForm.refusals,
        "no times given": ("suits_1_on", _l("Enter a day that suits them")),
        "in the past": ("suits_1_on", _l("Enter days and times that are still to come")),
    }
    suits_1_on = DatePartsField(
        _l("First day that suits them"),
        description=_l("Without times we take it that the whole day is meant."),
        missing=_l("Enter a day that suits them, for example 27 3 2026"),
    )
    suits_1_from = TimeTextField(_l("From, on the first day"))
    suits_1_until = TimeTextField(_l("Until, on the first day"))
    suits_2_on = DatePartsField(_l("Second day that suits them"))
    suits_2_from = TimeTextField(_l("From, on the second day"))
    suits_2_until = TimeTextField(_l("Until, on the second day"))
    suits_3_on = DatePartsField(_l("Third day that suits them"))
    suits_3_from = TimeTextField(_l("From, on the third day"))
    suits_3_until = TimeTextField(_l("Until, on the third day"))
    never_1_on = DatePartsField(_l("A day that does not do"))
    never_1_from = TimeTextField(_l("From, on the day that does not do"))
    never_1_until = TimeTextField(_l("Until, on the day that does not do"))
    never_2_on = DatePartsField(_l("Another day that does not do"))
    never_2_from = TimeTextField(_l("From, on the other day that does not do"))
    never_2_until = TimeTextField(_l("Until, on the other day that does not do"))
    how = how_heard()
    body = what_they_said()

    def validate(self, extra_validators: Any = None) -> bool:
        """Also False where a stretch ends before it begins."""
        valid = super().validate(extra_validators)
        for name in self.stretch_names():
            begins, ends = self[f"{name}_from"].data, self[f"{name}_until"].data
            if begins is not None and ends is not None and ends <= begins:
                self[f"{name}_until"].errors = [gettext("Enter a time after the one it begins at")]
                valid = False
        return valid

    def stretch_names(self) -> list[str]:
        """The names of the stretches asked for, as their fields begin."""
        return [f"suits_{n}" for n in STRETCHES] + [f"never_{n}" for n in NEVERS]

    def stretches(self, kind: str, zone: ZoneInfo) -> Sequence[tuple[datetime, datetime]]:
        """What was typed of that kind, "suits" or "never": half-open, in UTC; whole days without a time."""
        found = []
        for name in self.stretch_names():
            day = self[f"{name}_on"].data
            if name.startswith(kind) and day is not None:
                midnight = datetime.combine(day, datetime.min.time())
                begins, ends = self[f"{name}_from"].data, self[f"{name}_until"].data
                found.append(
                    (
                        to_utc(datetime.combine(day, begins) if begins else midnight, zone),
                        to_utc(datetime.combine(day, ends) if ends else midnight + _DAY, zone),
                    )
                )
        return found


class TheirChoiceForm(ActForm):
    """What the customer wants instead of a wish that cannot be met."""

    choice = OneOf(
        _l("What do they choose?"),
        missing=_l("Choose what they want instead"),
        choices=(
            (Choice.WAIT.value, _l("Wait until it can be met")),
            (Choice.ANOTHER_OFFICER.value, _l("Another officer")),
            (Choice.ANOTHER_WAY.value, _l("Another way to meet")),
        ),
    )
    how = how_heard()
    body = what_they_said()


class WayForm(ActForm):
    """Another way to meet than was asked for at first."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **ActForm.refusals,
        "not met there": ("place", _l("This is not done there. Choose another place")),
        "address missing": ("place", _l("We know no address of theirs. Choose another place")),
    }
    place = OneOf(
        _l("How do you meet instead?"),
        missing=_l("Choose how you meet"),
        choices=(
            (Place.OFFICE.value, _l("At an office")),
            (Place.HOME.value, _l("At their home")),
            (Place.PHONE.value, _l("By phone")),
            (Place.VIDEO.value, _l("By video")),
        ),
    )
    office = SelectField(_l("Which office, if at an office?"), validate_choice=False)
    how = how_heard()
    body = what_they_said()


class TheirWordForm(ActForm):
    """The customer does not want it any more, or wants no new time: only their word ends it."""

    how = how_heard()
    body = what_they_said()
