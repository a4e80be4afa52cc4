"""Loads the application once and forks a worker for each line it reads; run by the tests as a process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime

from sqlalchemy.orm import configure_mappers

from portal import create_app, worker
from portal.database import db
from portal.messaging.jobs.sending import deliver

BEFORE_ANYTHING = datetime(2000, 1, 1, tzinfo=UTC)


def main() -> None:
    """Answer each line with the process id of a new worker, until the input ends."""
    app = create_app()
    configure_mappers()
    with app.app_context():
        deliver(lambda: BEFORE_ANYTHING)  # finds nothing; what is slow the first time is done before forking
        db.engine.dispose()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need nobody to wait for them
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                worker.run(app, stop=threading.Event())
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
