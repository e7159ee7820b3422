"""Letters of every kind, as the tests of the mail read them."""

from dataclasses import replace
from datetime import date

from tracker import mail
from tracker.domain.reminders.texts import SHAPES, MailText, TextKind
from tracker.mail import asking, telling
from tracker.mail.asking import Asked, AskedPlan, AskedRow, MissingValue, TakenOver, Waiting
from tracker.mail.boards import AskedBoard, AskedBoards, boards
from tracker.mail.letter import Section
from tracker.mail.telling import HandedOver, Silence, SilentRow, Undelivered
from tracker.mail.words import Previous

TODAY = date(2022, 9, 5)
CONTROLLER = mail.Contact("Controller, arbetsmarknadsförvaltningen", "controller@uppsala.example.org")
COUNCIL_OFFICE = mail.Contact("Kanslichef", "kansli@uppsala.example.org")
PLAN = AskedPlan(
    title="26-punktsplanen",
    board="Arbetsmarknadsnämnden",
    row_singular="aktivitet",
    row_plural="aktiviteter",
    row_definite="aktiviteten",
    neuter=False,
    contact=CONTROLLER,
)
COUNCIL = AskedPlan(
    title="KF-uppdragen 2022",
    board="Kommunfullmäktige",
    row_singular="uppdrag",
    row_plural="uppdrag",
    row_definite="uppdraget",
    neuter=True,
    contact=COUNCIL_OFFICE,
)
WAITING = Waiting(
    opened_on=date(2022, 8, 29),
    last_on=date(2022, 8, 29),
    next_on=date(2022, 9, 8),
    list_on=date(2022, 9, 15),
    list_to="din chef",
    papers_by=None,
    meeting_on=date(2022, 9, 28),
)


def row(item: int, number: str, text: str, **changes: object) -> AskedRow:
    """An activity that was answered in March."""
    previous = Previous(
        by_reader=True,
        as_of=date(2022, 3, 31),
        label="Påbörjad",
        target_year=2022,
        ongoing=False,
        comment="Rutiner och metoder har fastställts.\n\nDock har distansundervisningen försenat dem.",
    )
    plain = AskedRow(number, text, mail.link_place(item), previous, nothing_new=True, as_deputy=False)
    return replace(plain, **changes)  # type: ignore[arg-type]


STUDY_PLAN = row(1, "1a", "Individuell studieplan för alla elever i vuxenutbildning")
DEVIATIONS = row(2, "8", "Vuxenutbildningen rapporterar avvikelser från heltidsplan")
HANDED_OVER = replace(DEVIATIONS, taken_over=TakenOver("Rektor, sfi", date(2022, 9, 1)))
ASKED = Asked(
    plan=PLAN,
    kind=TextKind.REMINDER,
    as_of=date(2022, 8, 31),
    answer_by=date(2022, 9, 9),
    rows=(STUDY_PLAN, DEVIATIONS),
    waiting=WAITING,
)


def usual(kind: TextKind) -> MailText:
    """The kind's text until a coordinator writes another."""
    return SHAPES[kind].default


def answers(asked: Asked = ASKED, today: date = TODAY) -> Section:
    """The section of a follow-up with the usual words."""
    return asking.answers(asked, usual(asked.kind), today)


def letter(*sections: Section, today: date = TODAY, **more: object) -> mail.Rendered:
    """The letter with these sections."""
    return mail.letter(sections or (answers(),), today=today, links_until=date(2022, 11, 4), **more)  # type: ignore[arg-type]


def two() -> mail.Rendered:
    """Two activities, one of which deviated, with a year that is a guess, and was answered by somebody else."""
    assert STUDY_PLAN.previous
    other = replace(
        STUDY_PLAN.previous, by_reader=False, label="Avviker från plan", target_year=2023, year_uncertain=True
    )
    return letter(answers(replace(ASKED, rows=(replace(STUDY_PLAN, previous=other), DEVIATIONS))))


def opening() -> mail.Rendered:
    """One activity that a colleague has handed over, on the day on which the follow-up opens."""
    waiting = replace(WAITING, opened_on=TODAY, last_on=None)
    asked = replace(ASKED, kind=TextKind.OPENED, rows=(HANDED_OVER,), waiting=waiting)
    return letter(answers(asked))


