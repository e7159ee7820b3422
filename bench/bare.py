"""The yardstick: a bare Flask page that queries and renders the plan's 27 rows, without log-in or layout."""

import os

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import select

from tracker.models import Activity, Plan, Responsibility, StatusLabel, StatusUpdate, User, db

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["TRACKER_DATABASE_URL"]
db.init_app(app)
app.jinja_loader = DictLoader(
    {
        "rows.html": """<!doctype html><html lang="sv"><head><title>Rader</title></head>
<body><h1>Rader</h1><table>
{% for row in rows %}<tr><th>{{ row.number }}</th><td>{{ row.short_text }}</td><td>{{ row.label }}</td>
<td>{{ row.title }}</td><td>{{ row.target_year }}</td></tr>{% endfor %}</table></body></html>"""
    }
)


@app.get("/")
def rows() -> str:
    """The 27 rows as a table."""
    query = (
        select(
            Activity.number,
            Activity.short_text,
            StatusLabel.label,
            User.title,
            StatusUpdate.target_year,
        )
        .join(Plan, Plan.id == Activity.plan_id)
        .join(Responsibility, Responsibility.activity_id == Activity.id)
        .join(User, User.id == Responsibility.owner_id)
        .join(StatusUpdate, StatusUpdate.responsibility_id == Responsibility.id)
        .join(StatusLabel, StatusLabel.id == StatusUpdate.label_id)
        .where(Plan.slug == "26-punktsplan", StatusUpdate.follow_up_id == 1)
        .order_by(Activity.sort_key)
    )
    return render_template("rows.html", rows=db.session.execute(query).all())
