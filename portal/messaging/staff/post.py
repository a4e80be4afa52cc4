"""Today's post: begin a print run, download it, say what is posted."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.errors import NotFound, RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.messaging.services import posting
from portal.messaging.staff.pages import blueprint, day_of, download, seen
from portal.messaging.staff_queries import post as queries
from portal.timekeeping import utc_now

PDF = "application/pdf"


@blueprint.get("/post")
@staff(Ability.MAKE_FORMS)
def post() -> ResponseReturnValue:
    """What is ready to be posted today, what goes later, what has no address yet."""
    now, reader = utc_now(), staff_reader()
    return seen(
        "messaging/staff/post.html",
        reader,
        now,
        look="post.seen",
        record_id=None,
        person_id=None,
        page=queries.post_page(reader, today=day_of(now)),
        today=day_of(now),
        done=request.args.get("done"),
    )


@blueprint.post("/post")
@staff(Ability.MAKE_FORMS)
def post_run() -> ResponseReturnValue:
    """Put everything that is ready into one print run."""
    now, reader = utc_now(), staff_reader()
    letters = queries.letters_for_run(reader, today=day_of(now))
    try:
        run = posting.begin_run(letters, on=day_of(now), by=reader.person_id or 0, now=now)
    except RuleBroken:  # pressed twice, or by two people
        return redirect(url_for(".post", done="nothing"), 303)
    return redirect(url_for(".run", run_id=run.id), 303)


@blueprint.get("/post/<int:run_id>")
@staff(Ability.MAKE_FORMS)
def run(run_id: int) -> ResponseReturnValue:
    """One run: its print, what goes beside it, what is posted."""
    now, reader = utc_now(), staff_reader()
    return seen(
        "messaging/staff/run.html",
        reader,
        now,
        look="post.seen",
        record_id=None,
        person_id=None,
        page=queries.run_page(reader, run_id, today=day_of(now)),
        done=request.args.get("done"),
    )


@blueprint.get("/post/<int:run_id>/print.pdf")
@staff(Ability.MAKE_FORMS)
def run_print(run_id: int) -> ResponseReturnValue:
    """The one PDF of the run, to print."""
    now, reader = utc_now(), staff_reader()
    found = queries.run_print(reader, run_id, today=day_of(now))
    if found.content is None:
        raise NotFound
    name = f"post-{found.post_on:%Y-%m-%d}-{found.id}.pdf"
    return download(found.content, name=name, media_type=PDF, reader=reader, now=now)


@blueprint.post("/post/<int:run_id>/posted")
@staff(Ability.MAKE_FORMS)
def run_posted(run_id: int) -> ResponseReturnValue:
    """All of it is in the post, or the letters that were ticked."""
    now, reader = utc_now(), staff_reader()
    row, known = queries.run_to_change(reader, run_id)
    places = known if "all" in request.form else known & set(request.form.getlist("place", type=int))
    marked = posting.run_posted(row, places=places, by=reader.person_id or 0, now=now)
    return redirect(url_for(".run", run_id=run_id, done="posted" if marked else "none"), 303)


@blueprint.post("/post/<int:run_id>/take-out")
@staff(Ability.MAKE_FORMS)
def run_take_out(run_id: int) -> ResponseReturnValue:
    """A letter is not posted with this run after all; it waits for the next one."""
    now, reader = utc_now(), staff_reader()
    row, known = queries.run_to_change(reader, run_id)
    place = request.form.get("out", 0, type=int)
    try:
        posting.take_out(row, place=place if place in known else 0, by=reader.person_id or 0, now=now)
    except RuleBroken:
        return redirect(url_for(".run", run_id=run_id, done="none"), 303)
    return redirect(url_for(".run", run_id=run_id, done="taken-out"), 303)
