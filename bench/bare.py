"""The yardstick: a bare Flask page that queries and renders the plan's 27 rows, without log-in or layout."""

import os

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import create_engine, text

app = Flask(__name__)
app.jinja_loader = DictLoader(
    {
        "rows.html": """<!doctype html><html lang="sv"><head><title>Rader</title></head>
<body><h1>Rader</h1><table>
{% for row in rows %}<tr><th>{{ row.number }}</th><td>{{ row.short_text }}</td><td>{{ row.label }}</td>
<td>{{ row.title }}</td><td>{{ row.target_year }}</td></tr>{% endfor %}</table></body></html>"""
    }
)
_engine = create_engine(os.environ["TRACKER_DATABASE_URL"])
_ROWS = text(
    """
    SELECT activity.number, activity.short_text, status_label.label, user_account.title,
        status_update.target_year
    FROM activity
    JOIN plan ON plan.id = activity.plan_id
    JOIN responsibility ON responsibility.activity_id = activity.id
    JOIN user_account ON user_account.id = responsibility.owner_id
    JOIN status_update ON status_update.responsibility_id = responsibility.id
    JOIN status_label ON status_label.id = status_update.label_id
    WHERE plan.slug = '26-punktsplan' AND status_update.follow_up_id = 1
    ORDER BY activity.sort_key
    """
)


@app.get("/")
def rows() -> str:
    """The 27 rows as a table."""
    with _engine.connect() as connection:
        return render_template("rows.html", rows=connection.execute(_ROWS).all())
