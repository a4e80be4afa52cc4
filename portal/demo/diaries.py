"""What can be booked at the demonstration, and when: purposes, officers, rooms, interpreters. Pure data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

WORKING_WEEK = (0, 1, 2, 3, 4)
SATURDAY = 5
Hours = tuple[tuple[int, tuple[str, ...]], ...]  # weekday (0 is Monday) and its windows, "09:00-12:30"


def weekly(*windows: str, days: tuple[int, ...] = WORKING_WEEK) -> Hours:
    """The same windows on each of these days."""
    return tuple((day, windows) for day in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPurpose:
    """Why people meet the landlord, in English and Welsh. `team`: whose officers do it, "" for all."""

    key: str
    name: str
    minutes: int
    welsh: str
    places: str = "office|home|phone|video"
    rest: int = 10
    notice: int = 120
    team: str = ""
    bring: str = ""
    offered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOfficer:
    """A member of staff whom people can book; `who` is their key among the people."""

    who: str
    hours: Hours
    gender: str = ""
    languages: str = ""
    daily_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoInterpreter:
    """Somebody who interprets; `languages` are tags, "" with BSL alone."""

    name: str
    agency: str
    phone: str
    email: str = ""
    languages: str = ""
    signs: bool = False
    modes: str = "in person|phone|video"
    gender: str = ""
    lead: int = 24 * 60
    late_change: str = "Cancelled within two working days: half the fee. On the day: all of it."
    hours: Hours = field(default=weekly("08:00-18:00"))


_PAPERS = "Something with your name on it, and any letters about this. If you have none, come all the same."
_HOUSING = (
    DemoPurpose(
        key="tenancy", name="Talk about your tenancy", welsh="Siarad am eich tenantiaeth", minutes=30
    ),
    DemoPurpose(
        key="rent",
        name="Rent, charges and money advice",
        welsh="Rhent, taliadau a chyngor ariannol",
        minutes=45,
        bring=_PAPERS,
        team="Income",
    ),
    DemoPurpose(
        key="repair",
        name="Look at a repair in your home",
        welsh="Edrych ar waith atgyweirio yn eich cartref",
        minutes=60,
        places="home",
        team="Repairs",
    ),
    DemoPurpose(
        key="neighbours", name="Trouble with a neighbour", welsh="Trafferth gyda chymydog", minutes=60
    ),
    DemoPurpose(
        key="sign",
        name="Sign for a new home",
        welsh="Llofnodi ar gyfer cartref newydd",
        minutes=60,
        places="office|home",
        bring="Something that shows who you are.",
    ),
    DemoPurpose(
        key="settling",
        name="Settling-in visit",
        welsh="Ymweliad i weld sut rydych chi’n setlo",
        minutes=45,
        places="home",
        offered=False,
    ),
)
_OPTIONS = (
    DemoPurpose(key="tenancy", name="Housing advice", welsh="Cyngor ar dai", minutes=60, bring=_PAPERS),
    DemoPurpose(
        key="rent",
        name="Help to keep the home you have",
        welsh="Help i gadw’r cartref sydd gennych",
        minutes=60,
        bring=_PAPERS,
        team="Income",
    ),
    DemoPurpose(
        key="repair",
        name="Look at the state of your home",
        welsh="Edrych ar gyflwr eich cartref",
        minutes=60,
        places="home",
        team="Repairs",
    ),
    DemoPurpose(
        key="neighbours",
        name="You do not feel safe at home",
        welsh="Nid ydych yn teimlo’n ddiogel gartref",
        minutes=60,
        notice=0,
    ),
    DemoPurpose(
        key="sign", name="Go through your application", welsh="Mynd drwy eich cais", minutes=45, bring=_PAPERS
    ),
    DemoPurpose(
        key="settling",
        name="Visit after you have moved",
        welsh="Ymweliad ar ôl i chi symud",
        minutes=45,
        places="home",
        offered=False,
    ),
)
_CONTRACTORS = (
    DemoPurpose(
        key="tenancy",
        name="Talk about work in your home",
        welsh="Siarad am waith yn eich cartref",
        minutes=30,
    ),
    DemoPurpose(
        key="rent",
        name="Damage, and putting it right",
        welsh="Difrod, a’i drwsio",
        minutes=45,
        bring=_PAPERS,
        team="Income",
    ),
    DemoPurpose(
        key="repair",
        name="Inspect a repair before work begins",
        welsh="Archwilio gwaith atgyweirio cyn iddo ddechrau",
        minutes=60,
        places="home",
        team="Repairs",
    ),
    DemoPurpose(
        key="neighbours",
        name="Something went wrong with a contractor",
        welsh="Aeth rhywbeth o’i le gyda chontractwr",
        minutes=60,
    ),
    DemoPurpose(
        key="sign",
        name="Choose a kitchen or bathroom",
        welsh="Dewis cegin neu ystafell ymolchi",
        minutes=60,
        places="office|home",
    ),
    DemoPurpose(
        key="settling",
        name="Check of finished work",
        welsh="Gwirio gwaith gorffenedig",
        minutes=45,
        places="home",
        offered=False,
    ),
)
_BY_CHARTER = {"howm": _OPTIONS, "havebury-contractors": _CONTRACTORS}

OFFICERS = (
    DemoOfficer(
        who="joanna.blake",
        hours=(*weekly("09:00-12:30", "13:00-17:00"), (3, ("17:30-19:30",))),
        gender="woman",
        daily_limit=6,
    ),
    DemoOfficer(who="samuel.adeyemi", hours=weekly("08:00-16:00"), gender="man", daily_limit=7),
    DemoOfficer(who="carol.jenkins", hours=weekly("09:00-17:00", days=(1, 2, 3, 4)), gender="woman"),
    DemoOfficer(who="priya.shah", hours=weekly("10:00-16:00", days=(1, 3)), languages="gu|hi"),
)

ROOMS = (  # name, seats, private, step-free
    ("Interview room 1", 5, True, True),
    ("Interview room 2", 6, True, True),
    ("Meeting room, first floor", 10, False, False),
)

INTERPRETERS = (
    DemoInterpreter(
        name="Hodan Ali",
        agency="Words Across",
        phone="01632 960501",
        email="bookings@words-across.example",
        languages="so",
        gender="woman",
        hours=(*weekly("08:00-18:00"), (SATURDAY, ("09:00-13:00",))),
    ),
    DemoInterpreter(
        name="Imran Qureshi",
        agency="Words Across",
        phone="01632 960501",
        email="bookings@words-across.example",
        languages="ur|pa",
        gender="man",
        modes="phone|video",
        lead=4 * 60,
    ),
    DemoInterpreter(
        name="Ewa Kowalska",
        agency="",
        phone="07700 900562",
        languages="pl",
        gender="woman",
        late_change="Cancelled on the day before or later: 30 pounds.",
    ),
    DemoInterpreter(
        name="Grace Mensah",
        agency="Hands Together",
        phone="01632 960540",
        email="interpreters@hands-together.example",
        signs=True,
        modes="in person|video",
        gender="woman",
        lead=3 * 24 * 60,
    ),
    DemoInterpreter(
        name="Tom Ridley",
        agency="Hands Together",
        phone="01632 960540",
        email="interpreters@hands-together.example",
        signs=True,
        modes="in person|video",
        gender="man",
        lead=3 * 24 * 60,
    ),
)

# Minutes between the areas of homes; to and from the office's own area where it is another.
ROADS = {("BS5", "BS6"): 15, ("BS5", "BS7"): 20, ("BS6", "BS7"): 10}
TO_THE_OFFICE = {"BS5": 20, "BS6": 15, "BS7": 20}


def purposes_of(charter: str) -> tuple[DemoPurpose, ...]:
    """Why people meet the landlord with that charter; the keys are the same everywhere."""
    return _BY_CHARTER.get(charter, _HOUSING)


def windows(hours: Hours) -> Iterator[tuple[int, int, int]]:
    """Weekday, opening and closing minute of each window."""
    for weekday, spans in hours:
        for span in spans:
            opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-"))
            yield weekday, opens, closes
