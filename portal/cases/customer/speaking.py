"""Telling us what one thinks: the journey's own addresses, the choice to complain, paper, and what we did."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.customer import asking
from portal.cases.customer.standing import SPEAK
from portal.cases.feedback import CARDS_AT_ONCE, Where, Wish
from portal.cases.forms.speaking import UnhappyForm
from portal.cases.journey import Page
from portal.cases.models import ComplaintChoice
from portal.cases.queries import case_head, commitment_on, what_we_did
from portal.cases.services.complaining import Complaining, answer_offer, offer, open_offer
from portal.cases.services.customers import write_again
from portal.charters.standards import CaseKind
from portal.commitments.models import Commitment
from portal.database import db
from portal.errors import NotAllowed, NotFound, RuleBroken
from portal.identity.access import anyone, customer_reader
from portal.organisation.queries import landlord
from portal.records.access import readers_of, remember_sent
from portal.records.models import Record
from portal.records.queries import sent_before
from portal.records.references import new_reference
from portal.timekeeping import utc_now
from portal.web.posting import arrived, posted


@anyone
def speak() -> ResponseReturnValue:
    """What would you like to tell us?"""
    return asking.one_question(Page.KIND, SPEAK)


@anyone
def speak_question(name: str) -> ResponseReturnValue:
    """One page of telling us."""
    if name not in set(Page):
        raise NotFound
    return asking.one_question(Page(name), SPEAK)


@anyone
def speak_check() -> ResponseReturnValue:
    """Check the answers, then send them."""
    return asking.check_answers(SPEAK)


@anyone
def speak_help() -> ResponseReturnValue:
    """Somebody to help with telling us."""
    return asking.help_page(SPEAK)


@anyone
def leaflet() -> ResponseReturnValue:
    """A leaflet and a card to print. The code on each card becomes the reference of what is written on it."""
    cards = min(max(request.args.get("cards", 1, type=int), 1), CARDS_AT_ONCE)
    kinds = landlord().charter.feedback_kinds
    return render_template(
        "cases/speak/leaflet.html", codes=[new_reference() for _ in range(cards)], kinds=kinds
    )


@anyone
def we_did() -> ResponseReturnValue:
    """What people told us, and what we did about it."""
    return render_template("cases/speak/what_we_did.html", entries=what_we_did())


def may_complain(record: Record) -> bool:
    """Whether somebody unhappy with that case is offered to make it a complaint here."""
    return record.kind != CaseKind.COMPLAINT


@anyone
def unhappy(reference: str) -> ResponseReturnValue:
    """I am unhappy with this: what with, and whether to make it a complaint. The choice is kept."""
    now = utc_now()
    head = case_head(readers_of(reference), reference, now=now)
    record = head.record
    if not may_complain(record):
        return redirect(url_for("cases.case", reference=record.reference) + "#unhappy", 303)
    if not head.may_write:
        raise NotAllowed
    waiting = open_offer(record.id)
    known = {"words": waiting.words if waiting else "", "submission": secrets.token_urlsafe(24)}
    form = UnhappyForm(posted(), data=known)
    if arrived(form):
        return _chosen(form, record, waiting, now)
    status = 422 if request.method == "POST" else 200
    html = render_template(
        "cases/speak/unhappy.html",
        form=form,
        record=record,
        promise=_missed(record),
        did=request.args.get("did"),
        has_errors=status == 422,
    )
    return html, status


def _chosen(
    form: UnhappyForm, record: Record, waiting: ComplaintChoice | None, now: datetime
) -> ResponseReturnValue:
    words, me, submission = form.words.data or "", customer_reader().person_id, form.submission.data
    said_before = waiting.words if waiting else ""
    opened = sent_before(submission or "") or _answered(form, record, now)
    if opened is not None:
        remember_sent(opened)
        return redirect(url_for("cases.sent", reference=opened.reference), 303)
    if words != said_before:  # what was said on the page before is on the case already
        write_again(record, words=words, files=(), by=me, now=now, submission_id=submission)
    return redirect(url_for("cases.case", reference=record.reference, did="heard"), 303)


def _answered(form: UnhappyForm, record: Record, now: datetime) -> Record | None:
    """The complaint that was opened; None where they do not want one, or not yet."""
    promise, words = _missed(record), form.words.data or ""
    complaint = Complaining(
        words=words, put_right=form.put_right.data or "", submission_id=form.submission.data
    )
    try:
        with db.session.begin_nested():
            choice = offer(
                record,
                where=Where.MISSED_PROMISE if promise else Where.CASE,
                words=words,
                by=None,
                now=now,
                commitment_id=promise.id if promise else None,
            )
            wish, me = Wish(form.wish.data), customer_reader().person_id
            return answer_offer(choice, record, wish=wish, complaint=complaint, by=me, now=now)
    except RuleBroken as broken:  # pressed twice at the same moment: the other one has made it
        if broken.rule == "already submitted":
            return sent_before(form.submission.data or "")
        raise


def _missed(record: Record) -> Commitment | None:
    """The promise beside which the link stood, if it is one of this case."""
    number = request.args.get("promise", type=int)
    return commitment_on(record.id, number) if number is not None else None
