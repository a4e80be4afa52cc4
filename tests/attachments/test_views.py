"""Who gets a file, how it arrives, and that a look by staff is recorded."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from portal.attachments.models import Attachment
from portal.attachments.queries import file_for, files_of
from portal.attachments.services import attach, read_upload
from portal.audit.models import AuditEntry
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.models import Person
from portal.identity.readers import VISITOR, Reader
from portal.identity.roles import Role
from portal.records.models import Record
from portal.records.services import Opening, add_entry, open_record
from tests.attachments.samples import photograph
from tests.client import StrictClient
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import NOW, a_person, a_staff_member

TODAY = NOW.date()


def a_record(person: Person, *, restricted: bool = False) -> Record:
    opening = Opening(
        kind="enquiry",
        title="Door",
        channel="web",
        received_at=NOW,
        person_id=person.id,
        restricted=restricted,
    )
    return open_record(opening, by=person.id, now=NOW)


def a_file(record: Record, *, public: bool = True) -> Attachment:
    entry = add_entry(record, act="enquiry.opened", at=NOW, now=NOW, by=None, public=True)
    photo = read_upload("door.exe", io.BytesIO(photograph()), max_bytes=10_000_000)
    file = attach(record=record, entry=entry, files=[photo], by=None, now=NOW, public=public)[0]
    db.session.commit()
    return file


def test_a_customer_downloads_their_own_file(client: StrictClient) -> None:
    a_whole_landlord()
    tenant = a_person()
    file = a_file(a_record(tenant))
    client.sign_in_as(tenant)
    answer = client.get(f"/files/{file.id}/door.jpg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="door.jpg"')
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"\xff\xd8")
    assert len(answer.data) == file.size_bytes


def test_others_files_files_not_public_and_no_files_are_the_same_404(client: StrictClient) -> None:
    a_whole_landlord()
    tenant, other = a_person(), a_person(given_name="Bo")
    theirs, hidden = a_file(a_record(other)), a_file(a_record(tenant), public=False)
    client.sign_in_as(tenant)
    answers = [client.get(f"/files/{number}/x") for number in (theirs.id, hidden.id, 999)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    # The token of the form that signs out says when it was made, to the second.
    assert len({re.sub(rb'name="csrf_token" value="[^"]+"', b"", answer.data) for answer in answers}) == 1


def test_a_look_by_staff_is_recorded(client: StrictClient) -> None:
    a_whole_landlord()
    tenant, officer = a_person(), a_staff_member()
    file = a_file(a_record(tenant), public=False)
    client.sign_in_as(officer)
    assert client.get(f"/staff/files/{file.id}").status_code == 200
    look = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.is_look)).one()
    assert (look.act, look.actor_id, look.record_id, look.person_id) == (
        "file.seen",
        officer.id,
        file.record_id,
        tenant.id,
    )


@pytest.mark.parametrize(("restricted", "role", "status"), [
    (False, Role.OFFICER, 200),
    (True, Role.OFFICER, 404),
    (True, Role.COMPLAINTS, 200),
    (False, Role.ADMINISTRATOR, 403),
    (False, Role.CONTRACTOR, 403),
])  # fmt: skip
def test_staff_see_files_of_records_they_may_see(
    client: StrictClient, restricted: bool, role: Role, status: int
) -> None:
    a_whole_landlord()
    file = a_file(a_record(a_person(), restricted=restricted))
    client.sign_in_as(a_staff_member(role))
    assert client.get(f"/staff/files/{file.id}").status_code == status


def test_a_link_opens_the_files_of_its_one_record(client: StrictClient) -> None:
    first, second = a_file(a_record(a_person())), a_file(a_record(a_person()))
    reader = Reader(link_record_id=first.record_id)
    assert file_for(reader, first.id, today=TODAY).name == "door.jpg"
    with pytest.raises(NotFound):
        file_for(reader, second.id, today=TODAY)
    with pytest.raises(NotFound):
        file_for(VISITOR, first.id, today=TODAY)


def test_files_stand_with_their_record_and_entry(client: StrictClient) -> None:
    record = a_record(a_person())
    file, hidden = a_file(record), a_file(record, public=False)
    assert [f.id for f in files_of(record.id, public_only=False)] == [file.id, hidden.id]
    assert [f.id for f in files_of(record.id, public_only=True)] == [file.id]
    assert file.entry_id is not None


def test_six_files_at_once_are_refused(client: StrictClient) -> None:
    record = a_record(a_person())
    photo = read_upload("x.txt", io.BytesIO(b"x"), max_bytes=100)
    with pytest.raises(RuleBroken, match="too many files"):
        attach(record=record, entry=None, files=[photo] * 6, by=None, now=NOW)
    assert files_of(record.id, public_only=False) == []
