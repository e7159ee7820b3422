"""Reminders: schedules, texts, pauses, test mode, handing over, requests, and every kind of matter.

Revision ID: 0002
Revises: 0001

"""

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Until now everything that was said was about an answer in a follow-up.
_TOLD_SO_FAR = """
UPDATE message_item SET
    kind = 'ANSWER',
    identity = 'answer/' || follow_up_id || '/' || responsibility_id,
    plan_id = (SELECT plan_id FROM follow_up WHERE follow_up.id = message_item.follow_up_id),
    counted_from = (
        SELECT COALESCE(answer_by, message_item.step_on) FROM follow_up
        WHERE follow_up.id = message_item.follow_up_id
    )
"""
_OLD_STEPS = "'OPENED', 'WEEK_BEFORE', 'DAY_BEFORE', 'DAY_AFTER'"
_WHAT_THE_OLD_TABLES_CANNOT_HOLD = (
    "DELETE FROM answer_link WHERE follow_up_id IS NULL",
    "DELETE FROM answer_link WHERE item_id IN (SELECT id FROM message_item WHERE kind <> 'ANSWER')",
    "DELETE FROM message_item WHERE kind <> 'ANSWER'",
    f"DELETE FROM answer_link WHERE item_id IN (SELECT id FROM message_item WHERE step NOT IN ({_OLD_STEPS}))",
    f"DELETE FROM message_item WHERE step NOT IN ({_OLD_STEPS})",
    # A mail that waits and is about nothing any more.
    "UPDATE message SET state = 'CANCELLED' WHERE state = 'PENDING'"
    " AND NOT EXISTS (SELECT 1 FROM message_item WHERE message_item.message_id = message.id)",
)


