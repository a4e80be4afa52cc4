"""What gunicorn and flask start: the portal with settings from the environment."""

import gc
import sys

from portal import create_app
from portal.config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(f"The portal cannot start. Wrong settings:\n{error}")

# What is loaded now stays: the collector need not look through it at every page.
gc.collect()
gc.freeze()
