"""Alembic's environment: our metadata, batch mode, the application's own engine."""

from alembic import context
from flask import current_app

from app.core.db import db

target_metadata = db.metadatas[None]


def run() -> None:
    """Run the migrations in one transaction on the application's engine."""
    engine = current_app.extensions["tessera_binds"].writer
    with engine.execution_options(tessera_writer=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=True,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
