"""Forms of themes and of "you said, we did"."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, Versioned


class ThemeForm(Versioned):
    """What feedback is about."""

    refusals: ClassVar[Refusals] = {"name taken": ("name", _l("There is a theme of this name already"))}

    name = line(_l("Name"), _l("Enter the theme’s name"), _l("For example, Repairs or Being told."))
    active = BooleanField(_l("Use it for new feedback"), default=True)


class WhatWeDidForm(Versioned):
    """What people said and what we did about it, in our words."""

    refusals: ClassVar[Refusals] = {
        "nothing said": ("said", _l("Write what people said, and what we did")),
        "names a customer": (
            "said",
            _l("Leave out the customer’s name. Everybody can read this page"),
        ),
    }

    said = text(
        _l("You said"),
        _l("Write what people told us"),
        _l("In our words. No names, and nothing that tells who it was."),
    )
    did = text(_l("We did"), _l("Write what we did about it"))
    theme_id = SelectField(_l("Theme"))

    def values(self) -> dict[str, Any]:
        """The theme by its id, None for none."""
        return {**self.data, "theme_id": int(self.theme_id.data) if self.theme_id.data else None}
