"""The field of the working hours of one day: of an office, a room, a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import StringField

from portal.clock.typed_hours import spans_of, text_of


class HoursField(StringField):
    """The hours of one day; `data` is a tuple of minutes, opening and closing."""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed; what was typed is shown again."""
        self.data: Any = ()
        try:
            self.data = spans_of(valuelist[0] if valuelist else "")
        except ValueError as error:
            raise ValueError(
                gettext(
                    "%(day)s: write the hours like 9am to 5pm, or 9am to 1pm and 2pm to 5pm",
                    day=self.label.text,
                )
            ) from error

    def shown(self, value: Any) -> str:
        """Hours as they would be typed."""
        return text_of(value or ())

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else text_of(self.data or ())
