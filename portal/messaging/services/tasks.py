"""What people do for a message: opening the task, its steps, and sending on what they made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.formats.made import MadeFile
from portal.formats.models import FormatTask, FormatTaskFile, Supplier
from portal.formats.tasks import OPEN, TaskAct, TaskState, require, supplier_kind, task_due
from portal.messaging.gateways.letters import spoken_without_people
from portal.messaging.models import OutgoingMessage
from portal.messaging.sendings import after_people, needs_translating
from portal.messaging.services.forms import gone, keep_file, make_again, move_on
from portal.messaging.states import State
from portal.needs.ways import STANDARD_POINTS, Carrier, Format
from portal.organisation.queries import landlord
from portal.timekeeping import local_date
from portal.web.settings import settings


def open_task(
    *,
    form: Format,
    title: str,
    document_text: str,
    by: int | None,
    now: datetime,
    carrier: Carrier = Carrier.POST,
    language: str = "",
    points: int = STANDARD_POINTS,
    contracted: bool = True,
    person_id: int | None = None,
    record_id: int | None = None,
    message_id: int | None = None,
    missing_part: str = "",
    install: str = "",
    due_on: date | None = None,
) -> FormatTask:
    """Open a dated task for a person: to make a form of that text, or with Carrier.PHONE to read it out.

    `due_on` (inclusive) is reckoned by `formats.tasks.task_due` from today unless given. `missing_part` is
    the program that would have made it here, `install` the command that puts it there. Raises
    RuleBroken("nothing said") without a text.
    """
    if not document_text.strip():
        raise RuleBroken("nothing said")
    source = ""
    if due_on is None:
        facts = landlord()
        due = task_due(
            facts.charter,
            facts.targets,
            facts.calendars(),
            today=local_date(now, facts.zone),
            otherwise_working_days=settings().format_working_days,
        )
        due_on, source = due.on, due.source
    task = FormatTask(
        title=title,
        format=form.value,
        carrier=carrier.value,
        language=language,
        points=points,
        contracted=contracted,
        document_text=document_text,
        person_id=person_id,
        record_id=record_id,
        message_id=message_id,
        missing_part=missing_part,
        install=install,
        state=TaskState.TO_SEND.value,
        due_on=due_on,
        due_source=source,
        opened_at=now,
        opened_by_id=by,
    )
    db.session.add(task)
    db.session.flush()
    record_act(act="format.task opened", by=by, now=now, record_id=record_id, person_id=person_id)
    return task


def open_tasks(
    messages: Sequence[OutgoingMessage],
    *,
    now: datetime,
    by: int | None = None,
    missing_part: str = "",
    install: str = "",
) -> None:
    """Open the tasks of messages that wait for people: one translation for all forms of a text in a language.

    A message that has an open task keeps it, with its date.
    """
    translated: set[str] = set()
    for message in messages:
        if message.state != State.WITH_PEOPLE or _has_open_task(message):
            continue
        form = Format(message.format)
        carrier = Carrier(message.carrier)
        if carrier is not Carrier.PHONE and _is_translated(message):
            if message.language in translated:
                continue
            translated.add(message.language)
            form = Format.TRANSLATION
        open_task(
            form=form,
            title=message.put_subject or message.subject,
            document_text=message.put_text or message.paper_text or message.text,
            by=by,
            now=now,
            carrier=carrier,
            language=message.language,
            points=message.points,
            contracted=message.contracted,
            person_id=message.person_id,
            record_id=message.record_id,
            message_id=message.id,
            missing_part=missing_part,
            install=install,
        )


def send_out(task: FormatTask, *, supplier: Supplier | None, on: date, by: int, now: datetime) -> None:
    """The text has gone to a supplier (None: somebody here makes it) on that day.

    Raises RuleBroken: "not the next step", "sent in the future", "wrong kind of supplier".
    """
    require(task.standing, TaskAct.SEND_OUT, carrier=task.way)
    if on > local_date(now, landlord().zone):
        raise RuleBroken("sent in the future", on=on)
    if supplier is not None and supplier.kind != supplier_kind(task.form):
        raise RuleBroken("wrong kind of supplier", kind=supplier.kind)
    task.supplier_id = supplier.id if supplier else None
    task.sent_on = on
    _moved(task, TaskState.WITH_SUPPLIER, "format.sent out", by=by, now=now)


def take_back(
    task: FormatTask,
    *,
    title: str = "",
    text: str = "",
    file: MadeFile | None = None,
    on: date,
    by: int,
    now: datetime,
) -> None:
    """What was made has come, on that day: words (`text`, and a `title` for the subject line) or a file.

    A translation comes as words, because they go out in the person's own form. Raises RuleBroken: "not
    the next step", "nothing came" without either, "words needed", "came before it was sent", "sent in the
    future".
    """
    require(task.standing, TaskAct.TAKE_BACK, carrier=task.way)
    if task.form is Format.TRANSLATION and not text.strip():
        raise RuleBroken("words needed")
    if not text.strip() and file is None:
        raise RuleBroken("nothing came")
    if on > local_date(now, landlord().zone):
        raise RuleBroken("sent in the future", on=on)
    if task.sent_on is not None and on < task.sent_on:
        raise RuleBroken("came before it was sent", sent_on=task.sent_on)
    task.result_title, task.result_text = title.strip(), text.strip()
    task.received_on = on
    if file is not None:
        db.session.add(
            FormatTaskFile(
                task_id=task.id,
                name=file.name,
                media_type=file.media_type,
                size_bytes=len(file.content),
                content=file.content,
            )
        )
    _moved(task, TaskState.RECEIVED, "format.received", by=by, now=now)


def finish(
    task: FormatTask, *, file: FormatTaskFile | None, dispatch: str = "", by: int, now: datetime
) -> None:
    """Send on what came: a message goes out in the person's form and carrier, the original kept beside it.

    `file` is the task's file with its content, if one came. A task that belongs to no message has nobody to
    send it by: RuleBroken("say how it went") without `dispatch`, the proof of it.
    """
    require(task.standing, TaskAct.FINISH, carrier=task.way)
    messages = _messages_of(task)
    if not messages and not dispatch.strip():
        raise RuleBroken("say how it went")
    task.dispatch = dispatch.strip()
    for message in messages:
        _send_on(message, task, file, now=now)
    _done(task, "format.sent on", by=by, now=now)


def note_dispatch(task: FormatTask, *, dispatch: str, by: int, now: datetime) -> None:
    """The supplier, or somebody here, has sent it to the person: `dispatch` is the proof, a name or number.

    Raises RuleBroken: "not the next step", "say how it went".
    """
    require(task.standing, TaskAct.NOTE_DISPATCH, carrier=task.way)
    _gone(task, dispatch, "format.dispatched", by=by, now=now)


def read_out(task: FormatTask, *, dispatch: str, by: int, now: datetime) -> None:
    """Somebody rang and read it out: `dispatch` says to whom and when. Raises as `note_dispatch`."""
    require(task.standing, TaskAct.READ_OUT, carrier=task.way)
    _gone(task, dispatch, "format.read out", by=by, now=now)


def give_to_people(message: OutgoingMessage, *, by: int, now: datetime) -> None:
    """Let a supplier make what failed here, or Braille that a proof-reader found wrong; a dated task.

    Raises RuleBroken("can be made") for any other message.
    """
    if message.state not in (State.CANNOT_BE_MADE, State.TO_CHECK):
        raise RuleBroken("can be made", state=message.state)
    message.state, message.last_error = State.WITH_PEOPLE, ""
    open_tasks([message], now=now, by=by)


def make_here(task: FormatTask, *, by: int, now: datetime) -> None:
    """The missing program is here now: let the worker make the message's file; the task ends when it has.

    Raises RuleBroken("not the next step") for a task that waits for no program, or that somebody has begun.
    """
    messages = _messages_of(task)
    if not task.missing_part or task.standing is not TaskState.TO_SEND or not messages:
        raise RuleBroken("not the next step", state=task.state)
    for message in messages:
        make_again(message, now=now)
    record_act(act="format.tried here", by=by, now=now, record_id=task.record_id, person_id=task.person_id)


def made_here(message: OutgoingMessage, *, now: datetime) -> None:
    """The worker has made it after all: the task that stood for a missing program is done."""
    waiting = sa.select(FormatTask).where(
        FormatTask.message_id == message.id,
        FormatTask.missing_part != "",
        FormatTask.state == TaskState.TO_SEND.value,
    )
    for task in db.session.scalars(waiting):
        _done(task, "format.made here", by=None, now=now)


def agree_summary(task: FormatTask, *, text: str, by: int, now: datetime) -> None:
    """The customer agreed to a summary instead of the whole: that is sent out then (RHA 4a, 2.8.4d)."""
    require(task.standing, TaskAct.AGREE_SUMMARY, carrier=task.way)
    if not text.strip():
        raise RuleBroken("nothing said")
    task.document_text = text.strip() + "\n"
    task.summary_agreed_on = local_date(now, landlord().zone)
    record_act(
        act="format.summary agreed", by=by, now=now, record_id=task.record_id, person_id=task.person_id
    )
    db.session.flush()


def call_off(task: FormatTask, *, why: str, by: int, now: datetime) -> None:
    """It is not needed after all, or another way was agreed: `why` is kept. Its messages then cannot be made.

    They stand on the outbox's page until somebody decides; nothing goes in their place by itself.
    """
    require(task.standing, TaskAct.CALL_OFF, carrier=task.way)
    if not why.strip():
        raise RuleBroken("nothing said")
    task.note = why.strip()
    for message in _messages_of(task):
        message.state, message.last_error = State.CANNOT_BE_MADE, "task called off"
    _moved(task, TaskState.CALLED_OFF, "format.called off", by=by, now=now)


def _messages_of(task: FormatTask) -> list[OutgoingMessage]:
    """The messages that wait for this task: its own, and for a translation other forms of the same text."""
    if task.message_id is None:
        return []
    own = db.session.get_one(OutgoingMessage, task.message_id)
    if own.state != State.WITH_PEOPLE:
        return []
    if task.form is not Format.TRANSLATION:
        return [own]
    first = own.first_id or own.id
    others = db.session.scalars(
        sa.select(OutgoingMessage)
        .where(
            sa.or_(OutgoingMessage.id == first, OutgoingMessage.first_id == first),
            OutgoingMessage.state == State.WITH_PEOPLE,
            OutgoingMessage.language == task.language,
            OutgoingMessage.put_text == "",
        )
        .order_by(OutgoingMessage.id)
    )
    return [message for message in others if _is_translated(message)]


def _is_translated(message: OutgoingMessage) -> bool:
    """Whether its words wait to be put into its language (easy read and sign language come in it already)."""
    return (
        message.format not in (Format.EASY_READ, Format.SIGN_LANGUAGE)
        and not message.put_text
        and needs_translating(message.language, spoken=spoken_without_people(message))
    )


def _has_open_task(message: OutgoingMessage) -> bool:
    return (
        db.session.scalar(
            sa.select(FormatTask.id)
            .where(FormatTask.message_id == message.id, FormatTask.state.in_(OPEN))
            .limit(1)
        )
        is not None
    )


def _send_on(
    message: OutgoingMessage, task: FormatTask, file: FormatTaskFile | None, *, now: datetime
) -> None:
    if file is not None:
        made = MadeFile(name=file.name, media_type=file.media_type, content=file.content)
        keep_file(message, made, now=now, by_people=True)
    message.put_subject = task.result_title or message.put_subject
    message.put_text = f"{task.result_text}\n" if task.result_text else message.put_text
    choice, state = after_people(message.choice, Carrier(message.carrier), has_file=file is not None)
    message.format, message.points = choice.format.value, choice.points
    if state is State.TO_BE_MADE and (message.to_postal or message.carrier == Carrier.EMAIL):
        make_again(message, now=now)
    else:
        move_on(message, now=now)


def _gone(task: FormatTask, dispatch: str, act: str, *, by: int, now: datetime) -> None:
    if not dispatch.strip():
        raise RuleBroken("say how it went")
    task.dispatch = dispatch.strip()
    for message in _messages_of(task):
        gone(message, now=now, posted=task.way is Carrier.POST, by=by)
    _done(task, act, by=by, now=now)


def _done(task: FormatTask, act: str, *, by: int | None, now: datetime) -> None:
    task.done_at, task.done_by_id = now, by
    _moved(task, TaskState.DONE, act, by=by, now=now)


def _moved(task: FormatTask, state: TaskState, act: str, *, by: int | None, now: datetime) -> None:
    task.state = state.value
    record_act(act=act, by=by, now=now, record_id=task.record_id, person_id=task.person_id)
    db.session.flush()
