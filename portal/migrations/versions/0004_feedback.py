"""feedback"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('themes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_themes')),
    sa.UniqueConstraint('name', name=op.f('uq_themes_name'))
    )
    op.create_table('case_themes',
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('theme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_case_themes_record_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_case_themes_theme_id')),
    sa.PrimaryKeyConstraint('record_id', 'theme_id', name=op.f('pk_case_themes'))
    )
    with op.batch_alter_table('case_themes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_themes_theme_id'), ['theme_id'], unique=False)
    op.create_table('feedback',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('named', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('about_name', sa.Text(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('put_right', sa.Text(), nullable=False),
    sa.Column('from_card', sa.Boolean(), nullable=False),
    sa.Column('acknowledged_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('passed_on_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('learned', sa.Text(), nullable=False),
    sa.Column('will_change', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['records.id'], name=op.f('fk_feedback_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback'))
    )
    op.create_table('praises',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('passed_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('managers', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_praises_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_praises_person_id')),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_praises_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_praises')),
    sa.UniqueConstraint('record_id', 'person_id', name=op.f('uq_praises_record_id_person_id'))
    )
    with op.batch_alter_table('praises', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_praises_person_id'), ['person_id'], unique=False)
    op.create_table('record_joined',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('joined_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_record_joined_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_record_joined_person_id')),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_record_joined_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_joined')),
    sa.UniqueConstraint('record_id', 'person_id', name=op.f('uq_record_joined_record_id_person_id'))
    )
    with op.batch_alter_table('record_joined', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_joined_person_id'), ['person_id'], unique=False)
    op.create_table('what_we_did',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('theme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('did', sa.Text(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('withdrawn_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_what_we_did_by_id')),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_what_we_did_record_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_what_we_did_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_what_we_did'))
    )
    with op.batch_alter_table('what_we_did', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_what_we_did_record_id'), ['record_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_what_we_did_theme_id'), ['theme_id'], unique=False)
    op.create_table('complaint_choices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('offered_where', sa.Text(), nullable=False),
    sa.Column('offered_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('offered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('commitment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_complaint_choices_commitment_id')),
    sa.ForeignKeyConstraint(['complaint_id'], ['records.id'], name=op.f('fk_complaint_choices_complaint_id')),
    sa.ForeignKeyConstraint(['offered_by_id'], ['people.id'], name=op.f('fk_complaint_choices_offered_by_id')),
    sa.ForeignKeyConstraint(['record_id'], ['records.id'], name=op.f('fk_complaint_choices_record_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_choices'))
    )
    with op.batch_alter_table('complaint_choices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_choices_complaint_id'), ['complaint_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_complaint_choices_record_id'), ['record_id'], unique=False)
    with op.batch_alter_table('case_links', schema=None) as batch_op:
        batch_op.alter_column('by_id',
               existing_type=sa.INTEGER(),
               nullable=True)


def downgrade() -> None:
    op.execute('DELETE FROM case_links WHERE by_id IS NULL')
    with op.batch_alter_table('case_links', schema=None) as batch_op:
        batch_op.alter_column('by_id',
               existing_type=sa.INTEGER(),
               nullable=False)
    with op.batch_alter_table('complaint_choices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_choices_record_id'))
        batch_op.drop_index(batch_op.f('ix_complaint_choices_complaint_id'))
    op.drop_table('complaint_choices')
    with op.batch_alter_table('what_we_did', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_what_we_did_theme_id'))
        batch_op.drop_index(batch_op.f('ix_what_we_did_record_id'))
    op.drop_table('what_we_did')
    with op.batch_alter_table('record_joined', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_joined_person_id'))
    op.drop_table('record_joined')
    with op.batch_alter_table('praises', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_praises_person_id'))
    op.drop_table('praises')
    op.drop_table('feedback')
    with op.batch_alter_table('case_themes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_themes_theme_id'))
    op.drop_table('case_themes')
    op.drop_table('themes')
