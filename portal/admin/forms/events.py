"""An exceptional event, and the day on which it was over. They check shape and know no policy."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from portal.organisation.events import EventFacts, Part
from portal.organisation.facts import LandlordFacts
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, StoredForm, Versioned


class EventForm(Versioned):
    """What has happened, whom it touches, since when, and when we expect to comply again."""

    refusals: ClassVar[Refusals] = {
        "dates out of order": ("expected_on", _l("Enter a day after the first")),
        "told in the future": ("ombudsman_told_on", _l("Enter today or an earlier day")),
    }

    title = line(
        _l("What is it, in one line?"),
        _l("Enter what it is"),
        _l("For example: Our computers were attacked. It stands at the top of every page."),
    )
    happened = text(_l("What has happened?"), _l("Write what has happened"), _l("Everybody can read it."))
    means = text(
        _l("What does it mean for residents?"),
        _l("Write what it means for residents"),
        _l("What takes longer, what still works, how to reach us meanwhile."),
    )
    part = SelectField(_l("What does it affect?"))
    from_on = DatePartsField(
        _l("Since when?"), missing=_l("Enter the day on which it began, for example 27 3 2026")
    )
    expected_on = DatePartsField(
        _l("From which day do we expect to keep our promises again?"),
        missing=_l("Enter the day from which we expect to keep our promises again"),
        description=_l("You can change it later. No date that we promised moves."),
    )
    ombudsman_told_on = DatePartsField(
        _l("When was the Housing Ombudsman told? (leave empty if not yet)"),
        description=_l("Under the Complaint Handling Code we have to tell them."),
    )

    def offer(self, facts: LandlordFacts) -> None:
        """The parts of us to choose from."""
        self.part.choices = options(
            [
                (_key(Part.ALL), gettext("Everything we do")),
                *((_key(Part.TOPIC, one.id), one.name) for one in facts.topics),
                *((_key(Part.TEAM, one.id), one.name) for one in facts.teams),
                *((_key(Part.OFFICE, one.id), one.name) for one in facts.offices),
            ]
        )

    def values(self) -> dict[str, Any]:
        """The part by its kind and its id."""
        given = dict(self.data)
        part, _, which = given.pop("part").partition(":")
        return {**given, "part": Part(part), "part_id": int(which) if which else None}

    @classmethod
    def stored(cls, event: EventFacts) -> dict[str, Any]:
        """An event's values by field."""
        names = ("title", "happened", "means", "from_on", "expected_on", "ombudsman_told_on", "version")
        return {**{name: getattr(event, name) for name in names}, "part": _key(*event.part)}


class EventTellForm(StoredForm):
    """Asked before word goes out; there is nothing to type."""

    refusals: ClassVar[Refusals] = {"over": ("", _l("It is over. There is nobody to tell any more"))}


class EventOverForm(Versioned):
    """We comply again."""

    refusals: ClassVar[Refusals] = {
        "dates out of order": ("back_on", _l("Enter the first day of the event, or a later one")),
        "back in the future": ("back_on", _l("Enter today or an earlier day")),
    }

    back_on = DatePartsField(
        _l("From which day have we kept our promises again?"),
        missing=_l("Enter the day from which we have kept them again"),
        description=_l(
            "The notice goes from every page. What was said stays on the page of events."
            " Whoever we told of it gets one message that it is over."
        ),
    )


def _key(part: Part, which: int | None = None) -> str:
    return f"{part.value}:{which or ''}"
