"""The charters that come with the portal, found by name, and any other text checked the same way (gateway).

The regimes of today's law are read from `england.toml` and resolved into each charter that stands under them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from portal.charters.checks import check_document
from portal.charters.problems import CharterRefused, Problem
from portal.charters.reading import Document, document_of
from portal.charters.schema import (
    ChannelShape,
    LandlordShape,
    NamedShape,
    NoteShape,
    NotSoftwareShape,
    PolicyShape,
    PromiseShape,
    RegimeDefinitionShape,
    RegimeUseShape,
    StandardShape,
    named,
    regime_of,
)
from portal.charters.standards import (
    ChannelMapping,
    Charter,
    EditorsNote,
    NotSoftware,
    Regime,
    RegimeUse,
)
from portal.errors import NotFound

LAW = "england"
FOLDER = Path(__file__).parent


def available() -> list[str]:
    """The names of the charters that come with the portal, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load(name: str) -> Charter:
    """The charter of that name. NotFound where none has it, CharterRefused where its file is wrong."""
    return from_text(text_of(name), name)


def check(text: str, name: str) -> list[Problem]:
    """Everything wrong with a charter's text, in the order of its lines; empty when it may be used.

    `name` is what the charter will be called; its `key` must say the same.
    """
    return _ordered(_checked(text, name, _own_law()))


def from_text(text: str, name: str, *, law: str | None = None) -> Charter:
    """A charter from the text of its file. CharterRefused, with every problem, where it is wrong.

    `law` is the text of the library of law, the portal's own unless given. A mistake in it is refused as
    well: a rule that cannot be read would be missing, unsaid, from every charter that stands under it.
    """
    library = _own_law() if law is None else law
    document = _checked(text, name, library)
    if document.problems:
        raise CharterRefused(tuple(_ordered(document)))
    return _charter(document, library)


def text_of(name: str) -> str:
    """Only names that are listed are opened, so that no name can lead out of the folder."""
    if name not in available():
        raise NotFound(f"no charter called {name!r}")
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


@cache
def _own_law() -> str:
    return text_of(LAW)


@lru_cache(maxsize=8)
def _law(text: str) -> Document:
    """The library of law, read and checked whole; CharterRefused, said of its file, where it is wrong."""
    document = _checked(text, LAW, text)
    if document.problems:
        found = (replace(one, where=f"{LAW}.toml: {one.where}".rstrip(": ")) for one in _ordered(document))
        raise CharterRefused(tuple(found))
    return document


def _checked(text: str, name: str, law_text: str) -> Document:
    document = document_of(text)
    if not document.readable:
        return document
    law = document if name == LAW else _law(law_text)
    definitions = law.many(RegimeDefinitionShape, "regime_definition").values()
    rules = law.many(StandardShape, "standard").values()
    check_document(
        document,
        name=name,
        is_law=name == LAW,
        regimes={definition.key: definition for definition in definitions},
        regime_standards={rule.key: rule for rule in rules if rule.regime},
    )
    return document


def _ordered(document: Document) -> list[Problem]:
    return sorted(document.problems, key=lambda problem: (problem.line or 0, problem.where))


@lru_cache(maxsize=8)
def _regimes_of_law(text: str) -> tuple[Regime, ...]:
    return _regimes(_law(text))


def _regimes(law: Document) -> tuple[Regime, ...]:
    timed = list(law.many(StandardShape, "standard").values())
    untimed = list(law.many(PromiseShape, "promise").values())
    definitions = law.many(RegimeDefinitionShape, "regime_definition").values()
    return tuple(regime_of(definition, timed, untimed) for definition in definitions)


def _charter(document: Document, law: str) -> Charter:
    """The frozen charter of a document without problems."""
    landlord = document.tables["landlord"]
    policy = document.tables["policy"]
    assert isinstance(landlord, LandlordShape)
    assert isinstance(policy, PolicyShape)
    uses = document.many(RegimeUseShape, "regime").values()
    applied = {use.key for use in uses if use.applies}
    regimes = _regimes(document) if document.key == LAW else _regimes_of_law(law)
    return Charter(
        key=document.key,
        organisation=landlord.name,
        short_name=landlord.short_name,
        public_authority=landlord.public_authority,
        registered_provider=landlord.registered_provider,
        demonstration=landlord.demonstration,
        division=landlord.division,
        policy_title=policy.title,
        policy_id=policy.id,
        edition=policy.edition,
        owner=policy.owner,
        approver=policy.approver,
        effective_on=policy.effective_on,
        review_due_on=policy.review_due_on,
        dates_note=policy.dates_note,
        standards=tuple(s.value() for s in document.many(StandardShape, "standard").values() if not s.regime),
        promises=tuple(p.value() for p in document.many(PromiseShape, "promise").values() if not p.regime),
        not_software=tuple(
            NotSoftware(**n.model_dump()) for n in document.many(NotSoftwareShape, "not_software").values()
        ),
        notes=tuple(EditorsNote(**n.model_dump()) for n in document.many(NoteShape, "note").values()),
        channels=tuple(
            ChannelMapping(**c.model_dump()) for c in document.many(ChannelShape, "channel").values()
        ),
        contact_kinds=named(document.many(NamedShape, "contact_kind").values()),
        feedback_kinds=named(document.many(NamedShape, "feedback_kind").values()),
        formats=named(document.many(NamedShape, "format").values()),
        regime_uses=tuple(RegimeUse(**u.model_dump()) for u in uses),
        regimes=tuple(regime for regime in regimes if regime.key in applied),
    )
