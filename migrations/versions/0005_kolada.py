"""Kolada: what is fetched every night, what it has changed, names of places; places have longer codes.

Revision ID: 0005
Revises: 0004

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('place_name',
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_place_name'))
    )
    op.create_table('kolada_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('key_figure_id', sa.Integer(), nullable=False),
    sa.Column('kpi', sa.String(length=20), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('from_year', sa.Integer(), nullable=True),
    sa.Column('to_year', sa.Integer(), nullable=True),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('refreshed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['key_figure_id'], ['key_figure.id'], name=op.f('fk_kolada_source_key_figure_id_key_figure')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_kolada_source_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kolada_source')),
    sa.UniqueConstraint('key_figure_id', name=op.f('uq_kolada_source_key_figure_id')),
    sa.UniqueConstraint('organisation_id', 'kpi', name=op.f('uq_kolada_source_organisation_id_kpi'))
    )
    op.create_table('kolada_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key_figure_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('TITLE', 'WITHDRAWN', name='noticekind', native_enum=False, length=20), nullable=False),
    sa.Column('title_before', sa.Text(), nullable=False),
    sa.Column('title_after', sa.Text(), nullable=False),
    sa.Column('municipality_code', sa.String(length=10), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('gender', sa.Enum('T', 'K', 'M', name='gender', native_enum=False, length=20), nullable=True),
    sa.Column('value', sa.Numeric(precision=18, scale=6), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('by_title', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['key_figure_id'], ['key_figure.id'], name=op.f('fk_kolada_notice_key_figure_id_key_figure')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kolada_notice'))
    )
    with op.batch_alter_table('kolada_notice', schema=None) as batch_op:
        batch_op.create_index('ix_kolada_notice_key_figure_id_id', ['key_figure_id', 'id'], unique=False)

    with op.batch_alter_table('key_figure_value', schema=None) as batch_op:
        batch_op.alter_column('municipality_code', existing_type=sa.String(length=4), type_=sa.String(length=10), existing_nullable=True)


def downgrade():
    # A group of municipalities has a longer code than an older release can hold.
    op.execute("DELETE FROM key_figure_value WHERE length(municipality_code) > 4")
    # What was read in from Kolada is a kind of its own that an older release does not know.
    op.execute("DELETE FROM import_file WHERE kind = 'KOLADA'")
    with op.batch_alter_table('key_figure_value', schema=None) as batch_op:
        batch_op.alter_column('municipality_code', existing_type=sa.String(length=10), type_=sa.String(length=4), existing_nullable=True)

    with op.batch_alter_table('kolada_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_kolada_notice_key_figure_id_id')

    op.drop_table('kolada_notice')
    op.drop_table('kolada_source')
    op.drop_table('place_name')
