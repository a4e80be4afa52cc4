"""`python -m portal.demo`: what `make run` starts."""

from __future__ import annotations

import gc
import sys

gc.disable()  # what is imported stays; searching it for rubbish costs a tenth of the start

from portal.demo.running import main  # noqa: E402

sys.exit(main())
