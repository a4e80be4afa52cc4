"""Safe to complain: whoever is named in one finds no trace of it on any page, list, search or download."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.routing.converters import AnyConverter

from portal.attachments.limits import AcceptedFile, Kind
from portal.cases.kinds import ReplyBy
from portal.cases.next_acts import Task
from portal.cases.services.handling import link, note
from portal.charters.standards import CaseKind
from portal.complaints.deeds import Deed
from portal.complaints.services.closing import withdraw
from portal.complaints.services.refusing import ask_refusal
from portal.complaints.services.taking_on import name_person
from portal.database import Base, commit, db
from portal.formats.tasks import TaskAct
from portal.identity.models import Absence, Person
from portal.identity.roles import Role
from portal.messaging.jobs import making, printing
from portal.messaging.models import OutgoingMessage
from portal.messaging.services.posting import begin_run
from portal.needs.details import Languages
from portal.needs.markers import NeedKind
from portal.records.models import Record
from tests.client import StrictClient
from tests.complaints.world import DAY, GROUNDS, RECEIVED, World, reader
from tests.factories.needs import a_need
from tests.factories.people import a_person, a_staff_member

SECRET = "The caretaker shouted at my mother"
SPOKEN = "Nobody may read this but complaints staff"
EVERYTHING = (Role.MANAGER, Role.COMPLAINTS, Role.ADMINISTRATOR, Role.NEEDS, Role.OFFICER, Role.RECEPTION)
BARRED = {
    "a manager who administers too": (Role.MANAGER, Role.ADMINISTRATOR),
    "somebody with every role": EVERYTHING,
}
IDS = range(1, 9)  # more than there are of anything that is kept of these complaints


@pytest.fixture
def hidden(world: World) -> list[Record]:
    """Complaints by email, by post, in another language; with files, letters, notes, a refusal asked."""
    paper = AcceptedFile(name="caretaker.pdf", kind=Kind.PDF, content=f"%PDF-1.7 {SECRET}".encode())
    by_post = a_person(given_name="Olu", family_name="Grey", prefers="post", address="9 High Street, BS6 6AA")
    in_polish = a_person(given_name="Ewa", family_name="Lis")
    a_need(in_polish, NeedKind.LANGUAGE, Languages(spoken="pl", written="pl"))
    made = []
    for person, reply_by in (
        (world.tenant, ReplyBy.EMAIL),
        (by_post, ReplyBy.POST),
        (in_polish, ReplyBy.EMAIL),
    ):
        record = world.raised(
            words=f"{SECRET}. It was May.", person=person, reply_by=reply_by, files=(paper,)
        )
        note(record, body=SPOKEN, by=world.first.id, now=RECEIVED)
        made.append(record)
    enquiry = linked(world)
    link(enquiry, made[0], by=world.first.id, now=RECEIVED)
    ask_refusal(made[1], GROUNDS, by=reader(world.first), version=made[1].version, now=RECEIVED)
    return made


def linked(world: World) -> Record:
    """The enquiry out of which the first complaint came; everybody may see that."""
    known = db.session.scalar(sa.select(Record).where(Record.kind == CaseKind.ENQUIRY.value))
    return known or world.raised(kind=CaseKind.ENQUIRY, words="Who mends the door?")


def bar(world: World, records: list[Record], person: Person) -> None:
    """They are named in all of them, and stand in for the handler, who is away."""
    for record in records:
        world.assigned(record, world.second)
        name_person(record, person_id=person.id, by=reader(world.first), version=record.version, now=RECEIVED)
    away = {"from_at": RECEIVED - DAY, "to_at": RECEIVED + 9 * DAY}
    db.session.add(Absence(person_id=world.second.id, deputy_id=person.id, **away))
    commit()


def addresses(app: Flask, records: list[Record], person: Person) -> Iterator[str]:
    """Every staff page that can be opened, with everything that could stand in its address."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and str(rule).startswith("/staff"):
            kinds = {type(converter) for converter in rule._converters.values()}
            for record in records if "reference" in rule.arguments else records[:1]:
                for number in IDS if IntegerConverter in kinds else (1,):
                    yield _address(rule, record, number)
    words = (SECRET, records[0].reference, person.family_name, person.given_name, "caretaker")
    yield from (f"/staff/search?q={word.replace(' ', '+')}" for word in words)
    for status in ("open", "both", "answered", "closed"):
        yield from (f"/staff?whose={whose}&status={status}" for whose in ("all", "team", "mine", "nobody"))
    yield from (f"/staff?whose=all&kind={kind}" for kind in CaseKind)
    yield from (f"/staff/complaints?show={show}" for show in ("mine", "closed"))
    yield from (f"/staff/complaints/{records[0].reference}/do/{deed}" for deed in Deed)


