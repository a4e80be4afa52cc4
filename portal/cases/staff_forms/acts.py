"""The forms of acts on a case, one each."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, SelectField, SelectMultipleField

from portal.cases.feedback import Wish
from portal.cases.staff_forms.parts import ActForm, ChosenField, ChosenFromList, line, words
from portal.cases.stages import Outcome
from portal.web.fields import DatePartsField, TimeTextField, options


def _wishes() -> list[Any]:
    """Whether somebody spoken to is unhappy, and what they said to making it a complaint."""
    return options(
        [
            ("", _l("They are not unhappy")),
            (Wish.YES.value, _l("Unhappy: they want to complain")),
            (Wish.NO.value, _l("Unhappy: asked, and they do not want to complain")),
            (Wish.NOT_SURE.value, _l("Unhappy: asked, and they are not sure")),
        ]
    )


class LetterForm(ActForm):
    """Words to the customer."""

    body = words(_l("Your message"), missing=_l("Write your message"))


class AcknowledgeForm(LetterForm):
    """Somebody has read it and deals with it."""


class AnswerForm(LetterForm):
    """A full answer; late, it says why."""

    body = words(_l("Your answer"), missing=_l("Write your answer"))
    files = MultipleFileField(_l("Add photos or papers"))
    delay_reason = words(_l("Why it is late"))


class ProgressForm(LetterForm):
    """How far it is, and when they hear again."""

    body = words(_l("How far it is"), missing=_l("Write how far it is"))
    files = MultipleFileField(_l("Add photos or papers"))
    next_update_on = DatePartsField(
        _l("When will they hear from us again?"),
        missing=_l("Enter the date of the next news, for example 27 3 2026"),
    )


class DelayForm(LetterForm):
    """We need longer: why, and until when."""

    body = words(_l("Why it takes longer"), missing=_l("Write why it takes longer"))
    expected_on = DatePartsField(
        _l("When do you expect to answer?"),
        missing=_l("Enter the date you expect to answer, for example 27 3 2026"),
    )


class NoteForm(ActForm):
    """Words only staff see."""

    body = words(_l("Your note"), missing=_l("Write your note"))
    wish = SelectField(
        _l("Are they unhappy? Did you offer to make it a complaint?"), choices=_wishes(), default=""
    )


class RingForm(ActForm):
    """A call that was made."""

    reached = ChosenField(
        _l("Did you reach them?"),
        missing=_l("Choose whether you reached them"),
        choices=options([("yes", _l("Yes, we spoke")), ("no", _l("No"))]),
    )
    rang_on = DatePartsField(
        _l("Which day did you ring?"), missing=_l("Enter the day you rang, for example 27 3 2026")
    )
    rang_at = TimeTextField(_l("At what time?"), missing=_l("Enter the time you rang, for example 10:30am"))
    body = words(
        _l("What was said"),
        missing=_l("Write what was said, or what you left as a message"),
        description=_l("The customer sees this."),
    )
    wish = SelectField(
        _l("Are they unhappy? Did you offer to make it a complaint?"), choices=_wishes(), default=""
    )


class AssignForm(ActForm):
    """Who is to deal with it."""

    to = ChosenFromList(_l("Who is to deal with it?"), missing=_l("Choose who is to deal with it"))


class HandOverForm(ActForm):
    """Somebody else, or another team, and why."""

    to = ChosenFromList(_l("Who takes it over?"), missing=_l("Choose a person or a team"))
    body = words(
        _l("Why it is handed over"),
        missing=_l("Write why it is handed over"),
        description=_l("We tell the customer this."),
    )


class AskManagerForm(ActForm):
    """A question to the manager; the customer does not see it."""

    body = words(_l("What do you want to ask?"), missing=_l("Write your question"))


class ReferForm(ActForm):
    """Somebody else who can help."""

    agency = line(_l("Who can help them?"), missing=_l("Enter who can help them"))
    body = words(_l("What you tell the customer"), missing=_l("Write what they do, and how to reach them"))


class OptionsForm(ActForm):
    """Two or three ways, what follows from each, and by when."""

    words_1 = line(_l("First choice"), missing=_l("Write the first choice"))
    consequence_1 = line(_l("What follows from it"), missing=_l("Write what follows from the first choice"))
    by_1 = DatePartsField(_l("By when, if that matters"))
    words_2 = line(_l("Second choice"), missing=_l("Write the second choice"))
    consequence_2 = line(_l("What follows from it"), missing=_l("Write what follows from the second choice"))
    by_2 = DatePartsField(_l("By when, if that matters"))
    words_3 = line(_l("Third choice, if there is one"))
    consequence_3 = line(_l("What follows from it"))
    by_3 = DatePartsField(_l("By when, if that matters"))


class LinkForm(ActForm):
    """Another case that belongs to this one."""

    reference = line(
        _l("Reference of the other case"), missing=_l("Enter a reference, for example H7KM-4RXC")
    )


class CloseForm(ActForm):
    """How it ended."""

    outcome = ChosenField(_l("How did it end?"), missing=_l("Choose how it ended"))
    learned = words(
        _l("What did we learn?"),
        missing=_l("Write what we learned. “Nothing new” will do"),
        description=_l("Only staff see this."),
    )
    will_change = words(_l("What will change?"), description=_l("Only staff see this."))
    body = words(_l("What you tell the customer, if anything"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = options(
            [
                (Outcome.SOLVED.value, _l("Solved")),
                (Outcome.ADVICE_GIVEN.value, _l("We gave advice")),
                (Outcome.REFERRED.value, _l("Somebody else helps")),
                (Outcome.WITHDRAWN.value, _l("The customer withdrew it")),
                (Outcome.DUPLICATE.value, _l("It is a copy of another case")),
                (Outcome.MADE_IN_ERROR.value, _l("It was made by mistake")),
            ]
        )


class ThemesForm(ActForm):
    """What the feedback is about, so that it can be counted."""

    themes = SelectMultipleField(_l("What is it about?"), coerce=int)


class PraiseForm(ActForm):
    """Who is praised."""

    to = ChosenFromList(_l("Who is praised?"), missing=_l("Choose who is praised"))


class ComplainForm(ActForm):
    """A complaint beside this case; they were asked."""

    body = words(_l("What they complain about, in their words"), missing=_l("Write what they complain about"))
    put_right = words(_l("What would put it right?"))
    wish = ChosenField(
        _l("Do they want to make it a complaint?"),
        missing=_l("Ask them, and choose what they said"),
        choices=options(
            [
                (Wish.YES.value, _l("Yes")),
                (Wish.NO.value, _l("No")),
                (Wish.NOT_SURE.value, _l("They are not sure")),
            ]
        ),
    )


class ReopenForm(ActForm):
    """Why it is opened again."""

    body = words(
        _l("Why is it opened again?"),
        missing=_l("Write why it is opened again"),
        description=_l("The customer sees this."),
    )


class NamingForm(ActForm):
    """What the requester said: may the authority know whose request it is?"""

    may_name = ChosenField(
        _l("May we give the authority their name?"),
        missing=_l("Choose yes or no"),
        choices=options([("yes", _l("Yes, they agreed")), ("no", _l("No, do not name them"))]),
    )


class SubmitForm(ActForm):
    """The request has been passed on."""

    authority = line(_l("Which authority did you send it to?"), missing=_l("Enter the authority"))
    body = words(_l("What you tell the customer, if anything"))


class ClockForm(ActForm):
    """Which promise's clock."""

    commitment = ChosenField(_l("Which promise?"), missing=_l("Choose a promise"))


