"""What was measured, and on what: times of two machines are not compared."""

import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from spec.bench import spin
from spec.modes.desk import cores

ROOT = Path(__file__).parents[2]


def machine() -> dict[str, str]:
    """The processor, how many may be used, and the versions of all that takes part."""
    return {
        "commit": commit(ROOT),
        "processor": _processor(),
        "processors": str(cores()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "z3": version("z3-solver"),
        "spin": spin.version() or "not installed",
        "compiler": spin.compiler_version() or "not installed",
    }


def commit(folder: Path) -> str:
    """What git calls the sources in a folder; empty if it is no checkout."""
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return ""
    told = subprocess.run(  # noqa: S603 - a fixed program, no shell
        [git, "-C", str(folder), "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()


def _processor() -> str:
    """The name of the processor, where the system tells."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        told = ""
    names = [line.partition(":")[2] for line in told.splitlines() if line.startswith("model name")]
    return (names or [platform.processor() or platform.machine()])[0].strip()