def upgrade():
    op.create_table(
        "outbox_count",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("installation", sa.String(length=32), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outbox_count")),
    )
    op.create_table(
        "test_mode",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_title", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_test_mode_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_test_mode")),
    )
    op.create_table(
        "mail_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_title", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_mail_pause_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_mail_pause_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_pause")),
        sa.UniqueConstraint("organisation_id", "plan_id", name=op.f("uq_mail_pause_organisation_id_plan_id")),
    )
    with op.batch_alter_table("mail_pause", schema=None) as batch_op:
        batch_op.create_index(
            "uq_mail_pause_of_all",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("plan_id IS NULL"),
            postgresql_where=sa.text("plan_id IS NULL"),
        )

    op.create_table(
        "mail_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("LINKS", "TEST", name="requestkind", native_enum=False, length=20), nullable=False
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column(
            "text_kind",
            sa.Enum(
                "OPENED",
                "REMINDER",
                "LATE",
                "LIST",
                "VALUE",
                "REVIEW",
                "ASSIGNMENT",
                "HANDOVER",
                "DELIVERY",
                name="textkind",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_mail_request_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_mail_request_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_request")),
    )
    with op.batch_alter_table("mail_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_request_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_request_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_request_email_hash"), ["email_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_request_user_id"), ["user_id"], unique=False)

    op.create_table(
        "reminder_schedule",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "counted_from",
            sa.Enum("ANSWER_BY", "PAPERS_BY", name="countedfrom", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("not_in_july", sa.Boolean(), nullable=False),
        sa.Column(
            "list_to",
            sa.Enum("MANAGER", "COORDINATOR", "NOBODY", name="listto", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("list_after", sa.Integer(), nullable=False),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("values", sa.Boolean(), nullable=False),
        sa.Column("assignment_before", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_reminder_schedule_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_reminder_schedule")),
    )
    op.create_table(
        "reminder_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "OPENED",
                "REMINDER",
                "LATE",
                "LIST",
                "VALUE",
                "REVIEW",
                "ASSIGNMENT",
                "HANDOVER",
                "DELIVERY",
                name="textkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_reminder_text_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_text")),
        sa.UniqueConstraint("plan_id", "kind", name=op.f("uq_reminder_text_plan_id_kind")),
    )
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("responsibility_id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("from_user_id", sa.Integer(), nullable=False),
        sa.Column("from_title", sa.String(length=200), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_hand_over_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["user_account.id"], name=op.f("fk_hand_over_from_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["responsibility_id"],
            ["responsibility.id"],
            name=op.f("fk_hand_over_responsibility_id_responsibility"),
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["user_account.id"], name=op.f("fk_hand_over_to_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("nonce", name=op.f("uq_hand_over_nonce")),
    )
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_over_from_user_id"), ["from_user_id"], unique=False)
        batch_op.create_index(
            "ix_hand_over_responsibility_id_settled_at", ["responsibility_id", "settled_at"], unique=False
        )

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_by", sa.Date(), nullable=True))

    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.alter_column("follow_up_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_answer_link_responsibility_id"), ["responsibility_id"], unique=False
        )

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("papers_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("asked_on", sa.Date(), nullable=True))

    with op.batch_alter_table("key_figure", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rhythm",
                sa.Enum("MONTH", "TERTIAL", "YEAR", name="rhythm", native_enum=False, length=20),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("days_after", sa.Integer(), nullable=True))

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("at_once", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("redirected_to", sa.String(length=254), nullable=True))
        batch_op.add_column(
            sa.Column("address_refused", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("trying_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_message_send_on"), ["send_on"], unique=False)

    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "ANSWER",
                    "LIST",
                    "VALUE",
                    "REVIEW",
                    "ASSIGNMENT",
                    "HANDOVER",
                    "DELIVERY",
                    "TEST",
                    name="matterkind",
                    native_enum=False,
                    length=20,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("identity", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("plan_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("counted_from", sa.Date(), nullable=True))

    op.execute(_TOLD_SO_FAR)
    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=sa.Enum(
                "ANSWER",
                "LIST",
                "VALUE",
                "REVIEW",
                "ASSIGNMENT",
                "HANDOVER",
                "DELIVERY",
                "TEST",
                name="matterkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        )
        batch_op.alter_column("identity", existing_type=sa.String(length=80), nullable=False)
        batch_op.alter_column("plan_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("counted_from", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("follow_up_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("responsibility_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_message_item_said_once"), type_="unique")
        batch_op.create_unique_constraint(
            "uq_message_item_said_once", ["identity", "user_id", "step", "step_on", "series"]
        )
        batch_op.create_index(batch_op.f("ix_message_item_follow_up_id"), ["follow_up_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_item_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_item_user_id"), ["user_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_message_item_plan_id_plan"), "plan", ["plan_id"], ["id"])

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("unreachable_reply", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_user_account_manager_id"), ["manager_id"], unique=False)


def downgrade():
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_manager_id"))
        batch_op.drop_column("unreachable_reply")
        batch_op.drop_column("unreachable_since")

    for statement in _WHAT_THE_OLD_TABLES_CANNOT_HOLD:
        op.execute(statement)
    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_item_plan_id_plan"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_message_item_user_id"))
        batch_op.drop_index(batch_op.f("ix_message_item_plan_id"))
        batch_op.drop_index(batch_op.f("ix_message_item_follow_up_id"))
        batch_op.drop_constraint("uq_message_item_said_once", type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_message_item_said_once"),
            ["follow_up_id", "step", "responsibility_id", "user_id", "step_on", "series"],
        )
        batch_op.alter_column("responsibility_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("follow_up_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("counted_from")
        batch_op.drop_column("plan_id")
        batch_op.drop_column("identity")
        batch_op.drop_column("kind")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_send_on"))
        batch_op.drop_column("handed_at")
        batch_op.drop_column("trying_since")
        batch_op.drop_column("address_refused")
        batch_op.drop_column("redirected_to")
        batch_op.drop_column("at_once")

    with op.batch_alter_table("key_figure", schema=None) as batch_op:
        batch_op.drop_column("days_after")
        batch_op.drop_column("rhythm")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_column("asked_on")
        batch_op.drop_column("papers_by")

    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_link_responsibility_id"))
        batch_op.alter_column("follow_up_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_column("answer_by")

    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.drop_index("ix_hand_over_responsibility_id_settled_at")
        batch_op.drop_index(batch_op.f("ix_hand_over_from_user_id"))

    op.drop_table("hand_over")
    op.drop_table("reminder_text")
    op.drop_table("reminder_schedule")
    with op.batch_alter_table("mail_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_request_user_id"))
        batch_op.drop_index(batch_op.f("ix_mail_request_email_hash"))
        batch_op.drop_index(batch_op.f("ix_mail_request_created_at"))
        batch_op.drop_index(batch_op.f("ix_mail_request_address"))

    op.drop_table("mail_request")
    with op.batch_alter_table("mail_pause", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mail_pause_of_all",
            sqlite_where=sa.text("plan_id IS NULL"),
            postgresql_where=sa.text("plan_id IS NULL"),
        )

    op.drop_table("mail_pause")
    op.drop_table("test_mode")
    op.drop_table("outbox_count")
