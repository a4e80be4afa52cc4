"""Handing mail to an SMTP server, or to a folder while there is none. Knows nothing of the database."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.mime.text import MIMEText
from email.utils import formataddr
from pathlib import Path

import flask_mail
from flask import current_app

from portal.messaging.gateways.rendering import one_line
from portal.messaging.retries import Refusal
from portal.web.settings import settings

# RFC 5321 4.5.3.2.6 asks for ten minutes after the end of the message. Giving up while the server still
# works on it means a second copy, so that one answer is waited for longer than any other.
_LAST_ANSWER_FACTOR = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message ready to go to one address. Made from the outbox's row and the same at every try."""

    message_id: str
    to_address: str
    subject: str
    text: str
    html: str
    from_name: str
    reply_to: str
    automatic: bool
    created_at: datetime
    file: MailFile | None = None
    calendar: str = ""  # a calendar file


class MailRefused(Exception):
    """It did not go. Holds what `retries` decides by, and no words: a server's may name the person."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.last_error)
        self.refusal = refusal


def message_id(unique: str) -> str:
    """A Message-ID at the domain we send from; `unique` must be."""
    return f"<{unique}@{_domain()}>"


def deliver(mail: Mail) -> None:
    """Hand the mail over: to the SMTP server, or to the mail folder while no server is set.

    Returns only when the other side has taken it; raises MailRefused otherwise. Call it outside any
    transaction: it may take as long as the server likes.
    """
    if not settings().mail_server:
        _into_folder(mail)
        return
    try:
        with _Connection(current_app.extensions["mail"]) as connection:
            connection.send(_message(mail))
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise MailRefused(Refusal.of_recipient(code)) from None
    except smtplib.SMTPDataError as error:
        raise MailRefused(Refusal.of_message(error.smtp_code)) from None
    except smtplib.SMTPAuthenticationError as error:
        raise MailRefused(Refusal.of_us("sign-in refused", error.smtp_code)) from None
    except smtplib.SMTPResponseException as error:
        raise MailRefused(Refusal.of_us("server refused", error.smtp_code)) from None
    except (smtplib.SMTPException, OSError) as error:
        # smtplib wraps a timeout while it waits for an answer.
        late = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        raise MailRefused(Refusal.of_us("no answer in time" if late else "no connection")) from None
    except flask_mail.BadHeaderError:
        raise MailRefused(Refusal.of_message(550)) from None


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with a timeout, checked certificates, and an end that cannot undo a sending."""

    def __enter__(self) -> _Connection:
        self.host = self.configure_host()
        return self

    def __exit__(self, *_error: object) -> None:
        # Once the server has said yes, a goodbye that goes wrong must not make us send it again.
        if self.host is not None:
            try:
                self.host.quit()
            except (smtplib.SMTPException, OSError):
                self.host.close()

    def configure_host(self) -> smtplib.SMTP:
        server, port, timeout = self.mail.server, self.mail.port or 0, settings().mail_timeout_seconds
        name = _domain()  # left out, smtplib asks DNS for this machine's name, which may hang
        context = ssl.create_default_context() if self.mail.use_ssl or self.mail.use_tls else None
        host: smtplib.SMTP
        if self.mail.use_ssl:
            host = _PatientOverTls(server, port, name, timeout=timeout, context=context)
        else:
            host = _Patient(server, port, name, timeout=timeout)
        try:
            if self.mail.use_tls:
                host.starttls(context=context)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host


class _Patient(smtplib.SMTP):
    """Waits longer for the one answer after which the message is the server's."""

    def send(self, s: str | bytes | bytearray | memoryview) -> None:  # type: ignore[override]
        """Send; smtplib sends commands as text and only the message itself as bytes."""
        super().send(s)
        if isinstance(s, bytes) and self.sock is not None:
            self.sock.settimeout(settings().mail_timeout_seconds * _LAST_ANSWER_FACTOR)


class _PatientOverTls(_Patient, smtplib.SMTP_SSL):
    """The same, with TLS from the start."""


class _Message(flask_mail.Message):
    """Flask-Mail's message with bodies that stay inside SMTP's 998 characters a line, whatever was typed."""

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        charset = Charset("utf-8")
        charset.body_encoding = QP
        return MIMEText(text or "", subtype, charset)  # type: ignore[arg-type]


def _message(mail: Mail) -> flask_mail.Message:
    message = _Message(
        subject=mail.subject,
        recipients=[mail.to_address],
        body=mail.text,
        html=mail.html,
        sender=formataddr((one_line(mail.from_name), settings().mail_sender)),
        reply_to=mail.reply_to or None,
        date=mail.created_at.timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated"} if mail.automatic else None,
    )
    message.msgId = mail.message_id
    if mail.file is not None:
        message.attach(mail.file.name, mail.file.media_type, mail.file.content)
    if mail.calendar:
        message.attach("appointment.ics", _calendar_type(mail.calendar), mail.calendar.encode())
    return message


def _calendar_type(calendar: str) -> str:
    """The media type, which has to name the same method as the file (RFC 6047 2.4)."""
    method = re.search(r"(?m)^METHOD:([A-Z]+)\r?$", calendar)
    return f"text/calendar; charset=utf-8; method={method[1] if method else 'PUBLISH'}"


def _into_folder(mail: Mail) -> None:
    folder = mail_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Named by the Message-ID, so that a second copy takes the first one's place.
    unique = "".join(c for c in mail.message_id.partition("@")[0] if c.isalnum())
    target = folder / f"{mail.created_at:%Y%m%dT%H%M%S.%fZ}-{unique}.eml"
    partial = target.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(_message(mail).as_bytes())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)


def mail_folder() -> Path:
    """Where mail goes while no server is set: one folder for each landlord."""
    return settings().instance_path / "mail" / settings().charter


def _domain() -> str:
    return settings().mail_sender.rpartition("@")[2] or "localhost"
