"""The first tables.

Revision ID: 0001
Revises:

"""

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempt_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempt_attempted_at"), ["attempted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempt_email_hash"), ["email_hash"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_media_type", sa.String(length=40), nullable=True),
        sa.Column("theme_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "vocabulary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary")),
        sa.UniqueConstraint("slug", name=op.f("uq_vocabulary_slug")),
    )
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "COMMITTEE", "EXECUTIVE", "COMPANY", "COUNCIL", name="boardkind", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_board_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_board_organisation_id_slug")),
    )
    op.create_table(
        "key_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_short", sa.String(length=10), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("UP", "DOWN", "NONE", name="direction", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("INDICATOR", "MEASURE", name="keyfigurekind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("heading", sa.String(length=200), nullable=True),
        sa.Column("aggregation", sa.String(length=200), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("kolada_id", sa.String(length=20), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_key_figure_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_figure")),
        sa.UniqueConstraint("slug", name=op.f("uq_key_figure_slug")),
    )
    with op.batch_alter_table("key_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_key_figure_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "plan_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("vocabulary_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vocabulary_id"], ["vocabulary.id"], name=op.f("fk_plan_kind_vocabulary_id_vocabulary")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_kind")),
        sa.UniqueConstraint("slug", name=op.f("uq_plan_kind_slug")),
    )
    op.create_table(
        "status_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vocabulary_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("short", sa.String(length=80), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum(
                "COMPLETED",
                "STARTED",
                "DEVIATES",
                "STOPPED",
                "NOT_STARTED",
                name="meaning",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("comment_heading", sa.String(length=80), nullable=False),
        sa.Column(
            "comment",
            sa.Enum("NEVER", "ASKED", "DEMANDED", name="demand", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum("NEVER", "ASKED", "DEMANDED", name="demand", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "remaining_work",
            sa.Enum("NEVER", "ASKED", "DEMANDED", name="demand", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "horizon",
            sa.Enum("NEVER", "ASKED", "DEMANDED", name="demand", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vocabulary_id"], ["vocabulary.id"], name=op.f("fk_status_label_vocabulary_id_vocabulary")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_label")),
        sa.UniqueConstraint("vocabulary_id", "label", name=op.f("uq_status_label_vocabulary_id_label")),
    )
    with op.batch_alter_table("status_label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_label_vocabulary_id"), ["vocabulary_id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["user_account.id"], name=op.f("fk_user_account_manager_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_user_account_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_account_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum("ADMIN", "COORDINATOR", "BOARD_MEMBER", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_membership_board_id_board")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id",
            "organisation_id",
            "board_id",
            "role",
            name=op.f("uq_membership_user_id_organisation_id_board_id_role"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_membership_organisation_wide",
            ["user_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text("board_id IS NULL"),
            postgresql_where=sa.text("board_id IS NULL"),
        )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("to_title", sa.String(length=200), nullable=False),
        sa.Column("from_header", sa.String(length=300), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "PENDING",
                "CLAIMED",
                "HANDING",
                "SENT",
                "FAILED",
                "UNCERTAIN",
                "CANCELLED",
                "SUPERSEDED",
                name="messagestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("server_reply", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_message_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_state_next_at", ["state", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_user_id"), ["user_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("short_title", sa.String(length=200), nullable=False),
        sa.Column("report_title", sa.String(length=300), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_paragraph", sa.String(length=40), nullable=True),
        sa.Column("diarienummer", sa.String(length=60), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("finish_by", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("INTERNAL", "PUBLISHED", name="visibility", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_plan_board_id_board")),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["user_account.id"], name=op.f("fk_plan_coordinator_id_user_account")
        ),
        sa.ForeignKeyConstraint(["kind_id"], ["plan_kind.id"], name=op.f("fk_plan_kind_id_plan_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("slug", name=op.f("uq_plan_slug")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_board_id"), ["board_id"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("sort_key", sa.String(length=80), nullable=False),
        sa.Column("short_text", sa.Text(), nullable=False),
        sa.Column("full_text", sa.Text(), nullable=False),
        sa.Column("focus_area", sa.String(length=200), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["activity.id"], name=op.f("fk_activity_parent_id_activity")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_activity_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_activity_plan_id_number")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_activity_plan_id_sort_key", ["plan_id", "sort_key"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "PLANNED", "OPEN", "CLOSED", "DECIDED", name="followupstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "origin", sa.Enum("HERE", "IMPORT", name="origin", native_enum=False, length=20), nullable=False
        ),
        sa.Column("diarienummer", sa.String(length=60), nullable=True),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_follow_up_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("plan_id", "as_of", name=op.f("uq_follow_up_plan_id_as_of")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_state"), ["state"], unique=False)

    op.create_table(
        "plan_key_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key_figure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_goal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_figure_id"], ["key_figure.id"], name=op.f("fk_plan_key_figure_key_figure_id_key_figure")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_key_figure_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_key_figure")),
        sa.UniqueConstraint(
            "plan_id", "key_figure_id", name=op.f("uq_plan_key_figure_plan_id_key_figure_id")
        ),
    )
    op.create_table(
        "activity_key_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("key_figure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_key_figure_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["key_figure_id"], ["key_figure.id"], name=op.f("fk_activity_key_figure_key_figure_id_key_figure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_key_figure")),
        sa.UniqueConstraint(
            "activity_id", "key_figure_id", name=op.f("uq_activity_key_figure_activity_id_key_figure_id")
        ),
    )
    op.create_table(
        "key_figure_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_figure_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_key_figure_comment_board_id_board")
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_key_figure_comment_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["key_figure_id"], ["key_figure.id"], name=op.f("fk_key_figure_comment_key_figure_id_key_figure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_figure_comment")),
        sa.UniqueConstraint(
            "key_figure_id",
            "board_id",
            "follow_up_id",
            name=op.f("uq_key_figure_comment_key_figure_id_board_id_follow_up_id"),
        ),
    )
    with op.batch_alter_table("key_figure_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_key_figure_comment_follow_up_id"), ["follow_up_id"], unique=False
        )

    op.create_table(
        "report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_report_version_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["user_account.id"], name=op.f("fk_report_version_frozen_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint("follow_up_id", "number", name=op.f("uq_report_version_follow_up_id_number")),
    )
    op.create_table(
        "responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("not_collected", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_responsibility_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_responsibility_board_id_board")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["user_account.id"], name=op.f("fk_responsibility_deputy_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_responsibility_owner_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
        sa.UniqueConstraint("activity_id", "board_id", name=op.f("uq_responsibility_activity_id_board_id")),
    )
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "message_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("responsibility_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "OPENED", "WEEK_BEFORE", "DAY_BEFORE", "DAY_AFTER", name="step", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("step_on", sa.Date(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_message_item_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_item_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["responsibility_id"],
            ["responsibility.id"],
            name=op.f("fk_message_item_responsibility_id_responsibility"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_message_item_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_item")),
        sa.UniqueConstraint(
            "follow_up_id",
            "step",
            "responsibility_id",
            "user_id",
            "step_on",
            "series",
            name="uq_message_item_said_once",
        ),
    )
    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_item_message_id"), ["message_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_message_item_responsibility_id"), ["responsibility_id"], unique=False
        )

    op.create_table(
        "report_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_version_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_version_id"],
            ["report_version.id"],
            name=op.f("fk_report_file_report_version_id_report_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint(
            "report_version_id", "format", name=op.f("uq_report_file_report_version_id_format")
        ),
    )
    op.create_table(
        "status_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("responsibility_id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("target_year", sa.Integer(), nullable=True),
        sa.Column("ongoing", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("remaining_work", sa.Text(), nullable=False),
        sa.Column("previous_target_year", sa.Integer(), nullable=True),
        sa.Column("year_uncertain", sa.Boolean(), nullable=False),
        sa.Column("nothing_new", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sa.String(length=200), nullable=True),
        sa.Column(
            "way_in",
            sa.Enum("WEB", "LINK", "IMPORT", name="wayin", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_status_update_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["edits_id"], ["status_update.id"], name=op.f("fk_status_update_edits_id_status_update")
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_status_update_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["status_label.id"], name=op.f("fk_status_update_label_id_status_label")
        ),
        sa.ForeignKeyConstraint(
            ["responsibility_id"],
            ["responsibility.id"],
            name=op.f("fk_status_update_responsibility_id_responsibility"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_update")),
        sa.UniqueConstraint("nonce", name=op.f("uq_status_update_nonce")),
    )
    with op.batch_alter_table("status_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_update_edits_id"), ["edits_id"], unique=False)
        batch_op.create_index(
            "ix_status_update_follow_up_id_responsibility_id",
            ["follow_up_id", "responsibility_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_status_update_latest", ["responsibility_id", "counts_from", "id"], unique=False
        )

    op.create_table(
        "answer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("responsibility_id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_answer_link_follow_up_id_follow_up")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["message_item.id"], name=op.f("fk_answer_link_item_id_message_item")
        ),
        sa.ForeignKeyConstraint(
            ["responsibility_id"],
            ["responsibility.id"],
            name=op.f("fk_answer_link_responsibility_id_responsibility"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_answer_link_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("item_id", name=op.f("uq_answer_link_item_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answer_link_token_hash")),
    )
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "key_figure_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_figure_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("municipality_code", sa.String(length=4), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column(
            "measure",
            sa.Enum("OUTCOME", "BUDGET", "TARGET", "FORECAST", name="measure", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column(
            "gender", sa.Enum("T", "K", "M", name="gender", native_enum=False, length=20), nullable=False
        ),
        sa.Column("value", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("status_update_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_key_figure_value_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_key_figure_value_board_id_board")),
        sa.ForeignKeyConstraint(
            ["key_figure_id"], ["key_figure.id"], name=op.f("fk_key_figure_value_key_figure_id_key_figure")
        ),
        sa.ForeignKeyConstraint(
            ["status_update_id"],
            ["status_update.id"],
            name=op.f("fk_key_figure_value_status_update_id_status_update"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_figure_value")),
    )
    with op.batch_alter_table("key_figure_value", schema=None) as batch_op:
        batch_op.create_index(
            "ix_key_figure_value_key_figure_id_period_end",
            ["key_figure_id", "period_end", "id"],
            unique=False,
        )

    # ### end Alembic commands ###


def downgrade():
    with op.batch_alter_table("key_figure_value", schema=None) as batch_op:
        batch_op.drop_index("ix_key_figure_value_key_figure_id_period_end")

    op.drop_table("key_figure_value")
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_link_user_id"))

    op.drop_table("answer_link")
    with op.batch_alter_table("status_update", schema=None) as batch_op:
        batch_op.drop_index("ix_status_update_latest")
        batch_op.drop_index("ix_status_update_follow_up_id_responsibility_id")
        batch_op.drop_index(batch_op.f("ix_status_update_edits_id"))

    op.drop_table("status_update")
    op.drop_table("report_file")
    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_item_responsibility_id"))
        batch_op.drop_index(batch_op.f("ix_message_item_message_id"))

    op.drop_table("message_item")
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_responsibility_owner_id"))
        batch_op.drop_index(batch_op.f("ix_responsibility_deputy_id"))
        batch_op.drop_index(batch_op.f("ix_responsibility_board_id"))
        batch_op.drop_index(batch_op.f("ix_responsibility_activity_id"))

    op.drop_table("responsibility")
    op.drop_table("report_version")
    with op.batch_alter_table("key_figure_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_key_figure_comment_follow_up_id"))

    op.drop_table("key_figure_comment")
    op.drop_table("activity_key_figure")
    op.drop_table("plan_key_figure")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_state"))
        batch_op.drop_index(batch_op.f("ix_follow_up_plan_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_plan_id_sort_key")
        batch_op.drop_index(batch_op.f("ix_activity_parent_id"))

    op.drop_table("activity")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_board_id"))

    op.drop_table("plan")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_user_id"))
        batch_op.drop_index("ix_message_state_next_at")

    op.drop_table("message")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_organisation_wide",
            sqlite_where=sa.text("board_id IS NULL"),
            postgresql_where=sa.text("board_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_membership_board_id"))

    op.drop_table("membership")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_organisation_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("status_label", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_label_vocabulary_id"))

    op.drop_table("status_label")
    op.drop_table("plan_kind")
    with op.batch_alter_table("key_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_key_figure_organisation_id"))

    op.drop_table("key_figure")
    op.drop_table("board")
    op.drop_table("vocabulary")
    op.drop_table("organisation")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempt_email_hash"))
        batch_op.drop_index(batch_op.f("ix_login_attempt_attempted_at"))
        batch_op.drop_index(batch_op.f("ix_login_attempt_address"))

    op.drop_table("login_attempt")
    op.drop_table("heartbeat")
    # ### end Alembic commands ###
