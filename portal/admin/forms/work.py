"""Teams, topics and who gets them, targets of our own, editions of the charter, members of staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FileField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, ValidationError

from portal.charters import library
from portal.charters.problems import CharterRefused, Problem
from portal.charters.standards import CaseKind, Channel, Event
from portal.clock.limits import Unit
from portal.errors import NotFound, RuleBroken
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.identity.services.people import Work
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import NumberField, is_email, is_phone, line, text
from portal.web.stored_forms import Refusals, StoredForm, Versioned

_UNITS = (Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.OFFICE_HOURS, Unit.HOURS)


class TeamForm(Versioned):
    """A team, with the number that people may ring."""

    refusals: ClassVar[Refusals] = {"name taken": ("name", _l("There is a team of this name already"))}

    name = line(_l("Name"), _l("Enter the team's name"))
    phone = line(
        _l("Phone number"),
        _l("Enter the phone number"),
        _l("Messages name the team while nobody deals with it."),
        [is_phone],
    )
    email = line(_l("Email address"), more=[is_email])
    may_be_named = BooleanField(_l("Show this team on the public contact page"))


class DataProtectionForm(Versioned):
    """Who deals with complaints about how we use personal data."""

    person_id = SelectField(_l("Who deals with them?"))

    def values(self) -> dict[str, Any]:
        """The person by their id."""
        chosen = self.person_id.data
        return {**self.data, "person_id": int(chosen) if chosen else None}


class TopicForm(Versioned):
    """What a contact is about, and who gets it."""

    refusals: ClassVar[Refusals] = {"name taken": ("name", _l("There is a topic of this name already"))}

    name = line(_l("What is it about?"), _l("Enter what it is about"), _l("As a tenant would say it."))
    team_id = SelectField(_l("Which team gets it?"))
    position = NumberField(_l("Place in the list"), low=0, high=999, default=0)
    statutory = BooleanField(_l("A time limit in law applies to it"))
    general_information = BooleanField(_l("It asks for forms or general information"))
    active = BooleanField(_l("Offer it to people who write to us"), default=True)

    def values(self) -> dict[str, Any]:
        """The team by its id."""
        return {**self.data, "team_id": int(self.team_id.data)}


class TargetForm(StoredForm):
    """A target of our own where the policy gives no number (rule 17)."""

    refusals: ClassVar[Refusals] = {
        "target in the past": ("from_on", _l("Enter today or a later day")),
        "target already set": ("from_on", _l("There is a target from that day or later. End it first")),
        "target not positive": ("amount", _l("Enter a number of 1 or more")),
    }

    channel = SelectField(_l("For what comes in by"), choices=options((c.value, c.value) for c in Channel))
    kind = SelectField(_l("when it is"), choices=options((k.value, k.value) for k in CaseKind))
    event = SelectField(
        _l("we aim to have it"),
        choices=options((e.value, e.value) for e in (Event.ACKNOWLEDGED, Event.ANSWERED, Event.CALLED_BACK)),
    )
    amount = NumberField(_l("within"), low=1, high=999)
    unit = SelectField(
        _l("counted in"),
        choices=options(
            (u.value, u.value)
            for u in (Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.OFFICE_HOURS, Unit.HOURS)
        ),
    )
    from_on = DatePartsField(
        _l("From which day on?"), missing=_l("Enter the day it begins, for example 1 12 2026")
    )


class EditionForm(StoredForm):
    """A new edition of the charter, as a file or as text."""

    refusals: ClassVar[Refusals] = {
        "edition in the past": ("effective_on", _l("Enter today or a later day")),
        "edition exists": ("text", _l("There is an edition of this name. Change `edition` in the text")),
    }

    file = FileField(_l("The charter's file"))
    text = text(_l("Or its text"), hint=_l("A file is taken before the text."), longest=200_000)
    effective_on = DatePartsField(
        _l("From which day is it in force?"),
        missing=_l("Enter the day it comes into force, for example 1 1 2027"),
    )

    def __init__(self, formdata: Any = None, *, charter: str, today: date) -> None:
        super().__init__(formdata)
        self.charter, self.today = charter, today

    def values(self) -> dict[str, Any]:
        """The text, and the day."""
        return {"text": self["text"].data, "effective_on": self.effective_on.data}

    def take_file(self, content: bytes) -> None:
        """Put the file's words into the text, so that nothing is lost when they are wrong."""
        try:
            words = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            words = ""
        self["text"].data, self["text"].raw_data = words, [words]

    def validate_text(self, field: Field) -> None:
        """A file that is no text, or nothing at all, cannot be checked."""
        if not field.data:
            raise ValidationError(gettext("Choose a text file that ends in .toml, or enter its text"))

    def validate_effective_on(self, field: Field) -> None:
        """No day that is over."""
        if field.data and field.data < self.today:
            raise ValidationError(str(self.refusals["edition in the past"][1]))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also checks the charter where the day is missing or wrong, so that both are said at once."""
        valid = super().validate(extra_validators)
        if not valid and not self["text"].errors:
            self._refuse_text(library.check(self["text"].data, self.charter))
        return valid

    def refuse(self, refused: RuleBroken) -> None:
        """Every error of the charter's check, with its line and place."""
        if isinstance(refused, CharterRefused):
            self._refuse_text(refused.problems)
        else:
            super().refuse(refused)

    def _refuse_text(self, problems: Iterable[Problem]) -> None:
        self["text"].errors = [
            gettext("Line %(line)s, %(where)s: %(message)s.", line=p.line, where=p.where, message=p.message)
            if p.line
            else f"{p.where}: {p.message}."
            for p in problems
        ]


