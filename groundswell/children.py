"""The processes that stay up together: started together, stopped together, never left behind."""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from storage.errors import GroundswellError, SettingsError

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 30
# From <linux/prctl.h>.
_PR_SET_PDEATHSIG = 1


def keep(commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> None:
    """Run named processes until SIGINT or SIGTERM, then stop them all.

    Raises GroundswellError, after the others were stopped, where one of them ended by itself.
    """
    asked: list[int] = []
    # Before the first child: a signal that came in between would leave it behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda n, _: asked.append(n))
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            children[name] = subprocess.Popen(command, env=environment, preexec_fn=_follower(os.getpid()))  # noqa: S603
        while not asked and all(child.poll() is None for child in children.values()):
            time.sleep(0.2)
        ended = [name for name, child in children.items() if child.poll() is not None]
    finally:
        _stop(list(children.values()))
    if not asked:
        raise GroundswellError(
            f"{ended[0]} ended by itself (exit code {children[ended[0]].returncode}); all is stopped"
        )


def require_free(host: str, port: int) -> None:
    """Raise GroundswellError where something listens on a port already, SettingsError where nobody ever could."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (socket.gaierror, UnicodeError):
        raise SettingsError(f"host = {host!r} is no address; valid is for example 127.0.0.1") from None
    except PermissionError:
        raise SettingsError(f"port = {port} needs more rights than you have; valid are 1024 to 65535") from None
    except OSError as error:
        raise GroundswellError(
            f"the dashboard cannot listen on {host}:{port} ({error.strerror}). Perhaps groundswell runs already; "
            f"another port is chosen by port = {port % 65535 + 1} in groundswell.toml or GROUNDSWELL_PORT"
        ) from error


def _follower(parent: int) -> Callable[[], None] | None:
    """Make what a child does first on Linux: ask to be told to stop when its parent is gone, however it went."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)

    def follow() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it went before we asked
            os._exit(1)

    return follow


def _stop(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("a process did not stop in %d s and is killed", PATIENCE_SECONDS)
            child.kill()
            child.wait()
