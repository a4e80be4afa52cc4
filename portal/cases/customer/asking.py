"""The pages of asking: one question each, help, checking, sending, confirmation. Routes are in `views`.

Telling us what one thinks goes through the same pages, in `speaking`, with its own questions and addresses.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Form

from portal.appointments import journey as booking_journey
from portal.appointments.journey import BOOK
from portal.cases import uploads
from portal.cases.customer.standing import (
    ASK,
    SPEAK,
    SPEAKING,
    Asking,
    asking_now,
    form_for,
    helps,
    homes,
)
from portal.cases.feedback import about_data
from portal.cases.forms.asking import HelpForm, SendForm
from portal.cases.journey import (
    Page,
    after,
    before,
    case_kind,
    for_organisation,
    pages,
)
from portal.cases.queries import case_head, complaint_beside, lines_of
from portal.cases.services.asking import Asked, HelpWanted, ask_for_help, send_asked
from portal.charters.standards import CaseKind
from portal.commitments.presenting import Links, ShownLine, all_shown
from portal.database import db, rollback
from portal.errors import NotFound, RuleBroken
from portal.hazards.queries import lines_of_case
from portal.identity.access import anyone, customer_reader, signed_in_person
from portal.identity.models import Person
from portal.organisation.queries import landlord
from portal.records.access import confirmation_reader, remember_sent
from portal.records.models import Record
from portal.records.queries import sent_before
from portal.records.references import spelled
from portal.timekeeping import utc_now
from portal.web import drafts
from portal.web.languages import ENGLISH, speaking
from portal.web.models import Draft
from portal.web.posting import arrived, posted

START = {ASK: "cases.start", SPEAK: "cases.speak"}
QUESTION = {ASK: "cases.question", SPEAK: "cases.speak_question"}
CHECK = {ASK: "cases.check", SPEAK: "cases.speak_check"}
HELP = {ASK: "cases.help_with_form", SPEAK: "cases.speak_help"}
# Whose pages are its own; the others look the same for whoever asks.
FOLDERS = {(SPEAK, page): SPEAK for page in SPEAKING}


@anyone
def start() -> ResponseReturnValue:
    """What do you need?"""
    return one_question(Page.KIND, ASK)


@anyone
def question(name: str) -> ResponseReturnValue:
    """One question of the journey."""
    if name not in set(Page):
        raise NotFound
    return one_question(Page(name), ASK)


def one_question(page: Page, journey: str) -> ResponseReturnValue:
    """A question of either journey; on to the first one not answered where it is not this one's turn."""
    asking = asking_now(utc_now(), journey)
    asked = pages(asking.answers, asking.situation)
    reached = asked.index(asking.missing) if asking.missing else len(asked)
    if page not in asked or asked.index(page) > reached:
        return redirect(address(asking.missing, journey), 303)
    form = form_for(page, asking)
    leaving = request.method == "POST" and request.form.get("leave_to")
    if leaving:
        asking.keep(typed={page: _given(form)})
        return redirect(url_for(HELP[journey]), 303)
    if page is Page.FILES and request.method == "POST":
        return _files(asking, form)
    if arrived(form):
        return _next(asking, page, _given(form))
    return _show(asking, page, form, 422 if request.method == "POST" else 200)


def _next(asking: Asking, page: Page, given: Mapping[str, Any]) -> ResponseReturnValue:
    answers, typed = {**asking.answers, page.value: given}, dict[str, Any]()
    if page is Page.KIND and about_data(given) != about_data(asking.answers.get(page, {})):
        # Other questions are asked of it now; what was written to the first ones stands in the form.
        typed = {Page.HAPPENED.value: answers.pop(Page.HAPPENED, {})}
    asking.keep(answers=answers, typed=typed)
    changing = "change" in request.args
    following = after(page, answers, asking.situation, changing=changing)
    return redirect(address(following, asking.journey, changing=changing), 303)


