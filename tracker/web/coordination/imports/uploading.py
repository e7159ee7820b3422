"""The page where a file is chosen: nothing is written before somebody has looked at what it would do."""

from contextlib import closing

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from tracker import clock
from tracker.models import User
from tracker.queries.coordination.cockpit import coordinated_boards, coordinated_plans
from tracker.queries.coordination.imports import imports_of
from tracker.services.imports.files import Target, upload
from tracker.services.imports.waiting import ImportRefused
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import ChoiceField, choices
from tracker.web.frame.access import coordinators, current_person


class UploadForm(FlaskForm):
    """The file and where it goes."""

    file = FileField("Fil", description="Word, PDF, Excel, CSV, JSON eller ren text, högst 20 MB.")
    plan_id = ChoiceField("Plan", numbers=True)
    board_id = ChoiceField("Nämnd", numbers=True, description="Bara för en ny plan.")

    def offer(self, user: User) -> None:
        """Fills in what can be chosen."""
        plans = [(row.plan.id, row.plan.title) for row in coordinated_plans(user)]
        self.plan_id.choices = choices(plans, "En ny plan")
        self.board_id.choices = choices((board.id, board.name) for board in coordinated_boards(user))

    def choose_plan(self, user: User, slug: str) -> None:
        """Chooses the plan whose page led here; any other word chooses none."""
        self.plan_id.data = next(
            (row.plan.id for row in coordinated_plans(user) if row.plan.slug == slug), None
        )


@blueprint.route("/importera", methods=["GET", "POST"])
@coordinators
def import_report() -> ResponseReturnValue:
    """The form; sent, the file is read and leads to its preview."""
    user = current_person()
    form = UploadForm()
    form.offer(user)
    if not form.is_submitted():
        form.choose_plan(user, request.args.get("plan", ""))
    status = 200
    if form.validate_on_submit():
        try:
            data, name = sent_file(form.file)
            target = Target(form.plan_id.data, _board(form, user))
            file = upload(data, name, target, by=user, now=clock.utc_now())
        except ImportRefused as refused:
            form.file.errors, status = [refused.message], refused.status
        else:
            return redirect(url_for("coordination.import_preview", import_id=file.id), 303)
    boards = [board.id for board in coordinated_boards(user)]
    page = render_template("coordination/imports/upload.html", form=form, earlier=imports_of(boards))
    return page, max(status, 400) if form.errors else 200


def sent_file(field: FileField) -> tuple[bytes, str]:
    """The file and its name. Raises ImportRefused when none was chosen."""
    file = field.data
    if not file or not file.filename:
        raise ImportRefused("no-file", "Välj en fil.")
    with closing(file):
        return file.read(), file.filename


def _board(form: UploadForm, user: User) -> int:
    """The board of the chosen plan, or the one that was chosen for a new plan."""
    for row in coordinated_plans(user):
        if row.plan.id == form.plan_id.data:
            return row.plan.board_id
    return int(form.board_id.data)
