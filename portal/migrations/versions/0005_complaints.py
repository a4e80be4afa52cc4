"""complaints"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('complaints',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('stage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('outcome_sought', sa.Text(), nullable=False),
    sa.Column('correction', sa.Text(), nullable=False),
    sa.Column('size', sa.Text(), nullable=False),
    sa.Column('at_risk', sa.Boolean(), nullable=False),
    sa.Column('risk_words', sa.Text(), nullable=False),
    sa.Column('update_every_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('stage IN (1, 2)', name=op.f('ck_complaints_stage')),
    sa.ForeignKeyConstraint(['id'], ['records.id'], name=op.f('fk_complaints_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaints'))
    )
    op.create_table('complaint_assignments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('has_conflict', sa.Boolean(), nullable=False),
    sa.Column('conflict', sa.Text(), nullable=False),
    sa.Column('at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_complaint_assignments_by_id')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_assignments_complaint_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_complaint_assignments_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_assignments'))
    )
    with op.batch_alter_table('complaint_assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_assignments_complaint_id'), ['complaint_id'], unique=False)
    op.create_table('complaint_improvements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by_on', sa.Date(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_improvements_complaint_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_complaint_improvements_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_improvements'))
    )
    with op.batch_alter_table('complaint_improvements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_improvements_complaint_id'), ['complaint_id'], unique=False)
    op.create_table('complaint_learning',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_complaint_learning_by_id')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_learning_complaint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_learning'))
    )
    with op.batch_alter_table('complaint_learning', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_learning_complaint_id'), ['complaint_id'], unique=False)
    op.create_table('complaint_points',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('is_ours', sa.Boolean(), nullable=False),
    sa.Column('whose', sa.Text(), nullable=False),
    sa.Column('added_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('withdrawn_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['people.id'], name=op.f('fk_complaint_points_added_by_id')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_points_complaint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_points'))
    )
    with op.batch_alter_table('complaint_points', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_points_complaint_id'), ['complaint_id'], unique=False)
    op.create_table('complaint_refusals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=True),
    sa.Column('aware_on', sa.Date(), nullable=True),
    sa.Column('discretion', sa.Text(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('approved', sa.Boolean(), nullable=True),
    sa.Column('decision_words', sa.Text(), nullable=False),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> asked_by_id', name=op.f('ck_complaint_refusals_two_people')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_complaint_refusals_asked_by_id')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_refusals_complaint_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_complaint_refusals_decided_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_refusals'))
    )
    with op.batch_alter_table('complaint_refusals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_refusals_complaint_id'), ['complaint_id'], unique=False)
        batch_op.create_index('uq_complaint_refusals_waiting', ['complaint_id'], unique=True, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
    op.create_table('complaint_remedies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_whom', sa.Text(), nullable=False),
    sa.Column('by_on', sa.Date(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=True),
    sa.Column('promised_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('promised_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_words', sa.Text(), nullable=False),
    sa.Column('done_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_remedies_complaint_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['people.id'], name=op.f('fk_complaint_remedies_done_by_id')),
    sa.ForeignKeyConstraint(['promised_by_id'], ['people.id'], name=op.f('fk_complaint_remedies_promised_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_remedies'))
    )
    with op.batch_alter_table('complaint_remedies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_remedies_complaint_id'), ['complaint_id'], unique=False)
        batch_op.create_index('ix_complaint_remedies_open', ['by_on', 'id'], unique=False, sqlite_where=sa.text('done_on IS NULL'), postgresql_where=sa.text('done_on IS NULL'))
    op.create_table('complaint_stages',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked_words', sa.Text(), nullable=False),
    sa.Column('acknowledged_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answered_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.CheckConstraint('answered_at IS NULL OR acknowledged_at IS NOT NULL', name=op.f('ck_complaint_stages_answer')),
    sa.CheckConstraint('number IN (1, 2)', name=op.f('ck_complaint_stages_number')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_stages_complaint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_stages')),
    sa.UniqueConstraint('complaint_id', 'number', name=op.f('uq_complaint_stages_complaint_id_number'))
    )
    op.create_table('complaint_treated_differently',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ask_on', sa.Date(), nullable=False),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('answered_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('was', sa.Boolean(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_treated_differently_complaint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_treated_differently')),
    sa.UniqueConstraint('complaint_id', name=op.f('uq_complaint_treated_differently_complaint_id'))
    )
    with op.batch_alter_table('complaint_treated_differently', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_treated_differently_ask_on'), ['ask_on'], unique=False)
    op.create_table('complaint_findings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('stage', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('reasons', sa.Text(), nullable=False),
    sa.Column('policy', sa.Text(), nullable=False),
    sa.Column('at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_complaint_findings_by_id')),
    sa.ForeignKeyConstraint(['point_id'], ['complaint_points.id'], name=op.f('fk_complaint_findings_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_findings')),
    sa.UniqueConstraint('point_id', 'stage', name=op.f('uq_complaint_findings_point_id_stage'))
    )


def downgrade() -> None:
    op.drop_table('complaint_findings')
    with op.batch_alter_table('complaint_treated_differently', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_treated_differently_ask_on'))
    op.drop_table('complaint_treated_differently')
    op.drop_table('complaint_stages')
    with op.batch_alter_table('complaint_remedies', schema=None) as batch_op:
        batch_op.drop_index('ix_complaint_remedies_open', sqlite_where=sa.text('done_on IS NULL'), postgresql_where=sa.text('done_on IS NULL'))
        batch_op.drop_index(batch_op.f('ix_complaint_remedies_complaint_id'))
    op.drop_table('complaint_remedies')
    with op.batch_alter_table('complaint_refusals', schema=None) as batch_op:
        batch_op.drop_index('uq_complaint_refusals_waiting', sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_complaint_refusals_complaint_id'))
    op.drop_table('complaint_refusals')
    with op.batch_alter_table('complaint_points', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_points_complaint_id'))
    op.drop_table('complaint_points')
    with op.batch_alter_table('complaint_learning', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_learning_complaint_id'))
    op.drop_table('complaint_learning')
    with op.batch_alter_table('complaint_improvements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_improvements_complaint_id'))
    op.drop_table('complaint_improvements')
    with op.batch_alter_table('complaint_assignments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_assignments_complaint_id'))
    op.drop_table('complaint_assignments')
    op.drop_table('complaints')
