"""The words of each publication, for every charter: whole, plain, and with what the law asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.charters import library
from portal.charters.ombudsman import HOUSING_OMBUDSMAN
from portal.formats.documents import Document, Items, Paragraph, Table
from portal.publications.gateways import document_of, fingerprint_of
from portal.publications.shelf import VARIANTS, Publication, variant_named
from tests.applications import make_schema, running_app, settings_for
from tests.factories.landlords import a_whole_landlord

TODAY = date(2026, 11, 3)


def words_of(document: Document) -> str:
    parts = [document.title]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts += block.lines
        elif isinstance(block, Items):
            parts += block.items
        elif isinstance(block, Table):
            parts += [*block.headings, *(cell for row in block.rows for cell in row)]
        else:
            parts.append(block.text)
    return "\n".join(parts)


@pytest.fixture(scope="module", params=library.available())
def documents(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[Publication, Document]]:
    """All publications of one landlord."""
    folder: Path = tmp_path_factory.mktemp("publications")
    make_schema(settings_for(folder, charter=request.param))
    with running_app(folder, charter=request.param):
        a_whole_landlord()
        return request.param, {p: document_of(p, today=TODAY) for p in Publication}


def test_the_policy_holds_every_promise_and_its_clause(
    documents: tuple[str, dict[Publication, Document]],
) -> None:
    key, made = documents
    charter = library.load(key)
    words = words_of(made[Publication.POLICY])
    for promise in (*charter.standards, *charter.promises):
        assert promise.promise in words
        assert f"lause {promise.clause}" in words


def test_the_promises_are_tables_with_what_and_how_soon(
    documents: tuple[str, dict[Publication, Document]],
) -> None:
    key, made = documents
    charter = library.load(key)
    tables = [block for block in made[Publication.PROMISES].blocks if isinstance(block, Table)]
    rows = {row[0]: row[1:] for table in tables for row in table.rows}
    for standard in (*charter.standards, *(s for r in charter.regimes for s in r.standards)):
        assert rows[standard.promise.replace("|", "/")][1] == standard.clause
    assert all(len(table.headings) == 3 for table in tables)


def test_the_ombudsman_is_named_to_those_under_the_code_and_to_nobody_else(
    documents: tuple[str, dict[Publication, Document]],
) -> None:
    key, made = documents
    under_it = any(regime.key == "complaint-handling-code" for regime in library.load(key).regimes)
    assert (HOUSING_OMBUDSMAN.phone in words_of(made[Publication.HOW_TO_COMPLAIN])) is under_it


def test_a_publication_names_nobody_undefined_and_has_headings(
    documents: tuple[str, dict[Publication, Document]],
) -> None:
    for document in documents[1].values():
        words = words_of(document)
        assert "None" not in words
        assert "Undefined" not in words
        assert len(document.blocks) > 4


def test_other_words_have_another_fingerprint() -> None:
    one = Document(title="A", blocks=(Paragraph(lines=("x",)),))
    assert fingerprint_of(one) == fingerprint_of(Document(title="A", blocks=(Paragraph(lines=("x",)),)))
    assert fingerprint_of(one) != fingerprint_of(Document(title="A", blocks=(Paragraph(lines=("y",)),)))


def test_a_form_is_found_by_its_name_and_no_other() -> None:
    assert [variant_named(variant.name) for variant in VARIANTS] == list(VARIANTS)
    assert variant_named("../etc/passwd") is None
