"""Forms of the self-assessment: why again, and one provision."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired

from portal.reports.assessing import Answer, Why
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import text
from portal.web.stored_forms import Refusals, StoredForm, Versioned

YES, NO = "yes", "no"


class AgainForm(StoredForm):
    """Why we assess ourselves now."""

    refusals: ClassVar[Refusals] = {
        "reason missing": ("words", _l("Write what has changed, or what the Ombudsman asked for")),
        "one is open": ("", _l("A self-assessment is being made already. Finish that one first")),
    }

    why = RadioField(
        _l("Why do you assess yourselves now?"),
        choices=options(
            (
                (Why.YEARLY.value, _l("It is done every year")),
                (Why.RESTRUCTURE.value, _l("We were restructured, or have merged")),
                (Why.PROCEDURE.value, _l("We changed how we handle complaints")),
                (Why.OMBUDSMAN.value, _l("The Ombudsman asked for it")),
            )
        ),
        validators=[DataRequired(message=_l("Choose why"))],
    )
    words = text(_l("What has changed, or what were you asked for?"))


class ProvisionForm(Versioned):
    """Whether we comply with one provision, and what shows it or is still to be done."""

    refusals: ClassVar[Refusals] = {
        "evidence missing": ("evidence", _l("Write what shows that we comply")),
        "explanation missing": ("explanation", _l("Write why we do not comply")),
        "date missing": ("comply_by", _l("Enter by when we shall comply, for example 27 3 2027")),
    }

    complies = RadioField(
        _l("Do we comply?"),
        choices=options(((YES, _l("Yes")), (NO, _l("No")))),
        validators=[DataRequired(message=_l("Choose whether we comply"))],
    )
    evidence = text(
        _l("If yes: what shows it?"), hint=_l("What we do, and where it can be read. Links are welcome.")
    )
    explanation = text(_l("If no: why not?"))
    comply_by = DatePartsField(_l("If no: by when shall we comply?"))

    def answer(self) -> Answer:
        """What was typed."""
        return Answer(
            complies=self.complies.data == YES,
            evidence=self.evidence.data or "",
            explanation=self.explanation.data or "",
            comply_by=self.comply_by.data,
        )

    @staticmethod
    def stored(line: Any) -> dict[str, Any]:
        """A stored provision as the form shows it."""
        complies = "" if line.complies is None else YES if line.complies else NO
        return {
            "complies": complies,
            "evidence": line.evidence,
            "explanation": line.explanation,
            "comply_by": line.comply_by,
            "version": line.version,
        }
