"""The report: templates, what is ready, who has seen it, decisions, tjänsteskrivelse, jobs, files to be read in.

Revision ID: 0003
Revises: 0002

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('report_template',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('lacks', sa.JSON(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_title', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_report_template_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_report_template'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('PDF', name='jobkind', native_enum=False, length=20), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('state', sa.Enum('WAITING', 'RUNNING', 'DONE', 'FAILED', name='jobstate', native_enum=False, length=20), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('steps_done', sa.Integer(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_job_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job')),
    sa.UniqueConstraint('key', name=op.f('uq_job_key'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_state_id', ['state', 'id'], unique=False)

    op.create_table('import_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('PLAN', 'KEY_FIGURES', name='importkind', native_enum=False, length=20), nullable=False),
    sa.Column('state', sa.Enum('PREVIEW', 'CONFIRMED', 'DISCARDED', name='importstate', native_enum=False, length=20), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('as_of', sa.Date(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('by_title', sa.String(length=200), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_import_file_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_import_file_plan_id_plan')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_import_file_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_file'))
    )
    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_file_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('report_seen',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_report_seen_follow_up_id_follow_up')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_report_seen_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_seen')),
    sa.UniqueConstraint('follow_up_id', 'user_id', 'number', name=op.f('uq_report_seen_follow_up_id_user_id_number'))
    )
    op.create_table('tjansteskrivelse',
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('proposal', sa.Text(), nullable=False),
    sa.Column('matter', sa.Text(), nullable=False),
    sa.Column('preparation', sa.Text(), nullable=False),
    sa.Column('presentation', sa.Text(), nullable=False),
    sa.Column('economy', sa.Text(), nullable=False),
    sa.Column('children', sa.Text(), nullable=False),
    sa.Column('equality', sa.Text(), nullable=False),
    sa.Column('documents', sa.Text(), nullable=False),
    sa.Column('sender', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_tjansteskrivelse_follow_up_id_follow_up')),
    sa.PrimaryKeyConstraint('follow_up_id', name=op.f('pk_tjansteskrivelse'))
    )
    op.create_table('row_ready',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('responsibility_id', sa.Integer(), nullable=False),
    sa.Column('update_id', sa.Integer(), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_title', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_row_ready_follow_up_id_follow_up')),
    sa.ForeignKeyConstraint(['responsibility_id'], ['responsibility.id'], name=op.f('fk_row_ready_responsibility_id_responsibility')),
    sa.ForeignKeyConstraint(['update_id'], ['status_update.id'], name=op.f('fk_row_ready_update_id_status_update')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_row_ready')),
    sa.UniqueConstraint('follow_up_id', 'responsibility_id', name=op.f('uq_row_ready_follow_up_id_responsibility_id'))
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.add_column(sa.Column('decision', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('decided_paragraph', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('decided_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('decided_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('frozen_revision', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('frozen_seal', sa.String(length=80), nullable=True))
    # Rows that were there have an empty text and no seal; new ones get theirs from the service.
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.alter_column('decision', existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.alter_column('frozen_revision', existing_type=sa.Integer(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('key_figure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mean_months', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('key_figure', schema=None) as batch_op:
        batch_op.alter_column('version', existing_type=sa.Integer(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('key_figure_value', schema=None) as batch_op:
        batch_op.add_column(sa.Column('author_title', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('key_figure_value', schema=None) as batch_op:
        batch_op.alter_column('reason', existing_type=sa.Text(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('report_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('frozen_by_title', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('manifest', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('seal', sa.String(length=80), nullable=True))

    with op.batch_alter_table('report_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seal', sa.String(length=80), nullable=True))



def downgrade():
    with op.batch_alter_table('report_file', schema=None) as batch_op:
        batch_op.drop_column('seal')

    with op.batch_alter_table('report_version', schema=None) as batch_op:
        batch_op.drop_column('seal')
        batch_op.drop_column('manifest')
        batch_op.drop_column('frozen_by_title')

    with op.batch_alter_table('key_figure_value', schema=None) as batch_op:
        batch_op.drop_column('reason')
        batch_op.drop_column('author_title')

    with op.batch_alter_table('key_figure', schema=None) as batch_op:
        batch_op.drop_column('version')
        batch_op.drop_column('mean_months')

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_column('frozen_seal')
        batch_op.drop_column('frozen_revision')
        batch_op.drop_column('decided_version')
        batch_op.drop_column('decided_on')
        batch_op.drop_column('decided_paragraph')
        batch_op.drop_column('decision')

    op.drop_table('row_ready')
    op.drop_table('tjansteskrivelse')
    op.drop_table('report_seen')
    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_file_organisation_id'))

    op.drop_table('import_file')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_state_id')

    op.drop_table('job')
    op.drop_table('report_template')