def _address(rule: Rule, record: Record, number: int) -> str:
    values: dict[str, object] = dict(rule.defaults or {})
    for name, converter in rule._converters.items():
        match converter:
            case IntegerConverter():
                values[name] = number
            case AnyConverter():
                values[name] = sorted(converter.items)[0]
            case _:
                values[name] = record.reference if name == "reference" else "caretaker.pdf"
    built = rule.build(values)
    assert built is not None, rule
    return built[1]


@pytest.mark.provision("5.1", "5.8")
@pytest.mark.parametrize("who", BARRED)
def test_no_page_holds_a_trace_of_it_for_whoever_is_named_in_it(
    app: Flask, world: World, client: StrictClient, hidden: list[Record], who: str
) -> None:
    named = a_staff_member(*BARRED[who], given_name="Mary", family_name="Quill", team=world.team)
    bar(world, hidden, named)
    while printing.print_one(lambda: RECEIVED) or making.make_one(lambda: RECEIVED):
        pass  # letters are printed, forms made, what people must do becomes tasks
    traces = [SECRET, SPOKEN, GROUNDS.evidence, *(record.reference for record in hidden)]
    beside = f"/staff/cases/{linked(world).reference}"
    client.sign_in_as(named)
    found: dict[str, list[str]] = {}
    for address in dict.fromkeys((beside, *addresses(app, hidden, world.tenant))):
        answer = client.get(address)
        body = answer.get_data(as_text=True) if answer.mimetype == "text/html" else repr(answer.data)
        asked = address.replace("+", " ")
        seen = [trace for trace in traces if trace in body and trace not in asked]
        if seen:
            found[address] = seen
        if any(f"/{record.reference}" in address for record in hidden):
            assert answer.status_code in (403, 404), (address, answer.status)
    assert found == {}


def printed_in_a_run(world: World) -> None:
    """Letters are printed, forms made, what people must do becomes tasks; the day's run is begun."""
    while making.make_one(lambda: RECEIVED):
        pass
    ready = db.session.scalars(sa.select(OutgoingMessage).where(OutgoingMessage.state == "for post")).all()
    begin_run(ready, on=RECEIVED.date(), by=world.first.id, now=RECEIVED)
    commit()
    while printing.print_one(lambda: RECEIVED):
        pass


def belonging_to(records: list[Record]) -> dict[str, list[sa.Row[Any]]]:
    """Every row that belongs to these records, by table: found along the foreign keys, whatever there is."""
    tables = [t for t in Base.metadata.sorted_tables if len(t.primary_key) == 1 and t.name != "audit_entries"]
    ids: dict[str, set[int]] = {"records": {record.id for record in records}}
    rows: dict[str, list[sa.Row[Any]]] = {}
    for _ in range(4):  # as long as a chain of keys is
        for table in tables:
            keys = [
                key.parent.in_(sorted(ids[key.column.table.name]))
                for key in table.foreign_keys
                if ids.get(key.column.table.name) and key.column.table.name not in ("people", table.name)
            ]
            (own,) = table.primary_key
            if table.name == "records":
                keys = [own.in_(sorted(ids["records"]))]
            if keys:
                found = db.session.execute(sa.select(table).where(sa.or_(*keys)).order_by(own)).all()
                rows[table.name] = list(found)
                ids[table.name] = {row._mapping[own] for row in found}
    return {name: found for name, found in rows.items() if found}


