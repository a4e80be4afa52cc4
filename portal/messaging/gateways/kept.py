"""Mail that went to the folder, read back for the developer's page of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as default_policy
from pathlib import Path

from portal.errors import NotFound
from portal.messaging.gateways.mailing import mail_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail in the folder, as the developer's page shows it."""

    name: str
    to: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    files: tuple[tuple[str, int], ...] = ()  # name and bytes of each that came with it


def kept_mails(limit: int = 50) -> list[KeptMail]:
    """The newest mails in the folder, newest first."""
    return [_read(path) for path in sorted(mail_folder().glob("*.eml"), reverse=True)[:limit]]


def kept_mail(name: str) -> KeptMail:
    """One mail of the folder by its file name without the ending; NotFound for any other name."""
    for path in mail_folder().glob("*.eml"):
        if path.stem == name:
            return _read(path)
    raise NotFound


def _read(path: Path) -> KeptMail:
    parsed = BytesParser(policy=default_policy).parsebytes(path.read_bytes())
    return KeptMail(
        name=path.stem,
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        headers=tuple((name, str(value)) for name, value in parsed.items()),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
        files=tuple(
            (part.get_filename() or "", len(part.get_payload(decode=True) or b""))
            for part in parsed.iter_attachments()
        ),
    )


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""
