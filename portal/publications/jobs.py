"""Making the files of publications ahead, one at a time, outside any transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from portal.database import commit, db, rollback, writing
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.formats.services import make
from portal.organisation.queries import landlord
from portal.publications.gateways import document_of, fingerprint_of
from portal.publications.models import PublicationFile
from portal.publications.queries import files_of
from portal.publications.services import keep_file
from portal.publications.shelf import VARIANTS, Publication
from portal.timekeeping import local_date


def make_one(now: datetime, publications: Iterable[Publication] = Publication) -> int:
    """Make one file that is missing; 1 if there was one, else 0. Two workers may make the same; one is kept.

    A part that was missing is asked for again once a day; files of older words are removed as new ones come.
    """
    if not landlord().is_set_up:
        return 0
    today = local_date(now, landlord().zone)
    for publication in publications:
        document = document_of(publication, today=today)
        fingerprint = fingerprint_of(document)
        kept = files_of(publication, fingerprint)
        for variant in VARIANTS:
            row = kept.get(variant.name)
            if row is not None and (not row.failed or local_date(row.made_at, landlord().zone) == today):
                continue
            in_form = document_of(publication, today=today, form=variant.choice.format)
            rollback()  # nothing is locked while a file is made
            made, failed = None, ""
            try:
                made = make(in_form, variant.choice)
            except PartMissing as missing:
                failed = missing.part
            except CannotBeMade:
                current_app.logger.error("%s of %s cannot be made", variant.name, publication)
                failed = "cannot be made"
            _keep(publication, variant.name, fingerprint, made, failed, now)
            return 1
    rollback()
    return 0


def _keep(
    publication: str, variant: str, fingerprint: str, made: MadeFile | None, failed: str, now: datetime
) -> None:
    with writing():
        old = sa.delete(PublicationFile).where(
            PublicationFile.publication == publication,
            PublicationFile.variant == variant,
            sa.or_(PublicationFile.fingerprint != fingerprint, PublicationFile.failed != ""),
        )
        db.session.execute(old)
        if variant not in files_of(publication, fingerprint):  # another worker may have been faster
            keep_file(
                publication=publication,
                variant=variant,
                fingerprint=fingerprint,
                made=made,
                failed=failed,
                now=now,
            )
        commit()
