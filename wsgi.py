"""The server's entry: `gunicorn wsgi:app` and `flask --app wsgi …`."""

import sys

from tracker import create_app
from tracker.config import SettingsError

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(f"tracker: {problem}")
