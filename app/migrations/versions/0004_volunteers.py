"""Volunteers: teams, activities and shifts, attendance, the ledger of hours, requests, certificates.

New tables only; the ledger is guarded like the audit trail: no line of it is ever changed.
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.models.base
from app.migrations.triggers import keep_hours

revision: str = '0004'
down_revision: str | None = '0003'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table('code_try',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_code_try_at'), 'code_try', ['at'], unique=False)
    op.create_index('ix_code_try_who', 'code_try', ['volunteer_id', 'shift_id'], unique=False)
    op.create_table('team',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('community', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('brand', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('story', sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=False),
    sa.Column('courtyards', sa.JSON(), nullable=False),
    sa.Column('reach', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('closed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['community'], ['area.code'], ),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_team_community'), 'team', ['community'], unique=False)
    op.create_table('volunteer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('community', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('name', sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('initials', sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.Column('volunteer_no', sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
    sa.Column('birth_ym', sa.String(length=7).with_variant(sa.String(length=7, collation='C'), 'postgresql'), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('trained', sa.JSON(), nullable=False),
    sa.Column('availability', sa.JSON(), nullable=False),
    sa.Column('insured_until', sa.Date(), nullable=True),
    sa.Column('guardian_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('guardian_agreed_on', sa.Date(), nullable=True),
    sa.Column('notice_version', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('agreed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('registered_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('left_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['community'], ['area.code'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id')
    )
    op.create_index('ix_volunteer_community_name', 'volunteer', ['community', 'name'], unique=False)
    op.create_index(op.f('ix_volunteer_phone_index'), 'volunteer', ['phone_index'], unique=False)
    op.create_table('calendar_feed',
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('revoked_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index(op.f('ix_calendar_feed_volunteer_id'), 'calendar_feed', ['volunteer_id'], unique=False)
    op.create_table('certificate',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=24).with_variant(sa.String(length=24, collation='C'), 'postgresql'), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('community', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('to_day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('issuer', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('in_charge', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('contact', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('asked_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('shown_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('first_by', sa.Uuid(), nullable=True),
    sa.Column('first_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('second_by', sa.Uuid(), nullable=True),
    sa.Column('second_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('issued_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('ended_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('answer_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('code_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['community'], ['area.code'], ),
    sa.ForeignKeyConstraint(['first_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['second_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_certificate_code_hash'), 'certificate', ['code_hash'], unique=False)
    op.create_index(op.f('ix_certificate_community'), 'certificate', ['community'], unique=False)
    op.create_index(op.f('ix_certificate_number'), 'certificate', ['number'], unique=False)
    op.create_index(op.f('ix_certificate_volunteer_id'), 'certificate', ['volunteer_id'], unique=False)
    op.create_table('team_invite',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('ends_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('uses_left', sa.Integer(), nullable=False),
    sa.Column('revoked_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code_hash')
    )
    op.create_index(op.f('ix_team_invite_team_id'), 'team_invite', ['team_id'], unique=False)
    op.create_table('team_member',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('via', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('since', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('left_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('team_id', 'volunteer_id')
    )
    op.create_index(op.f('ix_team_member_volunteer_id'), 'team_member', ['volunteer_id'], unique=False)
    op.create_table('activity',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('doing', sa.JSON(), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('starts_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('made_until', sa.Date(), nullable=True),
    sa.Column('slots', sa.Integer(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('caution', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_activity_need_id'), 'activity', ['need_id'], unique=False)
    op.create_index(op.f('ix_activity_team_id'), 'activity', ['team_id'], unique=False)
    op.create_table('shift',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('community', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('doing', sa.JSON(), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('starts_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('ends_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('slots', sa.Integer(), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('caution', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('secret_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('warned', sa.Integer(), nullable=False),
    sa.Column('cancelled_why', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('confirmed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.ForeignKeyConstraint(['community'], ['area.code'], ),
    sa.ForeignKeyConstraint(['confirmed_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('activity_id', 'starts_at')
    )
    op.create_index('ix_shift_community_starts', 'shift', ['community', 'starts_at'], unique=False)
    op.create_index('ix_shift_state_starts', 'shift', ['state', 'starts_at'], unique=False)
    op.create_index('ix_shift_team_starts', 'shift', ['team_id', 'starts_at'], unique=False)
    op.create_table('attendance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('in_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('in_source', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('in_record', sa.Uuid(), nullable=False),
    sa.Column('out_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('out_source', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('out_record', sa.Uuid(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('doubts', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('decided_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('shift_id', 'volunteer_id')
    )
    op.create_index(op.f('ix_attendance_in_record'), 'attendance', ['in_record'], unique=False)
    op.create_index(op.f('ix_attendance_out_record'), 'attendance', ['out_record'], unique=False)
    op.create_index('ix_attendance_team_state', 'attendance', ['team_id', 'state'], unique=False)
    op.create_index(op.f('ix_attendance_volunteer_id'), 'attendance', ['volunteer_id'], unique=False)
    op.create_table('hour_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('community', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('shift_id', sa.Uuid(), nullable=True),
    sa.Column('corrects', sa.Uuid(), nullable=True),
    sa.Column('source', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('proof', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('from_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('to_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['community'], ['area.code'], ),
    sa.ForeignKeyConstraint(['corrects'], ['hour_entry.id'], ),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_hour_entry_community'), 'hour_entry', ['community'], unique=False)
    op.create_index(op.f('ix_hour_entry_corrects'), 'hour_entry', ['corrects'], unique=False)
    op.create_index(op.f('ix_hour_entry_shift_id'), 'hour_entry', ['shift_id'], unique=False)
    op.create_index(op.f('ix_hour_entry_team_id'), 'hour_entry', ['team_id'], unique=False)
    op.create_index('ix_hour_entry_volunteer_day', 'hour_entry', ['volunteer_id', 'day'], unique=False)
    op.create_table('shift_task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('state', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('spoken', sqlmodel.sql.sqltypes.AutoString(length=4), nullable=False),
    sa.Column('confirmed', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('call_back_by', sa.Date(), nullable=True),
    sa.Column('done_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('done_by', sa.Uuid(), nullable=True),
    sa.Column('record_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['done_by'], ['volunteer.id'], ),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_shift_task_need_id'), 'shift_task', ['need_id'], unique=False)
    op.create_index(op.f('ix_shift_task_record_id'), 'shift_task', ['record_id'], unique=False)
    op.create_index(op.f('ix_shift_task_resident_id'), 'shift_task', ['resident_id'], unique=False)
    op.create_index(op.f('ix_shift_task_shift_id'), 'shift_task', ['shift_id'], unique=False)
    op.create_table('sign_up',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('shift_id', 'volunteer_id')
    )
    op.create_index(op.f('ix_sign_up_volunteer_id'), 'sign_up', ['volunteer_id'], unique=False)
    op.create_table('hour_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('volunteer_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('shift_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('from_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('asked_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('decided_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('answer_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['hour_entry.id'], ),
    sa.ForeignKeyConstraint(['shift_id'], ['shift.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_hour_request_shift_id'), 'hour_request', ['shift_id'], unique=False)
    op.create_index('ix_hour_request_team_state', 'hour_request', ['team_id', 'state'], unique=False)
    op.create_index(op.f('ix_hour_request_volunteer_id'), 'hour_request', ['volunteer_id'], unique=False)
    for name, table, columns, where in (
        ('uq_hour_entry_service', 'hour_entry', ['shift_id', 'volunteer_id'], "corrects IS NULL AND shift_id IS NOT NULL"),
        ('uq_hour_request_backfill', 'hour_request', ['shift_id', 'volunteer_id'], "kind = 'backfill' AND state IN ('asked', 'approved')"),
        ('uq_hour_request_dispute', 'hour_request', ['entry_id'], "state = 'asked' AND entry_id IS NOT NULL"),
    ):
        op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

    for statement in keep_hours(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """There is no way back but the copy made before."""
    raise RuntimeError("restore the copy that was made before this migration")
