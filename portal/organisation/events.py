"""Exceptional events, such as an attack on our computers, that keep us from our promises for a time. Pure.

An event moves no date. It says what has happened, whom it touches, and when we expect to comply again
(Complaint Handling Code, introduction and 8.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.errors import RuleBroken


class Part(StrEnum):
    """The part of us that an event touches."""

    ALL = "all"
    TOPIC = "topic"
    TEAM = "team"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """An event as it stands. At most one of `topic_id`, `team_id`, `office_id` is set; none means all of us.

    `from_on` is its first day. `expected_on` is the day from which we expect to comply again, `back_on` the
    one from which we did (None: not yet). `published_at`: from then on everybody can read it.
    """

    id: int
    title: str
    happened: str
    means: str
    topic_id: int | None
    team_id: int | None
    office_id: int | None
    from_on: date
    expected_on: date
    ombudsman_told_on: date | None
    published_at: datetime | None
    back_on: date | None
    tell_asked_at: datetime | None
    told_at: datetime | None
    over_told_at: datetime | None
    version: int

    @property
    def part(self) -> tuple[Part, int | None]:
        """Which part of us it touches, and which of its kind."""
        for part, found in (
            (Part.TOPIC, self.topic_id),
            (Part.TEAM, self.team_id),
            (Part.OFFICE, self.office_id),
        ):
            if found is not None:
                return part, found
        return Part.ALL, None

    def lasts(self, today: date) -> bool:
        """Published and not over: the day on which we are back is the first without it."""
        over = self.back_on is not None and self.back_on <= today
        return self.published_at is not None and self.from_on <= today and not over

    def is_overdue(self, today: date) -> bool:
        """It lasts, and the day on which we expected to be back has come."""
        return self.lasts(today) and self.expected_on <= today

    def touches(
        self,
        *,
        topic_id: int | None,
        team_id: int | None,
        office_id: int | None,
        received_on: date,
        closed_on: date | None,
    ) -> bool:
        """Whether a case of that topic, team and office was open on any day of the event, once published."""
        if self.published_at is None or (closed_on is not None and closed_on < self.from_on):
            return False
        if self.back_on is not None and received_on >= self.back_on:
            return False
        part, which = self.part
        its = {Part.TOPIC: topic_id, Part.TEAM: team_id, Part.OFFICE: office_id}
        return part is Part.ALL or its[part] == which


def check_days(*, from_on: date, expected_on: date, ombudsman_told_on: date | None, today: date) -> None:
    """Raise RuleBroken "dates out of order" unless expected after the first day; "told in the future"."""
    if expected_on <= from_on:
        raise RuleBroken("dates out of order", expected_on=expected_on)
    if ombudsman_told_on is not None and ombudsman_told_on > today:
        raise RuleBroken("told in the future", told_on=ombudsman_told_on)
