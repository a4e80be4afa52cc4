"""The forms of organisations and of the people who act for them."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired

from portal.web.form_parts import is_email, line
from portal.web.stored_forms import Refusals, StoredForm, Versioned


class OrganisationForm(Versioned):
    """A council, agency, partner or firm. The kinds are the charter's."""

    refusals: ClassVar[Refusals] = {
        "name taken": ("name", _l("There is an organisation of this name already")),
    }

    name = line(_l("Name"), _l("Enter the name"))
    contact_kind = SelectField(_l("What is it?"), validators=[DataRequired(message=_l("Choose what it is"))])


class MemberForm(StoredForm):
    """Somebody who acts for an organisation, by the address they sign in with."""

    refusals: ClassVar[Refusals] = {
        "acts for it already": ("email", _l("This person acts for it already")),
        "no contact to name": ("", _l("Enter the landlord's phone number first: the invitation names it")),
    }

    given_name = line(_l("First name"), _l("Enter the first name"))
    family_name = line(_l("Last name"), _l("Enter the last name"))
    email = line(
        _l("Email address"),
        _l("Enter the email address"),
        _l("If nobody signs in with it yet, we send a link to make an account."),
        [is_email],
    )

    def values(self) -> dict[str, Any]:
        """Names and address."""
        return {name: self[name].data for name in ("given_name", "family_name", "email")}
