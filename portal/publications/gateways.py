"""The words of each publication: made from the charter in force and the landlord's facts, by a template."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from flask import current_app
from flask_babel import gettext

from portal.charters.ombudsman import (
    CODE,
    DATA_PROTECTION,
    HOUSING_OMBUDSMAN,
    INFORMATION_COMMISSIONER,
)
from portal.charters.standards import Charter, Standard, UntimedPromise
from portal.commitments.targets import target_standard
from portal.formats.documents import Document, blocks_of
from portal.messaging.gateways import letters
from portal.messaging.gateways.rendering import ask_lines
from portal.needs.ways import Format
from portal.organisation.facts import LandlordFacts
from portal.organisation.languages import CommunityLanguage
from portal.organisation.queries import landlord
from portal.publications.models import PublishedText
from portal.publications.queries import CaseLetter
from portal.publications.shelf import Publication


def title_of(publication: Publication) -> str:
    """What it is called on its page and on paper."""
    if publication is Publication.POLICY:
        return str(gettext("Our customer care policy"))
    if publication is Publication.PROMISES:
        return str(gettext("Our promises and their times"))
    return str(gettext("How to complain"))


def document_of(publication: Publication, *, today: date, form: Format = Format.STANDARD) -> Document:
    """The publication as it stands today: the newest charter in force, today's phones and offices.

    On screen and in print it ends with the line on forms in every community language, as letters do.
    """
    facts = landlord()
    text = current_app.jinja_env.get_template(f"publications/texts/{publication}.txt").render(
        _context(facts, today)
    )
    return Document(
        title=title_of(publication),
        blocks=blocks_of(text),
        asks=ask_lines(facts.phone, language="", others=_others(facts, form)),
    )


def text_document(row: PublishedText, *, form: Format = Format.STANDARD) -> Document:
    """What was published, word for word, with the line on forms as it is today."""
    facts = landlord()
    return Document(
        title=row.title,
        blocks=blocks_of(row.text),
        asks=ask_lines(facts.phone, language="", others=_others(facts, form)),
    )


def letter_document(found: CaseLetter, form: Format) -> Document:
    """What was said on a case: the whole message where one went out, else the words, who and when."""
    facts = landlord()
    if found.message is not None:
        reference = found.record.reference
        return letters.document_of(found.message, facts, reference=reference, form=form, on_paper=True)
    text = current_app.jinja_env.get_template("publications/texts/letter.txt").render(
        record=found.record, entry=found.entry, landlord=facts
    )
    return Document(
        title=found.record.title,
        blocks=blocks_of(text),
        asks=ask_lines(facts.phone, language="", others=_others(facts, form)),
    )


def fingerprint_of(document: Document) -> str:
    """The same for the same words, whenever asked; files made from other words are not served."""
    return sha256(repr(document).encode()).hexdigest()[:32]


def _others(facts: LandlordFacts, form: Format) -> tuple[CommunityLanguage, ...]:
    return () if form in letters.OFFERED_IN_ONE_LANGUAGE else facts.languages


def _context(facts: LandlordFacts, today: date) -> dict[str, object]:
    charter = facts.charter
    under_the_code = any(regime.key == CODE for regime in charter.regimes)
    return {
        "landlord": facts,
        "charter": charter,
        "today": today,
        "targets": [t for t in map(target_standard, facts.targets) if t.in_force(today)],
        "stages": _stages(charter),
        "promises": _about_complaining(charter),
        "ombudsman": HOUSING_OMBUDSMAN if under_the_code else None,
        "commissioner": INFORMATION_COMMISSIONER,
        "data_protection": any(regime.key == DATA_PROTECTION for regime in charter.regimes),
    }


def _stages(charter: Charter) -> list[Standard]:
    """The four steps of the Code in their order; none for a landlord who does not stand under it."""
    return [s for s in charter.all_standards() if s.regime == CODE and "stage" in s.key]


def _about_complaining(charter: Charter) -> list[UntimedPromise]:
    return [p for p in charter.promises if "complain" in p.promise.lower()]
