"""Every speed claim, one after another; each is also a command of its own.

python benchmarks/all.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run each benchmark in a process of its own, so that none warms the next."""
    here = Path(__file__)
    for script in sorted(here.parent.glob("*.py")):
        if script != here:
            print(f"== {script.stem}", flush=True)
            subprocess.run([sys.executable, script], check=False)


if __name__ == "__main__":
    main()
