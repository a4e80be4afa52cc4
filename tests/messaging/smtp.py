"""A real SMTP server inside the test, and one that never answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Inbox:
    """What the server took, in order. The replies may be changed, `on_data` is called before it answers."""

    to_rcpt: str = "250 OK"
    to_data: str = "250 OK"
    on_data: Callable[[EmailMessage], None] | None = None
    mails: list[EmailMessage] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_RCPT(
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _o: Any
    ) -> str:
        """Take or refuse an address."""
        if self.to_rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_rcpt

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take or refuse a message."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default_policy)
        if self.to_data.startswith("2"):
            with self.arrived:
                self.mails.append(mail)
                self.addresses.extend(envelope.rcpt_tos)
                self.arrived.notify_all()
        if self.on_data is not None:
            self.on_data(mail)
        return self.to_data

    def ids(self) -> list[str]:
        """The Message-IDs, in the order of arrival."""
        with self.arrived:
            return [str(mail["Message-ID"]) for mail in self.mails]


@contextmanager
def smtp_server(inbox: Inbox) -> Iterator[int]:
    """Serve `inbox` on a free port of this machine; gives the port."""
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, server_hostname="localhost")
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def silent_server(greeting: bytes = b"") -> Iterator[int]:
    """Takes connections and says nothing more than `greeting`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                held.append(connection)
                connection.sendall(greeting)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in held:
                connection.close()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
