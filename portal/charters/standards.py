"""A charter as frozen values: what the rest of the portal sees once a file has been read and checked.

Pure: `schema` reads and checks the file, `library` finds it. Nothing here knows a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.clock.limits import Limit


class StandardKind(StrEnum):
    """How a limit of a policy works (domain table 11.6)."""

    DEADLINE = "deadline"
    RECURRING = "recurring"
    NOTICE = "notice"  # counted backwards from the date it announces
    PUNCTUALITY = "punctuality"  # two-sided
    THRESHOLD = "threshold"  # something begins once a count or length is passed
    CAP = "cap"  # the most that may be
    SAMPLED = "sampled"  # measured by hand (a telephone's rings)


class RecursFrom(StrEnum):
    """Where the next turn of what recurs is counted from (product rule 16)."""

    LAST_DUE = "last due"  # checks: hourly, daily
    LAST_DONE = "last done"  # reviews, training, publications


class Event(StrEnum):
    """What can happen to a record that starts a clock or keeps a promise."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CALLED_BACK = "called back"
    WRITTEN_TO = "written to"
    COLLECTED = "collected"
    CHECKED = "checked"
    DEALT_WITH = "dealt with"
    SUBMITTED_TO_AUTHORITY = "submitted to the authority"
    REFERRED = "referred"
    ESCALATED = "escalated"
    ARRIVED = "arrived"
    GREETED = "greeted"
    SEEN = "seen"
    APPOINTMENT_REQUESTED = "appointment requested"
    ARRANGED = "arranged"
    ATTENDED = "attended"
    AGREED_TIME = "agreed time"
    NOTIFIED = "notified"
    INTERVIEW_HELD = "interview held"
    MEETING_HELD = "meeting held"
    CONFIRMED_IN_WRITING = "confirmed in writing"
    MINUTES_SENT = "minutes sent"
    WORKS_START = "works start"
    NOTICE_SENT = "notice sent"
    INVESTIGATED = "investigated"
    MADE_SAFE = "made safe"
    SUMMARY_SENT = "summary sent"
    WORK_DONE = "work done"
    WORK_STARTED = "work started"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    TRAINED = "trained"
    HELD = "held"
    PAID = "paid"
    ABSENCE_BEGAN = "absence began"
    APPOINTMENT_MISSED = "appointment missed"
    APPOINTMENT_CANCELLED = "appointment cancelled"  # by us
    CLOSED = "closed"


class Channel(StrEnum):
    """How a contact reached us; the portal's own channels (words in product.md)."""

    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    VOICEMAIL = "voicemail"
    LETTER = "letter"
    IN_PERSON = "in person"


class CaseKind(StrEnum):
    """What a customer may raise."""

    ENQUIRY = "enquiry"
    SERVICE_REQUEST = "service request"
    COMMENT = "comment"
    COMPLIMENT = "compliment"
    COMPLAINT = "complaint"
    INFORMATION_REQUEST = "information request"
    FORMAT_REQUEST = "format request"

    @classmethod
    def of(cls, record_kind: str) -> CaseKind | None:
        """The kind of case a record is; None for what is no case, such as an appointment."""
        return cls(record_kind) if record_kind in set(cls) else None


