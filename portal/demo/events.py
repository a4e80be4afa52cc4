"""An exceptional event of some weeks ago at the demonstration landlord, over by now, through the services."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.charters.ombudsman import CODE
from portal.organisation.events import Part
from portal.organisation.queries import landlord
from portal.organisation.services.events import end_event, publish_event, save_event
from portal.timekeeping import local_date

_BEGAN_BEFORE = timedelta(days=75)
_EXPECTED_AFTER = timedelta(days=2)
_BACK_AFTER = timedelta(days=3)


def keep_what_is_over(admin: int, *, now: datetime) -> None:
    """The phones of a landlord without a sound for three days; its page still says so.

    Last of all that is told: whatever changes the landlord makes everything after it read the landlord again.
    """
    facts = landlord()
    began_at = now - _BEGAN_BEFORE
    began_at += timedelta(days=1 - local_date(began_at, facts.zone).weekday())  # a Tuesday
    began_on = local_date(began_at, facts.zone)
    under_code = any(regime.key == CODE for regime in facts.charter.regimes)
    event = save_event(
        event_id=None,
        title="Our phones did not work",
        happened="A cable was cut in the street. Nobody could ring us, and we could not ring you.",
        means="You could still write to us and come to the office. The emergency number worked.",
        part=Part.ALL,
        part_id=None,
        from_on=began_on,
        expected_on=began_on + _EXPECTED_AFTER,
        ombudsman_told_on=began_on if under_code else None,
        version=0,
        by=admin,
        now=began_at,
    )
    publish_event(event_id=event.id, by=admin, now=began_at)
    end_event(
        event_id=event.id,
        back_on=began_on + _BACK_AFTER,
        version=event.version,
        by=admin,
        now=began_at + _BACK_AFTER,
    )
