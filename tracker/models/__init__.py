"""The tables, typed (SQLAlchemy 2 style)."""

from tracker.models.base import Base, db
from tracker.models.follow_up import FollowUp, ReportFile, ReportVersion, StatusUpdate
from tracker.models.key_figure import (
    ActivityKeyFigure,
    KeyFigure,
    KeyFigureComment,
    KeyFigureValue,
    PlanKeyFigure,
)  # fmt: skip
from tracker.models.organisation import Board, LoginAttempt, Membership, Organisation, User
from tracker.models.outbox import AnswerLink, Heartbeat, Message, MessageItem
from tracker.models.plan import Activity, Plan, PlanKind, Responsibility, StatusLabel, Vocabulary

__all__ = [
    "Activity", "ActivityKeyFigure", "AnswerLink", "Base", "Board", "FollowUp", "Heartbeat", "KeyFigure",
    "KeyFigureComment", "KeyFigureValue", "LoginAttempt", "Membership", "Message", "MessageItem",
    "Organisation", "Plan", "PlanKeyFigure", "PlanKind", "ReportFile", "ReportVersion", "Responsibility", "StatusLabel",
    "StatusUpdate", "User", "Vocabulary", "db",
]  # fmt: skip
