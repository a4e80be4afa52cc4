"""What happened at the demonstration landlord: who said what, and what was done. Pure data, days before today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from portal.cases.kinds import InformationKind
from portal.charters.standards import CaseKind, Channel
from portal.needs.details import Braille, ContactBy, DoorTime, Interpreter, LargePrint, Mode
from portal.needs.markers import NeedKind
from portal.needs.services.telling import Told
from portal.needs.ways import Carrier


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A tenant without an account. `started` is the year the tenancy began."""

    key: str
    given_name: str
    family_name: str
    born_on: date
    address: str
    postcode: str
    phone: str = ""
    email: str = ""
    started: int = 2019
    division: str = "england-and-wales"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something staff did. `after` is days after the case arrived, `hour` the local hour, `words` what they said.

    `act`: take, acknowledge, progress, delay, answer, note, close, call. `days` is how far ahead the next
    update or the expected answer lies.
    """

    act: str
    after: int
    hour: int = 11
    words: str = ""
    days: int = 7
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case. `ago` is days before today, `at` the local time it arrived, `handler` the key of an officer."""

    who: str
    ago: int
    at: tuple[int, int]
    topic: str
    words: str
    kind: CaseKind = CaseKind.ENQUIRY
    channel: Channel = Channel.WEB
    urgent: bool = False
    information: InformationKind | None = None
    handler: str = ""
    done: tuple[Done, ...] = field(default=())


NEIGHBOURS = (
    Neighbour(
        key="bill",
        given_name="William",
        family_name="Hargreaves",
        born_on=date(1941, 3, 9),
        address="Flat 1, Kingfisher Court, Mill Lane",
        postcode="BS6 5TR",
        phone="07700 900411",
    ),
    Neighbour(
        key="wanjiru",
        given_name="Wanjiru",
        family_name="Kamau",
        born_on=date(1979, 8, 21),
        address="Flat 4, Kingfisher Court, Mill Lane",
        postcode="BS6 5TR",
        phone="07700 900417",
        email="wanjiru.kamau@home.example",
    ),
    Neighbour(
        key="lena",
        given_name="Lena",
        family_name="Bauer",
        born_on=date(1990, 1, 30),
        address="12 Orchard Street",
        postcode="BS6 7DL",
        email="lena.bauer@home.example",
    ),
    Neighbour(
        key="desmond",
        given_name="Desmond",
        family_name="Clarke",
        born_on=date(1963, 6, 14),
        address="27 Orchard Street",
        postcode="BS6 7DN",
        phone="07700 900426",
    ),
    Neighbour(
        key="yusuf",
        given_name="Yusuf",
        family_name="Demir",
        born_on=date(1987, 12, 5),
        address="3 Tannery Yard",
        postcode="BS5 8QE",
        phone="07700 900433",
        email="yusuf.demir@home.example",
    ),
    Neighbour(
        key="isla",
        given_name="Isla",
        family_name="McLeod",
        born_on=date(1955, 10, 2),
        address="8 Harbour Row, Leith",
        postcode="EH6 6RA",
        phone="07700 900439",
        email="isla.mcleod@home.example",
        division="scotland",
    ),
)

_LIGHT_ANSWER = (
    "The light on your stair is mended. The fitting was broken, so we put in a new one on Tuesday. "
    "If it goes out again, ring us and say it is the second time."
)