class StaffForm(Versioned):
    """A member of staff: name, work, roles."""

    refusals: ClassVar[Refusals] = {
        "own roles": ("roles", _l("You cannot take away your own role as administrator")),
        "own account": ("active", _l("You cannot end your own account")),
        "email taken": ("work_email", _l("Somebody else on the staff has this address")),
        "no contact to name": ("", _l("Enter the landlord's phone number first: the invitation names it")),
    }

    given_name = line(_l("First name"), _l("Enter the first name"))
    family_name = line(_l("Last name"), _l("Enter the last name"))
    job_title = line(_l("Job title"), _l("Enter the job title"))
    work_email = line(_l("Email address at work"), _l("Enter the email address at work"), more=[is_email])
    work_phone = line(
        _l("Phone number at work"),
        _l("Enter a phone number: every message names one"),
        more=[is_phone],
    )
    team_id = SelectField(_l("Team"))
    office_id = SelectField(_l("Office"))
    card_number = line(_l("Number of the identity card"))
    roles = SelectMultipleField(
        _l("Roles"),
        choices=options((r.value, r.value.capitalize()) for r in Role),
        validators=[DataRequired(message=_l("Choose one role or more"))],
    )
    may_be_named = BooleanField(_l("Show this person on the public contact page"))
    active = BooleanField(_l("Works for us now"), default=True)

    def names(self) -> dict[str, Any]:
        """First and last name."""
        return {"given_name": self.given_name.data, "family_name": self.family_name.data}

    def standing(self) -> dict[str, Any]:
        """Whether they work here now, and the version the form was made from."""
        return {"active": self.active.data, "version": self.version.data}

    def work(self) -> Work:
        """Somebody's work as an administrator sets it."""
        names = ("job_title", "work_phone", "work_email", "card_number", "may_be_named")
        return Work(
            **{name: self[name].data for name in names},
            roles=[Role(value) for value in self.roles.data or ()],
            team_id=int(self.team_id.data) if self.team_id.data else None,
            office_id=int(self.office_id.data) if self.office_id.data else None,
        )

    @staticmethod
    def stored(person: Person) -> dict[str, Any]:
        """A member's values as the form holds them; their work must be loaded. NotFound for others."""
        work = person.staff
        if work is None:
            raise NotFound
        names = (
            "job_title",
            "work_phone",
            "work_email",
            "card_number",
            "may_be_named",
            "active",
            "team_id",
            "office_id",
            "version",
        )
        return {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "roles": [role for role in work.roles_held.split("|") if role],
            **{name: getattr(work, name) for name in names},
        }
