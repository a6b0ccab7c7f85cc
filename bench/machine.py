"""On what was measured: the class of the machine, nothing that names it."""

import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.support.clock import machine_now
from tools.package.interpreters import interpreter
from tools.package.platforms import TARGET


def machine() -> dict[str, Any]:
    """Return processors, memory, system and versions, and the day."""
    python = TARGET.python if interpreter(TARGET.python) else platform.python_version()
    return {
        "date": f"{machine_now():%Y-%m-%d}",
        "cpus": os.cpu_count(),
        "cpu": _cpu(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "functions_python": python,
        "load": round(os.getloadavg()[0], 1),
    }


def _cpu() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", described.read_text(), re.MULTILINE)
        return found[1] if found else "unknown"
    done = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], check=False, capture_output=True, text=True)  # noqa: S607 - where macOS has it
    return done.stdout.strip() or "unknown"
