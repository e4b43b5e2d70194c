"""Put uv into .uv/ of this checkout, with nothing but Python's standard library.

A fresh Debian has python3 but neither pip nor venv, so the wheel is fetched from the package index, held
against the SHA-256 below, and its one program is taken out of it. A mirror may be named in
UV_DEFAULT_INDEX or PIP_INDEX_URL; the check stays the same.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
WHEELS = {
    ("linux", "x86_64"): "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ("linux", "aarch64"): "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    ("darwin", "x86_64"): "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ("darwin", "arm64"): "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
}
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"


def index_url() -> str:
    """The package index in use, ending in a slash."""
    chosen = (
        os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
    )
    return chosen.rstrip("/") + "/"


def wheel_url(sha256: str) -> str:
    """The address of the wheel with this digest, from the index's own list."""
    page = urllib.parse.urljoin(index_url(), "uv/")
    request = urllib.request.Request(page, headers={"Accept": f"{SIMPLE_JSON}, text/html;q=0.5"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: str = answer.read().decode()
    if body.lstrip().startswith("{"):
        files = json.loads(body)["files"]
        address: str = next(f["url"] for f in files if f["hashes"].get("sha256") == sha256)
        return urllib.parse.urljoin(page, address)
    anchor = next(part for part in body.split('href="') if f"sha256={sha256}" in part)
    return urllib.parse.urljoin(page, anchor.split('"', 1)[0])


def fetch(target: Path) -> None:
    """Write the uv program for this machine to target, or say why it cannot be had."""
    machine = (sys.platform, platform.machine())
    if machine not in WHEELS:
        sys.exit(f"No uv is pinned for {machine}; install uv {VERSION} yourself and run: make UV=uv ...")
    try:
        with urllib.request.urlopen(wheel_url(WHEELS[machine]), timeout=300) as answer:
            wheel = answer.read()
    except (urllib.error.URLError, StopIteration) as reason:
        sys.exit(
            f"uv could not be fetched from {index_url()}: {reason}. Set PIP_INDEX_URL to a mirror you reach."
        )
    if hashlib.sha256(wheel).hexdigest() != WHEELS[machine]:
        sys.exit("The uv wheel does not have the pinned SHA-256; nothing was installed.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/scripts/uv"))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(archive.read(name))
    part.chmod(0o755)
    part.replace(target)


if __name__ == "__main__":
    program = Path(sys.argv[1])
    if not program.exists():
        print(f"Fetching uv {VERSION} …", file=sys.stderr)
        fetch(program)
