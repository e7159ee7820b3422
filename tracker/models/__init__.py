"""The tables, typed (SQLAlchemy 2 style)."""

from tracker.models.base import Base, db
from tracker.models.council import CouncilDecision, FulfilmentProposal
from tracker.models.follow_up import FollowUp, ReportFile, ReportVersion, StatusUpdate
from tracker.models.key_figure import (
    ActivityKeyFigure,
    KeyFigure,
    KeyFigureComment,
    KeyFigureValue,
    PlanKeyFigure,
)  # fmt: skip
from tracker.models.kolada import KoladaNotice, KoladaSource, PlaceName
from tracker.models.organisation import Board, LoginAttempt, Membership, Organisation, User
from tracker.models.outbox import AnswerLink, Heartbeat, Message, MessageItem, OutboxCount
from tracker.models.plan import Activity, Plan, PlanKind, Responsibility, StatusLabel, Vocabulary
from tracker.models.reminding import (
    HandOver,
    MailPause,
    MailRequest,
    ReminderSchedule,
    ReminderText,
    TestMode,
)  # fmt: skip
from tracker.models.reporting import ReportSeen, ReportTemplate, RowReady, Tjansteskrivelse
from tracker.models.sharing import AnsweringBoard, NothingToReport
from tracker.models.work import ImportFile, Job

__all__ = [
    "Activity", "ActivityKeyFigure", "AnswerLink", "AnsweringBoard", "Base", "Board", "CouncilDecision", "FollowUp",
    "FulfilmentProposal", "HandOver", "Heartbeat", "ImportFile", "Job", "KeyFigure", "KeyFigureComment",
    "KeyFigureValue", "KoladaNotice", "KoladaSource", "LoginAttempt", "MailPause", "MailRequest", "Membership",
    "Message", "MessageItem", "NothingToReport", "Organisation", "OutboxCount", "PlaceName", "Plan",
    "PlanKeyFigure", "PlanKind", "ReminderSchedule", "ReminderText", "ReportFile", "ReportSeen",
    "ReportTemplate", "ReportVersion", "Responsibility", "RowReady", "StatusLabel", "StatusUpdate",
    "TestMode", "Tjansteskrivelse", "User", "Vocabulary", "db",
]  # fmt: skip
