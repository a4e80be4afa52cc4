"""Pages for everybody: home, promises, contact, how a date is counted; and what every page needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.access import minutes_to_wait, network_allowance, own_path
from portal.appointments.queries.door import expected_callers
from portal.cases.feedback import takes_data_complaints
from portal.clock.day_lines import day_lines
from portal.clock.zones import to_utc
from portal.commitments.targets import target_standard
from portal.errors import NotFound, RuleBroken
from portal.identity.access import SignedIn, anyone, customer_reader, signed_in_person
from portal.identity.queries.people import staff_named
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging.queries import to_do
from portal.needs.queries import own_needs
from portal.organisation.facts import LandlordFacts, OpeningState
from portal.organisation.queries import landlord
from portal.pages.countings import countable, due_from
from portal.pages.customer.disruptions import disruptions
from portal.pages.forms import CountingForm, DisplayForm, VisitCheckForm
from portal.pages.queries import coming_of, kept_lately, open_cases_of
from portal.pages.services import keep_reading
from portal.pages.staff_pages import STAFF_PAGES
from portal.pages.themes import first_promises, not_yet_kept, shelves
from portal.pages.visit_checks import CHECK, SHOWN_FOR
from portal.timekeeping import local_date, utc_now
from portal.web import colours, formats, memory
from portal.web.display import Display, changed, keep
from portal.web.display import display as shown
from portal.web.fields import options
from portal.web.languages import chosen_language, offered_languages
from portal.web.posting import arrived, posted
from portal.web.settings import settings
from portal.web.words import spoken

blueprint = Blueprint("pages", __name__)
blueprint.add_url_rule("/disruptions", "disruptions", disruptions)

PROMISES_ON_HOME = 5
_VISIT_CHECK = "visit_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningWords:
    """Whether we are open, with the times ready to print; None where there is no such time."""

    open: bool
    closes_at: str | None
    next_opening: str | None


@blueprint.app_context_processor
def what_every_page_knows() -> dict[str, Any]:
    """The landlord, whether it is open, who is signed in, where they may go; nothing without a database."""
    try:
        facts = landlord()
        someone = signed_in_person() if has_request_context() else None
    except SQLAlchemyError:  # the page that says so must still be shown
        return {}
    now = utc_now()
    return {
        "landlord": facts,
        "office_state": opening_words(facts.opening(now), facts, now),
        "disruptions": facts.disruptions(local_date(now, facts.zone)) if facts.events else (),
        "current_person": someone,
        "staff_nav": staff_nav(someone),
    }


def opening_words(state: OpeningState, facts: LandlordFacts, now: datetime) -> OpeningWords:
    """When the office closes or opens next, as people say it: "5pm", "today at 9am", "on Monday … at 9am"."""
    locale = get_locale() or "en_GB"
    next_opening = None
    if state.next_opens_at is not None:
        days = (local_date(state.next_opens_at, facts.zone) - local_date(now, facts.zone)).days
        at = formats.clock(state.next_opens_at, locale, facts.zone)
        if days == 0:
            next_opening = gettext("today at %(time)s", time=at)
        elif days == 1:
            next_opening = gettext("tomorrow at %(time)s", time=at)
        else:
            on = formats.day(state.next_opens_at, locale, facts.zone)
            next_opening = gettext("on %(day)s at %(time)s", day=on, time=at)
    closes = formats.clock(state.closes_at, locale, facts.zone) if state.closes_at else None
    return OpeningWords(open=state.open, closes_at=closes, next_opening=next_opening)


def staff_nav(someone: SignedIn | None) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the page now open, for each staff page the roles allow."""
    if someone is None or not someone.abilities:
        return []
    labels, here, root = _labels(), request.endpoint or "", request.script_root
    waiting = _waiting(someone)
    return [
        (f"{labels[name]}{waiting.get(name, '')}", f"{root}{path}", here.startswith(STAFF_PAGES[name]))
        for name, path in _open_to(someone.abilities)
    ]


def _open_to(abilities: frozenset[Ability]) -> Sequence[tuple[str, str]]:
    """The staff pages that these abilities open, with their paths: found once for each set of roles."""
    pages = memory.kept("staff pages")
    if abilities not in pages:
        pages[abilities] = tuple(
            (endpoint, next(current_app.url_map.iter_rules(endpoint)).rule)
            for endpoint in STAFF_PAGES
            if getattr(current_app.view_functions[endpoint], "access", None) in abilities
        )
    found: Sequence[tuple[str, str]] = pages[abilities]
    return found