def one_the_day_before() -> mail.Rendered:
    """One ongoing activity, on the day before."""
    assert DEVIATIONS.previous
    ongoing = replace(DEVIATIONS.previous, ongoing=True, target_year=None)
    today = date(2022, 9, 8)
    waiting = replace(WAITING, last_on=date(2022, 9, 2), next_on=date(2022, 9, 12))
    asked = replace(ASKED, rows=(replace(DEVIATIONS, previous=ongoing),), waiting=waiting)
    return letter(answers(asked, today), today=today)


def late() -> mail.Rendered:
    """The day after: a new activity, and one whose year has passed; nobody coordinates the plan."""
    assert DEVIATIONS.previous
    passed = replace(DEVIATIONS.previous, as_of=date(2021, 3, 31), target_year=2021)
    rows = (
        row(1, "27", "Ny aktivitet", previous=None, nothing_new=False),
        replace(DEVIATIONS, previous=passed, nothing_new=False),
    )
    asked = replace(
        ASKED,
        plan=replace(PLAN, contact=None),
        kind=TextKind.LATE,
        rows=rows,
        waiting=replace(WAITING, last_on=date(2022, 9, 8), next_on=None),
    )
    today = date(2022, 9, 12)
    return letter(answers(asked, today), today=today)


def two_plans() -> mail.Rendered:
    """Two plans with coordinators of their own; the second is asked as deputy, about an uppdrag."""
    council = Asked(
        plan=COUNCIL,
        kind=TextKind.OPENED,
        as_of=date(2022, 8, 31),
        answer_by=date(2022, 9, 7),
        rows=(row(3, "14", "Ta fram en plan för fler praktikplatser", as_deputy=True),),
        waiting=replace(WAITING, opened_on=TODAY, last_on=None, next_on=date(2022, 9, 6), list_on=None),
    )
    return letter(answers(), answers(council))


def everything() -> mail.Rendered:
    """An owner who is also asked for a value, a review and an uppdrag, on one day."""
    ongoing = Previous(True, date(2021, 8, 31), "Påbörjad", None, True, "Löpande dialog med företagen.")
    sections = (
        answers(replace(ASKED, rows=(DEVIATIONS,))),
        asking.reviews(
            PLAN,
            [row(4, "3", "Kontakter med företag", previous=ongoing)],
            usual(TextKind.REVIEW),
            TODAY,
            next_on=date(2022, 9, 30),
        ),
        asking.values(
            PLAN,
            [
                MissingValue(
                    "Andel invånare med ekonomiskt bistånd",
                    "T2 2022",
                    date(2022, 9, 1),
                    "4,3 procent, 2021",
                    mail.link_place(5),
                )
            ],
            usual(TextKind.VALUE),
            TODAY,
            owner=True,
            next_on=date(2022, 9, 15),
        ),
        asking.assignments(
            COUNCIL,
            [
                row(
                    6, "14", "Ta fram en plan för fler praktikplatser",
                    answer_by=date(2022, 9, 30), nothing_new=False,
                )
            ],
            usual(TextKind.ASSIGNMENT),
            TODAY,
            next_on=date(2022, 9, 23),
        ),
    )  # fmt: skip
    return letter(*sections)


def to_the_manager() -> mail.Rendered:
    """The list of those who have not answered, for a manager."""
    missing = Silence(
        plan=PLAN,
        as_of=date(2022, 8, 31),
        answer_by=date(2022, 9, 9),
        meeting_on=date(2022, 9, 28),
        rows=(
            SilentRow(
                "1a",
                STUDY_PLAN.text,
                "Rektor, vuxenutbildningen",
                "rektor@uppsala.example.org",
                date(2022, 9, 12),
                None,
            ),
            SilentRow("8", DEVIATIONS.text, "Rektor, sfi", "sfi@uppsala.example.org", None, None),
            SilentRow(
                "10",
                "Självskattning",
                "Områdeschef",
                "omradeschef@uppsala.example.org",
                date(2022, 8, 29),
                date(2022, 9, 2),
            ),
        ),
        page=None,
        plan_page="https://plan.example.org/planer/26-punktsplan",
    )
    today = date(2022, 9, 15)
    return letter(telling.silence(missing, usual(TextKind.LIST), today), today=today)