STORIES = (
    Story(
        who="amina.farah",
        ago=2,
        at=(16, 12),
        topic="A repair",
        words="The light on the stair outside my flat has been out since Saturday. I carry my son down in the dark. "
        "Who mends it, and when?",
        kind=CaseKind.SERVICE_REQUEST,
        handler="samuel.adeyemi",
        done=(
            Done(
                act="acknowledge",
                after=1,
                words="Thank you for telling us. I have asked our electrician to come. I will write when I know the day.",
            ),
        ),
    ),
    Story(
        who="amina.farah",
        ago=9,
        at=(19, 40),
        topic="Changing something in my home",
        words="May I put up a shelf and a rail in the bathroom? The wall is tiled.",
        handler="joanna.blake",
        done=(
            Done(act="take", after=1),
            Done(
                act="progress",
                after=3,
                words="I have asked our surveyor whether the wall will hold a rail. I expect to hear this week.",
                days=10,
            ),
        ),
    ),
    Story(
        who="amina.farah",
        ago=40,
        at=(9, 5),
        topic="Rent and charges",
        words="My rent letter says 412 pounds, but I pay 402. Which is right?",
        handler="carol.jenkins",
        done=(
            Done(
                act="acknowledge",
                after=1,
                words="Thank you. I am checking your account and will answer this week.",
            ),
            Done(
                act="answer",
                after=4,
                words="You are right to ask. The letter was wrong: your rent is 402 pounds. "
                "We are sorry. A new letter is in the post.",
            ),
            Done(act="close", after=12, words="We have heard nothing more, so we have closed this."),
        ),
    ),
    Story(
        who="gareth.pugh",
        ago=5,
        at=(11, 20),
        topic="Applying for a home",
        words="I applied in September. Has my place on the list changed, and do you need more papers from me?",
        handler="joanna.blake",
        done=(Done(act="take", after=1),),
    ),
    Story(
        who="bill",
        ago=14,
        at=(10, 15),
        topic="A repair",
        words="Mr Hargreaves rang. The handrail by the back step is loose and he is afraid of falling.",
        kind=CaseKind.SERVICE_REQUEST,
        channel=Channel.PHONE,
        handler="samuel.adeyemi",
        done=(
            Done(
                act="call",
                after=0,
                hour=14,
                words="Told him a joiner comes on Thursday and that he may ring me.",
            ),
            Done(
                act="delay",
                after=6,
                words="The joiner was ill on Thursday and the new rail must be ordered.",
                days=12,
            ),
        ),
    ),
    Story(
        who="wanjiru",
        ago=16,
        at=(20, 30),
        topic="Neighbours and noise",
        words="There is loud music above me after midnight three nights a week. I have written down the dates.",
        handler="joanna.blake",
        done=(Done(act="take", after=2),),
    ),
    Story(
        who="lena",
        ago=1,
        at=(8, 50),
        topic="General information",
        words="Please send me the form for a mutual exchange, and tell me how long it takes.",
        kind=CaseKind.INFORMATION_REQUEST,
        information=InformationKind.GENERAL,
    ),
    Story(
        who="desmond",
        ago=3,
        at=(9, 30),
        topic="Rent and charges",
        words="Letter from Mr Clarke: he asks for a statement of his account since April, on paper.",
        channel=Channel.LETTER,
    ),
    Story(
        who="yusuf",
        ago=0,
        at=(7, 45),
        topic="A repair",
        words="Water is dripping from the kitchen ceiling onto the floor. I have put a bucket under it.",
        kind=CaseKind.SERVICE_REQUEST,
        urgent=True,
    ),
    Story(
        who="yusuf",
        ago=24,
        at=(13, 10),
        topic="Something about my tenancy",
        words="Can my brother be added to my tenancy?",
        handler="joanna.blake",
        done=(
            Done(act="acknowledge", after=2, words="Thank you for asking. I will find out and write to you."),
            Done(
                act="answer",
                after=9,
                words="Your brother can live with you if you tell us his name. He cannot be added to the tenancy, "
                "because it can only be shared by husband, wife or partner.",
            ),
        ),
    ),
    Story(
        who="isla",
        ago=6,
        at=(15, 0),
        topic="Bins, cleaning and gardens",
        words="The bins at Harbour Row are emptied on Mondays now. Who tells the new neighbours?",
        channel=Channel.EMAIL,
        handler="joanna.blake",
        done=(
            Done(
                act="answer",
                after=2,
                words="We do. A card goes through every door this week. Thank you for telling us.",
            ),
        ),
    ),
    Story(
        who="bill",
        ago=70,
        at=(11, 0),
        topic="A repair",
        words="The light on the stair is out again.",
        kind=CaseKind.SERVICE_REQUEST,
        channel=Channel.PHONE,
        handler="samuel.adeyemi",
        done=(
            Done(act="acknowledge", after=1, words="Thank you. Our electrician comes on Tuesday."),
            Done(act="answer", after=6, words=_LIGHT_ANSWER),
            Done(act="close", after=20, words=""),
        ),
    ),
    Story(
        who="desmond",
        ago=55,
        at=(14, 20),
        topic="Neighbours and noise",
        words="The gate to the yard bangs all night. Could somebody fit a spring?",
        channel=Channel.LETTER,
        handler="joanna.blake",
        done=(
            Done(
                act="answer",
                after=15,
                words="A spring was fitted on Monday. We are sorry that you waited for this letter.",
                reason="Your letter lay on the wrong desk for a week. That was our mistake.",
            ),
            Done(act="close", after=25, words=""),
        ),
    ),
    Story(
        who="lena",
        ago=33,
        at=(18, 5),
        topic="Rent and charges",
        words="Can I pay weekly instead of monthly?",
        handler="carol.jenkins",
        done=(
            Done(
                act="answer",
                after=2,
                words="Yes. Ring me or answer here with the day you like, and I will set it up.",
            ),
            Done(act="close", after=16, words=""),
        ),
    ),
)

# Who told us what would help: the help, not the reason.
# What they told us ninety days ago. Those a person must decide on have been agreed to by the needs officer.
NEEDS = (
    ("amina.farah", Told(kind=NeedKind.INTERPRETER, detail=Interpreter(language="so"))),
    ("bill", Told(kind=NeedKind.LARGE_PRINT, detail=LargePrint(points=18))),
    ("bill", Told(kind=NeedKind.DOOR_TIME, detail=DoorTime(minutes=3))),
    ("bill", Told(kind=NeedKind.HOME_VISITS)),
    ("wanjiru", Told(kind=NeedKind.AUDIO)),
    ("desmond", Told(kind=NeedKind.CONTACT_BY, detail=ContactBy(only=Carrier.POST))),
    ("yusuf", Told(kind=NeedKind.INTERPRETER, detail=Interpreter(language="tr", mode=Mode.PHONE))),
    ("isla", Told(kind=NeedKind.BRAILLE, detail=Braille(contracted=True))),
)
