"""The server's entry: `gunicorn wsgi:app` and `flask --app wsgi …`."""

import sys

from tracker import create_app
from tracker.config import SettingsError

try:
    app = create_app()
except SettingsError as problem:
    print(f"tracker: {problem}", file=sys.stderr)
    # gunicorn starts a worker again and again unless it ends with this code.
    sys.exit(3)
