"""Reading one complaint whole, for whoever may see it, and the bytes of its files. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from portal.attachments.models import Attachment
from portal.commitments.models import Commitment, DateChange
from portal.commitments.queries import step
from portal.complaints.models import (
    Assignment,
    ComplaintStage,
    Finding,
    Improvement,
    Point,
    Refusal,
    Remedy,
)
from portal.complaints.report_queries.whole_rows import Named, Rows, named_in, rows_of
from portal.complaints.stages import State
from portal.complaints.whole import (
    Clock,
    Danger,
    Decided,
    Delay,
    Handled,
    Happened,
    KeptFile,
    Moved,
    PointWhole,
    Promise,
    Refused,
    Said,
    StageWhole,
    Taught,
    Whole,
    plain_name,
)
from portal.identity.readers import Reader
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.records.models import Entry
from portal.timekeeping import local_date

# Facts that are numbers of rows: of no use outside, and what they name is in the record by itself.
_INWARD = frozenset({"remedy", "improvement", "commitment", "message", "question"})


def whole_complaint(reader: Reader, reference: str, *, now: datetime) -> tuple[int, Whole]:
    """The id of its record and all of one complaint at `now`.

    Raises NotFound for what is none, or what this reader may not see. The number of statements is the same
    however long the record is. An entry that names another record is left out where the reader may not see
    that record; of other records there is nothing but a reference.
    """
    rows = rows_of(reader, reference, with_contents=False, now=now)
    return rows.record.id, _whole(rows, named_in(rows, reader, now=now), now=now)


def whole_with_files(
    reader: Reader, reference: str, *, now: datetime
) -> tuple[int, Whole, Mapping[int, bytes]]:
    """The same, and the bytes of its files by their ids, in no more statements."""
    rows = rows_of(reader, reference, with_contents=True, now=now)
    return rows.record.id, _whole(rows, named_in(rows, reader, now=now), now=now), rows.contents


def _whole(rows: Rows, named: Named, *, now: datetime) -> Whole:
    def name(number: int | None) -> str:
        return named.names.get(number or 0, "")

    record, case, complaint, facts = rows.record, rows.case, rows.complaint, landlord()
    files = _files(rows.files, name)
    by_entry: dict[int | None, list[str]] = {}
    for kept, row in zip(files, rows.files, strict=True):
        by_entry.setdefault(row.entry_id, []).append(kept.in_archive)
    reach = (case.contact_email, case.contact_phone, case.contact_address)
    return Whole(
        reference=record.reference,
        title=record.title,
        landlord=facts.name,
        state=complaint.state if complaint else State.RECEIVED.value,
        channel=record.channel,
        received_at=record.received_at,
        closed_at=record.closed_at,
        first_words=case.words,
        who=case.contact_name or name(record.person_id),
        reach=tuple(filter(None, reach)),
        joined=named.joined,
        handler=name(record.handler_id),
        definition=complaint.definition if complaint else "",
        outcome_sought=complaint.outcome_sought if complaint else "",
        correction=complaint.correction if complaint else "",
        size=complaint.size if complaint else "",
        at_risk=bool(complaint and complaint.at_risk),
        risk_words=complaint.risk_words if complaint else "",
        stages=tuple(map(_stage, rows.stages)),
        handled=tuple(_handled(one, name) for one in rows.assignments),
        timeline=tuple(
            _happened(one, name, by_entry, rows.points)
            for one in rows.entries
            if one.facts.get("other") in (None, "", *named.seen)
            and one.facts.get("hazard") in (None, *(danger.reference for danger, _, _ in rows.dangers))
        ),
        points=_points_whole(rows.points, name),
        remedies=tuple(map(_remedy, rows.remedies)),
        improvements=tuple(_improvement(one, name) for one in rows.improvements),
        refusals=tuple(_refused(one, name) for one in rows.refusals),
        taught=tuple(
            Taught(cause=one.cause, theme=one.theme, words=one.words, at=one.at, by=name(one.by_id))
            for one in rows.learning
        ),
        clocks=tuple(_clock(one, changes, name, now=now) for one, changes in rows.commitments),
        dangers=_dangers(rows, name, now=now),
        messages=tuple(_said(one, number) for number, one in enumerate(rows.messages, start=1)),
        files=files,
        made_at=now,
    )


def _files(rows: Iterable[Attachment], name: Callable[[int | None], str]) -> tuple[KeptFile, ...]:
    return tuple(
        KeptFile(
            id=row.id,
            name=row.name,
            in_archive=f"files/{plain_name(row.name, number=number)}",
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            added_at=row.added_at,
            added_by=name(row.added_by_id),
        )
        for number, row in enumerate(rows, start=1)
    )


def _stage(row: ComplaintStage) -> StageWhole:
    return StageWhole(
        number=row.number,
        asked_at=row.asked_at,
        asked_words=row.asked_words,
        acknowledged_at=row.acknowledged_at,
        answered_at=row.answered_at,
        outcome=row.outcome,
    )


def _handled(row: Assignment, name: Callable[[int | None], str]) -> Handled:
    return Handled(
        stage=row.stage,
        who=name(row.person_id),
        has_conflict=row.has_conflict,
        conflict=row.conflict,
        at=row.at,
        by=name(row.by_id),
    )


def _happened(
    entry: Entry,
    name: Callable[[int | None], str],
    files: Mapping[int | None, list[str]],
    points: Sequence[tuple[Point, Finding | None]],
) -> Happened:
    more = {key: value for key, value in entry.facts.items() if key not in _INWARD}
    more |= {key: name(more[key]) for key in ("to", "from") if isinstance(more.get(key), int)}
    if "team" in more:
        more["team"] = landlord().team(more["team"]).name
    if "point" in more:
        more["point"] = next((point.words for point, _ in points if point.id == more["point"]), "")
    return Happened(
        at=entry.at,
        recorded_at=entry.recorded_at,
        act=entry.act,
        who=name(entry.actor_id),
        channel=entry.channel or "",
        to_customer=entry.public,
        words=entry.body or "",
        more={key: _text(value) for key, value in more.items()},
        files=tuple(files.get(entry.id, ())),
    )


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _points_whole(
    rows: Sequence[tuple[Point, Finding | None]], name: Callable[[int | None], str]
) -> tuple[PointWhole, ...]:
    found: dict[int, tuple[Point, list[Decided]]] = {}
    for point, finding in rows:
        decisions = found.setdefault(point.id, (point, []))[1]
        if finding is not None:
            decisions.append(
                Decided(
                    stage=finding.stage,
                    decision=finding.decision,
                    reasons=finding.reasons,
                    policy=finding.policy,
                    at=finding.at,
                    by=name(finding.by_id),
                )
            )
    return tuple(
        PointWhole(
            words=point.words,
            is_ours=point.is_ours,
            whose=point.whose,
            added_at=point.added_at,
            added_by=name(point.added_by_id),
            withdrawn_at=point.withdrawn_at,
            decisions=tuple(decisions),
        )
        for point, decisions in found.values()
    )


def _remedy(row: Remedy) -> Promise:
    return Promise(
        kind=row.kind,
        words=row.words,
        by_whom=row.by_whom,
        by_on=row.by_on,
        agreed=row.agreed,
        stage=row.stage,
        done_on=row.done_on,
        done_words=row.done_words,
    )


def _improvement(row: Improvement, name: Callable[[int | None], str]) -> Promise:
    return Promise(
        kind="",
        words=row.words,
        by_whom=name(row.owner_id),
        by_on=row.by_on,
        agreed=None,
        stage=None,
        done_on=row.done_on,
        done_words=row.done_words,
    )


def _refused(row: Refusal, name: Callable[[int | None], str]) -> Refused:
    return Refused(
        stage=row.stage,
        reason=row.own_words or row.reason,
        evidence=row.evidence,
        explanation=row.explanation,
        occurred_on=row.occurred_on,
        aware_on=row.aware_on,
        discretion=row.discretion,
        filed_on=row.filed_on,
        asked_at=row.asked_at,
        asked_by=name(row.asked_by_id),
        decided_at=row.decided_at,
        decided_by=name(row.decided_by_id),
        approved=row.approved,
        decision_words=row.decision_words,
    )


def _clock(
    row: Commitment, changes: Sequence[DateChange], name: Callable[[int | None], str], *, now: datetime
) -> Clock:
    how = step(row, now=now, zone=landlord().zone)
    return Clock(
        label=row.label,
        promise=row.promise,
        source=row.source_name,
        clause=row.clause,
        starts_at=row.starts_at,
        due_at=row.due_at,
        due_on=row.due_on,
        by_instant=row.by_instant,
        kept_at=row.kept_at,
        outcome="called off" if how.called_off else how.outcome.value,
        moved=tuple(
            Moved(
                kind=one.kind,
                at=one.at,
                from_due_at=one.from_due_at,
                to_due_at=one.to_due_at,
                reason=one.reason,
                by=name(one.by_id),
            )
            for one in changes
        ),
        delays=tuple(
            Delay(sent_at=one.sent_at, reason=one.reason, expected_on=one.expected_on) for one in row.notices
        ),
    )


def _dangers(rows: Rows, name: Callable[[int | None], str], *, now: datetime) -> tuple[Danger, ...]:
    return tuple(
        Danger(
            reference=record.reference,
            kind=hazard.kind,
            known_at=record.received_at,
            safe_at=hazard.safe_at,
            ended_at=hazard.ended_at,
            clocks=tuple(_clock(one, changes, name, now=now) for one, changes in found),
        )
        for record, hazard, found in rows.dangers
    )


def _said(row: OutgoingMessage, number: int) -> Said:
    day = local_date(row.created_at, landlord().zone).isoformat()
    kind = row.kind.rpartition("/")[2]
    return Said(
        in_archive=f"messages/{plain_name(f'{day}-{kind}.txt', number=number)}",
        kind=row.kind,
        to=row.to_address or ", ".join(row.to_postal.splitlines()),
        subject=row.subject,
        # The paper's words where the mail's hold a private link: it opens the case to whoever has it.
        text=row.paper_text or row.text,
        in_their_form=row.put_text,
        form=row.format,
        carrier=row.carrier,
        state=row.state,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )
