"""The forms of standing in: handing over an absent colleague's cases, recording who may act for somebody."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectMultipleField
from wtforms.validators import DataRequired

from portal.cases.staff_forms.parts import words
from portal.identity.scopes import Scope
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import is_email, is_phone, line, text
from portal.web.stored_forms import Refusals, StoredForm


class CoverForm(Form):
    """Which cases the deputy takes over, and why. What has changed since is sorted out by the service."""

    chosen = SelectMultipleField(
        _l("Which cases?"),
        validate_choice=False,
        validators=[DataRequired(message=_l("Choose one case or more"))],
    )
    body = words(
        _l("Why they are handed over"),
        missing=_l("Write why they are handed over"),
        description=_l("We tell each customer this."),
    )


class AuthorityForm(StoredForm):
    """How far somebody may act for a person, from when until when, and what shows it.

    The fields of who it is are only for somebody we do not know yet; see `without_holder`.
    """

    refusals: ClassVar[Refusals] = {
        "authority ends before it begins": ("to_on", _l("Enter a last day that is not before the first")),
        "acts for themselves already": ("", _l("Choose somebody else. Everybody acts for themselves")),
        "own authority": ("", _l("This is about you. Ask a colleague to record it")),
        "authority recorded already": (
            "from_on",
            _l("This is recorded already for some of these days. End that one first"),
        ),
        "no contact to name": (
            "",
            _l("There is no name and phone number to give. Ask an administrator to add one"),
        ),
    }

    given_name = line(_l("First name"), _l("Enter the first name"))
    family_name = line(_l("Last name"), _l("Enter the last name"))
    email = line(_l("Email address"), hint=_l("We send a link to make an account there."), more=[is_email])
    phone = line(_l("Phone number"), more=[is_phone])
    scope = RadioField(
        _l("What may they do?"),
        choices=options(
            (
                (Scope.EVERYTHING.value, _l("Everything: see the cases, write to us and ask")),
                (Scope.SEE.value, _l("See the cases, but not write")),
            )
        ),
        validators=[DataRequired(message=_l("Choose what they may do"))],
    )
    from_on = DatePartsField(_l("From which day?"), missing=_l("Enter the first day, for example 3 11 2026"))
    to_on = DatePartsField(
        _l("Until which day, if that was agreed?"),
        description=_l("This day counts. Empty: until it is ended."),
    )
    evidence = text(
        _l("What shows it?"),
        _l("Write what you have seen or heard, and when"),
        _l("For example: letter signed by her on 2 November 2026, scanned."),
    )

    def without_holder(self) -> None:
        """We know who it is: do not ask."""
        del self.given_name, self.family_name, self.email, self.phone

    def holder(self) -> dict[str, str]:
        """Who it is, for somebody new."""
        return {name: self[name].data or "" for name in ("given_name", "family_name", "email", "phone")}

    def agreed(self) -> dict[str, Any]:
        """What was agreed, as the service takes it."""
        to_on: date | None = self.to_on.data
        return {
            "scope": Scope(self.scope.data),
            "from_on": self.from_on.data,
            "to_on": to_on,
            "evidence": self.evidence.data or "",
        }
