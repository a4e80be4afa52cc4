"""Logging a contact for somebody: who it is, what they said, the dates it begins, and then keeping it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from portal import database
from portal.cases.feedback import DATA_PROTECTION_KEY, FEEDBACK, About, takes_data_complaints
from portal.cases.kinds import KINDS_IN_ORDER, InformationKind, ReplyBy
from portal.cases.services.contacts import Contact, log_contact, new_case
from portal.cases.services.raising import circumstances_of
from portal.cases.staff.covering import names_with_absence
from portal.cases.staff.logging_feedback import feedback_fits, kind_logged, said_in
from portal.cases.staff.pages import blueprint
from portal.cases.staff.people import LONGEST_QUESTION
from portal.cases.staff_forms.contacts import LogForm
from portal.cases.staff_queries.people import (
    FoundPage,
    HomeLine,
    homes_of,
    organisations,
    people_found,
    person_for,
)
from portal.charters.standards import CaseKind, Channel, Event
from portal.clock.zones import to_utc
from portal.commitments.preview import Started, started
from portal.commitments.services.keeping import standards_for
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.presenting import IfJudged, if_judged
from portal.hazards.services.naming import Danger
from portal.identity.access import staff, staff_reader
from portal.identity.models import Person
from portal.identity.queries.absences import absence_of
from portal.identity.queries.authorities import organisations_of
from portal.identity.queries.people import active_staff
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import sent_before
from portal.records.references import understood
from portal.timekeeping import local_date, utc_now
from portal.web import drafts
from portal.web.fields import options

JOURNEY = "log contact"
LOGGED = (Channel.PHONE, Channel.VOICEMAIL, Channel.IN_PERSON, Channel.LETTER, Channel.EMAIL)


@blueprint.get("/log")
@staff(Ability.LOG_CONTACT)
def log() -> ResponseReturnValue:
    """Who is it? Search first, so that nobody is in our books twice."""
    now, reader = utc_now(), staff_reader()
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    after = max(request.args.get("after", 0, type=int), 0)
    found = people_found(reader, asked, now=now, after_id=after) if asked else FoundPage()
    logged = understood(request.args.get("logged", ""))
    return render_template("cases/staff/log.html", asked=asked, found=found, logged=logged)


@blueprint.route("/log/contact", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def contact() -> ResponseReturnValue:
    """What they said and when it truly arrived. What is typed waits in a draft until it is kept."""
    now, reader = utc_now(), staff_reader()
    someone, homes = _someone(reader, now)
    if request.method == "POST":
        form = _form(request.form, someone, homes)
        if form.validate() and _arrived_by(form, now) and feedback_fits(form, reader, now):
            return _keep(request.form, someone, reader, now)
        database.rollback()
        return _page(form, someone, homes, now), 422
    draft = (
        drafts.draft_for(JOURNEY, person_id=reader.person_id, now=now) if "change" in request.args else None
    )
    form = _form(_fields(draft.answers) if draft else None, someone, homes, now=now)
    return _page(form, someone, homes, now)


@blueprint.route("/log/check", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def log_check() -> ResponseReturnValue:
    """The dates it begins, before it is kept; kept once, however often the button is pressed."""
    now, reader = utc_now(), staff_reader()
    draft = drafts.draft_for(JOURNEY, person_id=reader.person_id, now=now)
    if request.method == "POST" and (kept := sent_before(request.form.get("submission", ""))) is not None:
        return _logged(kept)
    if draft is None:
        return redirect(url_for("cases_staff.log"), 303)
    someone, homes = _someone(reader, now, draft.answers["person"])
    form = _form(_fields(draft.answers), someone, homes)
    fits = form.validate() and _arrived_by(form, now) and feedback_fits(form, reader, now)
    if not fits:
        return redirect(url_for("cases_staff.contact", person=draft.answers["person"], change=1), 303)
    taken = replace(_contact(form, someone, homes), **said_in(form, reader, now))
    if request.method == "GET":
        return render_template(
            "cases/staff/log_check.html",
            form=form,
            contact=taken,
            person=someone,
            starts=_starts(taken),
            judged=_if_dangerous(taken),
            organisation=_chosen_words(form, "organisation"),
            officer=_chosen_words(form, "for_officer"),
        )
    record = log_contact(taken, by=reader.person_id or 0, now=now)
    drafts.done(draft)
    return _logged(record)


def _page(form: LogForm, someone: Person | None, homes: list[HomeLine], now: datetime) -> str:
    """The form, and what colleagues do while contact with this person is restricted."""
    ids = [someone.id] if someone else []
    flags = flag_for(ids, today=local_date(now, landlord().zone))
    return render_template(
        "cases/staff/contact.html",
        form=form,
        person=someone,
        homes=homes,
        asked=flags[ids[0]].contact if flags else (),
    )


def _logged(record: Record) -> ResponseReturnValue:
    """On to the case; to the first page again after a complaint, which whoever took it down may not open."""
    if record.kind == CaseKind.COMPLAINT:
        return redirect(url_for("cases_staff.log", logged=record.reference), 303)
    return redirect(url_for("cases_staff.case", reference=record.reference, did="logged"), 303)


def _keep(
    fields: MultiDict[str, str], someone: Person | None, reader: Reader, now: datetime
) -> ResponseReturnValue:
    pairs = [[name, value] for name, value in fields.items(multi=True) if name != "csrf_token"]
    drafts.keep(
        JOURNEY,
        answers={"fields": pairs, "person": someone.id if someone else None},
        person_id=reader.person_id,
        now=now,
        draft=drafts.draft_for(JOURNEY, person_id=reader.person_id, now=now),
    )
    return redirect(url_for("cases_staff.log_check"), 303)


def _someone(
    reader: Reader, now: datetime, person_id: int | None = None
) -> tuple[Person | None, list[HomeLine]]:
    """The person it is for, if we know them, and their homes now; NotFound for one's own household."""
    wanted = person_id or request.args.get("person", type=int)
    if wanted is None:
        return None, []
    today = local_date(now, landlord().zone)
    return person_for(reader, wanted), [home for home in homes_of(wanted) if home.runs(today)]


