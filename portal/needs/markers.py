"""What may help a person, by kind, and the short flag that staff see beside a name. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NeedKind(StrEnum):
    """The help that is asked for, never the reason for it. A person has each kind once."""

    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    SIGN_LANGUAGE = "sign language"
    LARGE_PRINT = "large print"
    BRAILLE = "Braille"
    AUDIO = "audio"
    EASY_READ = "easy read"
    OFFICER_GENDER = "officer of a gender"
    HOME_VISITS = "home visits"
    PRIVATE_SPACE = "private space"
    STEP_FREE = "step-free"
    CONTACT_BY = "contact by one way only"
    DOOR_TIME = "time to reach the door"
    HELP_WITH_FORMS = "help with forms"
    SPEAKER = "somebody who speaks for them"
    OTHER = "other help"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsFlag:
    """What staff see at a glance: kinds of help in a fixed order, and instructions to those who meet them.

    `contact`: what to do when they contact us, while that is restricted. Shown on the pages of the person
    and of a case only, and so not part of `is_empty`.
    """

    kinds: tuple[NeedKind, ...] = ()
    instructions: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to show in a list."""
        return not (self.kinds or self.instructions)


NO_NEEDS = NeedsFlag()
