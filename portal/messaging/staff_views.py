"""The staff's pages of messages, gathered: the outbox, things to make, the day's post."""

from __future__ import annotations

from portal.messaging.staff import letters, post, things
from portal.messaging.staff.outbox import blueprint
from portal.messaging.staff.pages import blueprint as forms_blueprint

__all__ = ["blueprint", "forms_blueprint", "letters", "post", "things"]
