"""Lets what people think of us be said and dealt with, by the same services that pages call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from portal.cases.feedback import SaidAndDid, kind_of
from portal.cases.kinds import ReplyBy
from portal.cases.models import Theme
from portal.cases.services import answering as case_answering
from portal.cases.services import feedback, handling
from portal.cases.services.answering import Letter, answer_is_late
from portal.cases.services.raising import NewCase, Said, raise_case
from portal.cases.stages import Outcome
from portal.charters.standards import CaseKind, Channel
from portal.clock.zones import wall_instant
from portal.commitments.services.keeping import open_commitments
from portal.complaints.learning import Cause
from portal.complaints.queries import landlords_way, points_found
from portal.complaints.refusals import Grounds, Reason
from portal.complaints.services.answering import (
    Found,
    MoreTime,
    answer,
    decide,
    may_take_longer,
    take_longer,
    update,
)
from portal.complaints.services.closing import Taught, close
from portal.complaints.services.defining import Definition, define_and_acknowledge
from portal.complaints.services.going_further import escalate
from portal.complaints.services.putting_right import Promised, note_done, promise_remedy
from portal.complaints.services.refusing import ask_refusal, decide_refusal
from portal.complaints.services.taking_on import assign
from portal.database import db
from portal.demo.references import reference
from portal.demo.voices import GRIEVANCES, THEMES, VOICES, Grievance, Voice
from portal.identity.models import Person, StaffProfile
from portal.identity.queries.tenancies import tenancies_of
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record

FIRST_NUMBER = 3001  # far from the references of the other stories
FIRST, SECOND = "denise.carter", "ruth.bennett"
WHY_LATE = "We waited for papers from our contractor, and it took longer than it should have."


def let_people_speak(people: Mapping[str, Person], *, now: datetime) -> None:
    """Complaints at every stage the landlord has, comments with themes, compliments passed on.

    `people` are those of the stories, by key. What the landlord's policy has no name for is not said.
    """
    by = people["martin.osei"].id
    for name in THEMES:
        feedback.save_theme(theme_id=None, name=name, active=True, version=0, by=by, now=now)
    told = _Told(
        people=people,
        kinds={kind_of(kind.key): kind.key for kind in landlord().charter.feedback_kinds},
        themes={theme.name: theme.id for theme in db.session.scalars(sa.select(Theme))},
        now=now,
    )
    in_order: list[Grievance | Voice] = sorted((*GRIEVANCES, *VOICES), key=lambda said: -said.ago)
    for number, one in enumerate(in_order, start=FIRST_NUMBER):
        if isinstance(one, Grievance):
            told.complain(one, number)
        else:
            told.speak(one, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Who there is, the key of each kind of feedback at this landlord, and the present."""

    people: Mapping[str, Person]
    kinds: Mapping[CaseKind, str]
    themes: Mapping[str, int]
    now: datetime

    def complain(self, told: Grievance, number: int) -> None:
        """A complaint, as far as it has come."""
        if CaseKind.COMPLAINT not in self.kinds:
            return
        record = self._raised(told, CaseKind.COMPLAINT, number, joined=told.joined, channel=told.channel)
        if told.refused is not None:
            self._refuse(record, told)
            return
        self._give(record, FIRST, told.taken)
        self._set_out(record, told, FIRST, told.acknowledged)
        if told.longer is not None:
            self._lengthen(record, told)
        if told.answered is not None:
            self._answer(record, told)
        if told.again is not None and landlords_way(self.now.date()).stages == 2:
            at = self._at(record, told.again)
            escalate(record, words=told.again_words, by=record.person_id, now=at)
            self._give(record, SECOND, told.taken_again)
            self._set_out(record, told, SECOND, told.taken_again)
        if told.closed is not None:
            self._close(record, told)

    def speak(self, told: Voice, number: int) -> None:
        """A comment or compliment, answered, passed on, closed with what we learned."""
        if told.kind not in self.kinds:
            return
        record = self._raised(told, told.kind, number)
        officer = self.people[told.handler].id
        at = self._at(record, 2)
        handling.assign(record, to=officer, by=officer, version=record.version, now=at)
        ids = [self.themes[name] for name in told.themes]
        feedback.set_themes(record, theme_ids=ids, by=officer, version=record.version, now=at)
        if told.praised:
            praised = self.people[told.praised].id
            feedback.pass_on(record, to=praised, by=officer, version=record.version, now=at)
        case_answering.answer(
            record,
            Letter(body=told.reply, by=officer, version=record.version),
            delay_reason=WHY_LATE if answer_is_late(record, now=at) else "",
            now=at,
        )
        feedback.learn(record, learned=told.learned, will_change=told.change)
        later = self._at(record, 3)
        outcome = Outcome.SOLVED
        handling.close(record, outcome=outcome, body="", by=officer, version=record.version, now=later)
        if told.said:
            feedback.publish(
                None,
                SaidAndDid(said=told.said, did=told.did, theme_id=ids[0] if ids else None),
                on=self._at(record, 7).date(),
                by=officer,
                version=0,
                now=self._at(record, 7),
                source=record,
            )

    def _raised(
        self,
        told: Grievance | Voice,
        kind: CaseKind,
        number: int,
        *,
        joined: tuple[str, ...] = (),
        channel: Channel = Channel.WEB,
    ) -> Record:
        person = self.people[told.who]
        at = wall_instant((self.now - timedelta(days=told.ago)).date(), time(9, 20), landlord().zone)
        tenancy = next(iter(tenancies_of(person.id, at.date())), None)
        taken_down = self.people["tomasz.nowak"].id if channel is Channel.PHONE else person.id
        return raise_case(
            NewCase(
                kind=kind,
                channel=channel,
                words=told.words,
                received_at=at,
                reply_by=ReplyBy.EMAIL if person.email else ReplyBy.POST,
                person=person,
                tenancy_id=tenancy.id if tenancy else None,
                office_id=tenancy.home.office_id if tenancy else None,
                division=tenancy.home.division if tenancy else None,
                reference=reference(number),
                said=Said(named=self.kinds[kind]),
                joined=[self.people[key] for key in joined],
            ),
            by=taken_down,
            now=at,
        )

    def _give(self, record: Record, to: str, days: int | None) -> None:
        if days is None:
            return
        assign(
            record,
            to=self.people[to].id,
            has_conflict=False,
            conflict="",
            by=self._reader(FIRST),
            version=record.version,
            now=self._at(record, days, hour=10),
        )

    def _set_out(self, record: Record, told: Grievance, officer: str, days: int | None) -> None:
        """Defined and acknowledged; at stage 2 with the points as they are."""
        if days is None:
            return
        second = officer == SECOND
        definition = Definition(
            understanding=told.again_words if second else told.understood,
            outcome_sought=told.wants,
            ours=() if second else [words for words, _, _ in told.points],
        )
        at = self._at(record, days)
        define_and_acknowledge(record, definition, by=self._reader(officer), version=record.version, now=at)

    def _lengthen(self, record: Record, told: Grievance) -> None:
        """More time, where the landlord's rules know it; else word that it takes longer."""
        at, by = self._at(record, told.longer or 0), self._reader(FIRST)
        running = [one for one in open_commitments(record.id) if one.extension is not None]
        last = max((one.due_on for one in running if one.due_on is not None), default=None)
        if last is None or not may_take_longer(running):
            update(record, body=told.why_longer, by=by, version=record.version, now=at)
            return
        more = MoreTime(
            new_on=_weekday(last + timedelta(days=7)), reason=told.why_longer, update_every_days=7
        )
        take_longer(record, more, by=by, version=record.version, now=at)

    def _answer(self, record: Record, told: Grievance) -> None:
        """Every point decided, the remedies promised, the answer sent, what is done noted."""
        at, by = self._at(record, told.answered or 0), self._reader(FIRST)
        found = {words: (decision, why) for words, decision, why in told.points}
        for one in points_found(record.id, stage=1):
            decision, why = found[one.point.words]
            finding = Found(decision=decision, reasons=why, policy=told.policy)
            decide(record, point_id=one.point.id, found=finding, by=by, version=record.version, now=at)
        done = []
        for remedied in told.remedies:
            promised = Promised(
                kind=remedied.kind,
                words=remedied.words,
                by_whom=remedied.by_whom,
                by_on=_weekday(at.date() + timedelta(days=remedied.within)),
                agreed=True,
            )
            done.append((promise_remedy(record, promised, by=by, version=record.version, now=at), remedied))
        late = WHY_LATE if answer_is_late(record, now=at) else ""
        answer(record, body="", delay_reason=late, by=by, version=record.version, now=at)
        for remedy, remedied in done:
            if remedied.done is not None:
                when = self._at(record, (told.answered or 0) + remedied.done, hour=16)
                note_done(
                    record,
                    remedy_id=remedy.id,
                    done_on=when.date(),
                    words="Seen to by the person named.",
                    by=by,
                    version=record.version,
                    now=when,
                )

    def _refuse(self, record: Record, told: Grievance) -> None:
        """Asked by one, decided by the other."""
        asked_at, days = self._at(record, told.refused or 0), (told.refused or 0) + 1
        grounds = Grounds(
            reason=Reason.CONSIDERED,
            evidence="The same complaint was answered in May. Nothing happened since. Letter on file.",
            explanation="We answered the same complaint in May. If something new has happened, tell us, "
            "and we look into it.",
        )
        ask_refusal(record, grounds, by=self._reader(FIRST), version=record.version, now=asked_at)
        decide_refusal(
            record,
            approve=True,
            words="I have read the answer of May. It is the same matter.",
            by=self._reader(SECOND),
            version=record.version,
            now=self._at(record, days),
        )

    def _close(self, record: Record, told: Grievance) -> None:
        at = self._at(record, told.closed or 0)
        taught = Taught(
            cause=Cause.NOT_TOLD,
            theme="Being kept informed",
            words=told.taught,
            change=told.change,
            owner_id=self.people["priya.shah"].id,
            by_on=_weekday(at.date() + timedelta(days=60)),
        )
        close(record, taught, by=self._reader(FIRST), version=record.version, now=at)

    def _reader(self, key: str) -> Reader:
        profile = db.session.get_one(StaffProfile, self.people[key].id)
        return Reader(person_id=profile.person_id, abilities=profile.abilities, team_id=profile.team_id)

    def _at(self, record: Record, days: int, *, hour: int = 14) -> datetime:
        """So many days after it came, at that hour; never before what was last done, nor after now."""
        zone = landlord().zone
        day = record.received_at.astimezone(zone).date() + timedelta(days=days)
        return min(max(wall_instant(day, time(hour), zone), record.touched_at), self.now)


def _weekday(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
