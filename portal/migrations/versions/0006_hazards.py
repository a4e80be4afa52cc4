"""hazards"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hazards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('grade', sa.Text(), nullable=False),
    sa.Column('risk', portal.database.Secret(), nullable=True),
    sa.Column('criteria', sa.Text(), nullable=False),
    sa.Column('judged_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('judged_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('uncovered', sa.Text(), nullable=False),
    sa.Column('duty_told_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('investigated_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('findings', sa.Text(), nullable=False),
    sa.Column('summary_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('safe_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('further', sa.Text(), nullable=False),
    sa.Column('accommodation', sa.Text(), nullable=False),
    sa.Column('ended_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('contact_name', sa.Text(), nullable=False),
    sa.Column('contact_email', sa.Text(), nullable=False),
    sa.Column('contact_phone', sa.Text(), nullable=False),
    sa.Column('contact_address', sa.Text(), nullable=False),
    sa.CheckConstraint("grade IN ('emergency', 'significant', 'neither')", name=op.f('ck_hazards_grade')),
    sa.ForeignKeyConstraint(['id'], ['records.id'], name=op.f('fk_hazards_id')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['people.id'], name=op.f('fk_hazards_judged_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazards'))
    )
    with op.batch_alter_table('hazards', schema=None) as batch_op:
        batch_op.create_index('ix_hazards_alarm', ['id'], unique=False, sqlite_where=sa.text("grade = 'emergency' AND safe_at IS NULL AND ended_at IS NULL"), postgresql_where=sa.text("grade = 'emergency' AND safe_at IS NULL AND ended_at IS NULL"))
    op.add_column('landlord', sa.Column('duty_email', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('landlord', 'duty_email')
    with op.batch_alter_table('hazards', schema=None) as batch_op:
        batch_op.drop_index('ix_hazards_alarm', sqlite_where=sa.text("grade = 'emergency' AND safe_at IS NULL AND ended_at IS NULL"), postgresql_where=sa.text("grade = 'emergency' AND safe_at IS NULL AND ended_at IS NULL"))
    op.drop_table('hazards')
