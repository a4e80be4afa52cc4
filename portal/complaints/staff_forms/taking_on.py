"""Forms of taking a complaint on: who handles it, who is named, how much it needs, what we understand."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired

from portal.web.fields import options
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, Versioned

YES, NO = "yes", "no"
SAME_PERSON = _l("Choose somebody else. They handled stage 1, and stage 2 needs another person")


def yes_or_no(label: object, missing: object, hint: object = "") -> RadioField:
    """A question with two answers."""
    return RadioField(
        label,  # type: ignore[arg-type]
        description=hint,  # type: ignore[arg-type]
        choices=options(((YES, _l("Yes")), (NO, _l("No")))),
        validators=[DataRequired(message=missing)],  # type: ignore[arg-type]
    )


class AssignForm(Versioned):
    """Who handles this stage, once they have said whether they have a conflict of interest."""

    refusals: ClassVar[Refusals] = {
        "same person at both stages": ("to", SAME_PERSON),
        "barred": ("to", _l("Choose somebody else. They may not see this complaint")),
        "may be named": ("to", _l("First say whether they are meant in the complaint")),
        "own household": ("to", _l("Choose somebody else. This is about their own household")),
        "cannot handle cases": ("to", _l("Choose somebody who works on cases")),
        "conflict not said": ("conflict", _l("Write what the conflict is")),
        "not in this state": ("", _l("This cannot be done with the complaint as it is now")),
    }

    to = SelectField(
        _l("Who is to handle it?"), validators=[DataRequired(message=_l("Choose who is to handle it"))]
    )
    has_conflict = yes_or_no(
        _l("Do they have a conflict of interest?"),
        _l("Choose whether they have a conflict of interest"),
        _l("Ask them: is it about them, their work, somebody close to them, or their money?"),
    )
    conflict = line(
        _l("If yes: what is it?"), hint=_l("They are then kept away from this complaint for good.")
    )


class NameForm(Versioned):
    """Who is named in the complaint."""

    refusals: ClassVar[Refusals] = {"not staff": ("to", _l("Choose a member of staff"))}

    to = SelectField(
        _l("Who is named in it?"),
        description=_l("From now on they cannot open it, find it, be given it or be told of it."),
        validators=[DataRequired(message=_l("Choose who is named in it"))],
    )


class MeantForm(Versioned):
    """Whether somebody whose name stands in the words is meant."""

    meant = yes_or_no(
        _l("Is this the person they mean?"),
        _l("Choose whether this is the person they mean"),
        _l("If you are not sure, choose yes. Then they cannot open it, find it or be given it."),
    )


class LookOverForm(Versioned):
    """How much it needs, and whether somebody is at risk."""

    refusals: ClassVar[Refusals] = {"risk not said": ("risk_words", _l("Write who is at risk, and of what"))}

    size = RadioField(
        _l("How much does it need?"), validators=[DataRequired(message=_l("Choose how much it needs"))]
    )
    at_risk = BooleanField(
        _l("Somebody is at risk, or needs particular care"),
        description=_l("It then stands at the top of the list. Its dates stay as they are."),
    )
    risk_words = line(_l("If so: who, and of what?"))


class DefineForm(Versioned):
    """What we understand, what they want, and which points are ours."""

    refusals: ClassVar[Refusals] = {
        "no points": ("ours", _l("Write one point or more")),
        "not yours": ("", _l("Only the person who handles this complaint can do this")),
        "a point is decided already": ("ours", _l("A point is decided already. Leave the points empty here")),
    }

    understanding = text(
        _l("What we understand the complaint to be"),
        _l("Write what we understand the complaint to be"),
        _l("Write to the customer: “You told us that …”. They can say that it is wrong."),
    )
    outcome_sought = text(
        _l("What they want to come of it"),
        _l("Write what they want to come of it"),
        _l("If you do not know, ask them first."),
    )
    ours = text(_l("Points that we are responsible for"), hint=_l("One on each line."))
    not_ours = text(
        _l("Points that we are not responsible for"),
        hint=_l(
            "One on each line: the point, a colon, and who is. For example: The street lamp: the council"
        ),
    )

    def without_points(self) -> None:
        """At stage 2 the points are those of stage 1."""
        del self.ours, self.not_ours


class PointForm(Versioned):
    """A point raised later: whether it joins decides the rule, not the officer."""

    words = text(_l("What they have added"), _l("Write what they have added"))
    related = yes_or_no(
        _l("Does it belong with this complaint?"), _l("Choose whether it belongs with this one")
    )
    would_delay = yes_or_no(
        _l("Would answering it delay our answer?"),
        _l("Choose whether it would delay our answer"),
        _l("If it does not belong here, or would delay the answer, it becomes a complaint of its own."),
    )
    is_ours = yes_or_no(_l("Are we responsible for it?"), _l("Choose whether we are responsible for it"))
    whose = line(_l("If not: who is?"))
