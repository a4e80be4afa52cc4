"""What people of the demonstration think of us: complaints, comments, compliments. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.charters.standards import CaseKind, Channel
from portal.complaints.answers import Decision
from portal.complaints.remedies import RemedyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedied:
    """A remedy: what, by whom, so many days after the answer; `done` so many days after it, None: not yet."""

    kind: RemedyKind
    words: str
    by_whom: str
    within: int
    done: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grievance:
    """A complaint. What follows `ago` is days after it came; None: it has not happened.

    `points` with what we found on each. `second`: the officer of stage 2, who also decides on refusals.
    """

    who: str
    ago: int
    words: str
    understood: str = ""
    wants: str = ""
    points: tuple[tuple[str, Decision, str], ...] = ()
    policy: str = "Repairs policy, section 4"
    channel: Channel = Channel.WEB
    joined: tuple[str, ...] = ()
    taken: int | None = None
    acknowledged: int | None = None
    longer: int | None = None
    why_longer: str = ""
    answered: int | None = None
    remedies: tuple[Remedied, ...] = ()
    again: int | None = None
    again_words: str = ""
    taken_again: int | None = None
    refused: int | None = None
    closed: int | None = None
    taught: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A comment or a compliment, dealt with. `praised`: the member of staff it was passed on to."""

    who: str
    ago: int
    kind: CaseKind
    words: str
    handler: str
    reply: str
    learned: str
    change: str = ""
    themes: tuple[str, ...] = field(default=())
    praised: str = ""
    said: str = ""
    did: str = ""


THEMES = ("Repairs", "Shared areas", "Being kept informed", "Noise")

GRIEVANCES = (
    Grievance(
        who="bill",
        ago=64,
        channel=Channel.PHONE,
        words="Nobody told me that the water would be off on Monday. I had no water for my tablets.",
        understood="You told us that the water was off for four hours, and that nobody told you before.",
        wants="You want to hear it in time, in large print, when it happens again.",
        points=(
            (
                "Nobody told you that the water would be off.",
                Decision.UPHELD,
                "The letter was made on Friday and left in the tray. It was our mistake.",
            ),
        ),
        policy="Our promise to tell people before planned works",
        taken=1,
        acknowledged=2,
        answered=9,
        remedies=(
            Remedied(
                kind=RemedyKind.APOLOGY,
                words="We apologise to you in a letter in large print.",
                by_whom="Denise Carter",
                within=3,
                done=2,
            ),
        ),
        closed=20,
        taught="A letter in another form was ready too late, because nobody looked at the tray.",
        change="Whoever opens the post in the morning looks at the tray of letters in other forms.",
    ),
    Grievance(
        who="wanjiru",
        ago=58,
        words="My kitchen tap has dripped since August. The plumber came twice and had no washer with him.",
        understood="You told us that your tap drips, and that the plumber came twice without the part.",
        wants="You want the tap mended, and money for two lost mornings.",
        points=(
            (
                "The tap was not mended in two visits.",
                Decision.UPHELD,
                "The job sheet named the wrong tap, so the plumber brought the wrong part twice.",
            ),
            (
                "You lost two mornings of pay.",
                Decision.NOT_UPHELD,
                "Both visits were at the time that you chose.",
            ),
        ),
        taken=1,
        acknowledged=3,
        answered=13,
        remedies=(
            Remedied(
                kind=RemedyKind.ACTION,
                words="A plumber mends the tap with the right part.",
                by_whom="Samuel Adeyemi",
                within=7,
                done=5,
            ),
        ),
        again=33,
        again_words="I do not agree about the mornings. I lost them because of your mistake.",
        taken_again=35,
    ),
    Grievance(
        who="isla",
        ago=37,
        words="The bins were not emptied in spring, as I told you in April.",
        refused=2,
    ),
    Grievance(
        who="gareth.pugh",
        ago=24,
        words="I asked three times how long the waiting list is. Each time I was told that you would ring. "
        "Nobody did.",
        understood="You asked three times about the waiting list, and nobody rang you back.",
        wants="You want to know where you stand, and to hear from us when we say so.",
        points=(
            (
                "Nobody rang you back, three times.",
                Decision.UPHELD,
                "We find three notes of your calls and no call of ours. We are sorry.",
            ),
            (
                "Nobody told you how long the list is.",
                Decision.PARTLY,
                "It is on our page about applying. But nobody told you that when you asked.",
            ),
        ),
        policy="Customer care policy: telephone calls",
        taken=1,
        acknowledged=2,
        answered=12,
        remedies=(
            Remedied(
                kind=RemedyKind.EXPLANATION,
                words="We ring you and go through your application with you.",
                by_whom="Joanna Blake",
                within=5,
                done=3,
            ),
            Remedied(
                kind=RemedyKind.POLICY,
                words="Promises to ring back are written down with a name and a day.",
                by_whom="Priya Shah",
                within=40,
            ),
        ),
    ),
    Grievance(
        who="yusuf",
        ago=15,
        words="Water comes through my bathroom ceiling when upstairs has a shower. I told you in June.",
        understood="You told us that water has come through your bathroom ceiling since June.",
        wants="You want the leak stopped and the ceiling painted.",
        points=(("The leak was not stopped.", Decision.UPHELD, ""),),
        taken=1,
        acknowledged=2,
        longer=13,
        why_longer="Upstairs could only let us in last week. The plumber’s report comes in a few days.",
    ),
    Grievance(
        who="desmond",
        ago=6,
        channel=Channel.PHONE,
        words="The gardeners cut down my roses by the door. I planted them when my wife died.",
        understood="You told us that the gardeners cut down the roses that you planted by your door.",
        wants="You want new roses, and somebody to say sorry.",
        points=(("The roses were cut down.", Decision.UPHELD, ""),),
        taken=0,
        acknowledged=3,
    ),
    Grievance(
        who="lena",
        ago=3,
        channel=Channel.PHONE,
        words="The street door does not lock. All of us in Orchard Street have seen strangers on the stairs.",
        joined=("desmond", "yusuf"),
        taken=1,
    ),
    Grievance(
        who="isla",
        ago=1,
        words="The lift stops between floors. I was in it for twenty minutes and nobody answered the bell.",
    ),
)