def _fields(answers: dict[str, Any]) -> MultiDict[str, str]:
    return MultiDict((name, value) for name, value in answers["fields"])


def _form(
    fields: MultiDict[str, str] | None,
    someone: Person | None,
    homes: list[HomeLine],
    *,
    now: datetime | None = None,
) -> LogForm:
    """The form with its choices; new, it holds what we know and the present time."""
    form = LogForm(fields, data=_known(someone, homes, now))
    facts = landlord()
    none = ("", gettext("Something else"))
    form.channel.choices = _worded("cases/staff/words.html", "channel_words", LOGGED)
    form.kind.choices = _kinds()
    form.reply_by.choices = _worded("cases/staff/words.html", "reply_words", ReplyBy)
    about = _worded("cases/words.html", "information_words", InformationKind)
    form.information.choices = [*options([("", "")]), *about]
    form.topic.choices = options([none, *((str(t.id), t.name) for t in facts.open_topics)])
    form.contact_kind.choices = options([("", ""), *((n.key, n.name) for n in facts.charter.contact_kinds)])
    if homes:
        form.home.choices = options([*((str(h.tenancy_id), h.address) for h in homes), none])
    else:
        del form.home
    form.about.choices = [*options([("", "")]), *_worded("cases/words.html", "about_words", About)]
    form.danger.choices = [
        *options([("", gettext("No, or they did not say"))]),
        *_worded("hazards/words.html", "kind_words", HazardKind),
    ]
    form.urgent.choices = options([("no", gettext("No")), ("yes", gettext("Yes"))])
    named = names_with_absence(active_staff(), now=now or utc_now())
    officers = ((str(person.id), label) for person, label in named)
    form.for_officer.choices = options([("", gettext("Nobody in particular")), *officers])
    _offer_organisations(form)
    return form


def _kinds() -> list[Any]:
    """What may be raised here, feedback by the landlord's own names."""
    asked = [kind for kind in KINDS_IN_ORDER if kind not in FEEDBACK]
    said = [(one.key, one.name) for one in landlord().charter.feedback_kinds]
    if takes_data_complaints(landlord().charter):
        said.append((DATA_PROTECTION_KEY, gettext("Complaint about how we use personal data")))
    return [*_worded("cases/words.html", "kind_words", asked), *options(said)]


def _offer_organisations(form: LogForm) -> None:
    """Every organisation we know; the question is not asked where there is none."""
    known = organisations()
    if known:
        none = ("", gettext("No, for themselves or for somebody"))
        form.organisation.choices = options([none, *((str(one.id), one.name) for one in known)])
    else:
        del form.organisation


def _worded(template: str, macro: str, kinds: Iterable[StrEnum]) -> list[Any]:
    """Choices with their words from the template that has them."""
    words = get_template_attribute(template, macro)
    return options([(kind.value, str(words(kind.value)).strip()) for kind in kinds])