def _files(asking: Asking, form: Form) -> ResponseReturnValue:
    """Keep good files at once, also when others are refused; the bytes are looked at without a lock."""
    draft = asking.draft
    if draft is None:
        return redirect(address(Page.KIND, ASK), 303)
    removed = request.form.get("remove", "")
    if removed.isdecimal():
        drafts.remove_file(draft, int(removed))
        return redirect(address(Page.FILES, ASK, changing="change" in request.args), 303)
    held = len(drafts.files_of(draft))
    rollback()
    judged = uploads.judged(request.files.getlist("files"), held=held)
    uploads.keep_with_draft(draft, judged.accepted)
    if judged.refused:
        form["files"].errors = judged.refused
        return _show(asking_now(utc_now()), Page.FILES, form, 422)
    if request.form.get("add"):
        return redirect(address(Page.FILES, ASK, changing="change" in request.args), 303)
    return _next(asking_now(utc_now()), Page.FILES, {"seen": True})


def _show(asking: Asking, page: Page, form: Form, status: int) -> ResponseReturnValue:
    changing = "change" in request.args
    previous = before(page, asking.answers, asking.situation)
    before_it = address(previous, asking.journey) if previous else url_for("pages.home")
    back = address(None, asking.journey) if changing else before_it
    held = drafts.files_of(asking.draft) if asking.draft and page is Page.FILES else []
    html = render_template(
        f"cases/{FOLDERS.get((asking.journey, page), 'ask')}/{page}.html",
        form=form,
        back=back,
        asking=asking,
        held=held,
        helps=helps(asking) if page is Page.REPLY else [],
        has_errors=status == 422,
    )
    return html, status


def address(page: Page | None, journey: str, *, changing: bool = False) -> str:
    """The address of a question, or of checking the answers where none is left."""
    change = "1" if changing else None
    if page is None:
        return url_for(CHECK[journey])
    if page is Page.KIND:
        return url_for(START[journey], change=change)
    return url_for(QUESTION[journey], name=page.value, change=change)


def _given(form: Form) -> dict[str, Any]:
    given = {f.name: f.data for f in form if f.name != "files"}
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in given.items()}


@anyone
def check() -> ResponseReturnValue:
    """Check the answers, then send them: made once, however often it is sent."""
    return check_answers(ASK)


