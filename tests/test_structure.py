"""The walls of the house: names that would hide a package, packages that come from elsewhere, hosts in the locks."""

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("collectors", "analysis", "alerts", "dashboard", "storage", "reports", "groundswell")


@pytest.mark.parametrize("folder", ["dashboard", "tests"])
def test_nothing_beside_a_script_bears_the_name_of_a_package(folder: str) -> None:
    # Streamlit and pytest put the folder of what they run first on sys.path, so such a name would hide the package.
    names = {path.stem if path.suffix == ".py" else path.name for path in (ROOT / folder).iterdir()}
    assert not names & set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_imported_from_this_project(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).parent == ROOT / package


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_hold_hashes_and_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^\S+==\S+", text, re.MULTILINE)
    assert len(pinned) > 50
    assert text.count("--hash=sha256:") >= len(pinned)
    assert not re.search(r"https?://|index-url|find-links", text)


def test_every_runtime_pin_is_the_one_the_tests_run_with() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^\s;]+", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_no_tracked_file_is_a_store_or_a_secret() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not re.search(r"\.(db|db-wal|pem|key)$|^\.env", listed, re.MULTILINE)
