"""The libraries the browser gets are the ones that were written down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_vendored_files_are_what_versions_says():
    done = subprocess.run(
        [sys.executable, ROOT / "tools/vendor_assets.py", "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
