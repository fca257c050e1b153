"""What Alembic runs for every command: the migrations, in the transaction that the caller has begun."""

from alembic import context

from storage.tables import metadata


def run() -> None:
    """Run the migrations on the connection handed over by `storage.migrations.upgrade`."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


# Alembic loads this file under this name; whoever imports it under another only looks at it.
if __name__ == "env_py":
    run()
