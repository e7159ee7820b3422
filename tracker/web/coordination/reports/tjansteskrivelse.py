"""The tjänsteskrivelse: the coordinator's own texts, what the service adds to them, and the Word file."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from tracker.models import FollowUp, Plan
from tracker.queries.plans.versions import newest_version
from tracker.reports.content import ReportContent
from tracker.reports.tjansteskrivelse import HEADINGS, OwnTexts, documents, matter
from tracker.services.follow_ups.write_tjansteskrivelse import (
    freeze_tjansteskrivelse,
    starting_texts,
    write_tjansteskrivelse,
)
from tracker.services.form_refusal import ChangedMeanwhile, FormRefused
from tracker.services.reports.assemble_report import live_content
from tracker.services.reports.formats import FORMATS
from tracker.services.reports.produce_report import intact_content
from tracker.services.reports.tjansteskrivelse import WrittenLetter, frozen_letter, letter_of, written
from tracker.web.coordination.blueprint import blueprint
from tracker.web.coordination.fields import LineField, TextField, VersionedForm, show_faults, side_by_side
from tracker.web.coordination.follow_ups.named import named_follow_up
from tracker.web.frame.access import coordinators_of_plan, current_plan


class LetterForm(VersionedForm):
    """The sections in the order of the document."""

    sender = LineField(
        "Avsändare",
        description="Förvaltningen som lämnar ärendet till nämnden. Står överst, under kommunens namn.",
    )
    proposal = TextField(HEADINGS["proposal"])
    matter = TextField(HEADINGS["matter"], description="Lägesbeskrivningen nedanför läggs till av tjänsten.")
    preparation = TextField(HEADINGS["preparation"])
    presentation = TextField(HEADINGS["presentation"])
    economy = TextField(HEADINGS["economy"])
    children = TextField(HEADINGS["children"])
    equality = TextField(HEADINGS["equality"])
    documents = TextField(HEADINGS["documents"], description="Listan nedanför läggs till av tjänsten.")

    @property
    def texts(self) -> OwnTexts:
        """What the form says."""
        texts = {name: self[name].data for name in HEADINGS}
        return OwnTexts(**texts, sender=self.sender.data.strip())


@blueprint.route("/<plan_slug>/uppfoljningar/<as_of>/tjansteskrivelse", methods=["GET", "POST"])
@coordinators_of_plan
def tjansteskrivelse(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The form, filled with what is stored or with something to start from; a second editor is shown both texts."""
    named, plan = named_follow_up(as_of), current_plan()
    stored = written(named)
    texts, last = (stored.texts, None) if stored else starting_texts(named)
    form = _filled(texts, stored) if request.method != "POST" else LetterForm()
    conflict = None
    if form.validate_on_submit():
        try:
            write_tjansteskrivelse(named.id, form.texts, version=form.seen_version)
        except FormRefused as refused:
            show_faults(form, refused.faults)
        except ChangedMeanwhile:
            stored = written(named_follow_up(as_of))
            conflict = side_by_side(form, _filled(stored.texts if stored else texts, stored))
        else:
            flash("Tjänsteskrivelsen är sparad.", "success")
            return redirect(url_for("coordination.tjansteskrivelse", plan_slug=plan_slug, as_of=as_of), 303)
    content = _content(plan, named)
    version = newest_version(named.id) if named.frozen else None
    page = render_template(
        "coordination/reports/tjansteskrivelse.html",
        plan=plan,
        follow_up=named,
        form=form,
        conflict=conflict,
        computed={"matter": matter(content), "documents": documents(content)},
        stored=stored,
        last=last,
        newest=version,
        frozen_here=version is not None and frozen_letter(version) is not None,
    )
    return page, 409 if conflict is not None else 400 if form.errors else 200


@blueprint.post("/<plan_slug>/uppfoljningar/<as_of>/tjansteskrivelse/frys")
@coordinators_of_plan
def freeze_letter(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """Freezes it with the newest version, when the follow-up was closed without."""
    freeze_tjansteskrivelse(named_follow_up(as_of).id)
    flash("Tjänsteskrivelsen är fryst tillsammans med rapporten.", "success")
    return redirect(url_for("coordination.tjansteskrivelse", plan_slug=plan_slug, as_of=as_of), 303)


@blueprint.get("/<plan_slug>/uppfoljningar/<as_of>/tjansteskrivelse-utkast.docx")
@coordinators_of_plan
def draft_letter(plan_slug: str, as_of: str) -> ResponseReturnValue:
    """The Word file as it would be frozen now; of what is not written there is none."""
    named = named_follow_up(as_of)
    data = letter_of(named, _content(current_plan(), named))
    if data is None:
        flash("Tjänsteskrivelsen är inte skriven än. Spara den först.")
        return redirect(url_for("coordination.tjansteskrivelse", plan_slug=plan_slug, as_of=as_of), 303)
    return send_file(
        BytesIO(data),
        mimetype=FORMATS["docx"].media_type,
        as_attachment=True,
        download_name=f"tjansteskrivelse-utkast-{plan_slug}-{as_of}.docx",
        max_age=0,
    )


def _content(plan: Plan, named: FollowUp) -> ReportContent:
    """The frozen report, or the draft."""
    version = newest_version(named.id) if named.frozen else None
    return intact_content(version.content_sha256, version.content) if version else live_content(plan, named)


def _filled(texts: OwnTexts, stored: WrittenLetter | None) -> LetterForm:
    return LetterForm(formdata=None, data={**vars(texts), "version": str(stored.version if stored else 0)})