def _known(someone: Person | None, homes: list[HomeLine], now: datetime | None) -> dict[str, Any]:
    known: dict[str, Any] = {"urgent": "no"}
    if now is not None:
        local = now.astimezone(landlord().zone)
        known |= {"received_on": local.date(), "received_at": local.time().replace(second=0, microsecond=0)}
        known["submission"] = secrets.token_urlsafe(24)
    if someone is not None:
        home = homes[0] if homes else None
        known |= {
            "name": someone.name,
            "phone": someone.phone,
            "email": someone.email,
            "address": someone.address or (f"{home.address}, {home.postcode}" if home else ""),
            "contact_kind": someone.contact_kind,
            "home": str(home.tenancy_id) if home else "",
            "organisation": _writes_for(someone, now),
            "reply_by": someone.prefers or (ReplyBy.EMAIL if someone.email else ReplyBy.PHONE).value,
        }
    return known


def _writes_for(someone: Person, now: datetime | None) -> str:
    """The one organisation the person acts for; "" for none, and where they must be asked for which."""
    acts_for = organisations_of(someone.id, local_date(now, landlord().zone)) if now is not None else []
    return str(acts_for[0]) if len(acts_for) == 1 else ""


def _received_at(form: LogForm) -> datetime:
    return to_utc(datetime.combine(form.received_on.data, form.received_at.data), landlord().zone)


def _arrived_by(form: LogForm, now: datetime) -> bool:
    """Whether it arrived by now, and can be answered the way they want."""
    if _received_at(form) > now:
        form.received_on.errors = [gettext("Enter a day and time that is not in the future")]
        return False
    reach = {ReplyBy.EMAIL: form.email, ReplyBy.PHONE: form.phone, ReplyBy.POST: form.address}
    field = reach[ReplyBy(form.reply_by.data)]
    if not (field.data or "").strip():
        field.errors = [gettext("We need this to answer them the way they want")]
        return False
    return True


def _contact(form: LogForm, someone: Person | None, homes: list[HomeLine]) -> Contact:
    chosen = form.home.data if homes else ""
    home = next((h for h in homes if str(h.tenancy_id) == chosen), None)
    kind = kind_logged(form.kind.data)
    officer = form.for_officer.data
    absence = absence_of(int(officer), _received_at(form)) if officer else None
    asks = kind is CaseKind.INFORMATION_REQUEST
    return Contact(
        channel=Channel(form.channel.data),
        received_at=_received_at(form),
        kind=kind,
        words=form.words.data or "",
        reply_by=ReplyBy(form.reply_by.data),
        submission_id=form.submission.data or "",
        name=form.name.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
        address=form.address.data or "",
        contact_kind=form.contact_kind.data or "",
        person=someone,
        tenancy_id=home.tenancy_id if home else None,
        office_id=home.office_id if home else None,
        division=home.division if home else None,
        information=InformationKind(form.information.data or InformationKind.GENERAL) if asks else None,
        topic_id=int(form.topic.data) if form.topic.data else None,
        urgent=form.urgent.data == "yes",
        for_officer_id=int(officer) if officer else None,
        absence_ends_at=absence.to_at if absence else None,
        organisation_id=_writes_as(form),
        ring_between=form.ring_between.data or "",
        danger=_danger(form),
    )


def _danger(form: LogForm) -> Danger | None:
    """What they said is dangerous; we know of it since it truly arrived."""
    if not form.danger.data:
        return None
    return Danger(
        kind=HazardKind(form.danger.data),
        place=form.danger_place.data or "",
        known_at=_received_at(form),
        today=form.danger_today.data,
    )


def _if_dangerous(taken: Contact) -> list[IfJudged]:
    """The dates that begin for what is dangerous, of its grade as it was named; none where nothing is."""
    danger = taken.danger
    if danger is None:
        return []
    grade = Grade.EMERGENCY if danger.today else Grade.SIGNIFICANT
    return [if_judged(taken, danger.kind, grade, at=danger.known_at)]


def _writes_as(form: LogForm) -> int | None:
    """The organisation they write for; None for none, and where there is none to choose."""
    chosen = form.organisation.data if "organisation" in form else ""
    return int(chosen) if chosen else None


def _chosen_words(form: LogForm, name: str) -> str:
    """The words of what was chosen in a list; "" where nothing was, or it was not asked."""
    field: Any = form._fields.get(name)
    if field is None or not field.data:
        return ""
    return next(str(words) for value, words, *_ in field.iter_choices() if value == field.data)


def _starts(taken: Contact) -> tuple[Started, ...]:
    """Every promise that begins, the earliest first, counted from when it truly arrived."""
    facts = landlord()
    standards = standards_for(
        facts,
        event=Event.RECEIVED,
        channel=taken.channel,
        kind=taken.kind,
        circumstances=circumstances_of(new_case(taken, taken.person), facts),
        on=local_date(taken.received_at, facts.zone),
    )
    calendars = facts.calendars(office_id=taken.office_id, division=taken.division)
    return started(
        standards,
        calendars=calendars,
        at=taken.received_at,
        back_at=taken.absence_ends_at if taken.channel is Channel.VOICEMAIL else None,
    )