def check_answers(journey: str) -> ResponseReturnValue:
    """The page that shows every answer, and sending them."""
    form = SendForm(posted())
    if request.method == "POST" and form.submission.data:
        asking = asking_now(utc_now(), journey)
        if asking.draft is None or asking.draft.key != form.submission.data:
            return _sent_already(form.submission.data, journey)
        return _send(asking, asking.draft)
    asking = asking_now(utc_now(), journey)
    if asking.draft is None or asking.missing is not None:
        return redirect(address(asking.missing or Page.KIND, journey), 303)
    form.submission.data = asking.draft.key
    return render_template(
        f"cases/{journey}/check.html",
        form=form,
        asking=asking,
        asked=[p.value for p in pages(asking.answers, asking.situation)],
        address=lambda name, changing=False: address(Page(name), journey, changing=changing),
        homes=dict(homes(asking)) if Page.HOME in asking.answers else {},
        topics={str(t.id): t.name for t in landlord().topics},
        contact_kinds={k.key: k.name for k in landlord().charter.contact_kinds},
        held=drafts.files_of(asking.draft),
        organisation=for_organisation(asking.answers, asking.situation),
        helps=helps(asking),
        kind=case_kind(asking.answers),
        feedback_kinds={k.key: k.name for k in landlord().charter.feedback_kinds},
        happened_on=_day(asking.answers.get(Page.HAPPENED, {}).get("happened_on")),
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _send(asking: Asking, draft: Draft) -> ResponseReturnValue:
    asked = Asked(
        answers=asking.answers,
        situation=asking.situation,
        files=uploads.from_draft(drafts.contents_of(draft)),
        submission_id=draft.key,
    )
    try:
        record = send_asked(asked, now=asking.now)
    except RuleBroken as broken:
        if broken.rule == "already submitted":
            return _sent_already(draft.key, asking.journey)
        if broken.rule == "not everything answered":
            return redirect(address(asking.missing, asking.journey), 303)
        raise
    drafts.done(draft)
    return _to_confirmation(record)


def _sent_already(submission_id: str, journey: str = ASK) -> ResponseReturnValue:
    earlier = sent_before(submission_id)
    return _to_confirmation(earlier) if earlier else redirect(url_for(START[journey]), 303)


def _to_confirmation(record: Record) -> ResponseReturnValue:
    remember_sent(record)
    return redirect(url_for("cases.sent", reference=record.reference), 303)


@anyone
def sent(reference: str) -> ResponseReturnValue:
    """It is done: the reference, each promise with its date, who has it, what happens next."""
    now = utc_now()
    found = case_head([confirmation_reader(reference)], reference, now=now)
    return render_template(
        "cases/ask/sent.html",
        view=found,
        promise_lines=all_shown(
            lines_of(found.record, now=now),
            now=now,
            zone=landlord().zone,
            links=Links(promise=lambda step: url_for("pages.promise", key=step.standard)),
        ),
        spelled=spelled(found.record.reference),
        beside=complaint_beside(found.record),
        dangers=_dangers(found.record, now),
        going_on=drafts.draft_for(ASK, person_id=customer_reader().person_id, now=now) is not None,
        booking=drafts.draft_for(BOOK, person_id=customer_reader().person_id, now=now) is not None,
    )


def _dangers(record: Record, now: datetime) -> list[tuple[str, str, tuple[ShownLine, ...]]]:
    """Kind, reference and promises of what they said is dangerous."""
    links = Links(promise=lambda step: url_for("pages.promise", key=step.standard))
    named = lines_of_case(record.id, now=now)
    zone = landlord().zone
    return [(kind, ref, all_shown(lines, now=now, zone=zone, links=links)) for kind, ref, lines in named]


@anyone
def help_with_form() -> ResponseReturnValue:
    """I need help with this, or ring me, at no cost: what was written so far is kept, and goes with it.

    Also with booking an appointment, whose journey is its own: the address then says so.
    """
    return help_page(ASK)


def help_page(journey: str) -> ResponseReturnValue:
    """Asking to be helped with either journey."""
    asking = asking_now(utc_now(), journey)
    someone = signed_in_person()
    person = someone.person if someone else None
    held = {"name": person.name, "phone": person.phone} if person else {}
    form = HelpForm(posted(), data={**held, "submission": secrets.token_urlsafe(24)})
    if arrived(form):
        return _help_asked(form, asking, person)
    status = 422 if request.method == "POST" else 200
    for_booking = request.args.get("journey") == BOOK
    html = render_template(
        "cases/ask/help.html",
        form=form,
        asking=asking,
        has_errors=status == 422,
        back=url_for("appointments.start") if for_booking else address(asking.missing, journey),
        kept=asking.draft is not None or for_booking,
    )
    return html, status


def _written_in_booking(asking: Asking) -> str:
    """What somebody wrote on the way to an appointment, for whoever rings them."""
    draft = drafts.draft_for(BOOK, person_id=asking.situation.person_id, now=asking.now)
    kept = draft.answers if draft else {}
    said = {**kept.get("given", {}), **kept.get("typed", {})}
    return str(said.get(booking_journey.Page.ABOUT, {}).get("words") or "")


def _help_asked(form: HelpForm, asking: Asking, person: Person | None) -> ResponseReturnValue:
    said = {**asking.answers, **asking.typed}
    words_page = said.get(Page.HAPPENED if asking.situation.speaking else Page.WORDS, {})
    # What somebody complains of is not for everybody who rings people back.
    written = "" if case_kind(asking.answers) is CaseKind.COMPLAINT else words_page.get("words") or ""
    if request.args.get("journey") == BOOK:
        written = _written_in_booking(asking)
    with speaking(ENGLISH):  # staff read it
        title = gettext("Help with a form")
        words = render_template("cases/ask/help_words.txt", written=written)
    wanted = HelpWanted(
        title=title,
        words=words,
        name=form.name.data or "",
        phone=form.phone.data or "",
        ring_between=form.ring_between.data or "",
        submission_id=form.submission.data or "",
    )
    try:
        with db.session.begin_nested():
            record = ask_for_help(wanted, person=person, now=asking.now)
    except RuleBroken as broken:
        if broken.rule == "already submitted":
            return _sent_already(wanted.submission_id)
        raise
    return _to_confirmation(record)
