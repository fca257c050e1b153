"""run, worker, dashboard: what stays up."""

import importlib.util
import os
import socket
import sys
from pathlib import Path

import typer

from groundswell import children, house, settings
from groundswell import worker as work
from groundswell.commands.console import opened, say
from groundswell.settings import Settings
from storage.errors import PluginError

# -P: no file in the folder where a person works may stand in for one of our modules.
_PYTHON = (sys.executable, "-P", "-m")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("run")(run)
    app.command("worker")(worker)
    app.command("dashboard")(serve)


def run(context: typer.Context) -> None:
    """Start the monitor and the dashboard, and stop both together."""
    found = settings.load(context.obj)
    children.require_free(found.host, found.port)
    with opened(context):
        pass  # the tables are brought up to date before two processes need them
    if found.file is None:
        say('No settings file: a sample brand is watched. `groundswell init "Your brand"` starts your own.')
    say(f"Dashboard: {found.dashboard_url}   (Ctrl-C stops)")
    chosen = ["--settings", str(found.file)] if found.file else []
    watching = [*_PYTHON, "groundswell", *chosen, "worker"]
    children.keep({"the monitor": watching, "the dashboard": _streamlit(found)}, _environment(found))


def worker(context: typer.Context) -> None:
    """Watch without a dashboard, on a schedule, until SIGINT or SIGTERM.

    Each source is read when it is due; what it brought is analyzed, judged and told at every interval.
    """
    found = settings.load(context.obj)
    watching = house.build(found, found.worker)
    try:
        work.work(watching)
    finally:
        watching.database.close()


def serve(context: typer.Context) -> None:
    """Show the dashboard only; a worker fills the store."""
    found = settings.load(context.obj)
    children.require_free(found.host, found.port)
    with opened(context):
        pass
    os.execvpe(sys.executable, _streamlit(found), _environment(found))  # noqa: S606


def _streamlit(found: Settings) -> list[str]:
    # Found, not imported: the dashboard stands above this program and starts on its own.
    spec = importlib.util.find_spec("dashboard")
    if spec is None or spec.origin is None:
        raise PluginError("the package dashboard is not installed beside groundswell; install groundswell whole")
    app = Path(spec.origin).with_name("app.py")
    return [
        *(*_PYTHON, "streamlit", "run", str(app)),
        *("--server.address", found.host, "--server.port", str(found.port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none", "--runner.magicEnabled", "false"),
        *("--client.toolbarMode", "viewer", "--client.showErrorDetails", "none"),
    ]


def _environment(found: Settings) -> dict[str, str]:
    """Pass on where the settings came from, so that every process reads the same.

    Only one monitor runs beside a dashboard, so one that is started again may go on at once under the same name.
    """
    named = {"GROUNDSWELL_SETTINGS": str(found.file)} if found.file else {}
    worker = found.worker or f"{socket.gethostname()} beside port {found.port}"
    return {**os.environ, **named, "GROUNDSWELL_WORKER": worker}
