"""Accounts that come and go, the audit chain, borders, complaints, jobs and the office's messages.

Columns are added in place: no table is rebuilt, so no row and no trigger is touched.
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.models.base
from app.migrations.triggers import keep_seals

revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table('audit_seal',
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('gaps', sa.JSON(), nullable=False),
    sa.Column('late', sa.JSON(), nullable=False),
    sa.Column('key_id', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('sealed_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('position')
    )
    for statement in keep_seals(op.get_bind().dialect.name):
        op.execute(statement)

    op.create_table('feedback',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('about', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('sent_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('reach', sa.LargeBinary(), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=False),
    sa.Column('answered_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number')
    )
    op.create_index(op.f('ix_feedback_sent_at'), 'feedback', ['sent_at'], unique=False)

    op.create_table('job',
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
    sa.Column('holder', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('held_until', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('last_run_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('last_result', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('office_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=30).with_variant(sa.String(length=30, collation='C'), 'postgresql'), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('sent_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('given_up_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('last_error', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_office_message_next_at'), 'office_message', ['next_at'], unique=False)

    op.create_table('border_move',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('from_area', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('to_area', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('units', sa.JSON(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('undone_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['from_area'], ['area.code'], ),
    sa.ForeignKeyConstraint(['to_area'], ['area.code'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_border_move_from_area'), 'border_move', ['from_area'], unique=False)
    op.create_index(op.f('ix_border_move_to_area'), 'border_move', ['to_area'], unique=False)

    op.create_table('once_link',
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('ends_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('used_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index(op.f('ix_once_link_account_id'), 'once_link', ['account_id'], unique=False)

    op.add_column('account', sa.Column('password_at', app.models.base.AwareUTC(timezone=True), nullable=True))
    op.add_column('account', sa.Column('second_factor', sa.LargeBinary(), nullable=True))
    op.add_column('account', sa.Column('second_factor_step', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('account', sa.Column('batch_id', sa.Uuid(), nullable=True))
    op.create_index(op.f('ix_account_batch_id'), 'account', ['batch_id'], unique=False)

    op.add_column('area', sa.Column('closed_at', app.models.base.AwareUTC(timezone=True), nullable=True))
    op.add_column('area', sa.Column('merged_into', sqlmodel.sql.sqltypes.AutoString(length=15), nullable=True))

    op.add_column('role_grant', sa.Column('acting_for', sa.Uuid(), nullable=True))
    op.add_column('role_grant', sa.Column('batch_id', sa.Uuid(), nullable=True))
    op.create_index(op.f('ix_role_grant_batch_id'), 'role_grant', ['batch_id'], unique=False)

    op.add_column('sign_in', sa.Column('browser', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False, server_default=''))
    op.add_column('sign_in', sa.Column('second_at', app.models.base.AwareUTC(timezone=True), nullable=True))
    op.add_column('sign_in', sa.Column('lost_at', app.models.base.AwareUTC(timezone=True), nullable=True))



def downgrade() -> None:
    """There is no way back but the copy made before."""
    raise RuntimeError("restore the copy that was made before this migration")
