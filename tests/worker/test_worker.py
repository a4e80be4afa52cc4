"""The worker's loop: turns, faults, waits, stopping. Time is given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.worker import JOBS, Job, run

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


class Words(Exception):
    """A fault whose message nobody may read in a log."""


class Days:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Watch(threading.Event):
    """A stop that ends the loop after so many idle waits, and moves the clock on by a second at each."""

    def __init__(self, clock: Days, idle: int) -> None:
        super().__init__()
        self.clock, self.idle = clock, idle

    def wait(self, timeout: float | None = None) -> bool:
        self.clock.now += timedelta(seconds=timeout or 0)
        self.idle -= 1
        if self.idle == 0:
            self.set()
        return self.is_set()


def counting_down(pieces: int, done: list[datetime]) -> Callable[[Callable[[], datetime]], int]:
    def piece(clock: Callable[[], datetime]) -> int:
        if len(done) == pieces:
            return 0
        done.append(clock())
        return 1

    return piece


def test_once_does_every_job_until_nothing_is_left(app: Flask) -> None:
    first: list[datetime] = []
    second: list[datetime] = []
    jobs = (
        Job(name="first", run=counting_down(3, first)),
        Job(name="second", run=counting_down(5, second), every=timedelta(hours=1)),
    )
    assert run(app, once=True, stop=threading.Event(), clock=Days(), jobs=jobs)
    assert (len(first), len(second)) == (3, 5)


def test_a_fault_stops_no_other_job_and_its_words_are_not_logged(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[datetime] = []

    def faulty(_clock: object) -> int:
        raise Words("Amina Bello cannot pay")

    jobs = (Job(name="faulty", run=faulty), Job(name="other", run=counting_down(2, done)))
    assert not run(app, once=True, stop=threading.Event(), clock=Days(), jobs=jobs)
    assert len(done) == 2
    assert [record.getMessage() for record in caplog.records] == ["Words in faulty"]
    assert "Amina" not in caplog.text


def test_a_job_that_keeps_failing_is_asked_less_and_less(app: Flask) -> None:
    clock = Days()
    asked: list[float] = []

    def faulty(_clock: object) -> int:
        asked.append((clock.now - NOW).total_seconds())
        raise Words

    run(app, stop=Watch(clock, idle=1500), clock=clock, jobs=(Job(name="faulty", run=faulty),))
    assert asked == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111, 1411]


def test_a_job_that_recovers_is_asked_at_its_own_pace_again(app: Flask) -> None:
    clock = Days()
    asked: list[float] = []

    def recovers(_clock: object) -> int:
        asked.append((clock.now - NOW).total_seconds())
        if len(asked) == 1:
            raise Words
        return 0

    job = Job(name="recovers", run=recovers, every=timedelta(seconds=10))
    run(app, stop=Watch(clock, idle=30), clock=clock, jobs=(job,))
    assert asked == [0, 1, 11, 21]


def test_told_to_stop_it_begins_nothing_more(app: Flask) -> None:
    stop = threading.Event()
    done: list[datetime] = []

    def last(clock: Callable[[], datetime]) -> int:
        done.append(clock())
        stop.set()
        return 1

    assert run(app, stop=stop, clock=Days(), jobs=(Job(name="last", run=last), Job(name="no", run=last)))
    assert done == [NOW]


def test_every_job_has_a_name_of_its_own_and_finds_nothing_in_an_empty_portal(app: Flask) -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert run(app, once=True, stop=threading.Event())
