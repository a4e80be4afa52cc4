"""complaints further"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def _one_list_of_themes() -> None:
    """What closed complaints taught joins the landlord's own list of themes: those in use, by their words."""
    connection = op.get_bind()
    learning = sa.table('complaint_learning', sa.column('theme'), sa.column('theme_id'))
    themes = sa.table('themes', sa.column('id'), sa.column('name'), sa.column('active'), sa.column('version'))
    known = {name.lower(): found for found, name in connection.execute(sa.select(themes.c.id, themes.c.name))}
    for (theme,) in connection.execute(sa.select(learning.c.theme).distinct()).all():
        if theme.lower() not in known:
            name = theme[:1].upper() + theme[1:]
            connection.execute(sa.insert(themes).values(name=name, active=True, version=1))
            known[theme.lower()] = connection.scalar(sa.select(themes.c.id).where(themes.c.name == name))
        found = known[theme.lower()]
        connection.execute(sa.update(learning).where(learning.c.theme == theme).values(theme_id=found))


def _add_reference(table: str, column: str, target: str) -> None:
    """A column that names a row of another table; SQLite takes both in one statement and keeps its table."""
    name = op.f(f'fk_{table}_{column}')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(f'ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)')
        return
    op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    op.create_foreign_key(name, table, target, [column], ['id'])


def upgrade() -> None:
    op.create_table('complaint_own_reasons',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('clause', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_own_reasons')),
    sa.UniqueConstraint('words', name=op.f('uq_complaint_own_reasons_words'))
    )
    op.create_table('complaint_determinations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('their_reference', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('recorded_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_determinations_complaint_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['people.id'], name=op.f('fk_complaint_determinations_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_determinations'))
    )
    with op.batch_alter_table('complaint_determinations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_determinations_complaint_id'), ['complaint_id'], unique=False)
    op.create_table('complaint_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('firm', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('asked_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('link_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answered_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_complaint_questions_asked_by_id')),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaints.id'], name=op.f('fk_complaint_questions_complaint_id')),
    sa.ForeignKeyConstraint(['link_id'], ['link_tokens.id'], name=op.f('fk_complaint_questions_link_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_complaint_questions_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_questions')),
    sa.UniqueConstraint('link_id', name=op.f('uq_complaint_questions_link_id'))
    )
    with op.batch_alter_table('complaint_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_questions_complaint_id'), ['complaint_id'], unique=False)
    op.create_table('complaint_orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('determination_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_order', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by_on', sa.Date(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_words', sa.Text(), nullable=False),
    sa.Column('done_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['determination_id'], ['complaint_determinations.id'], name=op.f('fk_complaint_orders_determination_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['people.id'], name=op.f('fk_complaint_orders_done_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_orders'))
    )
    with op.batch_alter_table('complaint_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_orders_determination_id'), ['determination_id'], unique=False)
    _add_reference('complaint_learning', 'theme_id', 'themes')
    op.create_index(op.f('ix_complaint_learning_theme_id'), 'complaint_learning', ['theme_id'], unique=False)
    _add_reference('complaint_refusals', 'own_reason_id', 'complaint_own_reasons')
    op.add_column('complaint_refusals', sa.Column('own_words', sa.Text(), server_default='', nullable=False))
    op.add_column('feedback', sa.Column('data_protection', sa.Boolean(), server_default=sa.false(), nullable=False))
    _add_reference('landlord', 'data_protection_id', 'people')
    with op.batch_alter_table('records', schema=None) as batch_op:
        batch_op.create_index('ix_records_complaints', ['closed_at', 'id'], unique=False, sqlite_where=sa.text("kind = 'complaint'"), postgresql_where=sa.text("kind = 'complaint'"))
    _one_list_of_themes()


def downgrade() -> None:
    with op.batch_alter_table('records', schema=None) as batch_op:
        batch_op.drop_index('ix_records_complaints', sqlite_where=sa.text("kind = 'complaint'"), postgresql_where=sa.text("kind = 'complaint'"))
    with op.batch_alter_table('landlord', schema=None) as batch_op:
        batch_op.drop_column('data_protection_id')
    op.drop_column('feedback', 'data_protection')
    with op.batch_alter_table('complaint_refusals', schema=None) as batch_op:
        batch_op.drop_column('own_words')
        batch_op.drop_column('own_reason_id')
    with op.batch_alter_table('complaint_learning', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_learning_theme_id'))
        batch_op.drop_column('theme_id')
    with op.batch_alter_table('complaint_orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_orders_determination_id'))
    op.drop_table('complaint_orders')
    with op.batch_alter_table('complaint_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_questions_complaint_id'))
    op.drop_table('complaint_questions')
    with op.batch_alter_table('complaint_determinations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_determinations_complaint_id'))
    op.drop_table('complaint_determinations')
    op.drop_table('complaint_own_reasons')
