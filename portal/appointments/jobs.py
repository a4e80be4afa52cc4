"""Work of appointments in the background: reminders, that a cancelling was told, forgetting what is over.

Appointments whose day is past and of which nobody has said what happened are left as they are: only a person
knows, and the officer's diary asks.
"""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from portal.appointments.services.door import wipe_old
from portal.appointments.services.forgetting import end_old_links
from portal.appointments.services.reminding import remind, reminders_due
from portal.appointments.services.told import keep_told, records_told
from portal.database import commit, db, rollback, writing
from portal.records.models import Record

_AT_ONCE = 50


def send_reminders(now: datetime) -> int:
    """Remind people of their appointments; give back how many were. Safe in several workers at once.

    Each reminder is a transaction of its own, its row and its message in it: killed between two, the next
    worker goes on; killed within one, nothing of it is left.
    """
    with writing(False):
        waiting = reminders_due(now=now, most=_AT_ONCE)
        rollback()
    reminded = 0
    for due in waiting:
        with writing():
            try:
                went = remind(due, now=now)
                commit()
            except Exception as error:  # one that cannot be sent must not keep the others from going
                rollback()
                current_app.logger.error("%s while reminding of %d", type(error).__name__, due.appointment_id)
            else:
                reminded += went
    return reminded


def note_told(now: datetime) -> int:
    """Keep the promise to tell of a cancelling where word has left; give back how many were kept."""
    with writing(False):
        waiting = records_told(most=_AT_ONCE)
        rollback()
    kept = 0
    for record_id in waiting:
        with writing():
            kept += keep_told(db.session.get_one(Record, record_id), now=now)
            commit()
    return kept


def forget_what_is_over(now: datetime) -> int:
    """Wipe the one-time words of visits that are over and end links to them; give back how many."""
    with writing():
        done = wipe_old(now) + end_old_links(now=now)
        commit()
    return done