def _labels() -> Mapping[str, str]:
    """What the staff pages are called, said once in each language."""
    names, locale = memory.kept("names of staff pages"), str(spoken())
    if locale not in names:
        names[locale] = {
            "cases_staff.worklist": gettext("Work"),
            "appointments_staff.diary": gettext("Diary"),
            "appointments_staff.arranging": gettext("Appointments"),
            "cases_staff.log": gettext("Log a contact"),
            "cases_staff.search": gettext("Search"),
            "complaints_staff.worklist": gettext("Complaints"),
            "reports_staff.figures": gettext("Complaints in numbers"),
            "cases_staff.knowledge": gettext("Answers and notes"),
            "cases_staff.what_we_did": gettext("You said, we did"),
            "needs_staff.waiting": gettext("What helps people"),
            "accounts_staff.registrations": gettext("Registrations"),
            "messaging_staff.outbox": gettext("Messages"),
            "forms_staff.things": gettext("Things to make"),
            "forms_staff.post": gettext("Today’s post"),
            "publications_staff.overview": gettext("Publications"),
            "identity_staff.absences": gettext("Who is away"),
            "admin_staff.home": gettext("Administration"),
        }
    found: Mapping[str, str] = names[locale]
    return found


def _waiting(someone: SignedIn) -> dict[str, str]:
    """How much waits on the pages of messages, as it stands behind their names; one statement."""
    mine = someone.abilities & {Ability.SEE_OUTBOX, Ability.MAKE_FORMS}
    if not mine or not request.path.startswith("/staff"):
        return {}
    counts = to_do(Reader(person_id=someone.id, abilities=someone.abilities))
    numbers = {
        "messaging_staff.outbox": counts.attention,
        "forms_staff.things": counts.tasks,
        "forms_staff.post": counts.post,
    }
    return {name: f" ({min(n, 99)}{'+' if n > 99 else ''})" for name, n in numbers.items() if n}


@blueprint.get("/")
@anyone
def home() -> ResponseReturnValue:
    """What can I do here, what have you promised me, what is happening with mine."""
    now = utc_now()
    reader = customer_reader()
    kept = kept_lately(now=now)
    fell_due = {key: found.ended for key, found in kept.items()}
    return render_template(
        "pages/home.html",
        coming=coming_of(reader, now=now) if reader.person_id else (),
        cases=open_cases_of(reader, now=now) if reader.person_id else None,
        helps=own_needs(reader, today=local_date(now, landlord().zone)) if reader.person_id else (),
        promises=first_promises(landlord().charter, fell_due, PROMISES_ON_HOME),
        kept=kept,
    )


@blueprint.get("/promises")
@anyone
def promises() -> ResponseReturnValue:
    """Every promise in plain words, with its clause, how its time is read, and how often it was kept."""
    facts = landlord()
    now = utc_now()
    today = local_date(now, facts.zone)
    return render_template(
        "pages/promises.html",
        charter=facts.charter,
        shelves=shelves(facts.charter),
        not_yet=not_yet_kept(facts.charter),
        targets=[t for t in map(target_standard, facts.targets) if t.in_force(today)],
        kept=kept_lately(now=now),
        today=today,
    )


@blueprint.get("/promises/<key>")
@anyone
def promise(key: str) -> ResponseReturnValue:
    """One timed promise: of the policy, of a regime, or a target of our own."""
    facts = landlord()
    ours = {t.key: t for t in map(target_standard, facts.targets)}
    standard = facts.charter.standard(key) or ours.get(key)
    if standard is None:
        raise NotFound
    regime = next((r for r in facts.charter.regimes if r.key == standard.regime), None)
    return render_template(
        "pages/promise.html",
        standard=standard,
        regime=regime,
        charter=facts.charter,
        kept=kept_lately(now=utc_now()),
        countable=standard in countable(facts.charter),
    )


@blueprint.get("/contact")
@anyone
def contact() -> ResponseReturnValue:
    """Where we are, when we are open, whom to ring, and what to do in an emergency."""
    facts = landlord()
    now = utc_now()
    today = local_date(now, facts.zone)
    soon = today + timedelta(days=60)
    return render_template(
        "pages/contact.html",
        offices=[(o, opening_words(facts.opening(now, o.id), facts, now)) for o in facts.offices],
        closures=[c for c in facts.closures if c.to_on >= today and c.from_on <= soon],
        teams=[t for t in facts.teams if t.may_be_named],
        officers=staff_named(),
        today=today,
    )