class Circumstance(StrEnum):
    """What else decides whether a standard applies; every one named must hold, each has a NOT form."""

    URGENT = "urgent"
    OFFICE_CLOSED = "office closed"
    OFFICE_OPEN = "office open"
    CALL_WANTED = "call wanted"
    LETTER_WANTED = "letter wanted"
    NO_PHONE = "no phone"
    FOR_ABSENT_OFFICER = "for absent officer"
    WITH_APPOINTMENT = "with appointment"
    WITHOUT_APPOINTMENT = "without appointment"
    STATUTORY_TOPIC = "statutory topic"
    FORMS_OR_GENERAL_INFORMATION = "forms or general information"
    FOI_OR_EIR = "FOI or EIR request"
    ENVIRONMENTAL = "environmental information"  # of an FOI or EIR request: which law answers it
    EMERGENCY_HAZARD = "emergency hazard"
    SIGNIFICANT_HAZARD = "significant hazard"
    SUBJECT_ACCESS = "subject access"
    DATA_PROTECTION = "data protection"
    STAIRS_REQUEST = "STAIRs request"
    CONFIRMATION_NEEDED = "confirmation needed"
    MINUTES_CIRCULATED = "minutes circulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What starts a standard. An empty set of channels or kinds means any of them.

    `channels` are the *policy's* channels after the charter's map has been applied (trap T5).
    `circumstances` must all hold; `unless` must none of them hold.
    """

    event: Event
    channels: frozenset[Channel] = frozenset()
    kinds: frozenset[CaseKind] = frozenset()
    circumstances: frozenset[Circumstance] = frozenset()
    unless: frozenset[Circumstance] = frozenset()
    after_standard: str | None = None  # counted from the keeping of that standard (rule 11)
    collected_by: str | None = (
        None  # starts when that check collects it, at the latest when it was due (rule 5)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """How far a standard may be extended (rule 9). `cap` is counted from the last day."""

    cap: Limit
    from_start: bool = False  # the cap counts from the original start instead (subject access)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One timed promise. `literal` is the limit word for word, `promise` is ours, in plain words.

    `regime` is None for the landlord's own policy, else the key of the regime. `kept_by`: any one of
    them keeps it. `label` names the step on the promise line ("Acknowledged"). `reading` says in words
    how the literal was read. `kept_in` names the part of the portal, or is "" for not kept yet.
    `or_limit` is a second length the policy offers beside the first ("6 rings/10 seconds").
    `unverified` says what of a rule of law is still to be checked against its text, or is "".
    """

    key: str
    clause: str
    label: str
    promise: str
    literal: str
    reading: str
    kind: StandardKind
    trigger: Trigger
    kept_by: frozenset[Event]
    limit: Limit | None = None
    or_limit: Limit | None = None
    aim: Limit | None = None
    tolerance: Limit | None = None  # two-sided: as far before the agreed time as after it
    recurs_from: RecursFrom | None = None
    extension: Extension | None = None
    may_pause: bool = False
    may_ask_identity: bool = False  # proof of identity, asked for in time, moves the start (product rule 8)
    automatic_reply_counts: bool = False
    more_than: int | None = None  # a threshold: begins when the count passes this
    cap_pence: int | None = None
    cap_per: str = ""  # what the cap is for each of ("day"); "" is in all
    regime: str | None = None
    source: str = ""
    unverified: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    kept_in: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the standard applies on that local date; both dates inclusive."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UntimedPromise:
    """A promise without a number. `kept_in` as for a standard; the rest only in a rule of law."""

    clause: str
    promise: str
    kept_in: str = ""
    literal: str = ""  # the unquantified words, where there are any ("as soon as possible")
    regime: str | None = None
    source: str = ""
    unverified: str = ""
    effective_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSoftware:
    """A clause only people can keep; listed so that nothing of the policy is lost."""

    clause: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorsNote:
    """A remark beside a clause, for instance that the Act it cites has been replaced."""

    clause: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMapping:
    """Which of the policy's channels one of ours counts as, in whose words, and why."""

    ours: Channel
    policys: Channel
    words: str  # what the policy calls it ("letters or emails"); "" where it has no word for it
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeUse:
    """Whether the landlord stands under a regime, and the reason."""

    key: str
    applies: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """Rules of today's law that stand beside a policy. `binds` says which landlords, in words."""

    key: str
    name: str
    source: str
    binds: str
    effective_from: date | None
    standards: tuple[Standard, ...]
    promises: tuple[UntimedPromise, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A kind of contact person, of feedback, or a format, with the clause it rests on.

    `basis` says why the portal has it where no clause does ("Equality Act 2010").
    """

    key: str
    name: str
    clause: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """One landlord's promises in one edition, with the regimes it stands under resolved into it."""

    key: str
    organisation: str
    short_name: str
    public_authority: bool
    registered_provider: bool
    demonstration: bool  # an invented landlord, allowed to stand under laws no real one has together
    division: str  # england-and-wales, scotland or northern-ireland
    policy_title: str
    policy_id: str
    edition: str
    owner: str
    approver: str
    effective_on: date | None
    review_due_on: date | None
    dates_note: str
    standards: tuple[Standard, ...]
    promises: tuple[UntimedPromise, ...]
    not_software: tuple[NotSoftware, ...]
    notes: tuple[EditorsNote, ...]
    channels: tuple[ChannelMapping, ...]
    contact_kinds: tuple[Named, ...]
    feedback_kinds: tuple[Named, ...]
    formats: tuple[Named, ...]
    regime_uses: tuple[RegimeUse, ...]
    regimes: tuple[Regime, ...]

    def policy_channel(self, channel: Channel) -> Channel:
        """The policy's channel that one of ours counts as."""
        return next((m.policys for m in self.channels if m.ours is channel), channel)

    def all_standards(self) -> tuple[Standard, ...]:
        """The policy's standards, then those of each regime it stands under."""
        return self.standards + tuple(s for r in self.regimes for s in r.standards)

    def standard(self, key: str) -> Standard | None:
        """The standard with that key, or None."""
        return next((s for s in self.all_standards() if s.key == key), None)
