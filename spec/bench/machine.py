"""What was measured on: numbers of two machines are not compared."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from spec.bench import spin


def machine() -> dict[str, str]:
    """The processor, how many there are, and the versions of all that takes part."""
    return {
        "processor": _processor(),
        "processors": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "z3": version("z3-solver"),
        "spin": spin.version() or "not installed",
        "compiler": spin.compiler_version() or "not installed",
    }


def _processor() -> str:
    """The name of the processor, where the system tells."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        told = ""
    names = [line.partition(":")[2] for line in told.splitlines() if line.startswith("model name")]
    return (names or [platform.processor() or platform.machine()])[0].strip()
