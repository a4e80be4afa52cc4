"""appointments"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import portal.database


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# Nobody is held twice at one time, and no window or time away stands there twice.
GUARDS = {
    'sqlite': (
        """
CREATE TRIGGER appointment_holds_overlap_added BEFORE INSERT ON appointment_holds
WHEN EXISTS (
    SELECT 1 FROM appointment_holds AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN
    SELECT RAISE(ABORT, 'holds overlap');
END
""",
        """
CREATE TRIGGER appointment_holds_overlap_changed BEFORE UPDATE ON appointment_holds
WHEN EXISTS (
    SELECT 1 FROM appointment_holds AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN
    SELECT RAISE(ABORT, 'holds overlap');
END
""",
        """
CREATE TRIGGER resource_hours_overlap_added BEFORE INSERT ON resource_hours
WHEN EXISTS (
    SELECT 1 FROM resource_hours AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id AND other.weekday = NEW.weekday AND other.opens_minute < NEW.closes_minute AND NEW.opens_minute < other.closes_minute AND (other.to_on IS NULL OR other.to_on >= NEW.from_on) AND (NEW.to_on IS NULL OR NEW.to_on >= other.from_on)
)
BEGIN
    SELECT RAISE(ABORT, 'resource_hours overlap');
END
""",
        """
CREATE TRIGGER resource_hours_overlap_changed BEFORE UPDATE ON resource_hours
WHEN EXISTS (
    SELECT 1 FROM resource_hours AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id AND other.weekday = NEW.weekday AND other.opens_minute < NEW.closes_minute AND NEW.opens_minute < other.closes_minute AND (other.to_on IS NULL OR other.to_on >= NEW.from_on) AND (NEW.to_on IS NULL OR NEW.to_on >= other.from_on)
)
BEGIN
    SELECT RAISE(ABORT, 'resource_hours overlap');
END
""",
        """
CREATE TRIGGER resource_away_overlap_added BEFORE INSERT ON resource_away
WHEN EXISTS (
    SELECT 1 FROM resource_away AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN
    SELECT RAISE(ABORT, 'resource_away overlap');
END
""",
        """
CREATE TRIGGER resource_away_overlap_changed BEFORE UPDATE ON resource_away
WHEN EXISTS (
    SELECT 1 FROM resource_away AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN
    SELECT RAISE(ABORT, 'resource_away overlap');
END
""",
    ),
    'postgresql': (
        """ALTER TABLE appointment_holds ADD CONSTRAINT ex_appointment_holds_resource_id EXCLUDE USING gist (int8range(resource_id, resource_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)""",
        """ALTER TABLE resource_hours ADD CONSTRAINT ex_resource_hours_resource_id EXCLUDE USING gist (int8range(resource_id, resource_id, '[]') WITH &&, int8range(weekday * 1440 + opens_minute, weekday * 1440 + closes_minute) WITH &&, daterange(from_on, to_on, '[]') WITH &&)""",
        """ALTER TABLE resource_away ADD CONSTRAINT ex_resource_away_resource_id EXCLUDE USING gist (int8range(resource_id, resource_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)""",
    ),
}


def upgrade() -> None:
    op.create_table('appointment_rules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('step_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('change_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reminder_days', sa.Text(), nullable=False),
    sa.Column('road_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('same_area_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('arrange_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('tell_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('punctual_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_appointment_rules_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_rules'))
    )
    op.create_table('travel_times',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('first', sa.Text(), nullable=False),
    sa.Column('second', sa.Text(), nullable=False),
    sa.Column('minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('first < second', name=op.f('ck_travel_times_order')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_travel_times_minutes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_travel_times')),
    sa.UniqueConstraint('first', 'second', name=op.f('uq_travel_times_first_second'))
    )
    op.create_table('appointment_purposes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('length_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('places', sa.Text(), nullable=False),
    sa.Column('break_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('notice_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('horizon_days', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bring', sa.Text(), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('offered', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_appointment_purposes_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_purposes')),
    sa.UniqueConstraint('name', name=op.f('uq_appointment_purposes_name'))
    )
    op.create_table('resources',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('office_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('gender', sa.Text(), nullable=False),
    sa.Column('languages', sa.Text(), nullable=False),
    sa.Column('sign_language', sa.Boolean(), nullable=False),
    sa.Column('modes', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('purposes', sa.Text(), nullable=False),
    sa.Column('is_private', sa.Boolean(), nullable=False),
    sa.Column('step_free', sa.Boolean(), nullable=False),
    sa.Column('seats', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('daily_limit', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('late_change', sa.Text(), nullable=False),
    sa.Column('feed_key', sa.Text(), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(kind = 'officer') = (person_id IS NOT NULL)", name=op.f('ck_resources_officer')),
    sa.CheckConstraint("(kind = 'room') = (office_id IS NOT NULL)", name=op.f('ck_resources_room')),
    sa.CheckConstraint("kind IN ('officer', 'room', 'interpreter')", name=op.f('ck_resources_kind')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_resources_office_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_resources_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resources')),
    sa.UniqueConstraint('feed_key', name=op.f('uq_resources_feed_key')),
    sa.UniqueConstraint('office_id', 'name', name=op.f('uq_resources_office_id_name')),
    sa.UniqueConstraint('person_id', name=op.f('uq_resources_person_id'))
    )
    with op.batch_alter_table('resources', schema=None) as batch_op:
        batch_op.create_index('ix_resources_kind', ['kind', 'active'], unique=False)
        batch_op.create_index('uq_resources_interpreter', ['name', 'agency'], unique=True, sqlite_where=sa.text("kind = 'interpreter'"), postgresql_where=sa.text("kind = 'interpreter'"))
    op.create_table('staff_photos',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_staff_photos_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_staff_photos'))
    )
    op.create_table('resource_away',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('resource_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_resource_away_order')),
    sa.ForeignKeyConstraint(['resource_id'], ['resources.id'], name=op.f('fk_resource_away_resource_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource_away')),
    sa.UniqueConstraint('resource_id', 'starts_at', name=op.f('uq_resource_away_resource_id_starts_at'))
    )
    op.create_table('resource_hours',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('resource_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weekday', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opens_minute', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('closes_minute', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.CheckConstraint('0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440', name=op.f('ck_resource_hours_order')),
    sa.CheckConstraint('to_on IS NULL OR from_on <= to_on', name=op.f('ck_resource_hours_dates')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_resource_hours_weekday')),
    sa.ForeignKeyConstraint(['resource_id'], ['resources.id'], name=op.f('fk_resource_hours_resource_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource_hours')),
    sa.UniqueConstraint('resource_id', 'weekday', 'opens_minute', 'from_on', name=op.f('uq_resource_hours_resource_id_weekday_opens_minute_from_on'))
    )
    with op.batch_alter_table('resource_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resource_hours_resource_id'), ['resource_id'], unique=False)
    op.create_table('appointments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('office_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('starts_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('officer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('wanted_officer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('needs', portal.database.Json(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('contact_name', sa.Text(), nullable=False),
    sa.Column('contact_email', sa.Text(), nullable=False),
    sa.Column('contact_phone', sa.Text(), nullable=False),
    sa.Column('contact_address', sa.Text(), nullable=False),
    sa.Column('planned_by_staff', sa.Boolean(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('no_notice_reason', sa.Text(), nullable=False),
    sa.Column('agreed_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('uid', sa.Text(), nullable=False),
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('door_word', portal.database.Secret(), nullable=True),
    sa.Column('unmet', sa.Text(), nullable=False),
    sa.Column('unmet_effort', sa.Text(), nullable=False),
    sa.Column('unmet_reason', sa.Text(), nullable=False),
    sa.Column('unmet_choice', sa.Text(), nullable=False),
    sa.Column('late_minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('late_told_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('on_the_way_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('arrived_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('identity_shown_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('marker_read_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('marker_read_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('finished_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('cancelled_by', sa.Text(), nullable=False),
    sa.Column('cancelled_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('no_new_time', sa.Text(), nullable=False),
    sa.Column('replaced_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(starts_at IS NULL) = (ends_at IS NULL)', name=op.f('ck_appointments_times')),
    sa.CheckConstraint('(starts_at IS NULL) = (officer_id IS NULL)', name=op.f('ck_appointments_officer')),
    sa.CheckConstraint('starts_at IS NULL OR starts_at < ends_at', name=op.f('ck_appointments_order')),
    sa.ForeignKeyConstraint(['id'], ['records.id'], name=op.f('fk_appointments_id')),
    sa.ForeignKeyConstraint(['marker_read_by_id'], ['people.id'], name=op.f('fk_appointments_marker_read_by_id')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_appointments_office_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['resources.id'], name=op.f('fk_appointments_officer_id')),
    sa.ForeignKeyConstraint(['purpose_id'], ['appointment_purposes.id'], name=op.f('fk_appointments_purpose_id')),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['appointments.id'], name=op.f('fk_appointments_replaced_by_id')),
    sa.ForeignKeyConstraint(['wanted_officer_id'], ['resources.id'], name=op.f('fk_appointments_wanted_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointments')),
    sa.UniqueConstraint('code', name=op.f('uq_appointments_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_appointments_uid'))
    )
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.create_index('ix_appointments_officer_id_starts_at', ['officer_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_appointments_starts_at', ['starts_at'], unique=False)
        batch_op.create_index('ix_appointments_to_arrange', ['id'], unique=False, sqlite_where=sa.text("state IN ('wanted', 'offered', 'missed by us')"), postgresql_where=sa.text("state IN ('wanted', 'offered', 'missed by us')"))
    op.create_table('appointment_holds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('resource_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('appointment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_appointment_holds_order')),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_appointment_holds_appointment_id')),
    sa.ForeignKeyConstraint(['resource_id'], ['resources.id'], name=op.f('fk_appointment_holds_resource_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_holds'))
    )
    with op.batch_alter_table('appointment_holds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointment_holds_appointment_id'), ['appointment_id'], unique=False)
        batch_op.create_index('ix_appointment_holds_resource_id_starts_at', ['resource_id', 'starts_at', 'ends_at', 'area', 'appointment_id'], unique=False)
    op.create_table('appointment_proposals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('appointment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by_staff', sa.Boolean(), nullable=False),
    sa.Column('starts_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('never', sa.Boolean(), nullable=False),
    sa.Column('officer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('round', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('proposed_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', portal.database.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_appointment_proposals_appointment_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['resources.id'], name=op.f('fk_appointment_proposals_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_proposals'))
    )
    with op.batch_alter_table('appointment_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appointment_proposals_appointment_id'), ['appointment_id'], unique=False)
    op.create_table('appointment_reminders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('appointment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('days_before', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sent_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_appointment_reminders_appointment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_reminders')),
    sa.UniqueConstraint('appointment_id', 'sequence', 'days_before', name=op.f('uq_appointment_reminders_appointment_id_sequence_days_before'))
    )
    op.create_table('incident_reports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('appointment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('happened_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('words', portal.database.Secret(), nullable=False),
    sa.Column('somebody_hurt', sa.Boolean(), nullable=False),
    sa.Column('police_told', sa.Boolean(), nullable=False),
    sa.Column('written_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('written_at', portal.database.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_incident_reports_appointment_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['people.id'], name=op.f('fk_incident_reports_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_reports'))
    )
    with op.batch_alter_table('incident_reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_reports_appointment_id'), ['appointment_id'], unique=False)
    with op.batch_alter_table('commitments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('not_before_at', portal.database.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table('outgoing_messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calendar', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('safety_markers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_two', sa.Boolean(), nullable=False, server_default=sa.false()))
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_column('safety_markers', 'needs_two')
    op.drop_column('outgoing_messages', 'calendar')
    op.drop_column('commitments', 'not_before_at')
    with op.batch_alter_table('incident_reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incident_reports_appointment_id'))
    op.drop_table('incident_reports')
    op.drop_table('appointment_reminders')
    with op.batch_alter_table('appointment_proposals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appointment_proposals_appointment_id'))
    op.drop_table('appointment_proposals')
    with op.batch_alter_table('appointment_holds', schema=None) as batch_op:
        batch_op.drop_index('ix_appointment_holds_resource_id_starts_at')
        batch_op.drop_index(batch_op.f('ix_appointment_holds_appointment_id'))
    op.drop_table('appointment_holds')
    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.drop_index('ix_appointments_to_arrange', sqlite_where=sa.text("state IN ('wanted', 'offered', 'missed by us')"), postgresql_where=sa.text("state IN ('wanted', 'offered', 'missed by us')"))
        batch_op.drop_index('ix_appointments_starts_at')
        batch_op.drop_index('ix_appointments_officer_id_starts_at')
    op.drop_table('appointments')
    with op.batch_alter_table('resource_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resource_hours_resource_id'))
    op.drop_table('resource_hours')
    op.drop_table('resource_away')
    op.drop_table('staff_photos')
    with op.batch_alter_table('resources', schema=None) as batch_op:
        batch_op.drop_index('uq_resources_interpreter', sqlite_where=sa.text("kind = 'interpreter'"), postgresql_where=sa.text("kind = 'interpreter'"))
        batch_op.drop_index('ix_resources_kind')
    op.drop_table('resources')
    op.drop_table('appointment_purposes')
    op.drop_table('travel_times')
    op.drop_table('appointment_rules')
