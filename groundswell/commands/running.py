"""run, worker, dashboard: what stays up."""

import importlib.util
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import typer

from groundswell import settings as process
from groundswell import worker as work
from groundswell.commands.console import opened, say
from storage.errors import PluginError

log = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("run")(run)
    app.command("worker")(worker)
    app.command("dashboard")(serve)


def run(context: typer.Context) -> None:
    """Start the monitor and the dashboard, and stop both together."""
    settings = process.load(context.obj)
    with opened(context):
        pass  # the tables are brought up to date before two processes need them
    if settings.file is None:
        say("No settings file: a sample brand is watched. `groundswell init` starts your own.")
    say(f"Dashboard: {settings.dashboard_url}   (Ctrl-C stops)")
    chosen = ["--settings", str(settings.file)] if settings.file else []
    commands = [[sys.executable, "-m", "groundswell", *chosen, "worker"], _streamlit(settings)]
    children = [subprocess.Popen(command, env=_environment(settings)) for command in commands]  # noqa: S603
    try:
        _wait(children)
    finally:
        _stop(children)
    raise typer.Exit(1 if any(child.returncode not in (0, -signal.SIGTERM) for child in children) else 0)


def worker(context: typer.Context) -> None:
    """Watch without a dashboard: collect, analyze, detect and deliver on a schedule."""
    with opened(context) as house:
        work.work(house)


def serve(context: typer.Context) -> None:
    """Show the dashboard only; a worker elsewhere fills the store."""
    settings = process.load(context.obj)
    with opened(context):
        pass
    os.execvpe(sys.executable, _streamlit(settings), _environment(settings))  # noqa: S606


def _streamlit(settings: process.Settings) -> list[str]:
    # Found, not imported: the dashboard stands above this program and starts on its own.
    found = importlib.util.find_spec("dashboard")
    if found is None or found.origin is None:
        raise PluginError("the package dashboard is not installed beside groundswell; install groundswell whole")
    app = Path(found.origin).with_name("app.py")
    return [
        sys.executable,
        *("-m", "streamlit", "run", str(app)),
        *("--server.address", settings.host, "--server.port", str(settings.port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"),
        *("--client.toolbarMode", "viewer", "--client.showErrorDetails", "none"),
    ]


def _environment(settings: process.Settings) -> dict[str, str]:
    """Pass on where the settings came from, so that every process reads the same."""
    named = {"GROUNDSWELL_SETTINGS": str(settings.file)} if settings.file else {}
    return {**os.environ, **named}


def _wait(children: list["subprocess.Popen[bytes]"]) -> None:
    """Wait until a child ends or somebody asks us to stop."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda n, _: asked.append(n))
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            log.warning("a process did not stop in 30 s and is killed")
            child.kill()
            child.wait()
