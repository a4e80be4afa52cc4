"""nobody is absent twice at one time"""

from __future__ import annotations

from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TRIGGER = """
CREATE TRIGGER absences_overlap_{when} BEFORE {event} ON absences
WHEN EXISTS (
    SELECT 1 FROM absences AS other
    WHERE other.person_id = NEW.person_id AND other.id IS NOT NEW.id
    AND other.from_at < NEW.to_at AND NEW.from_at < other.to_at
)
BEGIN
    SELECT RAISE(ABORT, 'absences overlap');
END
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(TRIGGER.format(when='added', event='INSERT'))
        op.execute(TRIGGER.format(when='changed', event='UPDATE'))
    else:
        # A number is a range of one, so that this needs no extension of PostgreSQL.
        op.execute(
            'ALTER TABLE absences ADD CONSTRAINT ex_absences_person_id EXCLUDE USING gist '
            "(int8range(person_id, person_id, '[]') WITH &&, tstzrange(from_at, to_at) WITH &&)"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER absences_overlap_added')
        op.execute('DROP TRIGGER absences_overlap_changed')
    else:
        op.execute('ALTER TABLE absences DROP CONSTRAINT ex_absences_person_id')
