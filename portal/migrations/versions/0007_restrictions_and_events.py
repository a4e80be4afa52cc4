"""restrictions and events"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('exceptional_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('happened', sa.Text(), nullable=False),
    sa.Column('means', sa.Text(), nullable=False),
    sa.Column('topic_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('office_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('expected_on', sa.Date(), nullable=False),
    sa.Column('ombudsman_told_on', sa.Date(), nullable=True),
    sa.Column('published_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('back_on', sa.Date(), nullable=True),
    sa.Column('tell_asked_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('told_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('over_told_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('entered_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END + CASE WHEN team_id IS NULL THEN 0 ELSE 1 END + CASE WHEN office_id IS NULL THEN 0 ELSE 1 END <= 1', name=op.f('ck_exceptional_events_one_part')),
    sa.CheckConstraint('from_on < expected_on', name=op.f('ck_exceptional_events_order')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['people.id'], name=op.f('fk_exceptional_events_entered_by_id')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_exceptional_events_office_id')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_exceptional_events_team_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_exceptional_events_topic_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exceptional_events'))
    )
    op.create_table('event_words',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent', sa.Boolean(), nullable=False),
    sa.Column('at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('over_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['exceptional_events.id'], name=op.f('fk_event_words_event_id')),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_event_words_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_words')),
    sa.UniqueConstraint('event_id', 'record_id', name=op.f('uq_event_words_event_id_record_id'))
    )
    with op.batch_alter_table('event_words', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_words_record_id'), ['record_id'], unique=False)
    op.create_table('contact_restrictions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ways', portal.database.Json(), nullable=False),
    sa.Column('often', sa.Text(), nullable=False),
    sa.Column('through_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('instruction', sa.Text(), nullable=False),
    sa.Column('still_by', portal.database.Secret(), nullable=False),
    sa.Column('because', portal.database.Secret(), nullable=False),
    sa.Column('behaviour_on', sa.Date(), nullable=False),
    sa.Column('behaviour', portal.database.Secret(), nullable=False),
    sa.Column('tried', portal.database.Secret(), nullable=False),
    sa.Column('considered', portal.database.Secret(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('approved', sa.Boolean(), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('decided_because', portal.database.Secret(), nullable=True),
    sa.Column('told_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('told_end_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('commitment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ended_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('decided_by_id <> asked_by_id', name=op.f('ck_contact_restrictions_decided_by_another')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_contact_restrictions_asked_by_id')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_contact_restrictions_commitment_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_contact_restrictions_decided_by_id')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['people.id'], name=op.f('fk_contact_restrictions_ended_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_contact_restrictions_person_id')),
    sa.ForeignKeyConstraint(['through_id'], ['people.id'], name=op.f('fk_contact_restrictions_through_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_restrictions'))
    )
    with op.batch_alter_table('contact_restrictions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_restrictions_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_contact_restrictions_person_id', ['person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('restriction_reviews',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('restriction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('why', portal.database.Secret(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_restriction_reviews_by_id')),
    sa.ForeignKeyConstraint(['restriction_id'], ['contact_restrictions.id'], name=op.f('fk_restriction_reviews_restriction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_restriction_reviews'))
    )
    with op.batch_alter_table('restriction_reviews', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_restriction_reviews_restriction_id'), ['restriction_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('restriction_reviews', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_restriction_reviews_restriction_id'))
    op.drop_table('restriction_reviews')
    with op.batch_alter_table('contact_restrictions', schema=None) as batch_op:
        batch_op.drop_index('uq_contact_restrictions_person_id', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_contact_restrictions_person_id'))
    op.drop_table('contact_restrictions')
    with op.batch_alter_table('event_words', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_words_record_id'))
    op.drop_table('event_words')
    op.drop_table('exceptional_events')
