"""What comes out of making a form, and the two ways in which making it can fail. Pure.

Neither failure is answered by quietly sending another form: it becomes a task, and staff are told.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.errors import DomainError
from portal.needs.ways import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """One file, ready to send or print. `name` says nothing about the person or the matter.

    `pages` counts sides of print or Braille pages, None where the form has none. `needs_proof`: made by a
    machine in a form that a person has to read through before it goes out (Braille).
    """

    name: str
    media_type: str
    content: bytes
    pages: int | None = None
    needs_proof: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program that forms need: its name (as in PartMissing), which forms, is it here, how to install it."""

    name: str
    forms: tuple[Format, ...]
    here: bool
    install: str


class PartMissing(DomainError):
    """A program this form needs is not here. `part` is its name, `install` the command that installs it."""

    def __init__(self, part: str, *, install: str) -> None:
        super().__init__(part)
        self.part = part
        self.install = install


class CannotBeMade(DomainError):
    """A part that is here could not make this form. `reason` is for staff and logs: no words of the text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
