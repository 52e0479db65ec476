"""At the door: duties, searches, needs, changes that a person decides, policy cards, hazards.

Columns are added in place: no table is rebuilt, so no row and no trigger is touched.
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.models.base


revision: str = '0003'
down_revision: str | None = '0002'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table('day_note',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('written_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'day')
    )
    op.create_table('duty_rule',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=6).with_variant(sa.String(length=6, collation='C'), 'postgresql'), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.Column('on', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code', 'valid_from', 'made_at')
    )
    op.create_index(op.f('ix_duty_rule_code'), 'duty_rule', ['code'], unique=False)

    op.create_table('hazard',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('unit_code', sa.String(length=34).with_variant(sa.String(length=34, collation='C'), 'postgresql'), nullable=False),
    sa.Column('place_words', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('category', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('handled', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('closed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['closed_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['grid'], ['area.code'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_hazard_grid_open', 'hazard', ['grid', 'open'], unique=False)

    op.create_table('held_record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('kind', sa.String(length=20).with_variant(sa.String(length=20, collation='C'), 'postgresql'), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('area', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=True),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('decided_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decision', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_held_area_decided', 'held_record', ['area', 'decided_at'], unique=False)
    op.create_index(op.f('ix_held_record_account_id'), 'held_record', ['account_id'], unique=False)
    op.create_index(op.f('ix_held_record_decided_at'), 'held_record', ['decided_at'], unique=False)
    op.create_index(op.f('ix_held_record_resident_id'), 'held_record', ['resident_id'], unique=False)

    op.create_table('policy_card',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=20).with_variant(sa.String(length=20, collation='C'), 'postgresql'), nullable=False),
    sa.Column('who', sa.JSON(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('statutory_days', sa.Integer(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('on', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code', 'valid_from', 'made_at')
    )
    op.create_index(op.f('ix_policy_card_code'), 'policy_card', ['code'], unique=False)

    op.create_table('surge_list',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('whom', sa.JSON(), nullable=False),
    sa.Column('opened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=False),
    sa.Column('until_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('closed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['area'], ['area.code'], ),
    sa.ForeignKeyConstraint(['closed_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['opened_by'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_surge_list_area'), 'surge_list', ['area'], unique=False)

    op.create_table('clash',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
    sa.Column('base_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('theirs_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('mine_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('decided_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decision', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_clash_account_id'), 'clash', ['account_id'], unique=False)
    op.create_index(op.f('ix_clash_decided_at'), 'clash', ['decided_at'], unique=False)
    op.create_index(op.f('ix_clash_grid'), 'clash', ['grid'], unique=False)
    op.create_index(op.f('ix_clash_record_id'), 'clash', ['record_id'], unique=False)
    op.create_index(op.f('ix_clash_resident_id'), 'clash', ['resident_id'], unique=False)

    op.create_table('duty',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('rule', sa.String(length=6).with_variant(sa.String(length=6, collation='C'), 'postgresql'), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
    sa.Column('tier', sa.String(length=1).with_variant(sa.String(length=1, collation='C'), 'postgresql'), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('mode', sa.String(length=5).with_variant(sa.String(length=5, collation='C'), 'postgresql'), nullable=False),
    sa.Column('lead_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('late_on', sa.Date(), nullable=True),
    sa.Column('at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('resident_id', 'rule', 'source')
    )
    op.create_index('ix_duty_grid_due', 'duty', ['grid', 'due_on'], unique=False)

    op.create_table('life_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('contacts', sa.Integer(), nullable=False),
    sa.Column('last_contact_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('ended_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_life_event_resident_id'), 'life_event', ['resident_id'], unique=False)

    op.create_table('merge',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kept_id', sa.Uuid(), nullable=False),
    sa.Column('gone_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('journal_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('undone_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['gone_id'], ['resident.id'], ),
    sa.ForeignKeyConstraint(['kept_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_merge_gone_id'), 'merge', ['gone_id'], unique=False)
    op.create_index(op.f('ix_merge_grid'), 'merge', ['grid'], unique=False)
    op.create_index(op.f('ix_merge_kept_id'), 'merge', ['kept_id'], unique=False)

    op.create_table('need',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.String(length=6).with_variant(sa.String(length=6, collation='C'), 'postgresql'), nullable=False),
    sa.Column('category', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('urgency', sa.String(length=6).with_variant(sa.String(length=6, collation='C'), 'postgresql'), nullable=False),
    sa.Column('policy', sa.String(length=20).with_variant(sa.String(length=20, collation='C'), 'postgresql'), nullable=False),
    sa.Column('consent', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('to', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('next_step_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('result_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('closed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('call_back_by', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['grid'], ['area.code'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_need_grid_open', 'need', ['grid', 'open', 'next_on'], unique=False)
    op.create_index('ix_need_owner_open', 'need', ['owner_id', 'open'], unique=False)
    op.create_index(op.f('ix_need_resident_id'), 'need', ['resident_id'], unique=False)
    op.create_index(op.f('ix_need_state'), 'need', ['state'], unique=False)

    op.create_table('no_answer_case',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('tier', sa.String(length=1).with_variant(sa.String(length=1, collation='C'), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False),
    sa.Column('opened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=True),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('second_by', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('escalate_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('escalated_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('closed_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.Column('finding', sa.String(length=14).with_variant(sa.String(length=14, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['closed_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['grid'], ['area.code'], ),
    sa.ForeignKeyConstraint(['opened_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_case_grid_closed', 'no_answer_case', ['grid', 'closed_at'], unique=False)
    op.create_index('ix_case_one_open', 'no_answer_case', ['resident_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index(op.f('ix_no_answer_case_resident_id'), 'no_answer_case', ['resident_id'], unique=False)

    op.create_table('policy_answer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('policy', sa.String(length=20).with_variant(sa.String(length=20, collation='C'), 'postgresql'), nullable=False),
    sa.Column('outcome', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('ask_again_on', sa.Date(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_policy_answer_resident_id'), 'policy_answer', ['resident_id'], unique=False)

    op.create_table('promise',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('kept_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_promise_resident_id'), 'promise', ['resident_id'], unique=False)

    op.create_table('surge_person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('surge_id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('reached_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.ForeignKeyConstraint(['surge_id'], ['surge_list.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('surge_id', 'resident_id')
    )
    op.create_index('ix_surge_person_grid', 'surge_person', ['grid', 'reached_at'], unique=False)
    op.create_index(op.f('ix_surge_person_resident_id'), 'surge_person', ['resident_id'], unique=False)
    op.create_index(op.f('ix_surge_person_surge_id'), 'surge_person', ['surge_id'], unique=False)

    op.create_table('tag_proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('tag', sa.String(length=3).with_variant(sa.String(length=3, collation='C'), 'postgresql'), nullable=False),
    sa.Column('grade', sa.String(length=2).with_variant(sa.String(length=2, collation='C'), 'postgresql'), nullable=False),
    sa.Column('action', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('decided_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decision', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.Column('answer_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_tag_proposal_account_id'), 'tag_proposal', ['account_id'], unique=False)
    op.create_index(op.f('ix_tag_proposal_decided_at'), 'tag_proposal', ['decided_at'], unique=False)
    op.create_index(op.f('ix_tag_proposal_grid'), 'tag_proposal', ['grid'], unique=False)
    op.create_index(op.f('ix_tag_proposal_record_id'), 'tag_proposal', ['record_id'], unique=False)
    op.create_index(op.f('ix_tag_proposal_resident_id'), 'tag_proposal', ['resident_id'], unique=False)

    op.create_table('tier_override',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('tier', sa.String(length=1).with_variant(sa.String(length=1, collation='C'), 'postgresql'), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('ended_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_tier_override_resident_id'), 'tier_override', ['resident_id'], unique=False)

    op.create_table('twin',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('grid', sa.String(length=15).with_variant(sa.String(length=15, collation='C'), 'postgresql'), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('found_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('decided_at', app.models.base.AwareUTC(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decision', sa.String(length=8).with_variant(sa.String(length=8, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['account.id'], ),
    sa.ForeignKeyConstraint(['other_id'], ['resident.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_twin_grid'), 'twin', ['grid'], unique=False)
    op.create_index(op.f('ix_twin_other_id'), 'twin', ['other_id'], unique=False)
    op.create_index(op.f('ix_twin_resident_id'), 'twin', ['resident_id'], unique=False)

    op.create_table('need_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('move', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('to', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_need_step_need_id'), 'need_step', ['need_id'], unique=False)
    op.create_index(op.f('ix_need_step_resident_id'), 'need_step', ['resident_id'], unique=False)

    op.create_table('no_answer_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('resident_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('step', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('result', sa.String(length=12).with_variant(sa.String(length=12, collation='C'), 'postgresql'), nullable=False),
    sa.Column('whom', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('happened_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('received_at', app.models.base.AwareUTC(timezone=True), nullable=False),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['no_answer_case.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_no_answer_step_case_id'), 'no_answer_step', ['case_id'], unique=False)
    op.create_index(op.f('ix_no_answer_step_resident_id'), 'no_answer_step', ['resident_id'], unique=False)

    op.add_column('contact', sa.Column('record_id', sa.Uuid(), nullable=True))
    op.add_column('contact', sa.Column('skewed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('contact', sa.Column('checks', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('contact', sa.Column('note_sealed', sa.LargeBinary(), nullable=True))
    op.create_index(op.f('ix_contact_record_id'), 'contact', ['record_id'], unique=False)

    op.add_column('received', sa.Column('notes', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False, server_default=''))

    op.add_column('resident', sa.Column('last_seen_mode', sa.String(length=10).with_variant(sa.String(length=10, collation='C'), 'postgresql'), nullable=False, server_default=''))
    op.add_column('resident', sa.Column('paused_until', sa.Date(), nullable=True))
    op.add_column('resident', sa.Column('left_on', sa.Date(), nullable=True))
    op.add_column('resident', sa.Column('merged_into', sa.Uuid(), nullable=True))
    op.add_column('resident', sa.Column('field_versions', sa.JSON(), nullable=False, server_default='{}'))
    op.create_index(op.f('ix_resident_merged_into'), 'resident', ['merged_into'], unique=False)


def downgrade() -> None:
    """There is no way back but the copy made before."""
    raise RuntimeError("restore the copy that was made before this migration")
