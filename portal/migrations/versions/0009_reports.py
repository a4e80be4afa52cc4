"""reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('homes_at_year_end',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('begins', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rented', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ownership', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('rented >= 0 AND ownership >= 0', name=op.f('ck_homes_at_year_end_numbers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_homes_at_year_end')),
    sa.UniqueConstraint('begins', name=op.f('uq_homes_at_year_end_begins'))
    )
    op.create_table('published_texts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('edition', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('published_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['published_by_id'], ['people.id'], name=op.f('fk_published_texts_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_texts')),
    sa.UniqueConstraint('key', 'edition', name=op.f('uq_published_texts_key_edition'))
    )
    op.create_table('self_assessments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('why_words', sa.Text(), nullable=False),
    sa.Column('begun_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('finished_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('finished_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('open', sa.Boolean(), nullable=True),
    sa.CheckConstraint('(finished_at IS NULL AND open) OR (finished_at IS NOT NULL AND open IS NULL)', name=op.f('ck_self_assessments_open')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['people.id'], name=op.f('fk_self_assessments_begun_by_id')),
    sa.ForeignKeyConstraint(['finished_by_id'], ['people.id'], name=op.f('fk_self_assessments_finished_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_assessments')),
    sa.UniqueConstraint('open', name=op.f('uq_self_assessments_open'))
    )
    op.create_table('assessed_provisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('assessment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('complies', sa.Boolean(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('comply_by', sa.Date(), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['assessment_id'], ['self_assessments.id'], name=op.f('fk_assessed_provisions_assessment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessed_provisions')),
    sa.UniqueConstraint('assessment_id', 'number', name=op.f('uq_assessed_provisions_assessment_id_number'))
    )
    op.create_table('year_reports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('begins', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('analysis', sa.Text(), nullable=False),
    sa.Column('improvements_words', sa.Text(), nullable=False),
    sa.Column('ombudsman_words', sa.Text(), nullable=False),
    sa.Column('figures', portal.database.Json(), nullable=True),
    sa.Column('frozen_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('frozen_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('assessment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('response', sa.Text(), nullable=False),
    sa.Column('response_by', sa.Text(), nullable=False),
    sa.Column('responded_on', sa.Date(), nullable=True),
    sa.Column('published_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("published_at IS NULL OR response <> ''", name=op.f('ck_year_reports_answered')),
    sa.CheckConstraint('published_at IS NULL OR frozen_at IS NOT NULL', name=op.f('ck_year_reports_frozen')),
    sa.ForeignKeyConstraint(['assessment_id'], ['self_assessments.id'], name=op.f('fk_year_reports_assessment_id')),
    sa.ForeignKeyConstraint(['frozen_by_id'], ['people.id'], name=op.f('fk_year_reports_frozen_by_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['people.id'], name=op.f('fk_year_reports_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_reports')),
    sa.UniqueConstraint('begins', name=op.f('uq_year_reports_begins'))
    )


def downgrade() -> None:
    op.drop_table('year_reports')
    op.drop_table('assessed_provisions')
    op.drop_table('self_assessments')
    op.drop_table('published_texts')
    op.drop_table('homes_at_year_end')
