"""Uppdrag: where they come from, proposals and decisions that end them; plan kinds with columns of their own.

Revision ID: 0004
Revises: 0003

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


_NEW = {
    'activity': {'source': sa.String(length=300), 'asked_by': sa.String(length=200), 'answered_with': sa.String(length=300), 'fulfilled': sa.Boolean(), 'field_values': sa.JSON()},
    'plan': {'rhythm': sa.JSON()},
    'plan_kind': {'fields': sa.JSON(), 'counted': sa.Boolean(), 'numbered': sa.Boolean(), 'assignments': sa.Boolean(), 'shared': sa.Boolean(), 'rows_by_boards': sa.Boolean()},
    'status_label': {'asked_again': sa.Boolean()},
    'status_update': {'field_values': sa.JSON()},
}


def upgrade():
    op.create_table('council_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('FULFILLED', 'REOPENED', name='councildecisionkind', native_enum=False, length=20), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('paragraph', sa.String(length=40), nullable=False),
    sa.Column('diarienummer', sa.String(length=60), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('by_title', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_council_decision_activity_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_council_decision'))
    )
    with op.batch_alter_table('council_decision', schema=None) as batch_op:
        batch_op.create_index('ix_council_decision_activity_id_id', ['activity_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_council_decision_nonce'), ['nonce'], unique=False)

    op.create_table('fulfilment_proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('responsibility_id', sa.Integer(), nullable=False),
    sa.Column('motivation', sa.Text(), nullable=False),
    sa.Column('by_title', sa.String(length=200), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opinion', sa.Enum('AGREES', 'DISAGREES', name='opinion', native_enum=False, length=20), nullable=True),
    sa.Column('opinion_comment', sa.Text(), nullable=False),
    sa.Column('opinion_by_title', sa.String(length=200), nullable=True),
    sa.Column('opinion_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['responsibility_id'], ['responsibility.id'], name=op.f('fk_fulfilment_proposal_responsibility_id_responsibility')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fulfilment_proposal')),
    sa.UniqueConstraint('nonce', name=op.f('uq_fulfilment_proposal_nonce'))
    )
    with op.batch_alter_table('fulfilment_proposal', schema=None) as batch_op:
        batch_op.create_index('ix_fulfilment_proposal_responsibility_id_id', ['responsibility_id', 'id'], unique=False)

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('decided_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('decided_paragraph', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('diarienummer', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('asked_by', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('answered_with', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('answered_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('carried_from_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('fulfilled', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('field_values', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.create_index(batch_op.f('ix_activity_carried_from_id'), ['carried_from_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_activity_carried_from_id_activity'), 'activity', ['carried_from_id'], ['id'])

    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rhythm', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('copied_from_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_plan_copied_from_id'), ['copied_from_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_plan_copied_from_id_plan'), 'plan', ['copied_from_id'], ['id'])

    with op.batch_alter_table('plan_kind', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fields', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('counted', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('numbered', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('assignments', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('shared', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('rows_by_boards', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('status_label', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_again', sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table('status_update', schema=None) as batch_op:
        batch_op.add_column(sa.Column('field_values', sa.JSON(), nullable=False, server_default='{}'))

    # Färdig and Stoppad were not asked again (rule 6), whatever they are called.
    op.execute(
        "UPDATE status_label SET asked_again = (meaning NOT IN ('COMPLETED', 'STOPPED'))"
    )
    # The defaults were for the rows that were there.
    for table, columns in _NEW.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in columns.items():
                batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade():
    # Kinds of files and of work that an older release does not know.
    op.execute("DELETE FROM import_file WHERE kind = 'ASSIGNMENTS'")
    op.execute("DELETE FROM job WHERE kind = 'IMPORT'")
    with op.batch_alter_table('status_update', schema=None) as batch_op:
        batch_op.drop_column('field_values')

    with op.batch_alter_table('status_label', schema=None) as batch_op:
        batch_op.drop_column('asked_again')

    with op.batch_alter_table('plan_kind', schema=None) as batch_op:
        batch_op.drop_column('rows_by_boards')
        batch_op.drop_column('shared')
        batch_op.drop_column('assignments')
        batch_op.drop_column('numbered')
        batch_op.drop_column('counted')
        batch_op.drop_column('fields')

    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_plan_copied_from_id_plan'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_plan_copied_from_id'))
        batch_op.drop_column('copied_from_id')
        batch_op.drop_column('rhythm')

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_activity_carried_from_id_activity'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_activity_carried_from_id'))
        batch_op.drop_column('field_values')
        batch_op.drop_column('fulfilled')
        batch_op.drop_column('carried_from_id')
        batch_op.drop_column('answered_on')
        batch_op.drop_column('answered_with')
        batch_op.drop_column('asked_by')
        batch_op.drop_column('diarienummer')
        batch_op.drop_column('decided_paragraph')
        batch_op.drop_column('decided_on')
        batch_op.drop_column('source')

    with op.batch_alter_table('fulfilment_proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_fulfilment_proposal_responsibility_id_id')

    op.drop_table('fulfilment_proposal')
    with op.batch_alter_table('council_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_council_decision_nonce'))
        batch_op.drop_index('ix_council_decision_activity_id_id')

    op.drop_table('council_decision')