def to_the_coordinator() -> mail.Rendered:
    """What a coordinator is told: who cannot be asked, who has handed over, what did not arrive."""
    page = "https://plan.example.org/samordning"
    missing = Silence(
        plan=PLAN,
        as_of=date(2022, 8, 31),
        answer_by=date(2022, 9, 9),
        meeting_on=None,
        rows=(SilentRow("23", "Organisation och processer", None, None, None, None),),
        page=f"{page}/26-punktsplan/uppfoljningar/2022-08-31",
    )
    handed = [
        HandedOver("8", DEVIATIONS.text, "Rektor, vuxenutbildningen", None, "Fråga sfi.", f"{page}/8"),
        HandedOver("10", "Självskattning", "Områdeschef", "Enhetschef, resursteamet", "", f"{page}/10"),
    ]
    lost = [
        Undelivered(
            "Ekonomichef",
            "ekonomi@uppsala.example.org",
            "26-punktsplanen: 22",
            True,
            "",
            False,
            f"{page}/utskick/7",
        ),
        Undelivered(
            "Utvecklingschef",
            "utveckling@uppsala.example.org",
            "26-punktsplanen: 23",
            False,
            "550 no such user",
            True,
            f"{page}/utskick/8",
        ),
    ]  # fmt: skip
    today = date(2022, 9, 15)
    sections = (
        telling.silence(missing, usual(TextKind.LIST), today),
        telling.hand_overs(PLAN, handed, usual(TextKind.HANDOVER)),
        telling.deliveries(PLAN, lost, usual(TextKind.DELIVERY)),
    )
    return letter(*sections, today=today)


def in_test_mode() -> mail.Rendered:
    """What would have gone to somebody else."""
    return letter(redirected_from=mail.Contact("Rektor, vuxenutbildningen", "rektor@uppsala.example.org"))


def a_value() -> mail.Rendered:
    """Outside follow-ups: nothing but a value of a nyckeltal is missing."""
    missing = MissingValue("Väntetid", "T2 2022", date(2022, 9, 1), "", mail.link_place(5))
    text = usual(TextKind.VALUE)
    return letter(asking.values(PLAN, [missing], text, TODAY, owner=True, next_on=date(2022, 9, 15)))


def new_links() -> mail.Rendered:
    """What somebody gets who has asked for new links."""
    return letter(requested=True)


def of_boards() -> mail.Rendered:
    """Two boards that bring the rows themselves, and have none yet."""
    plan = replace(COUNCIL, title="Insatserna", row_singular="insats", row_plural="insatser", neuter=False)
    page = "https://plan.example.org/mina-aktiviteter/insatser/namnd"
    named = (AskedBoard("Kulturnämnden", f"{page}/kultur"), AskedBoard("Tekniska nämnden", f"{page}/teknik"))
    waiting = replace(WAITING, list_on=None)
    asked = AskedBoards(plan, TextKind.REMINDER, date(2022, 8, 31), date(2022, 9, 9), named, waiting)
    return letter(boards(asked, usual(TextKind.REMINDER), TODAY))


def of_questions() -> mail.Rendered:
    """A board's questions, which can also be answered on one page."""
    plan = replace(COUNCIL, title="Minoriteterna", row_singular="fråga", row_plural="frågor", neuter=False)
    rows = tuple(
        row(n, str(n), text, previous=None, nothing_new=False, board=board)
        for n, text, board in (
            (1, "Hur informeras minoriteterna?", "Kulturnämnden"),
            (2, "Hur ges samråd?", "Tekniska nämnden"),
        )
    )
    page = "https://plan.example.org/mina-aktiviteter/minoriteter/alla"
    return letter(answers(replace(ASKED, plan=plan, rows=rows, page=page)))


LETTERS = {
    "of-questions": of_questions,
    "of-boards": of_boards,
    "two": two,
    "opening": opening,
    "one-the-day-before": one_the_day_before,
    "late": late,
    "two-plans": two_plans,
    "everything": everything,
    "to-the-manager": to_the_manager,
    "to-the-coordinator": to_the_coordinator,
    "in-test-mode": in_test_mode,
    "a-value": a_value,
    "new-links": new_links,
}
