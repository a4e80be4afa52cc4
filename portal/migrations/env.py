"""What Alembic runs: our metadata, the application's own engine, batch mode where SQLite needs it."""

from __future__ import annotations

from alembic import context

from portal.database import Base, db

with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
