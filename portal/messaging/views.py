"""The developer's page: mail that went to the folder, in a demonstration only."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.errors import NotFound
from portal.identity.access import anyone
from portal.messaging.gateways.kept import kept_mail, kept_mails
from portal.web.settings import settings

blueprint = Blueprint("messaging", __name__, url_prefix="/developer/mail")


@blueprint.get("")
@anyone
def developer_mail() -> ResponseReturnValue:
    """The newest mails."""
    _only_in_a_demonstration()
    return render_template("messaging/developer_mail.html", mails=kept_mails())


@blueprint.get("/<name>")
@anyone
def developer_mail_read(name: str) -> ResponseReturnValue:
    """One mail, with its headers and its links."""
    _only_in_a_demonstration()
    return render_template("messaging/developer_mail_read.html", mail=kept_mail(name))


def _only_in_a_demonstration() -> None:
    if not settings().demo:
        raise NotFound
