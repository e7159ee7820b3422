"""Indicators: the focus area that a key figure tells of.

Revision ID: 0006
Revises: 0005

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('key_figure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('focus_area', sa.String(length=200), nullable=True))


def downgrade():
    with op.batch_alter_table('key_figure', schema=None) as batch_op:
        batch_op.drop_column('focus_area')
