"""Forms with which a complaint about personal data is told from one about a service."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired

from portal.web.fields import options
from portal.web.form_parts import text
from portal.web.stored_forms import Refusals, Versioned

ONLY, ALSO = "only", "also"


class AboutDataForm(Versioned):
    """Whether it is about personal data alone, or about that as well."""

    refusals: ClassVar[Refusals] = {
        "not in this state": (
            "extent",
            _l("It has been acknowledged, or somebody asks to refuse it. Choose that it is also about data"),
        ),
    }

    extent = RadioField(
        _l("What is it about?"),
        choices=options(
            (
                (ALSO, _l("About how we use personal data, and about a service as well")),
                (ONLY, _l("About how we use personal data, and nothing else")),
            )
        ),
        validators=[DataRequired(message=_l("Choose what it is about"))],
    )
    words = text(
        _l("What they say about personal data"),
        _l("Write what they say about personal data"),
        _l("In their own words. The customer is sent this."),
    )


class AboutServiceForm(Versioned):
    """What a complaint about personal data says of a service."""

    words = text(
        _l("What they say about the service"),
        _l("Write what they say about the service"),
        _l("In their own words. It becomes a complaint of its own."),
    )
