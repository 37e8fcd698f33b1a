"""Running the desk: all of it, or one part."""

from __future__ import annotations

import click

from atenda.commands.ready import environment_of, ready, refuse_unless_migrated, say


@click.command()
@click.option("--demo-if-empty", is_flag=True, help="Load the sample organization when there is none.")
def serve(*, demo_if_empty: bool) -> None:
    """Run everything: database (if embedded), pages, live stream and worker."""
    from atenda.server.processes import Supervisor  # noqa: PLC0415

    Supervisor(environment_of(), say=say, loads_sample=demo_if_empty).run()


@click.command()
def web() -> None:
    """Run the pages alone."""
    environment = environment_of("web")
    refuse_unless_migrated()
    from atenda.server.web_servers import serve_pages  # noqa: PLC0415

    serve_pages(environment)


@click.command()
def stream() -> None:
    """Run the live stream alone."""
    environment = environment_of("stream")
    from atenda.server.web_servers import serve_stream  # noqa: PLC0415

    serve_stream(environment)


@click.command()
def worker() -> None:
    """Run the worker alone."""
    environment_of("worker")
    refuse_unless_migrated()
    ready()
    from atenda.server.worker import work  # noqa: PLC0415

    work()


@click.command()
@click.option("--verbose", is_flag=True, help="Name each migration as it is applied.")
@click.option("--check", is_flag=True, help="Change nothing; end with 1 when something is missing.")
def migrate(*, verbose: bool, check: bool) -> None:
    """Bring the database to the shape this release needs."""
    environment = ready()
    from atenda.server import migrating, postgres  # noqa: PLC0415

    if check:
        migrating.refuse_unless_migrated()
        return
    with postgres.database_running(environment):
        applied = migrating.migrate(verbosity=1 if verbose else 0)
    say(f"{applied} migrations applied." if applied else "Nothing to migrate.")


@click.command(hidden=True)
@click.option("--demo-if-empty", is_flag=True, help="Load the sample organization when there is none.")
def prepare(*, demo_if_empty: bool) -> None:
    """What `serve` does before the pages come up, in one process: it saves a second."""
    environment = ready()
    from atenda.server import migrating  # noqa: PLC0415

    applied = migrating.migrate()
    if applied:
        say(f"{applied} migrations applied.")
    if demo_if_empty:
        from atenda.server import demonstration  # noqa: PLC0415

        demonstration.load(environment, say=say, only_if_empty=True)
