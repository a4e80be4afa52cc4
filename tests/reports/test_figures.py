"""The figures of a year: the rules, then the page's numbers against a slow count of generated complaints."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.clock.keeping import Outcome
from portal.complaints.answers import Decision
from portal.complaints.queries import points_found
from portal.complaints.services.answering import Found, MoreTime, answer, decide, take_longer
from portal.complaints.services.closing import close
from portal.complaints.services.defining import define_and_acknowledge
from portal.complaints.services.going_further import escalate
from portal.complaints.services.refusing import ask_refusal, decide_refusal
from portal.complaints.services.taking_on import name_person
from portal.database import commit
from portal.errors import NotAllowed
from portal.records.models import Record
from portal.reports.measures import (
    MEASURED,
    Ending,
    Measure,
    StageFact,
    Tenure,
    Year,
    ending_of,
    measure,
    tenure_of,
    without_small,
    year_of,
)
from portal.reports.queries.year import figures_for
from tests.client import StrictClient
from tests.complaints.test_services import TAUGHT
from tests.complaints.world import DAY, DEFINITION, GROUNDS, RECEIVED, World, reader
from tests.factories.people import a_person, a_tenancy

YEAR = Year(begins=2026)
NOT_UPHELD = Found(decision=Decision.NOT_UPHELD, reasons="We looked.", policy="Repairs policy.")
MOST = 10


def fact(**given: object) -> StageFact:
    """A stage 1 in the year, answered in time, of somebody who rents."""
    values: dict[str, object] = {
        "stage": 1, "asked_on": date(2026, 11, 3), "tenure": Tenure.RENTED, "answered": True,
        "clock": Outcome.KEPT,
    }  # fmt: skip
    return StageFact(**{**values, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
        (date(2027, 3, 31), 2026),
        (date(2027, 4, 1), 2027),
    ],
)
def test_a_year_runs_from_april_to_march(day: date, begins: int) -> None:
    assert year_of(day) == Year(begins=begins)
    assert Year(begins=begins).holds(day)
    assert not Year(begins=begins - 1).holds(day)


@pytest.mark.parametrize(
    ("one", "ending"),
    [
        (fact(), Ending.IN_TIME),
        (fact(clock=Outcome.KEPT_WITHIN_EXTENSION), Ending.IN_TIME),
        (fact(clock=Outcome.LATE), Ending.LATE),
        (fact(clock=Outcome.LATE_WITH_NOTICE), Ending.LATE),
        (fact(clock=None), Ending.NO_CLOCK),
        (fact(answered=False, clock=None), Ending.OPEN),
        (fact(answered=False, clock=Outcome.OPEN), Ending.OPEN),
        (fact(answered=False, clock=Outcome.LATE), Ending.OVERDUE),
        (fact(answered=False, clock=Outcome.LATE, refused=True), Ending.REFUSED),
        (fact(answered=False, clock=Outcome.OPEN, withdrawn=True), Ending.WITHDRAWN),
    ],
)
def test_how_a_stage_ended(one: StageFact, ending: Ending) -> None:
    assert ending_of(one) is ending


@pytest.mark.parametrize(
    ("kind", "tenure"),
    [
        ("tenant", Tenure.RENTED),
        ("licensee", Tenure.RENTED),
        ("shared owner", Tenure.OWNERSHIP),
        ("leaseholder", Tenure.NEITHER),
        ("", Tenure.NEITHER),
    ],
)
def test_tenures_as_the_measures_tell_them_apart(kind: str, tenure: Tenure) -> None:
    assert tenure_of(kind) is tenure


@pytest.mark.parametrize(
    ("received", "homes", "in_time", "rate", "share"),
    [
        (0, 0, 0, None, None),
        (0, 200, 0, "0.0", None),
        (3, 200, 3, "15.0", "100.0"),
        (3, 7, 2, "428.6", "66.7"),
        (16, 640, 1, "25.0", "6.3"),  # 6.25: halves go up
    ],
)
def test_both_measures_round_to_one_place(
    received: int, homes: int, in_time: int, rate: str | None, share: str | None
) -> None:
    endings = {Ending.IN_TIME: in_time, Ending.LATE: received - in_time}
    one = Measure(stage=1, received=received, homes=homes, endings=endings, found={})
    assert one.per_thousand == (Decimal(rate) if rate else None)
    assert one.in_time_share == (Decimal(share) if share else None)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 0, "b": 5, "c": 9}, {"a": 0, "b": 5, "c": 9}),
        ({"a": 1, "b": 4, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 3, "b": 12, "c": 9}, {"a": None, "b": 12, "c": None}),  # else the total gives it away
        ({"a": 3, "b": 0}, {"a": None, "b": 0}),
    ],
)
def test_small_numbers_are_hidden(counts: dict[str, int], shown: dict[str, int | None]) -> None:
    assert without_small(counts) == shown


FACTS = st.lists(
    st.builds(
        StageFact,
        stage=st.sampled_from((1, 2)),
        asked_on=st.dates(date(2026, 2, 1), date(2027, 6, 1)),
        tenure=st.sampled_from(Tenure),
        answered=st.booleans(),
        clock=st.none() | st.sampled_from(Outcome),
        refused=st.booleans(),
        withdrawn=st.booleans(),
        found=st.sampled_from(("", "upheld", "not upheld")),
    ),
    max_size=40,
)


@given(facts=FACTS, homes=st.integers(0, 5000))
def test_every_received_stage_is_counted_once(facts: list[StageFact], homes: int) -> None:
    for stage in (1, 2):
        made = measure(facts, stage=stage, year=YEAR, tenures=MEASURED, homes=homes)
        received = in_time = 0
        for one in facts:  # the slow count, in its own words
            financial_year = one.asked_on.year - (one.asked_on.month < 4)
            if financial_year != 2026 or one.stage != stage or one.tenure == "neither":
                continue
            received += 1
            in_time += one.answered and str(one.clock) in ("kept", "kept within an extension")
        assert (made.received, made.in_time) == (received, in_time)
        assert sum(made.endings.values()) == received
        apart = [
            measure(facts, stage=stage, year=YEAR, tenures={tenure}, homes=homes).received
            for tenure in MEASURED
        ]
        assert sum(apart) == received


# ---- complaints made by the services, and what they must count as by days on a wall calendar

HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}
STORIES = st.lists(
    st.fixed_dictionaries(
        {
            "begins": st.integers(0, 150),  # days from 3 November 2026, past 31 March 2027
            "acknowledged": st.none() | st.integers(0, 9),
            "extended": st.booleans(),
            "answered": st.none() | st.integers(0, 34),
            "again": st.none() | st.integers(0, 40),
            "kind": st.sampled_from(("tenant", "shared owner", "leaseholder", "visitor")),
            "ending": st.sampled_from(("", "refused", "closed")),
        }
    ),
    min_size=1,
    max_size=4,
)


def working_days_on(day: date, number: int) -> date:
    """Counted one by one, the day itself not among them."""
    while number:
        day += DAY
        number -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def noon(day: date) -> datetime:
    """Midday in UTC, when it is the same date here."""
    return datetime.combine(day, time(12), UTC)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # making them smaller takes minutes: each is complaints in a database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stories=STORIES)
def test_the_year_is_what_a_slow_count_of_the_same_complaints_says(
    world: World, stories: list[dict[str, object]]
) -> None:
    before = {(t, s): _counted(world, t, s) for t in (Tenure.RENTED, Tenure.OWNERSHIP) for s in (1, 2)}
    expected = {key: [0, 0, 0] for key in before}
    for story in stories:
        tenure = {"tenant": Tenure.RENTED, "shared owner": Tenure.OWNERSHIP}.get(str(story["kind"]))
        for stage, asked_on, in_time, refused in _lived(world, story):
            if tenure and date(2026, 4, 1) <= asked_on <= date(2027, 3, 31):
                row = expected[tenure, stage]
                row[0] += 1
                row[1] += in_time
                row[2] += refused
    commit()
    for (tenure, stage), more in expected.items():
        now = _counted(world, tenure, stage)
        assert [a - b for a, b in zip(now, before[tenure, stage], strict=True)] == more, (tenure, stage)


def _counted(world: World, tenure: Tenure, stage: int) -> tuple[int, int, int]:
    found = figures_for(reader(world.manager), YEAR, now=noon(date(2028, 1, 5)))
    one = found.measures[tenure][stage - 1]
    return one.received, one.in_time, one.endings.get(Ending.REFUSED, 0)


def _lived(world: World, story: dict[str, object]) -> list[tuple[int, date, bool, bool]]:
    """Make the complaint through the services; each stage with its day, answered in time or not, refused."""
    begins = RECEIVED.date() + int(str(story["begins"])) * DAY
    record = world.raised(now=noon(begins), **_who(str(story["kind"])))
    stages = [(1, begins, False, False)]
    if story["acknowledged"] is None:
        if story["ending"] == "refused":
            _refuse(world, record, begins)
            return [(1, begins, False, True)]
        return stages
    acknowledged = begins + int(str(story["acknowledged"])) * DAY
    ours = reader(world.first)
    world.assigned(record, world.first, now=noon(begins))
    define_and_acknowledge(record, DEFINITION, by=ours, version=record.version, now=noon(acknowledged))
    due = working_days_on(acknowledged, 10)
    if story["extended"]:
        due = working_days_on(due, 10)
        longer = MoreTime(new_on=due, reason="The contractor’s papers are late.")
        take_longer(record, longer, by=ours, version=record.version, now=noon(acknowledged))
    if story["answered"] is None:
        return stages
    answered = acknowledged + int(str(story["answered"])) * DAY
    for point in points_found(record.id, stage=1):
        decide(
            record, point_id=point.point.id, found=NOT_UPHELD, by=ours, version=record.version,
            now=noon(acknowledged),
        )  # fmt: skip
    answer(record, body="", delay_reason="Ill.", by=ours, version=record.version, now=noon(answered))
    stages = [(1, begins, answered <= due, False)]
    if story["again"] is not None:
        asked = answered + int(str(story["again"])) * DAY
        escalate(record, by=record.person_id, now=noon(asked))
        stages.append((2, asked, False, False))
    elif story["ending"] == "closed":
        close(record, TAUGHT, by=ours, version=record.version, now=noon(answered))
    return stages


def _who(kind: str) -> dict[str, object]:
    if kind == "visitor":
        return {"person": None, "contact_name": "Jo Day", "contact_email": "jo@home.example"}
    person = a_person(signs_in=False)
    a_tenancy(person, reference=f"T-{person.id}", kind=kind, started_on=date(2020, 1, 1))
    return {"person": person}


def _refuse(world: World, record: Record, on: date) -> None:
    ask_refusal(record, GROUNDS, by=reader(world.first), version=record.version, now=noon(on))
    decide_refusal(
        record, approve=True, words="Agreed.", by=reader(world.second), version=record.version, now=noon(on)
    )


def test_what_falls_on_the_year_s_first_and_last_day_is_in_it(world: World) -> None:
    before = _counted(world, Tenure.RENTED, 1)[0]
    for at in (
        datetime(2026, 3, 31, 22, 59, tzinfo=UTC),  # 11:59pm on 31 March: the year before
        datetime(2026, 3, 31, 23, 0, tzinfo=UTC),  # midnight here, by summer time
        datetime(2027, 3, 31, 22, 59, tzinfo=UTC),
        datetime(2027, 3, 31, 23, 0, tzinfo=UTC),  # the year after
    ):
        world.raised(now=at)
    commit()
    assert _counted(world, Tenure.RENTED, 1)[0] - before == 2


def test_homes_are_counted_once_each_and_only_with_a_tenancy_in_force(world: World) -> None:
    one, two = a_person(signs_in=False), a_person(signs_in=False)
    a_tenancy(one, two, reference="T-both")  # one home, two people
    a_tenancy(one, reference="T-over", ended_on=date(2027, 3, 30))
    a_tenancy(one, reference="T-last", ended_on=date(2027, 3, 31))
    a_tenancy(two, reference="T-to-come", started_on=date(2027, 4, 1))
    a_tenancy(two, reference="T-owner", kind="shared owner")
    a_tenancy(two, reference="T-lease", kind="leaseholder")
    found = figures_for(reader(world.first), YEAR, now=noon(date(2027, 6, 1)))
    homes = {scope: measures[0].homes for scope, measures in found.measures.items()}
    assert homes == {Tenure.RENTED: 3, Tenure.OWNERSHIP: 1, None: 4}  # with the tenant's own


def test_totals_include_what_the_reader_may_not_see(world: World) -> None:
    record = world.acknowledged()
    name_person(
        record, person_id=world.manager.id, by=reader(world.first), version=record.version, now=RECEIVED
    )
    assert _counted(world, Tenure.RENTED, 1)[0] == 1
    with pytest.raises(NotAllowed):
        figures_for(reader(world.officer), YEAR, now=RECEIVED)


def cells(client: StrictClient) -> dict[str, list[str]]:
    """Every row of the download by its first words, the last table's where words come twice."""
    answered = client.get("/staff/complaints/figures.csv?year=2026")
    assert answered.mimetype == "text/csv"
    rows = csv.reader(io.StringIO(answered.get_data(as_text=True).removeprefix("\ufeff")))
    return {row[1]: row[2:] for row in rows if row[1]}


