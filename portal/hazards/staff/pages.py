"""What the staff's pages of hazards share: the blueprint, recording the look, promise lines with acts."""

from __future__ import annotations

from flask import Blueprint, get_template_attribute, request, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import record_look
from portal.commitments.presenting import Links, ShownLine
from portal.commitments.promise_line import Step
from portal.errors import NotAllowed, NotFound
from portal.hazards.next_acts import EVENT_OF, Task, possible
from portal.hazards.presenting import shown_lines
from portal.hazards.staff_queries import HazardHead
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.timekeeping import utc_now

blueprint = Blueprint("hazards_staff", __name__, url_prefix="/staff/hazards")


def task_named(name: str) -> Task:
    """The act in the address; NotFound for any other word."""
    if name not in set(Task):
        raise NotFound
    return Task(name)


def me(reader: Reader) -> int:
    """Who is reading."""
    if reader.person_id is None:
        raise NotAllowed
    return reader.person_id


def looked(page: ResponseReturnValue, reader: Reader, *, record_id: int | None = None) -> ResponseReturnValue:
    """The page, and that this member of staff opened it: it says who is at risk, and health is in that.

    Made before, because recording ends the transaction in which the page was read.
    """
    if request.method == "GET":
        record_look(act="hazard.seen", by=me(reader), now=utc_now(), record_id=record_id)
    return page


def promise_lines(head: HazardHead, reader: Reader) -> tuple[ShownLine, ...]:
    """The promise lines; an open promise has the act that keeps it, for those who may."""
    reference = head.record.reference
    can = possible(head.standing) if reader.may(Ability.WORK_CASES) else ()
    words = get_template_attribute("hazards/staff/words.html", "task_words")

    def act(step: Step) -> tuple[str, str]:
        keeping = (task for task, event in EVENT_OF.items() if task in can and event.value in step.kept_by)
        task = next(keeping, None)
        if task is None:
            return "", ""
        return url_for("hazards_staff.act", reference=reference, name=task), str(words(task)).strip()

    links = Links(
        explain=lambda step: url_for(
            "hazards_staff.how_we_counted", reference=reference, commitment_id=step.commitment_id
        ),
        promise=lambda step: url_for("pages.promise", key=step.standard),
        act=act,
    )
    return shown_lines(head.lines, links=links, now=head.now)
