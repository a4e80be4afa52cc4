"""What becomes of one text for one person: a row of the outbox for each form, and where it begins. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.messaging.states import State
from portal.needs.ways import STANDARD_POINTS, Carrier, Format, FormatChoice, Way

# What somebody has just asked for by giving an email address, and what guards an account: by email at once.
_AT_ONCE = ("accounts/",)
_AT_ONCE_KINDS = frozenset({"cases/link"})
# Somebody is on the way to them: of no use a day later.
_TODAY = frozenset({"appointments/on_the_way", "appointments/running_late"})
_PRINTED = frozenset({Format.STANDARD, Format.LARGE_PRINT, Format.TRANSLATION, Format.EASY_READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One row to be: the form with its language, how it travels, and where it begins."""

    choice: FormatChoice
    carrier: Carrier
    state: State


def goes_at_once(kind: str) -> bool:
    """Whether a message goes by email in standard form whatever forms its reader has asked for.

    Links that somebody waits for at a screen, and word that an account has changed: made into Braille and
    posted they would come days too late, or never open. They still come in the size of print asked for.
    """
    return kind.startswith(_AT_ONCE) or kind in _AT_ONCE_KINDS


def is_for_today(kind: str) -> bool:
    """Whether a message is worth something only within the hour: who is on the way, and when they come.

    Email goes in print at once; who has no address for it is rung, unless they want post and nothing else.
    """
    return kind in _TODAY


def sendings(
    way: Way,
    *,
    mailable: bool,
    at_once: bool,
    today: bool = False,
    spoken: frozenset[str] = frozenset(),
) -> tuple[Sending, ...]:
    """The rows for a person whose way this is; never none, so that no message vanishes.

    `mailable`: we have an address that mail can go to. `spoken`: languages this text already exists in,
    because no person's words are in it; any other language is translated by a person. Somebody who wants
    one carrier `only` never gets another: without an address for it, somebody has to find that address.
    `at_once` and `today` as `goes_at_once` and `is_for_today` say.
    """
    if at_once and mailable:
        return (_at_once(way, spoken),)
    if today and not way.only:
        if mailable and way.carrier is Carrier.EMAIL:
            return (_at_once(way, spoken),)
        way = replace(way, carrier=Carrier.PHONE)
    if way.carrier is Carrier.PHONE:
        # Read out once, whatever forms were asked for beside.
        choice = FormatChoice(language=_language(way))
        return (Sending(choice=choice, carrier=Carrier.PHONE, state=State.WITH_PEOPLE),)
    carrier = way.carrier
    if carrier is Carrier.EMAIL and not mailable and not way.only:
        carrier = Carrier.POST
    return tuple(_sending(choice, carrier, mailable, spoken) for choice in way.choices)


def said_in(row: Sending, language: str) -> Sending:
    """The row with its print in the language its reader was reading us in, unless they told us another."""
    is_print = row.choice.format in (Format.STANDARD, Format.LARGE_PRINT)
    if row.choice.language or _is_english(language) or not is_print:
        return row
    return replace(row, choice=replace(row.choice, language=language))


def needs_translating(language: str, *, spoken: frozenset[str] = frozenset()) -> bool:
    """Whether a person must put the text into that language; "" and English of any kind are our own."""
    return bool(language) and not _is_english(language) and language not in spoken


def needs_people(choice: FormatChoice, *, spoken: frozenset[str] = frozenset()) -> bool:
    """Whether people have to do something before a machine can make this form of our English text."""
    by_people = choice.format in (Format.EASY_READ, Format.SIGN_LANGUAGE)
    return by_people or needs_translating(choice.language, spoken=spoken)


def made_from(choice: FormatChoice) -> FormatChoice:
    """What a machine makes once people have done their part: of words they returned, print in its size.

    Of sign language come words too: where the film is to be found.
    """
    if choice.format in (Format.TRANSLATION, Format.EASY_READ, Format.SIGN_LANGUAGE):
        large = choice.points > STANDARD_POINTS
        return replace(choice, format=Format.LARGE_PRINT if large else Format.STANDARD)
    return choice


def first_state(choice: FormatChoice, carrier: Carrier) -> State:
    """Where a message begins whose words are there: an ordinary email needs no file, all else does."""
    if carrier is Carrier.EMAIL and choice.format is Format.STANDARD:
        return State.WAITING
    return State.TO_BE_MADE


def after_people(choice: FormatChoice, carrier: Carrier, *, has_file: bool) -> tuple[FormatChoice, State]:
    """The form and the state of a message for which people returned words, or a file that is the form."""
    if has_file:
        return choice, State.WAITING if carrier is Carrier.EMAIL else State.FOR_POST
    made = made_from(choice)
    return made, first_state(made, carrier)


def left_to_people(choice: FormatChoice) -> bool:
    """Whether a form that no engine here could make is a person's work, and no fault to be looked into.

    Braille and speech of a language for which there is no table or voice: a transcriber's, a studio's.
    """
    foreign = bool(choice.language) and not _is_english(choice.language)
    return foreign and choice.format in (Format.BRAILLE, Format.AUDIO)


def is_printed(form: str) -> bool:
    """Whether that form goes into the print run itself, and not beside it in its own envelope."""
    return form in _PRINTED


def _is_english(language: str) -> bool:
    return language.split("-")[0] == "en"


def _sending(choice: FormatChoice, carrier: Carrier, mailable: bool, spoken: frozenset[str]) -> Sending:
    if needs_people(choice, spoken=spoken):
        return Sending(choice=choice, carrier=carrier, state=State.WITH_PEOPLE)
    made = made_from(choice)
    if carrier is Carrier.EMAIL and not mailable:
        return Sending(choice=made, carrier=carrier, state=State.NO_ADDRESS)
    return Sending(choice=made, carrier=carrier, state=first_state(made, carrier))


def _at_once(way: Way, spoken: frozenset[str]) -> Sending:
    points = max((c.points for c in way.choices if c.format is Format.LARGE_PRINT), default=STANDARD_POINTS)
    language = _language(way)
    choice = FormatChoice(points=points, language=language if language in spoken else "")
    return Sending(choice=choice, carrier=Carrier.EMAIL, state=State.WAITING)


def _language(way: Way) -> str:
    return next((choice.language for choice in way.choices if choice.language), "")