@pytest.mark.provision("3.3", "9.5-9.6")
def test_the_page_and_the_download_have_the_numbers_and_no_names(world: World, client: StrictClient) -> None:
    record = world.asked_again()
    commit()
    client.sign_in_as(world.manager)
    page = client.get("/staff/complaints/figures?year=2026").get_data(as_text=True)
    found = cells(client)
    assert found["Received"] == ["1", "1"]
    assert found["Received for each 1,000 homes (CH01)"] == ["1000.0", "1000.0"]
    assert found["Answered in the Code’s time, of all received (CH02)"] == ["100.0%", "0.0%"]
    assert found["Upheld"] == ["1", "0"]
    assert found["Doing what was late or left undone"] == ["1"]
    assert re.search(r'<th scope="row"[^>]*>Received</th>(\s*<td[^>]*>1</td>){2}', page)
    assert "tag--" not in page.partition("<h1>")[2]  # no number is marked as bad
    for trace in (record.reference, record.title, world.tenant.family_name, "Okafor"):
        assert trace not in page.partition("<h1>")[2]


def test_a_theme_with_few_complaints_is_not_shown(world: World, client: StrictClient) -> None:
    record = world.answered()
    close(record, TAUGHT, by=reader(world.first), version=record.version, now=RECEIVED)
    commit()
    client.sign_in_as(world.first)
    assert cells(client)["Repairs"] == ["fewer than 5"]


def test_who_may_open_the_figures(world: World, client: StrictClient) -> None:
    for someone, status in ((world.manager, 200), (world.second, 200), (world.officer, 403)):
        client.sign_out()
        client.sign_in_as(someone)
        assert client.get("/staff/complaints/figures").status_code == status
        assert client.get("/staff/complaints/figures.csv").status_code == status
    client.sign_out()
    client.sign_in_as(world.manager)
    for year in ("1999", "2027", "99999"):
        assert client.get(f"/staff/complaints/figures?year={year}").status_code == 404


def test_the_figures_ask_little_of_the_database(world: World, client: StrictClient) -> None:
    world.asked_again()
    commit()
    client.sign_in_as(world.second)
    for _ in range(2):
        client.get("/staff/complaints/figures?year=2026")
    assert client.statement_count <= MOST, client.statements