@blueprint.get("/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    """How accessible these pages are, and whom to tell when they are not."""
    return render_template("pages/accessibility.html")


@blueprint.get("/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    """What we keep about people, and who sees it."""
    return render_template(
        "pages/privacy.html",
        idle_hours=settings().session_idle_hours,
        takes_data_complaints=takes_data_complaints(landlord().charter),
    )


@blueprint.route("/display", methods=["GET", "POST"])
@anyone
def display() -> ResponseReturnValue:
    """How this looks: language, size, spacing, colours, view. Kept in a cookie, and with an account."""
    back = _came_from()
    if request.method == "POST":
        usual = Display(language=shown().language)
        chosen = usual if "as_usual" in request.form else changed(usual, request.form)
        someone = signed_in_person()
        if someone is not None:
            keep_reading(person_id=someone.id, reading=chosen.kept())
        answer = redirect(url_for("pages.display", kept="1", back=back or None), 303)
        keep(answer, chosen)
        return answer
    form = DisplayForm()
    form.show(shown(), offered_languages(), chosen_language())
    return render_template("pages/display.html", form=form, came_from=back, kept="kept" in request.args)


@blueprint.route("/display/switch", methods=["GET", "POST"])
@anyone
def switch() -> ResponseReturnValue:
    """Change one part, such as the language, and go back to the page it was pressed on.

    By a link, on this device; by a button, with the account too.
    """
    chosen = changed(shown(), request.values)
    someone = signed_in_person()
    if someone is not None and request.method == "POST":
        keep_reading(person_id=someone.id, reading=chosen.kept())
    answer = redirect(_came_from() or url_for("pages.home"), 303)
    keep(answer, chosen)
    return answer


def _came_from() -> str:
    """The page of ours somebody was on before, from the form or, as browsers say it, the Referer; else ""."""
    before = urlsplit(request.referrer or "")
    page = f"{before.path}?{before.query}" if before.query else before.path
    if before.netloc != request.host or before.path == url_for("pages.display"):
        page = ""
    return own_path(request.values.get("back") or page) or ""


@blueprint.get("/clock")
@anyone
def clock() -> ResponseReturnValue:
    """How a date is counted: the days that count, those that do not and why (rule 15)."""
    facts = landlord()
    standards = countable(facts.charter)
    form = CountingForm(request.args if "at" in request.args else None)
    form.standard.choices = options((s.key, f"{s.promise} ({s.literal})") for s in standards)
    if "at" not in request.args:
        form.standard.data = request.args.get("standard", "")
    if "at" not in request.args or not form.validate():
        return render_template("pages/clock.html", form=form, due=None), 422 if form.errors else 200
    standard = next(s for s in standards if s.key == form.standard.data)
    at = to_utc(datetime.combine(form.on.data, form.at.data), facts.zone)
    try:
        due = due_from(standard, at, facts.calendars())
    except RuleBroken as refused:
        return render_template("pages/clock.html", form=form, due=None, refused=refused.rule), 422
    return render_template(
        "pages/clock.html",
        form=form,
        standard=standard,
        due=due,
        begins_at=at,
        lines=day_lines(due.counting),
        working=standard.limit is not None and standard.limit.counts_days,
    )


@blueprint.route("/visit-check", methods=["GET", "POST"])
@anyone
def visit_check() -> ResponseReturnValue:
    """Is this visit genuine? Anybody may ask, with the visit code or the number of the card; tries count."""
    form = VisitCheckForm(posted())
    if not arrived(form):
        status = 422 if form.errors else 200
        return render_template("pages/visit_check.html", form=form, wait=0, has_errors=status == 422), status
    now = utc_now()
    wait = minutes_to_wait((network_allowance(CHECK),), now=now)
    if wait:
        return render_template("pages/visit_check.html", form=form, wait=wait, has_errors=True), 429
    # Kept in the asker's own session, so that the code stands in no address, history or log.
    session[_VISIT_CHECK] = [(form.typed.data or "").strip(), now.isoformat()]
    return redirect(url_for("pages.visit_answer"), 303)


@blueprint.get("/visit-check/answer")
@anyone
def visit_answer() -> ResponseReturnValue:
    """Who is expected now, by first name and role; or that we cannot confirm it, whatever the reason."""
    typed, asked_at = session.get(_VISIT_CHECK, ("", ""))
    now = utc_now()
    if not typed or not timedelta(0) <= now - datetime.fromisoformat(asked_at) <= SHOWN_FOR:
        return redirect(url_for("pages.visit_check"))
    return render_template("pages/visit_answer.html", callers=expected_callers(typed, now=now))


@blueprint.get("/theme.css")
@anyone
def theme() -> Response:
    """The landlord's own colour, made dark or light enough to read; rendered without any page's context."""
    sheet = current_app.jinja_env.get_template("layouts/theme.css")
    response = Response(sheet.render(theme=colours.theme(settings().landlord_colour)), mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response
