"""Which boards answer in a plan, and which say that they have nothing to report.

Revision ID: 0007
Revises: 0006

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('answering_board',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['board.id'], name=op.f('fk_answering_board_board_id_board')),
    sa.ForeignKeyConstraint(['contact_id'], ['user_account.id'], name=op.f('fk_answering_board_contact_id_user_account')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_answering_board_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answering_board')),
    sa.UniqueConstraint('plan_id', 'board_id', name=op.f('uq_answering_board_plan_id_board_id'))
    )
    with op.batch_alter_table('answering_board', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answering_board_board_id'), ['board_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answering_board_contact_id'), ['contact_id'], unique=False)

    op.create_table('nothing_to_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('by_title', sa.String(length=200), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['board.id'], name=op.f('fk_nothing_to_report_board_id_board')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_nothing_to_report_follow_up_id_follow_up')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nothing_to_report')),
    sa.UniqueConstraint('follow_up_id', 'board_id', name=op.f('uq_nothing_to_report_follow_up_id_board_id'))
    )
    with op.batch_alter_table('nothing_to_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nothing_to_report_board_id'), ['board_id'], unique=False)


def downgrade():
    op.drop_table('nothing_to_report')
    op.drop_table('answering_board')