VOICES = (
    Voice(
        who="lena",
        ago=45,
        kind=CaseKind.COMMENT,
        words="The letters about works come a day before. A week would be better: I must ask for leave.",
        handler="joanna.blake",
        reply="Thank you. You are right, and we have changed it: letters about works go out ten days before.",
        learned="People need more time than we gave them.",
        change="Letters about works go out ten days before.",
        themes=("Being kept informed", "Repairs"),
        said="Letters about works came only a day before.",
        did="We send them ten days before, and a message the day before.",
    ),
    Voice(
        who="yusuf",
        ago=31,
        kind=CaseKind.COMMENT,
        words="It is too dark at the bins in winter. A lamp there would help.",
        handler="joanna.blake",
        reply="Thank you. A lamp is ordered, and it comes next month.",
        learned="Nobody had looked at the bins after dark.",
        change="A lamp at the bins.",
        themes=("Shared areas",),
        said="It is too dark at the bins.",
        did="We ordered a lamp. It comes next month.",
    ),
    Voice(
        who="wanjiru",
        ago=20,
        kind=CaseKind.COMPLIMENT,
        words="Samuel took off his shoes, explained everything, and came back the next day to look again.",
        handler="priya.shah",
        reply="Thank you. We have passed this on, and it made somebody’s day.",
        learned="Coming back to look again is worth it.",
        themes=("Repairs",),
        praised="samuel.adeyemi",
    ),
    Voice(
        who="bill",
        ago=9,
        kind=CaseKind.COMPLIMENT,
        words="The lady on the telephone read me the whole letter twice and did not hurry me.",
        handler="priya.shah",
        reply="Thank you. We have passed this on.",
        learned="A quarter of an hour on the telephone saves three letters.",
        themes=("Being kept informed",),
        praised="tomasz.nowak",
    ),
)
