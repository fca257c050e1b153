"""Build the wheel, install it alone into an empty environment folder, and ask whether each package is ours.

Run as a script: `python tests/wheel.py`.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("collectors", "analysis", "alerts", "dashboard", "storage", "reports", "groundswell")
ASK = """
import importlib, pathlib, sys
target = pathlib.Path(sys.argv[1]).resolve()
for name in sys.argv[2:]:
    found = pathlib.Path(importlib.import_module(name).__file__).resolve()
    assert target in found.parents, f"{name} came from {found}, not from the wheel"
from groundswell import house
from groundswell.settings import Settings
house.build(Settings(store=f"sqlite:///{target}/check.db")).database.close()
print("wheel: every package is groundswell's own, and the store migrates from it")
"""


def main() -> None:
    """Build, unpack, ask."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, str(ROOT)], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        target = Path(folder) / "installed"
        with zipfile.ZipFile(wheel) as archive:
            tops = {name.split("/")[0] for name in archive.namelist()}
            archive.extractall(target)
        strays = {top for top in tops if top not in PACKAGES and not top.endswith(".dist-info")}
        if strays:
            raise SystemExit(f"the wheel holds what it should not: {sorted(strays)}")
        subprocess.run(
            [sys.executable, "-c", ASK, str(target), *PACKAGES],
            check=True,
            cwd=folder,
            env={"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin"},
        )


if __name__ == "__main__":
    main()