ACTS = (*(deed.value for deed in Deed), *(task.value for task in Task), "arrived", "cancel", "move")
STEPS = tuple(act.value.replace(" ", "-") for act in TaskAct)
OF_TABLE = {"message_id": "outgoing_messages", "task_id": "format_tasks", "run_id": "print_runs"}


def posts(
    app: Flask, records: list[Record], theirs: dict[str, list[sa.Row[Any]]]
) -> Iterator[tuple[str, bool]]:
    """Every address of staff that takes a form, with all that could stand in it, and whether that is theirs.

    With a reference: of each complaint. With the number of a message, a task or a print run: of theirs.
    """
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or not str(rule).startswith("/staff"):
            continue
        free = rule._converters.keys() - (rule.defaults or {}).keys()
        names = {name: type(rule._converters[name]) for name in sorted(free)}
        choices: list[list[tuple[str, object]]] = []
        for name, kind in names.items():
            if name == "reference":
                each = records if len(names) == 1 else records[:1]
                choices.append([(name, record.reference) for record in each])
            elif name in OF_TABLE:
                choices.append([(name, row.id) for row in theirs[OF_TABLE[name]]])
            elif kind is IntegerConverter:
                choices.append([(name, number) for number in (1, 2)])
            elif kind is AnyConverter:
                choices.append([(name, sorted(rule._converters[name].items)[0])])
            else:
                choices.append([(name, word) for word in (ACTS if "reference" in names else STEPS)])
        for chosen in product(*choices):
            built = rule.build({**(rule.defaults or {}), **dict(chosen)})
            assert built is not None, rule
            yield built[1], bool({"reference", *OF_TABLE} & set(names))


@pytest.mark.provision("5.8")
def test_no_form_of_ours_does_anything_to_it_for_whoever_is_named_in_it(
    app: Flask, world: World, client: StrictClient, hidden: list[Record]
) -> None:
    """Whatever is posted anywhere: what is theirs is not found, and not a letter of it changes."""
    named = a_staff_member(*EVERYTHING, given_name="Mary", family_name="Quill", team=world.team)
    bar(world, hidden, named)
    printed_in_a_run(world)
    before = belonging_to(hidden)
    assert {
        "outgoing_messages",
        "format_tasks",
        "print_run_items",
        "attachments",
        "complaint_refusals",
    } <= set(before)
    before["print_runs"] = list(db.session.execute(sa.text("SELECT * FROM print_runs")).all())
    record, traces = hidden[0], [SECRET, SPOKEN, GROUNDS.evidence]
    one = f"{record.reference}.{record.version}"
    typed = {
        **dict.fromkeys(("take", "chosen", "take-chosen", "rearrange-chosen"), one),
        **dict.fromkeys(("reference", "parent", "case", "q", "other"), record.reference),
        **dict.fromkeys(("body", "words", "reason", "why", "postal", "text", "dispatch"), "Changed"),
        **dict.fromkeys(("version", "all", "place", "out"), "1"),
        "to": str(named.id),
        "has_conflict": "no",
        "back": "",
    }
    client.sign_in_as(named)
    beside = f"/staff/cases/{linked(world).reference}/do/link"
    for address, is_theirs in (*posts(app, hidden, before), (beside, False), ("/staff/take", True)):
        answer = client.post(address, data=dict(typed))
        assert answer.status_code < 500, (address, answer.status)
        if is_theirs:
            assert answer.status_code in (403, 404), (address, answer.status)
        body = answer.get_data(as_text=True)
        assert not [trace for trace in traces if trace in body], address
    runs = list(db.session.execute(sa.text("SELECT * FROM print_runs")).all())
    assert {**belonging_to(hidden), "print_runs": runs} == before
    assert client.get("/staff").status_code == 200  # they were signed in to the end


