"""Publications for everybody, and any document one may see in another form."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attachments.downloads import download_headers
from portal.database import db, rollback
from portal.errors import NotFound, RuleBroken
from portal.formats.documents import Document
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.formats.plain import plain_text
from portal.formats.services import make
from portal.identity.access import anyone, signed_in_person
from portal.needs.ways import STANDARD_POINTS, Format
from portal.organisation.queries import landlord
from portal.publications.forms import BY_POST, LANGUAGE, LARGE, PAPER, AnotherFormForm
from portal.publications.gateways import (
    document_of,
    fingerprint_of,
    letter_document,
    text_document,
    title_of,
)
from portal.publications.models import PublicationFile
from portal.publications.queries import (
    case_letter,
    files_of,
    published_text,
    published_texts,
    ready_file,
)
from portal.publications.services import FormWanted, ask_for_form
from portal.publications.shelf import VARIANTS, Publication, variant_named
from portal.records.access import readers_of, remember_sent
from portal.records.models import Record
from portal.records.queries import sent_before
from portal.timekeeping import local_date, utc_now
from portal.web.languages import ENGLISH, speaking
from portal.web.posting import arrived, posted

blueprint = Blueprint("publications", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that may be had in another form: where it is read, where its files are, what is ready."""

    title: str
    document: Document
    back: str
    file_url: Callable[[str], str]
    ready: Sequence[tuple[str, PublicationFile | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """A publication in any form. `in_english_only`: its words are as they were published."""

    document: Callable[[Format], Document]
    in_english_only: bool


@blueprint.get("/publications")
@anyone
def shelf() -> ResponseReturnValue:
    """What there is to read, each in every form."""
    return render_template(
        "publications/shelf.html",
        publications=[(p.value, title_of(p)) for p in Publication],
        texts=published_texts(),
    )


@blueprint.get("/publications/<key>")
@anyone
def read(key: str) -> ResponseReturnValue:
    """One publication, on the page."""
    found = _readable(key)
    return render_template(
        "publications/read.html",
        document=found.document(Format.STANDARD),
        in_english_only=found.in_english_only,
        key=key,
        formats=landlord().charter.formats,
    )


@blueprint.get("/publications/<key>/files/<name>")
@anyone
def file(key: str, name: str) -> ResponseReturnValue:
    """One publication as a file: what the worker made ahead, or made now."""
    found = _readable(key)
    stored = ready_file(key, fingerprint_of(found.document(Format.STANDARD)), name)
    if stored is not None:
        return Response(stored.content, headers=download_headers(stored.name, stored.media_type))
    return _made_now(
        name,
        found.document,
        otherwise=url_for(".another_form", key=key, missing=1),
    )


@blueprint.route("/publications/<key>/in-another-form", methods=["GET", "POST"])
@anyone
def another_form(key: str) -> ResponseReturnValue:
    """A publication in another form: at once where a machine makes it, else asked for."""
    document = _readable(key).document(Format.STANDARD)
    kept = files_of(key, fingerprint_of(document))
    source = Source(
        title=document.title,
        document=document,
        back=url_for(".read", key=key),
        file_url=lambda name: url_for(".file", key=key, name=name),
        ready=[(v.name, kept.get(v.name)) for v in VARIANTS if not _failed(kept.get(v.name))],
    )
    return _asking(source)


@blueprint.get("/cases/<reference>/letters/<int:entry_id>/files/<name>")
@anyone
def letter_file(reference: str, entry_id: int, name: str) -> ResponseReturnValue:
    """Something that was said on a case, as a file, for whoever may see the case. Nothing of it is kept."""
    found = case_letter(readers_of(reference), reference, entry_id, now=utc_now())
    otherwise = url_for(".letter_in_another_form", reference=reference, entry_id=entry_id, missing=1)
    return _made_now(name, lambda form: letter_document(found, form), otherwise=otherwise)


@blueprint.route("/cases/<reference>/letters/<int:entry_id>/in-another-form", methods=["GET", "POST"])
@anyone
def letter_in_another_form(reference: str, entry_id: int) -> ResponseReturnValue:
    """Something that was said on a case, in another form."""
    found = case_letter(readers_of(reference), reference, entry_id, now=utc_now())
    known = found.record.reference
    source = Source(
        title=found.record.title,
        document=letter_document(found, Format.STANDARD),
        back=url_for("cases.case", reference=known),
        file_url=lambda name: url_for(".letter_file", reference=known, entry_id=entry_id, name=name),
        ready=[(variant.name, None) for variant in VARIANTS],
    )
    return _asking(source)


def _readable(key: str) -> Readable:
    """What the portal makes itself under that key, else what was published; NotFound for neither."""
    if key in set(Publication):
        publication, today = Publication(key), local_date(utc_now(), landlord().zone)
        return Readable(
            document=lambda form: document_of(publication, today=today, form=form), in_english_only=False
        )
    row = published_text(key)
    if row is None:
        raise NotFound
    return Readable(document=lambda form: text_document(row, form=form), in_english_only=True)


def _failed(row: PublicationFile | None) -> bool:
    return row is not None and row.failed != ""


def _made_now(name: str, source: Callable[[Format], Document], *, otherwise: str) -> ResponseReturnValue:
    variant = variant_named(name)
    if variant is None:
        raise NotFound
    document = source(variant.choice.format)
    rollback()  # nothing is read or locked while the file is made
    try:
        made: MadeFile = make(document, variant.choice)
    except (PartMissing, CannotBeMade):
        return redirect(otherwise, 303)
    return Response(made.content, headers=download_headers(name, made.media_type))


def _asking(source: Source) -> ResponseReturnValue:
    form = AnotherFormForm(posted(), data={"submission": secrets.token_urlsafe(24)})
    if request.method == "GET":
        form = form.known(**_held())
    if arrived(form):
        return _asked(source, form)
    html = render_template(
        "publications/another_form.html",
        source=source,
        form=form,
        missing="missing" in request.args,
        has_errors=request.method == "POST",
    )
    return html, 422 if request.method == "POST" else 200


def _held() -> dict[str, Any]:
    someone = signed_in_person()
    person = someone.person if someone else None
    return {"name": person.name, "email": person.email, "address": person.address} if person else {}


def _asked(source: Source, form: AnotherFormForm) -> ResponseReturnValue:
    someone = signed_in_person()
    with speaking(ENGLISH):  # staff read it
        title = gettext("In another form: %(title)s", title=source.title)[:120]
        words = render_template("publications/wanted.txt", form=form, source=source).strip()
    wanted = FormWanted(
        title=title,
        words=words,
        document_text=f"{source.title}\n\n{plain_text(replace(source.document, asks=()))}",
        format=_format(form.what.data),
        points=int(form.points.data) if form.what.data == LARGE else STANDARD_POINTS,
        language=(form.language.data or "") if form.what.data == LANGUAGE else "",
        by_post=form.what.data in BY_POST,
        name=form.name.data or "",
        email=form.email.data or "",
        address=form.address.data or "",
        submission_id=form.submission.data or "",
    )
    try:
        with db.session.begin_nested():
            record = ask_for_form(wanted, person=someone.person if someone else None, now=utc_now())
    except RuleBroken as broken:
        earlier = sent_before(wanted.submission_id) if broken.rule == "already submitted" else None
        if earlier is None:
            raise
        record = earlier
    return _confirmation(record)


def _format(what: str) -> Format:
    if what == LANGUAGE:
        return Format.TRANSLATION
    return Format.STANDARD if what == PAPER else Format(what)


def _confirmation(record: Record) -> ResponseReturnValue:
    remember_sent(record)
    return redirect(url_for("cases.sent", reference=record.reference), 303)