class StopClockForm(ClockForm):
    """Stop it, and why."""

    body = words(
        _l("Why the clock stops, and what you need from them"),
        missing=_l("Write why the clock stops, and what you need from them"),
        description=_l("We send this to the customer."),
    )


class StartClockForm(ClockForm):
    """It goes on from when their answer reached us."""

    answered_on = DatePartsField(
        _l("Which day did their answer reach us?"),
        missing=_l("Enter the day it reached us, for example 27 3 2026"),
    )
    answered_at = TimeTextField(
        _l("At what time?"), missing=_l("Enter the time it reached us, for example 10:30am")
    )
    body = words(_l("What you tell the customer, if anything"))


class AskIdentityForm(ActForm):
    """What would show who they are."""

    body = words(
        _l("What they should send us"),
        missing=_l("Write what they should send us"),
        description=_l("Ask only for what you need. We say that the clock starts when we have it."),
    )


class IdentityHereForm(ActForm):
    """When the proof reached us."""

    proved_on = DatePartsField(
        _l("Which day did it reach us?"), missing=_l("Enter the day it reached us, for example 27 3 2026")
    )
    proved_at = TimeTextField(
        _l("At what time?"), missing=_l("Enter the time it reached us, for example 10:30am")
    )
    body = words(_l("What you tell the customer, if anything"))


class ExtendForm(ClockForm):
    """A later date within what the rule allows, and why."""

    new_on = DatePartsField(
        _l("The new last day"), missing=_l("Enter the new last day, for example 27 3 2026")
    )
    body = words(
        _l("Why you need longer"),
        missing=_l("Write why you need longer"),
        description=_l("We send this to the customer."),
    )
    manager_reason = words(_l("The manager’s good reason for going beyond the most that is allowed"))


class ReceivedForm(ActForm):
    """When it truly reached us."""

    received_on = DatePartsField(
        _l("Which day did it reach us?"), missing=_l("Enter the day it reached us, for example 27 3 2026")
    )
    received_at = TimeTextField(
        _l("At what time?"), missing=_l("Enter the time it reached us, for example 10:30am")
    )
    body = words(
        _l("Why you correct it"),
        missing=_l("Write why you correct it"),
        description=_l("The customer sees this."),
    )