def test_the_walk_would_find_it_where_it_may_be_seen(
    world: World, client: StrictClient, hidden: list[Record]
) -> None:
    """The test above can fail: somebody with every role who is not named does see it on those pages."""
    someone = a_staff_member(*EVERYTHING, given_name="Mary", family_name="Quill", team=world.team)
    commit()
    while printing.print_one(lambda: RECEIVED) or making.make_one(lambda: RECEIVED):
        pass
    client.sign_in_as(someone)
    traces = [SECRET, *(record.reference for record in hidden)]
    for address in (
        "/staff?whose=all",
        "/staff/complaints",
        f"/staff/complaints/{hidden[0].reference}",
        "/staff/outbox",
        "/staff/post",
        "/staff/things-to-make",
        "/staff/files/1",
    ):
        answer = client.get(address)
        assert any(trace.encode() in answer.data for trace in traces), address


WHO = {
    "somebody with every role": EVERYTHING,
    "complaints staff": (Role.COMPLAINTS,),
    "who deals with it, of complaints staff": (Role.COMPLAINTS,),
}


@pytest.mark.provision("5.1")
@pytest.mark.parametrize("who", WHO)
def test_that_somebody_complained_shows_on_no_page_about_them_not_even_to_complaints_staff(
    world: World, client: StrictClient, hidden: list[Record], who: str
) -> None:
    reads = a_staff_member(*WHO[who], given_name="Mary", family_name="Quill", team=world.team)
    if who.startswith("who deals"):
        for record in hidden:
            world.assigned(record, reads)
    commit()
    client.sign_in_as(reads)
    tenant, beside = world.tenant, linked(world)
    person = f"/staff/people/{tenant.id}"
    for address in (
        person,
        f"/staff/search?q={tenant.family_name}",
        "/staff/search?q=BS6+5TR",
        "/staff/search?q=T-100-482",
        f"/staff/cases/{beside.reference}",
        f"/staff/log/contact?person={tenant.id}",
        f"/staff/people/{tenant.id}/needs",
    ):
        answer = client.get(address)
        assert answer.status_code in (200, 403), (address, answer.status)  # 403: no business of that role
        page = answer.get_data(as_text=True)
        assert not [trace for trace in (SECRET, *(r.reference for r in hidden)) if trace in page], address
    main = client.get(person).get_data(as_text=True).partition("<main")[2]
    assert beside.reference in main  # what else there is, shows
    assert "complaint" not in main.casefold()  # in no subject of a letter either
    assert tenant.family_name in client.get("/staff/search?q=T-100-482").get_data(as_text=True)
    options = client.get("/staff").get_data(as_text=True)
    assert '<option value="enquiry">' in options
    assert '<option value="complaint">' not in options
    asked = "/staff?whose=all&kind={}".format
    assert client.get(asked("complaint")).data.count(b"<tr>") == client.get(asked("")).data.count(b"<tr>")


@pytest.mark.provision("5.1")
def test_its_exact_reference_leads_to_its_page_and_work_on_it_stays_in_the_worklist(
    world: World, client: StrictClient, hidden: list[Record]
) -> None:
    handler = a_staff_member(Role.OFFICER, given_name="Lee", family_name="Moss", team=world.team)
    record = hidden[0]
    record.handler_id = handler.id  # given to them while they were complaints staff
    commit()
    may = {world.first: True, handler: True, world.officer: False, world.manager: False}
    for reads, found in may.items():
        client.sign_in_as(reads)
        answer = client.get(f"/staff/search?q={record.reference}")
        assert (answer.status_code == 302) is found
        if found:
            assert answer.location == f"/staff/complaints/{record.reference}"
            assert client.get(answer.location).status_code == 200
        page = client.get("/staff?whose=all").get_data(as_text=True)
        assert (record.reference in page) is found


@pytest.mark.provision("5.1")
def test_what_is_over_shows_among_closed_complaints_alone(
    world: World, client: StrictClient, hidden: list[Record]
) -> None:
    record = hidden[0]
    withdraw(
        record,
        words="They do not want it any more.",
        by=reader(world.first),
        version=record.version,
        now=RECEIVED,
    )
    commit()
    client.sign_in_as(world.first)
    assert record.reference in client.get("/staff/complaints?show=closed").get_data(as_text=True)
    assert record.reference not in client.get("/staff?whose=all&status=closed").get_data(as_text=True)
