"""appointments further"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('appointment_purposes', sa.Column('name_welsh', sa.Text(), server_default='', nullable=False))
    op.add_column('appointment_rules', sa.Column('post_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='3', nullable=False))
    op.add_column('resources', sa.Column('dialects', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('resources', 'dialects')
    op.drop_column('appointment_rules', 'post_days')
    op.drop_column('appointment_purposes', 'name_welsh')
